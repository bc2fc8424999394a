"""Accounts, sessions, refresh tokens, tokens sent by mail, and the mail itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.accounts import (
    Account,
    EmailPurpose,
    EmailToken,
    NewAccount,
    RefreshToken,
    Session,
)
from app.domain.pages import Page, PageRequest
from app.persistence.models.auth import (
    EmailTokenRow,
    RefreshTokenRow,
    User,
    UserSession,
)
from app.persistence.repositories.rows import Scoped, columns_for, page_of

_ACCOUNT: Final = columns_for(Account, User)
_SESSION: Final = columns_for(Session, UserSession)
_REFRESH: Final = columns_for(RefreshToken, RefreshTokenRow)
_EMAIL: Final = columns_for(EmailToken, EmailTokenRow)
# What an account's owner may change about it; passwords and addresses have methods of their own.
PROFILE_FIELDS: Final = (
    "first_name",
    "last_name",
    "timezone",
    "locale",
    "base_currency",
    "preferences",
)


@dataclass(frozen=True, slots=True)
class UserRepository(Scoped):
    """The `users` table; only `by_id`, the profile and the password are open to `begin_as`."""

    async def add(self, new: NewAccount) -> Account | None:
        """Return the stored account, or None when the address is taken (system)."""
        values = {name: getattr(new, name) for name in NewAccount.__dataclass_fields__}
        added = (
            insert(User)
            .values({**values, "email": new.email.lower()})
            .on_conflict_do_nothing()
            .returning(*_ACCOUNT)
        )
        return _account((await self.session.execute(added)).one_or_none())

    async def by_id(self, user_id: UUID) -> Account | None:
        query = sa.select(*_ACCOUNT).where(User.id == user_id)
        return _account((await self.session.execute(query)).one_or_none())

    async def by_email(self, email: str) -> Account | None:
        query = sa.select(*_ACCOUNT).where(sa.func.lower(User.email) == email.lower())
        return _account((await self.session.execute(query)).one_or_none())

    async def count(self) -> int:
        return (
            await self.session.execute(sa.select(sa.func.count()).select_from(User))
        ).scalar_one()

    async def lock_registration(self) -> None:
        """Let registrations take turns, so that only one of them is the first (decision 38)."""
        await self.session.execute(sa.text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))

    async def change_profile(self, user_id: UUID, changes: Mapping[str, Any]) -> Account | None:
        """Write fields of PROFILE_FIELDS."""
        if foreign := set(changes) - set(PROFILE_FIELDS):
            raise ValueError(f"not a field of the profile: {', '.join(sorted(foreign))}")
        return await self._changed(user_id, dict(changes))

    async def change_password(self, user_id: UUID, password_hash: str) -> Account | None:
        """Write a new password's hash; every session of the account is over."""
        values = {"password_hash": password_hash, "version": User.version + 1}
        return await self._changed(user_id, values)

    async def rehash(self, user_id: UUID, password_hash: str) -> None:
        """Write a stronger hash of the same password; sessions go on."""
        await self._changed(user_id, {"password_hash": password_hash})

    async def change_email(self, user_id: UUID, email: str) -> Account | None:
        """Write a new address; None when it is taken (system)."""
        taken = sa.select(User.id).where(sa.func.lower(User.email) == email.lower())
        if (await self.session.execute(taken)).one_or_none():
            return None
        return await self._changed(user_id, {"email": email.lower(), "version": User.version + 1})

    async def end_sessions(self, user_id: UUID) -> Account | None:
        return await self._changed(user_id, {"version": User.version + 1})

    async def mark_verified(self, user_id: UUID) -> Account | None:
        return await self._changed(user_id, {"is_verified": True})

    async def set_active(self, user_id: UUID, *, is_active: bool) -> Account | None:
        """Enable or disable an account; its sessions are over (system)."""
        return await self._changed(user_id, {"is_active": is_active, "version": User.version + 1})

    async def set_admin(self, user_id: UUID, *, is_admin: bool) -> Account | None:
        return await self._changed(user_id, {"is_admin": is_admin})

    async def note_login(self, user_id: UUID, now: datetime) -> None:
        values = {"last_login_at": now}
        await self.session.execute(sa.update(User).where(User.id == user_id).values(values))

    async def page(self, request: PageRequest) -> Page[Account]:
        """Return accounts for an administrator (system)."""
        order = {
            "created_at": User.created_at,
            "email": User.email,
            "last_login_at": User.last_login_at,
        }
        return await page_of(self.session, sa.select(*_ACCOUNT), request, order, User.id, _built)

    async def _changed(self, user_id: UUID, values: dict[str, Any]) -> Account | None:
        changed = (
            sa.update(User)
            .where(User.id == user_id)
            .values({**values, "updated_at": sa.func.now()})
            .returning(*_ACCOUNT)
        )
        return _account((await self.session.execute(changed)).one_or_none())


@dataclass(frozen=True, slots=True)
class SessionRepository(Scoped):
    """Devices that are logged in, and the refresh tokens that keep them so."""

    async def add(
        self,
        account: Account,
        now: datetime,
        expires_at: datetime,
        user_agent: str | None,
        address: str | None,
    ) -> Session:
        added = (
            sa.insert(UserSession)
            .values(
                user_id=account.id,
                auth_time=now,
                version=account.version,
                user_agent=user_agent and user_agent[:400],
                address=address,
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
            )
            .returning(*_SESSION)
        )
        return Session(**(await self.session.execute(added)).one()._mapping)

    async def by_id(self, session_id: UUID) -> Session | None:
        query = sa.select(*_SESSION).where(UserSession.id == session_id)
        row = (await self.session.execute(query)).one_or_none()
        return Session(**row._mapping) if row else None

    async def with_account(self, session_id: UUID) -> tuple[Session, Account] | None:
        """Return a session and whose it is, in one question: what each request asks."""
        width = len(_SESSION)
        query = (
            sa.select(*_SESSION, *_ACCOUNT)
            .join(User, User.id == UserSession.user_id)
            .where(UserSession.id == session_id)
        )
        row = (await self.session.execute(query)).one_or_none()
        if row is None:
            return None
        names = [column.key for column in (*_SESSION, *_ACCOUNT)]
        session = dict(zip(names[:width], row[:width], strict=True))
        account = dict(zip(names[width:], row[width:], strict=True))
        return Session(**session), Account(**account)

    async def alive(self, user_id: UUID, now: datetime) -> Sequence[Session]:
        """Return the sessions that may still act, the last seen first."""
        query = (
            sa.select(*_SESSION)
            .join(User, User.id == UserSession.user_id)
            .where(
                UserSession.user_id == user_id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > now,
                UserSession.version == User.version,
            )
            .order_by(UserSession.last_seen_at.desc(), UserSession.id)
        )
        return [Session(**row._mapping) for row in await self.session.execute(query)]

    async def alive_among(self, session_ids: Sequence[UUID], now: datetime) -> frozenset[UUID]:
        """Return those of the sessions, of any user, that may still act (system)."""
        query = (
            sa.select(UserSession.id)
            .join(User, User.id == UserSession.user_id)
            .where(
                UserSession.id == sa.any_(sa.cast(list(session_ids), sa.ARRAY(sa.Uuid))),
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > now,
                UserSession.version == User.version,
                User.is_active,
            )
        )
        return frozenset((await self.session.scalars(query)).all())

    async def seen(self, session_id: UUID, now: datetime) -> None:
        await self.session.execute(
            sa.update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now)
        )

    async def reauthenticated(self, session_id: UUID, now: datetime, version: int) -> None:
        """Note that the password was given again; the session goes on at the new version."""
        await self.session.execute(
            sa.update(UserSession)
            .where(UserSession.id == session_id)
            .values(auth_time=now, version=version)
        )

    async def revoke(
        self, user_id: UUID, session_id: UUID, now: datetime, because: str = "logout"
    ) -> bool:
        """End one session of a user and its refresh tokens; False when there is none alive."""
        ended = (
            sa.update(UserSession)
            .where(
                UserSession.id == session_id,
                UserSession.user_id == user_id,
                UserSession.revoked_at.is_(None),
            )
            .values(revoked_at=now, revoked_because=because)
            .returning(UserSession.id)
        )
        found = (await self.session.execute(ended)).one_or_none()
        await self._revoke_tokens(now, RefreshTokenRow.session_id == session_id, user_id)
        return found is not None

    async def revoke_all(
        self, user_id: UUID, now: datetime, because: str, keep: UUID | None = None
    ) -> int:
        """End every session of a user except `keep`; return how many."""
        alive = [UserSession.user_id == user_id, UserSession.revoked_at.is_(None)]
        if keep is not None:
            alive.append(UserSession.id != keep)
        ended = (
            sa.update(UserSession)
            .where(*alive)
            .values(revoked_at=now, revoked_because=because)
            .returning(UserSession.id)
        )
        found = (await self.session.scalars(ended)).all()
        await self._revoke_tokens(now, RefreshTokenRow.session_id.in_(found), user_id)
        return len(found)

    async def add_token(
        self, session: Session, family_id: UUID, sha256: bytes, now: datetime, expires_at: datetime
    ) -> RefreshToken:
        added = (
            sa.insert(RefreshTokenRow)
            .values(
                user_id=session.user_id,
                session_id=session.id,
                family_id=family_id,
                token_sha256=sha256,
                issued_at=now,
                expires_at=expires_at,
            )
            .returning(*_REFRESH)
        )
        return RefreshToken(**(await self.session.execute(added)).one()._mapping)

    async def token(self, sha256: bytes) -> RefreshToken | None:
        """Return a refresh token, held until the transaction ends: two uses take turns."""
        query = sa.select(*_REFRESH).where(RefreshTokenRow.token_sha256 == sha256).with_for_update()
        row = (await self.session.execute(query)).one_or_none()
        return RefreshToken(**row._mapping) if row else None

    async def use_token(self, token_id: UUID, successor_id: UUID, now: datetime) -> bool:
        """Mark a token as used up; False when it was before."""
        used = (
            sa.update(RefreshTokenRow)
            .where(RefreshTokenRow.id == token_id, RefreshTokenRow.used_at.is_(None))
            .values(used_at=now, successor_id=successor_id)
            .returning(RefreshTokenRow.id)
        )
        return (await self.session.execute(used)).one_or_none() is not None

    async def revoke_family(self, token: RefreshToken, now: datetime, because: str) -> None:
        """End everything that came from one login: a token was used twice."""
        await self.revoke(token.user_id, token.session_id, now, because)
        family = RefreshTokenRow.family_id == token.family_id
        await self._revoke_tokens(now, family, token.user_id)

    async def _revoke_tokens(
        self, now: datetime, which: sa.ColumnElement[bool], user_id: UUID
    ) -> None:
        await self.session.execute(
            sa.update(RefreshTokenRow)
            .where(which, RefreshTokenRow.user_id == user_id, RefreshTokenRow.revoked_at.is_(None))
            .values(revoked_at=now)
        )


@dataclass(frozen=True, slots=True)
class EmailTokenRepository(Scoped):
    """Tokens sent by mail; of one purpose only the last one of a user is good."""

    async def add(
        self,
        user_id: UUID,
        purpose: EmailPurpose,
        email: str,
        sha256: bytes,
        now: datetime,
        expires_at: datetime,
    ) -> EmailToken:
        await self.session.execute(
            sa.update(EmailTokenRow)
            .where(
                EmailTokenRow.user_id == user_id,
                EmailTokenRow.purpose == purpose.value,
                EmailTokenRow.used_at.is_(None),
            )
            .values(used_at=now)
        )
        added = (
            sa.insert(EmailTokenRow)
            .values(
                user_id=user_id,
                purpose=purpose.value,
                email=email,
                token_sha256=sha256,
                created_at=now,
                expires_at=expires_at,
            )
            .returning(*_EMAIL)
        )
        return _email_token((await self.session.execute(added)).one())

    async def take(self, sha256: bytes, purpose: EmailPurpose, now: datetime) -> EmailToken | None:
        """Return a good token and use it up; None when unknown, used or expired (system)."""
        taken = (
            sa.update(EmailTokenRow)
            .where(
                EmailTokenRow.token_sha256 == sha256,
                EmailTokenRow.purpose == purpose.value,
                EmailTokenRow.used_at.is_(None),
                EmailTokenRow.expires_at > now,
            )
            .values(used_at=now)
            .returning(*_EMAIL)
        )
        row = (await self.session.execute(taken)).one_or_none()
        return _email_token(row) if row else None


def _account(row: Any) -> Account | None:
    return None if row is None else Account(**row._mapping)


def _built(row: Any) -> Account:
    return Account(**{column.key: getattr(row, column.key) for column in _ACCOUNT})


def _email_token(row: Any) -> EmailToken:
    return EmailToken(**{**row._mapping, "purpose": EmailPurpose(row.purpose)})
