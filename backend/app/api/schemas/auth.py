"""Accounts and sessions in JSON."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, model_validator

from app.api.schemas.conventions import Answer, Request, Text
from app.core.config import Registration as RegistrationMode
from app.services.auth.policy import Door

_PREFERENCES_MAX: Final = 16_384
_SECRET: Final = {"format": "password"}

# Loose on purpose: the letter decides whether an address exists. No spaces, no control characters.
Email = Annotated[
    str,
    Field(
        min_length=3,
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f\x7f<>,;:\"()\[\]\\]{1,64}@[^@\s\x00-\x1f\x7f<>,;\"()\\]{1,189}$",
        examples=["ada@example.com"],
    ),
]
# Judged by domain.passwords, whose sentences say why.
Password = Annotated[
    str,
    Field(max_length=100_000, json_schema_extra=_SECRET, examples=["three lemons, one troubadour"]),
]
Link = Annotated[str, Field(min_length=1, max_length=200, examples=["Zk3v…"])]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a zone of the tz database, for example Europe/Paris")
    return name


class Registration(Request):
    """A new account."""

    email: Email
    password: Password
    setup_token: str = Field("", max_length=200, description="for the first account of a server")
    invitation: str = Field("", max_length=200, description="where REGISTRATION=invite")


class Credentials(Request):
    """A login."""

    email: Email
    password: Password


class Address(Request):
    """Where a letter should go."""

    email: Email


class Verification(Request):
    """The token of a letter."""

    token: Link


class Reset(Request):
    """A new password, by the token of a letter."""

    token: Link
    password: Password


class Confirmation(Request):
    """The own password, given again."""

    password: Password


class PasswordChange(Request):
    """A new password, by the one that is good now."""

    current_password: Password
    new_password: Password


class RegistrationState(Answer):
    """Who may register now."""

    mode: RegistrationMode = Field(description="invite: with an invitation to the address")
    is_first: bool = Field(description="there is no account yet; the first one is an administrator")
    needs_setup_token: bool
    sends_mail: bool = Field(description="false: an administrator reads letters in the outbox")

    @classmethod
    def of(cls, door: Door) -> "RegistrationState":
        return cls(
            mode=door.registration,
            is_first=door.is_first,
            needs_setup_token=door.needs_setup_token,
            sends_mail=door.sends_mail,
        )


class Accepted(Answer):
    """The same for everybody, so that nobody learns which addresses have accounts."""

    message: str = Field(examples=["if the address is right, a letter is on its way"])


class Me(Answer):
    """The user's own account."""

    id: UUID
    email: str = Field(examples=["ada@example.com"])
    first_name: str | None = Field(examples=["Ada"])
    last_name: str | None = Field(examples=["Lovelace"])
    timezone: str = Field(examples=["Europe/Paris"])
    locale: str = Field(examples=["en-GB"])
    base_currency: str = Field(examples=["USDT"])
    preferences: dict[str, Any] = Field(examples=[{"theme": "dark"}])
    is_verified: bool
    is_admin: bool
    created_at: datetime
    last_login_at: datetime | None


class Profile(Request):
    """What a user may change; a name that is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"first_name": "Ada", "timezone": "Europe/Paris"}]}
    )

    first_name: Text | None = Field(None, max_length=100)
    last_name: Text | None = Field(None, max_length=100)
    timezone: Annotated[str, AfterValidator(_zone)] = Field("UTC", max_length=64)
    locale: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
    base_currency: str = Field("USDT", pattern=r"^[A-Z0-9]{2,10}$")
    preferences: dict[str, JsonValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _bounded(self) -> "Profile":
        if len(self.model_dump_json(include={"preferences"})) > _PREFERENCES_MAX:
            raise ValueError(f"preferences must be {_PREFERENCES_MAX} bytes of JSON or less")
        return self


class TokenAnswer(Answer):
    """What a device gets; the refresh token travels in a cookie that scripts cannot read."""

    access_token: str = Field(examples=["eyJhbGciOiJSUzI1NiIs…"])
    token_type: str = Field("bearer", examples=["bearer"])
    expires_in: int = Field(description="seconds", examples=[900])


class Device(Answer):
    """One open session."""

    id: UUID
    user_agent: str | None = Field(examples=["Mozilla/5.0"])
    address: str | None = Field(examples=["203.0.113.5"])
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool


class Devices(Answer):
    """The user's open sessions."""

    items: list[Device]


class KeySet(Answer):
    """The public keys that verify access tokens (RFC 7517)."""

    keys: list[dict[str, str]]
