"""Use cases of a session: log in, go on with a fresh token, log out, see and end devices."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Final
from uuid import UUID, uuid4

from app.core.rate_limit import Limit, RateLimiter
from app.core.security import (
    AccessClaims,
    AccessTokens,
    DeniedTokens,
    Passwords,
    Stamps,
    new_token,
    token_hash,
)
from app.domain.accounts import Account, RefreshToken, Session
from app.domain.errors import (
    Fault,
    InvalidCredentials,
    InvalidInput,
    NotFound,
    RefreshInvalid,
    TokenInvalid,
)
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock
from app.services.auth import letters, policy
from app.services.auth.accounts import Begin, BeginAs, normal_email, require_good
from app.services.auth.policy import Policy

# A change of an account is felt within this time by every process (at once in its own).
_REMEMBERED_SECONDS: Final = 2.0
_REMEMBERED_MAX: Final = 10_000
_WRONG: Final = "the e-mail address or the password is wrong"
_ENDED: Final = "the session has ended: log in again"
_USED_UP: Final = "the refresh token is unknown, used or too old: log in again"


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
class Entered:
    """What a device gets: a token for requests, one to go on with, and how it is known again."""

    account: Account
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    refresh_until: datetime
    device: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Memory:
    """The users of the last moments, so that not every request asks the database."""

    seconds: Callable[[], float] = monotonic
    users: OrderedDict[UUID, tuple[float, User]] = field(default_factory=OrderedDict)

    def recall(self, session_id: UUID) -> User | None:
        """Return the session's user while the memory is fresh."""
        until, user = self.users.get(session_id, (0.0, None))
        return user if self.seconds() < until else None

    def keep(self, user: User) -> None:
        """Remember one user."""
        self.users[user.session_id] = (self.seconds() + _REMEMBERED_SECONDS, user)
        self.users.move_to_end(user.session_id)
        while len(self.users) > _REMEMBERED_MAX:
            self.users.popitem(last=False)

    def forget(self, user_id: UUID) -> None:
        """Ask the database again for every session of this user."""
        for session_id in [key for key, (_, user) in self.users.items() if user.id == user_id]:
            del self.users[session_id]


@dataclass(frozen=True, slots=True)
class Sessions:
    """Everything about sessions."""

    begin_system: Begin
    begin_as: BeginAs
    clock: Clock
    passwords: Passwords
    tokens: AccessTokens
    denied: DeniedTokens
    stamps: Stamps
    limiter: RateLimiter
    policy: Policy
    memory: Memory = field(default_factory=Memory)

    async def login(
        self, email: str, password: str, address: str, user_agent: str = "", device: str = ""
    ) -> Entered:
        """Open a session.

        Raises: InvalidCredentials (which half was wrong is never said), AuthRateLimited.
        """
        email = normal_email(email)
        limits = self._login_limits(email, address, device)
        for limit, subject in limits:
            await self.limiter.require(limit, subject, "too many failed logins: wait a while")
        async with self.begin_system() as work:
            account = await work.users.by_email(email)
        stored = account.password_hash if account else None
        is_right = await self.passwords.matches(stored, password)
        if account is None or not is_right or not account.is_active:
            raise InvalidCredentials(_WRONG)
        for limit, subject in limits:
            await self.limiter.take_back(limit, subject)
        hashed = None
        if self.passwords.is_outdated(account.password_hash):
            hashed = await self.passwords.hashed(password)
        entered = await self._opened(account, address, user_agent, hashed)
        known = device if self._is_known(email, device) else self._new_device(email)
        return Entered(
            entered.account,
            entered.access_token,
            entered.refresh_token,
            entered.refresh_until,
            known,
        )

    async def refresh(self, token: str, address: str) -> Entered:
        """Hand out the successor of a refresh token, once.

        A client may ask several times within ten seconds (parallel tabs, a lost answer) and gets
        the same successor; later the token was copied, and everything from its login ends.

        Raises: RefreshInvalid, AuthRateLimited.
        """
        await self.limiter.require(policy.REFRESH_ADDRESS, address, "too many requests from here")
        now = self.clock.now()
        async with self.begin_system() as work:
            outcome = await self._succeeded(work, token, now)
        if isinstance(outcome, UUID):
            self.memory.forget(outcome)
        if not isinstance(outcome, Entered):
            raise RefreshInvalid(_USED_UP)
        return outcome

    async def logout(self, claims: AccessClaims | None, refresh_token: str) -> None:
        """End the session of either token; both are dead at once."""
        now = self.clock.now()
        if claims is not None:
            await self.denied.deny(claims)
        async with self.begin_system() as work:
            if claims is not None:
                await work.sessions.revoke(claims.user_id, claims.session_id, now)
            elif link := await work.sessions.token(token_hash(refresh_token)):
                await work.sessions.revoke(link.user_id, link.session_id, now)
                self.memory.forget(link.user_id)
        if claims is not None:
            self.memory.forget(claims.user_id)

    async def user_of(self, access_token: str) -> User:
        """Return who a token belongs to, as the database knew it a moment ago.

        Raises: TokenInvalid, TokenExpired.
        """
        claims = self.tokens.read(access_token)
        is_denied = await self.denied.is_denied(claims.token_id)
        if is_denied:
            raise TokenInvalid(_ENDED)
        # Where nobody can be asked about denied tokens, the database is, each time.
        user = None if is_denied is None else self.memory.recall(claims.session_id)
        if user is None:
            user = await self._asked(claims)
            self.memory.keep(user)
        return user

    async def devices(self, user: User) -> Sequence[Session]:
        """Return the user's open sessions, the one seen last first."""
        async with self.begin_as(user.id) as work:
            return await work.sessions.alive(user.id, self.clock.now())

    async def end(self, user: User, session_id: UUID) -> None:
        """End one of the user's sessions.

        Raises: NotFound for a session that is somebody else's, unknown or over.
        """
        async with self.begin_as(user.id) as work:
            is_ended = await work.sessions.revoke(user.id, session_id, self.clock.now(), "ended")
        self.memory.forget(user.id)
        if not is_ended:
            raise NotFound("there is no such session")

    async def confirm(self, user: User, password: str) -> None:
        """Note that the user gave the password again, which acts that need a fresh login ask for.

        Raises: InvalidInput for a wrong password (no 401: the session is good), AuthRateLimited.
        """
        await self._require_own(user, password, "/password")
        async with self.begin_system() as work:
            account = await work.users.by_id(user.id)
            if account is not None:
                now = self.clock.now()
                await work.sessions.reauthenticated(user.session_id, now, account.version)
        self.memory.forget(user.id)

    async def change_password(self, user: User, current: str, new: str) -> None:
        """Set a new password; this session goes on, every other one of the account ends.

        Raises: InvalidInput for a wrong or a weak password, AuthRateLimited.
        """
        require_good(new, user.email, "/new_password")
        await self._require_own(user, current, "/current_password")
        hashed = await self.passwords.hashed(new)
        now = self.clock.now()
        async with self.begin_system() as work:
            account = await work.users.change_password(user.id, hashed)
            if account is not None:
                await work.sessions.reauthenticated(user.session_id, now, account.version)
                await work.sessions.revoke_all(
                    user.id, now, "password changed", keep=user.session_id
                )
                letter = letters.password_changed(self.policy.base_url, "every other device")
                await work.mail.add(user.id, user.email, letter.subject, letter.text)
        self.memory.forget(user.id)

    async def _require_own(self, user: User, password: str, pointer: str) -> None:
        limit = policy.LOGIN_ACCOUNT
        subject = f"own:{user.email}"
        await self.limiter.require(limit, subject, "too many wrong passwords: wait a while")
        async with self.begin_system() as work:
            account = await work.users.by_id(user.id)
        stored = account.password_hash if account else None
        if not await self.passwords.matches(stored, password):
            message = "this is not your password"
            raise InvalidInput(message, [Fault(pointer, message)])
        await self.limiter.take_back(limit, subject)

    def _login_limits(self, email: str, address: str, device: str) -> list[tuple[Limit, str]]:
        # A device that logged in before has a budget of its own, so strangers cannot use it up.
        if self._is_known(email, device):
            return [(policy.LOGIN_DEVICE, f"{email}:{device}")]
        return [(policy.LOGIN_ADDRESS, address), (policy.LOGIN_ACCOUNT, email)]

    def _is_known(self, email: str, device: str) -> bool:
        name, _, stamp = device.partition(".")
        return bool(name) and self.stamps.fits(stamp, "device", email, name)

    def _new_device(self, email: str) -> str:
        name = uuid4().hex
        return f"{name}.{self.stamps.of('device', email, name)}"

    async def _opened(
        self, account: Account, address: str, user_agent: str, hashed: str | None
    ) -> Entered:
        now = self.clock.now()
        token, until = new_token(), now + self.policy.refresh_life
        async with self.begin_system() as work:
            if hashed is not None:
                await work.users.rehash(account.id, hashed)
            await work.users.note_login(account.id, now)
            session = await work.sessions.add(
                account, now, now + policy.SESSION_LIFE, user_agent or None, address
            )
            await work.sessions.add_token(session, session.id, token_hash(token), now, until)
        access = self.tokens.issued(account.id, session.id, now)
        return Entered(account, access, token, until)

    async def _succeeded(
        self, work: UnitOfWork, token: str, now: datetime
    ) -> Entered | UUID | None:
        """Return the successor; the user's id when a session was ended for reuse; else None."""
        link = await work.sessions.token(token_hash(token))
        if link is None:
            return None
        found = await work.sessions.with_account(link.session_id)
        if found is None or not found[0].is_alive(found[1], now) or _is_dead(link, now):
            return None
        session, account = found
        # Follow the chain to its end: the last link that was handed out and not used yet.
        while link.used_at is not None:
            if now - link.used_at > policy.REUSE_WINDOW:
                await self._end_family(work, link, account, now)
                return account.id
            token = self._successor(token)
            next_link = await work.sessions.token(token_hash(token))
            if next_link is None:
                return None
            if next_link.used_at is None:
                return self._entered(account, session, token, next_link.expires_at)
            link = next_link
        successor = self._successor(token)
        until = min(now + self.policy.refresh_life, session.expires_at)
        added = await work.sessions.add_token(
            session, link.family_id, token_hash(successor), now, until
        )
        await work.sessions.use_token(link.id, added.id, now)
        await work.sessions.seen(session.id, now)
        return self._entered(account, session, successor, until)

    def _successor(self, token: str) -> str:
        # Made from its predecessor, so a repeated request gets the same one and none is stored.
        return self.stamps.of("refresh", token)

    def _entered(self, account: Account, session: Session, token: str, until: datetime) -> Entered:
        access = self.tokens.issued(account.id, session.id, session.auth_time)
        return Entered(account, access, token, until)

    async def _end_family(
        self, work: UnitOfWork, link: RefreshToken, account: Account, now: datetime
    ) -> None:
        await work.sessions.revoke_family(link, now, "token reused")
        letter = letters.token_reused(self.policy.base_url)
        await work.mail.add(account.id, account.email, letter.subject, letter.text)

    async def _asked(self, claims: AccessClaims) -> User:
        async with self.begin_system() as work:
            found = await work.sessions.with_account(claims.session_id)
        if found is None:
            raise TokenInvalid(_ENDED)
        session, account = found
        if account.id != claims.user_id or not session.is_alive(account, self.clock.now()):
            raise TokenInvalid(_ENDED)
        return User(
            id=account.id,
            email=account.email,
            is_admin=account.is_admin,
            is_verified=account.is_verified,
            session_id=session.id,
            auth_time=session.auth_time,
        )


def _is_dead(link: RefreshToken, now: datetime) -> bool:
    return link.revoked_at is not None or now >= link.expires_at
