"""Settings: where they come from, what is refused, and in which words."""

import stat

import pytest

from app.core.config import Profile, Settings, load_settings, variables
from app.domain.errors import InvalidInput

STRONG = {
    name: f"{number}kX9vQ2mT7pL4wZ8rN1cB6hD3fG5jS0yA"
    for number, name in enumerate(("secret_key", "jwt_secret_key", "api_key_encryption_key"))
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch, tmp_path):
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("app.core.config._checkout", lambda: tmp_path)


def refusal(**given: object) -> str:
    with pytest.raises(InvalidInput) as caught:
        load_settings(**given)
    return str(caught.value)


def test_an_empty_environment_is_a_working_development_profile(tmp_path):
    settings = load_settings()
    assert settings.app_env is Profile.DEVELOPMENT
    assert settings.apex_home == tmp_path / ".apex"
    assert settings.database_url.get_secret_value() == ""


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("APEX_PORT=1111\nMAX_IMPORT_MB=7\n")
    monkeypatch.setenv("APEX_PORT", "2222")
    settings = load_settings()
    assert (settings.apex_port, settings.max_import_mb) == (2222, 7)


def test_an_empty_variable_keeps_the_default(monkeypatch):
    monkeypatch.setenv("APEX_PORT", "")
    assert load_settings().apex_port == 8080


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("apex_port", "70000", "APEX_PORT is '70000': must be a port from 1 to 65535"),
        ("apex_port", "http", "APEX_PORT is 'http': must be a port from 1 to 65535"),
        (
            "app_env",
            "prod",
            "APP_ENV is 'prod': must be development, testing, staging or production",
        ),
        ("debug", "maybe", "DEBUG is 'maybe': must be true or false"),
        ("log_level", "loud", "LOG_LEVEL is 'loud': must be DEBUG, INFO, WARNING or ERROR"),
        (
            "ohlcv_retention_years",
            "-1",
            "OHLCV_RETENTION_YEARS is '-1': must be years from 0 (keep everything) to 200",
        ),
        ("max_import_mb", "0", "MAX_IMPORT_MB is '0': must be megabytes from 1 to 65536"),
    ],
)
def test_a_wrong_value_is_answered_with_what_is_allowed(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name.upper(), value)
    assert refusal() == sentence


def test_every_wrong_variable_is_named_at_once():
    sentence = refusal(apex_port="x", debug="perhaps")
    assert "APEX_PORT" in sentence
    assert "DEBUG" in sentence


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a:canary@h:1/d",
        "postgresql://h/d",
        "postgresql://a:canary@/d",
        "postgresql://a:canary@h",
        "postgresql://a:canary@h:99999/d",
        "canary",
    ],
)
def test_a_wrong_database_url_is_refused_without_being_shown(url):
    sentence = refusal(database_url=url)
    assert sentence == (
        "DATABASE_URL is wrong: must be "
        "postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE, or empty"
    )


@pytest.mark.parametrize("scheme", ["postgresql+asyncpg", "postgresql", "postgres"])
def test_every_spelling_of_a_postgres_url_becomes_the_async_one(scheme):
    settings = load_settings(timescale_url=f"{scheme}://a:b@h:5433/d")
    assert settings.timescale_url.get_secret_value() == "postgresql+asyncpg://a:b@h:5433/d"


@pytest.mark.parametrize("profile", ["staging", "production"])
@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("", "is missing"),
        ("kX9vQ2mT7pL4wZ8rN1cB6hD3fG5jS0y", "has 31 characters: must be 32 or more, generated"),
        ("your-32-byte-key", "has 16 characters: must be 32 or more, generated"),
        ("your-secret-key-min-32-chars-1234", "is an example: must be generated"),
        ("Change-me-9vQ2mT7pL4wZ8rN1cB6hD3f", "is an example: must be generated"),
        ("a" * 40, "is an example: must be generated"),
        ("0123450123450123450123450123450123", "is an example: must be generated"),
    ],
)
def test_guarded_profiles_refuse_a_weak_secret_by_name(profile, name, weak, reason):
    sentence = refusal(app_env=profile, **(STRONG | {name: weak}))
    assert sentence == f"{name.upper()} {reason} (required because APP_ENV is {profile})"


def test_all_weak_secrets_are_named_in_one_message():
    sentence = refusal(app_env="production")
    assert [name.upper() in sentence for name in STRONG] == [True, True, True]


def test_guarded_profiles_refuse_a_database_url_with_an_example_password():
    sentence = refusal(app_env="production", database_url="postgresql://u:pass@h/d", **STRONG)
    assert sentence.startswith("DATABASE_URL carries no or an example password")


def test_strong_secrets_pass_in_production():
    settings = load_settings(app_env="production", **STRONG)
    assert settings.secret("secret_key") == STRONG["secret_key"]


def test_development_makes_a_missing_secret_and_keeps_it(tmp_path):
    settings = load_settings(apex_home=tmp_path / "home")
    made = settings.secret("jwt_secret_key")
    assert len(made) >= 32
    assert settings.secret("jwt_secret_key") == made
    kept = tmp_path / "home" / "secrets" / "jwt_secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_given_secret_is_used_in_development_too(tmp_path):
    settings = load_settings(apex_home=tmp_path, secret_key="short but mine")
    assert settings.secret("secret_key") == "short but mine"


def test_showing_the_settings_shows_no_secret():
    settings = load_settings(
        secret_key="canary-1", database_url="postgresql://u:canary-2@h/d", sentry_dsn="canary-3"
    )
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_secret_values_include_the_passwords_inside_urls():
    settings = load_settings(
        secret_key="alpha", redis_url="redis://:b%2Fc@h:1/0", database_url="postgresql://u:pw@h/d"
    )
    assert {"alpha", "b%2Fc", "b/c", "pw"} <= settings.secret_values()
    assert "" not in settings.secret_values()


def test_every_variable_says_what_is_allowed():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_home_is_one_place_however_it_is_written(monkeypatch, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for written in ("real/home", "./link/home", "~/real/home", f"{tmp_path}/link/../real/home"):
        assert load_settings(apex_home=written).apex_home == tmp_path / "real" / "home"


@pytest.mark.parametrize(
    ("feeds", "venues"),
    [("sim", ["sim"]), ("binance", ["binance", "sim"]), ("sim,kraken", ["sim", "kraken"])],
)
def test_the_simulated_venue_is_always_in_use_last_unless_named(feeds, venues):
    settings = load_settings(market_data_feeds=feeds)
    assert list(settings.followed_symbols) == venues


def test_each_venue_follows_its_own_symbols():
    chosen = "binance:1INCH/USDT,kraken:BTC/USD,binance:BTC/USDT"
    settings = load_settings(market_data_feeds="binance,coinbase", market_symbols=chosen)
    assert settings.followed_symbols == {
        "binance": ("1INCH/USDT", "BTC/USDT"),
        "coinbase": (),
        "sim": (),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("market_data_feeds", "mtgox"),
        ("market_data_feeds", ""),
        ("market_data_feeds", "sim, kraken"),
        ("market_symbols", "BTC/USDT"),
        ("market_symbols", "binance:btc/usdt"),
    ],
)
def test_a_wrong_choice_of_venues_is_named(name, value):
    assert refusal(**{name: value}).startswith(f"{name.upper()} is {value!r}: must be")


@pytest.mark.parametrize("profile", ["development", "staging", "production"])
def test_cheap_passwords_are_for_tests_alone(profile):
    with pytest.raises(InvalidInput, match="ARGON2_MEMORY_KIB is 64: must be 47104 or more"):
        load_settings(env_file=None, app_env=profile, argon2_memory_kib=64, **STRONG)
    assert load_settings(app_env="testing", argon2_memory_kib=64).argon2_memory_kib == 64
