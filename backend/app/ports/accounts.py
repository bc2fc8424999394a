"""What accounts need from the main database, inside one transaction of role apex_system.

`UnitOfWork.users` and `UnitOfWork.sessions` have these shapes; `UnitOfWork.letters` too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.accounts import Account, Letter, LetterPurpose, RefreshToken, Session


class Users(Protocol):
    """The users table."""

    async def lock_registration(self) -> None:
        """Let one transaction at a time register, so that exactly one account is the first."""
        ...

    async def count(self) -> int:
        """Return how many accounts there are."""
        ...

    async def add(
        self,
        email: str,
        password_hash: str,
        now: datetime,
        *,
        is_admin: bool = False,
        is_verified: bool = False,
    ) -> UUID | None:
        """Return the id of the new account, or None when the address has one already."""
        ...

    async def by_email(self, email: str) -> Account | None:
        """Return the account of a normal address."""
        ...

    async def by_id(self, user_id: UUID) -> Account | None:
        """Return one account."""
        ...

    async def update(self, user_id: UUID, changes: Mapping[str, Any]) -> None:
        """Set the named columns (and updated_at)."""
        ...

    async def end_access(self, user_id: UUID) -> None:
        """Raise session_version by one: every access token so far is dead."""
        ...


class Sessions(Protocol):
    """The tables user_sessions, refresh_tokens and email_tokens."""

    async def open(self, session: Session) -> None:
        """Store a new session."""
        ...

    async def by_id(self, session_id: UUID) -> Session | None:
        """Return one session, open or not."""
        ...

    async def of_user(self, user_id: UUID, now: datetime) -> Sequence[Session]:
        """Return the user's open sessions, the one seen last first."""
        ...

    async def seen(self, session_id: UUID, now: datetime) -> None:
        """Note that the session acts."""
        ...

    async def revoke(self, session_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Close one session of the user; False when there is none that is open."""
        ...

    async def revoke_all(self, user_id: UUID, now: datetime) -> None:
        """Close every session of the user."""
        ...

    async def add_token(self, token: RefreshToken) -> None:
        """Store a refresh token; one that is stored already stays as it is."""
        ...

    async def locked_token(self, token_hash: bytes) -> RefreshToken | None:
        """Return a refresh token and keep its row locked until the transaction ends."""
        ...

    async def use_token(self, token_hash: bytes, now: datetime) -> None:
        """Note that the successor of this token was handed out."""
        ...

    async def add_letter_token(
        self, user_id: UUID, purpose: LetterPurpose, token_hash: bytes, expires_at: datetime
    ) -> None:
        """Store what a letter carries; earlier ones of the same user and purpose die."""
        ...

    async def take_letter_token(
        self, purpose: LetterPurpose, token_hash: bytes, now: datetime
    ) -> UUID | None:
        """Return whose token this is and use it up; None when unknown, used or too old."""
        ...


class Letters(Protocol):
    """The table outgoing_mail."""

    async def add(self, recipient: str, subject: str, text: str, now: datetime) -> None:
        """Put one letter into the outbox."""
        ...

    async def claim_unsent(self, limit: int) -> Sequence[Letter]:
        """Return the oldest unsent letters, locked against other senders (SKIP LOCKED)."""
        ...

    async def sent(self, letter_id: UUID, now: datetime) -> None:
        """Note that a letter left, and forget its text."""
        ...

    async def failed(self, letter_id: UUID) -> None:
        """Count one more attempt."""
        ...

    async def newest(self, limit: int) -> Sequence[Letter]:
        """Return the newest letters, sent or not."""
        ...
