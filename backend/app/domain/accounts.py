"""Accounts, their sessions, and the tokens that prove something about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may log in; `version` rises when every session must end."""

    id: UUID
    email: str
    password_hash: str = field(repr=False)
    first_name: str | None
    last_name: str | None
    timezone: str
    locale: str
    base_currency: str
    preferences: Mapping[str, Any]
    is_active: bool
    is_verified: bool
    is_admin: bool
    version: int
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What registering an account writes; the address is stored in lower case."""

    email: str
    password_hash: str = field(repr=False)
    first_name: str | None = None
    last_name: str | None = None
    timezone: str = "UTC"
    locale: str = "en"
    base_currency: str = "USDT"
    is_admin: bool = False
    is_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One device that is logged in.

    `auth_time` is when the password was last given; `version` the account's at that moment: a
    session of an older version is over.
    """

    id: UUID
    user_id: UUID
    auth_time: datetime
    version: int
    user_agent: str | None
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_alive(self, account: Account, now: datetime) -> bool:
        """Return whether the session may still act for `account`."""
        return (
            self.revoked_at is None
            and now < self.expires_at
            and account.is_active
            and self.version == account.version
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """One link of a chain of tokens; only its SHA-256 is kept."""

    id: UUID
    user_id: UUID
    session_id: UUID
    family_id: UUID
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    successor_id: UUID | None
    revoked_at: datetime | None


class EmailPurpose(StrEnum):
    """What a token sent by mail allows."""

    VERIFY = "verify"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailToken:
    """A token that was sent to `email`, taken once."""

    id: UUID
    user_id: UUID
    purpose: EmailPurpose
    email: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """A letter that waits, was sent, or was given up."""

    id: UUID
    user_id: UUID | None
    recipient: str
    subject: str
    body: str = field(repr=False)
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An instrument on a user's watch list."""

    source: str
    symbol: str
    position: int
    added_at: datetime
