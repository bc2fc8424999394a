"""Who uses the installation: accounts, their sessions, and the letters that prove an address.

A session is one device: it holds the chain of refresh tokens that succeed each other, so revoking
it revokes them all. Of every token only the SHA-256 is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import JsonValue

PROFILE_FIELDS: Final = (
    "first_name",
    "last_name",
    "timezone",
    "locale",
    "base_currency",
    "preferences",
)


class LetterPurpose(StrEnum):
    """What the token inside a letter allows, once."""

    VERIFY = "verify"
    RESET = "reset"
    INVITE = "invite"


@dataclass(frozen=True, slots=True)
class Account:
    """One user as stored; `session_version` grows when every older access token must die."""

    id: UUID
    email: str
    password_hash: str = field(repr=False)
    first_name: str | None
    last_name: str | None
    timezone: str
    locale: str
    base_currency: str
    preferences: Mapping[str, JsonValue]
    is_active: bool
    is_verified: bool
    is_admin: bool
    session_version: int
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class User:
    """Who makes a request, as far as a request needs to know."""

    id: UUID
    email: str
    is_admin: bool
    is_verified: bool
    session_id: UUID
    auth_time: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One device: from its login to its logout, or to `expires_at`, whatever it does."""

    id: UUID
    user_id: UUID
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether the session may still act at `now`."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """One link of a session's chain; `used_at` is when its successor was handed out."""

    token_hash: bytes = field(repr=False)
    session_id: UUID
    user_id: UUID
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: to be sent, or (development) to be read in the outbox."""

    id: UUID
    recipient: str
    subject: str
    text: str = field(repr=False)
    created_at: datetime
    sent_at: datetime | None
    attempts: int


def normal_email(text: str) -> str:
    """Return the address as it is stored and compared: trimmed and in lower case."""
    return text.strip().lower()


def profile_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `changes` that a user may make to the own account."""
    return {name: changes[name] for name in PROFILE_FIELDS if name in changes}
