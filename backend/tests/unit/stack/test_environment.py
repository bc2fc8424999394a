"""Children see the settings of their owner, not what the owner's environment happened to hold."""

from pathlib import Path

import pytest

from app.core.config import load_settings
from app.stack.environment import child_environment

_SETTINGS = {"app_env": "testing", "debug": True, "secret_key": "kept between us", "apex_port": 81}


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:1/0")
    monkeypatch.setenv("APEX_PORT", "9999")
    monkeypatch.setenv("STRANGER", "stays")
    settings = load_settings(
        env_file=tmp_path / "no.env", apex_home=tmp_path, redis_url="", **_SETTINGS
    )
    return child_environment(settings, "f00d", {"DATABASE_URL": "postgresql+asyncpg://u:p@h/d"})


def test_settings_become_variables_that_read_back_as_they_were(environment, tmp_path, monkeypatch):
    for name in list(environment):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.delenv("REDIS_URL")
    read = load_settings(env_file=tmp_path / "no.env")
    assert {name: _plain(getattr(read, name)) for name in _SETTINGS} == _SETTINGS
    assert read.apex_home == tmp_path
    assert read.database_url.get_secret_value() == "postgresql+asyncpg://u:p@h/d"


def test_what_the_settings_decided_wins_over_the_owners_environment(environment):
    assert environment["APEX_PORT"] == "81"
    assert "REDIS_URL" not in environment
    assert environment["STRANGER"] == "stays"


def test_a_child_is_marked_and_finds_the_code(environment):
    assert environment["APEX_INSTANCE"] == "f00d"
    code = Path(environment["PYTHONPATH"].split(":")[0])
    assert (code / "app" / "__init__.py").is_file()


def _plain(value: object) -> object:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value
