"""Everything the environment decides, read once: one class, one sentence per mistake.

The names are those of `.env.example`; a test keeps the two equal. Every description below completes
the sentence "NAME is VALUE: must be ...", so a wrong value is answered with what is allowed.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.private_files import stored_secret
from app.domain.errors import Fault, InvalidInput

SECRET_LENGTH_MIN: Final = 32
_DATABASE_URL: Final = "postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE, or empty"
SMTP_PORTS: Final = {"smtp": 25, "smtps": 465, "starttls": 587}
MARKET_VENUES: Final = ("sim", "binance", "kraken", "coinbase")
_VENUE: Final = f"({'|'.join(MARKET_VENUES)})"
_FOLLOWED: Final = f"{_VENUE}:[A-Z0-9]+(/[A-Z0-9]+)?"
_SWITCH: Final = "true or false"
# Words that only occur in examples; a generated secret of 32 characters does not contain them.
_EXAMPLE: Final = re.compile(
    r"your[-_ ]|change|example|secret|password|default|insecure|placeholder|12345678|abcdefgh",
    re.IGNORECASE,
)
_EXAMPLE_PASSWORDS: Final = frozenset({"", "pass", "password", "postgres", "secret", "changeme"})
# Fewer kinds of characters than this in 32 or more is typed, not generated.
_KINDS_MIN: Final = 8


class Profile(StrEnum):
    """Where the program runs; staging and production accept no weak secret."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    STAGING = "staging"
    PRODUCTION = "production"

    @property
    def is_guarded(self) -> bool:
        return self in {Profile.STAGING, Profile.PRODUCTION}


class Registration(StrEnum):
    """Who may make an account, once there is one."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


def _checkout() -> Path | None:
    root = Path(__file__).resolve().parents[3]
    return root if (root / "backend" / "app").is_dir() else None


def _home_default() -> Path:
    root = _checkout()
    return root / ".apex" if root else Path.home() / ".apextrade"


def _database_url(value: SecretStr) -> SecretStr:
    text = value.get_secret_value().strip()
    if not text:
        return SecretStr("")
    scheme, _, rest = text.partition("://")
    if scheme not in {"postgresql+asyncpg", "postgresql", "postgres"}:
        raise ValueError("scheme")
    parts = urlsplit("postgresql://" + rest)
    if not parts.hostname or not parts.username or not parts.path.strip("/") or parts.port == 0:
        raise ValueError("parts")
    return SecretStr("postgresql+asyncpg://" + rest)


def _redis_url(value: SecretStr) -> SecretStr:
    text = value.get_secret_value().strip()
    if text and not re.fullmatch(r"(redis|rediss|unix)://.+", text):
        raise ValueError("scheme")
    return SecretStr(text)


def _object_store_url(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value().strip())
    given = (parts.hostname, parts.username, parts.password, parts.path.strip("/"))
    if any(parts) and (parts.scheme not in {"http", "https"} or not all(given) or parts.port == 0):
        raise ValueError("parts")
    return value


def _smtp_url(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value().strip())
    if any(parts) and (parts.scheme not in SMTP_PORTS or not parts.hostname or parts.port == 0):
        raise ValueError("parts")
    return value


def _networks(text: str) -> str:
    for part in filter(None, text.split(",")):
        ip_network(part.strip(), strict=False)
    return text


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()


Directory = Annotated[Path, AfterValidator(_absolute)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp_url)]
Networks = Annotated[str, AfterValidator(_networks)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
ObjectStoreUrl = Annotated[SecretStr, AfterValidator(_object_store_url)]


# What guessing one password costs (OWASP's figure for one pass).
ARGON2_MEMORY_KIB: Final = 47_104


class Settings(BaseSettings):
    """The environment, checked. Build it with `load_settings`, which words the refusals."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, str_strip_whitespace=True
    )

    # Application
    app_name: str = Field("apextrade", pattern=r"^[a-z0-9-]{1,40}$", description="a-z, 0-9 and -")
    app_env: Profile = Field(
        Profile.DEVELOPMENT, description="development, testing, staging or production"
    )
    debug: bool = Field(False, description=_SWITCH)
    secret_key: SecretStr = Field(SecretStr(""), description="32 characters or more, generated")
    log_level: str = Field(
        "INFO",
        pattern=r"^(DEBUG|INFO|WARNING|ERROR)$",
        description="DEBUG, INFO, WARNING or ERROR",
    )

    # Where it lives
    apex_home: Directory = Field(default_factory=_home_default, description="a directory")
    apex_port: int = Field(8080, ge=1, le=65535, description="a port from 1 to 65535")
    apex_alive_file: str = Field("", description="a path, or empty")

    # Database
    database_url: DatabaseUrl = Field(SecretStr(""), description=_DATABASE_URL)
    timescale_url: DatabaseUrl = Field(SecretStr(""), description=_DATABASE_URL)
    database_pool_size: int = Field(20, ge=1, le=500, description="a whole number from 1 to 500")
    database_pool_overflow: int = Field(
        10, ge=0, le=500, description="a whole number from 0 to 500"
    )
    database_pool_recycle_seconds: int = Field(
        3600, ge=1, le=86_400, description="seconds from 1 to 86400"
    )

    # Redis
    redis_url: RedisUrl = Field(SecretStr(""), description="redis://HOST:PORT/NUMBER, or empty")
    celery_broker_url: RedisUrl = Field(
        SecretStr(""), description="redis://HOST:PORT/NUMBER, or empty"
    )
    apex_redis_server: str = Field("", description="the path of a program, or empty")

    # Object store
    object_store_url: ObjectStoreUrl = Field(
        SecretStr(""), description="http(s)://KEY:SECRET@HOST[:PORT]/BUCKET, or empty"
    )

    # Who may come in, and from where
    public_base_url: str = Field(
        "",
        pattern=r"^(https?://[^/\s?#@]+)?$",
        description="http(s)://HOST[:PORT] without a path, or empty",
    )
    registration: Registration = Field(Registration.INVITE, description="open, invite or closed")
    setup_token: SecretStr = Field(SecretStr(""), description="text")
    cors_origins: str = Field(
        "",
        pattern=r"^(https?://[^/\s,*]+(,https?://[^/\s,*]+)*)?$",
        description="origins http(s)://HOST[:PORT] separated by commas, or empty",
    )
    trusted_proxies: Networks = Field(
        "127.0.0.1,::1", description="addresses or networks separated by commas"
    )

    api_requests_per_minute: int = Field(
        1200, ge=1, le=1_000_000, description="requests of one user, from 1 to 1000000"
    )

    # Mail
    smtp_url: SmtpUrl = Field(
        SecretStr(""), description="smtp://, smtps:// or starttls://[USER:PASSWORD@]HOST[:PORT]"
    )
    mail_from: str = Field(
        "ApexTrade <no-reply@localhost>",
        pattern=r"^[^\r\n]*[^@\s<]+@[^@\s>]+>?$",
        description="an address, NAME <USER@HOST>",
    )

    # Tokens and encryption
    jwt_private_key_file: str = Field("", description="a path")
    jwt_public_key_file: str = Field("", description="a path")
    jwt_secret_key: SecretStr = Field(SecretStr(""), description="32 characters or more, generated")
    jwt_access_token_expire_minutes: int = Field(
        15, ge=1, le=60, description="minutes from 1 to 60"
    )
    jwt_refresh_token_expire_days: int = Field(7, ge=1, le=30, description="days from 1 to 30")
    argon2_memory_kib: int = Field(
        ARGON2_MEMORY_KIB, ge=8, le=4_194_304, description="KiB that one hash needs"
    )
    api_key_encryption_key: SecretStr = Field(
        SecretStr(""), description="32 characters or more, generated"
    )
    auth_secret: SecretStr = Field(SecretStr(""), description="32 characters or more, generated")

    # Public market data
    market_data_feeds: str = Field(
        "sim",
        pattern=f"^{_VENUE}(,{_VENUE})*$",
        description=f"some of {','.join(MARKET_VENUES)}, without blanks",
    )
    market_symbols: str = Field(
        "binance:BTC/USDT,binance:ETH/USDT,kraken:BTC/USD,coinbase:BTC/USD",
        pattern=f"^({_FOLLOWED}(,{_FOLLOWED})*)?$",
        description="VENUE:SYMBOL,VENUE:SYMBOL without blanks, or empty",
    )
    binance_api_key: SecretStr = Field(SecretStr(""), description="text")
    binance_api_secret: SecretStr = Field(SecretStr(""), description="text")
    binance_testnet: bool = Field(True, description=_SWITCH)
    alpaca_api_key: SecretStr = Field(SecretStr(""), description="text")
    alpaca_api_secret: SecretStr = Field(SecretStr(""), description="text")
    alpaca_paper: bool = Field(True, description=_SWITCH)

    # Candles
    max_import_mb: int = Field(256, ge=1, le=65_536, description="megabytes from 1 to 65536")
    ohlcv_retention_years: int = Field(
        0, ge=0, le=200, description="years from 0 (keep everything) to 200"
    )

    # Monitoring
    prometheus_enabled: bool = Field(True, description=_SWITCH)
    prometheus_multiproc_dir: str = Field("", description="a directory, or empty")
    metrics_address: str = Field(
        "",
        pattern=r"^([\w.-]+|\[[0-9a-f:]+\]):[0-9]{1,5}$|^$",
        description="HOST:PORT, or empty",
    )
    sentry_dsn: SecretStr = Field(SecretStr(""), description="a URL, or empty")

    # Features
    feature_live_trading: bool = Field(False, description=_SWITCH)
    feature_multi_exchange: bool = Field(False, description=_SWITCH)

    def secret(self, name: str) -> str:
        """Return a secret; outside staging and production a missing one is made and kept.

        The kept ones lie in APEX_HOME/secrets, readable by their owner alone.
        """
        given: SecretStr = getattr(self, name)
        if given.get_secret_value() or self.app_env.is_guarded:
            return given.get_secret_value()
        return stored_secret(self.apex_home / "secrets" / name)

    @property
    def base_url(self) -> str:
        """Where people reach this installation; links in letters begin with it."""
        return self.public_base_url or f"http://127.0.0.1:{self.apex_port}"

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Return the origins whose pages may call the API with a user's cookie."""
        return frozenset(filter(None, self.cors_origins.split(","))) | {self.base_url}

    @property
    def followed_symbols(self) -> Mapping[str, tuple[str, ...]]:
        """Return the symbols to follow of every real venue in use, the preferred venue first.

        The simulated venue, which follows everything it lists, is always in use.
        """
        chosen = [part.partition(":") for part in self.market_symbols.split(",")]
        venues = dict.fromkeys((*self.market_data_feeds.split(","), MARKET_VENUES[0]))
        return {
            venue: tuple(symbol for source, _, symbol in chosen if source == venue)
            for venue in venues
        }

    def secret_values(self) -> frozenset[str]:
        """Return every secret text held here, the passwords inside URLs included."""
        texts = {
            value.get_secret_value()
            for name in type(self).model_fields
            if isinstance(value := getattr(self, name), SecretStr)
        }
        return frozenset(text for text in texts | _passwords(texts) if text)


_GUARDED: Final = ("secret_key", "jwt_secret_key", "api_key_encryption_key")


def load_settings(env_file: Path | None = None, **given: Any) -> Settings:
    """Return the settings from `given`, the environment, then `env_file` (default: `.env`).

    Raises: InvalidInput with one sentence per wrong variable, all of them at once.
    """
    if env_file is None and (root := _checkout()):
        env_file = root / ".env"
    try:
        settings = Settings(_env_file=env_file, **given)
    except ValidationError as error:
        raise _refused(_wrong(Settings, error.errors())) from None
    if settings.app_env.is_guarded:
        _require_strong_secrets(settings)
    if settings.argon2_memory_kib < ARGON2_MEMORY_KIB and settings.app_env != Profile.TESTING:
        name, least = "ARGON2_MEMORY_KIB", f"must be {ARGON2_MEMORY_KIB} or more"
        raise _refused([Fault(name, f"{name} is {settings.argon2_memory_kib}: {least}")])
    return settings


def settings_or_exit() -> Settings:
    """Return what the environment says, or end the process with what is wrong in it.

    For processes that others start (uvicorn, Celery), where an exception would be a stack trace.
    """
    try:
        return load_settings()
    except InvalidInput as error:
        raise SystemExit(str(error)) from None


def _require_strong_secrets(settings: Settings) -> None:
    faults = [
        Fault(name.upper(), f"{name.upper()} {weakness}")
        for name in _GUARDED
        if (weakness := _weakness(getattr(settings, name).get_secret_value()))
    ]
    for name in ("database_url", "timescale_url"):
        url = getattr(settings, name).get_secret_value()
        if url and (urlsplit(url).password or "") in _EXAMPLE_PASSWORDS:
            faults.append(Fault(name.upper(), f"{name.upper()} carries no or an example password"))
    if faults:
        raise _refused(faults, f" (required because APP_ENV is {settings.app_env})")


def _weakness(secret: str) -> str | None:
    if not secret:
        return "is missing"
    if len(secret) < SECRET_LENGTH_MIN:
        return f"has {len(secret)} characters: must be {SECRET_LENGTH_MIN} or more, generated"
    if _EXAMPLE.search(secret) or len(set(secret)) < _KINDS_MIN:
        return "is an example: must be generated"
    return None


def _wrong(model: type[BaseModel], errors: Iterable[ErrorDetails]) -> list[Fault]:
    return [_fault(model, error) for error in errors]


def _fault(model: type[BaseModel], error: ErrorDetails) -> Fault:
    name = str(error["loc"][0])
    field = model.model_fields[name]
    shown = "wrong" if field.annotation is SecretStr else repr(_text(error["input"]))
    return Fault(name.upper(), f"{name.upper()} is {shown}: must be {field.description}")


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _refused(faults: list[Fault], why: str = "") -> InvalidInput:
    sentences = "; ".join(fault.message for fault in faults)
    return InvalidInput(f"{sentences}{why}")


def _passwords(urls: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for url in urls:
        if "://" in url and (password := urlsplit(url).password):
            found |= {password, unquote(password)}
    return found


def variables(settings: type[Settings] = Settings) -> Mapping[str, str]:
    """Return every variable name with its default as text, in the order of the class."""
    return {
        name.upper(): "" if name == "apex_home" else _default(field.get_default())
        for name, field in settings.model_fields.items()
    }


def _default(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value)
