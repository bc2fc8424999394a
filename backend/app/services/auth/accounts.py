"""Use cases of an account: register, confirm the address, choose a new password, the profile."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.core.rate_limit import RateLimiter
from app.core.security import Passwords, Stamps, new_token, token_hash
from app.domain.accounts import Account, EmailPurpose, NewAccount
from app.domain.errors import Fault, InvalidInput, LinkInvalid, NotFound
from app.domain.passwords import refusal
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock
from app.services.auth import letters, policy
from app.services.auth.policy import Door, Policy

type Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
type BeginAs = Callable[[UUID], AbstractAsyncContextManager[UnitOfWork]]

_BAD_LINK: Final = "this link is unknown, was used already or is too old: ask for a new one"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything about accounts but their sessions."""

    begin_system: Begin
    begin_as: BeginAs
    clock: Clock
    passwords: Passwords
    stamps: Stamps
    limiter: RateLimiter
    policy: Policy

    async def door(self) -> Door:
        """Return who may register now."""
        async with self.begin_system() as work:
            has_accounts = await work.users.count() > 0
        return self.policy.door(is_first=not has_accounts)

    async def register(
        self, email: str, password: str, address: str, *, setup_token: str = "", invite: str = ""
    ) -> None:
        """Make an account; whether the address has one already is told to its owner alone.

        Raises: InvalidInput for a weak password, Forbidden by decision 38, AuthRateLimited.
        """
        email = normal_email(email)
        require_good(password, email)
        await self.limiter.require(policy.REGISTER_ADDRESS, address, "too many accounts from here")
        # Hashed in any case, so that a known address takes as long as a new one.
        hashed = await self.passwords.hashed(password)
        now = self.clock.now()
        async with self.begin_system() as work:
            is_first = await self._is_first(work)
            if is_first:
                self.policy.require_first(setup_token)
            else:
                self.policy.require_later(email, invite, self.stamps, now)
            new = NewAccount(
                email=email, password_hash=hashed, is_admin=is_first, is_verified=is_first
            )
            account = await work.users.add(new)
            if account is None:
                letter = letters.already_registered(self.policy.base_url)
                await work.mail.add(None, email, letter.subject, letter.text)
            elif not is_first:
                await self._send_verification(work, account, now)

    async def create(self, email: str, password: str, *, is_admin: bool) -> bool:
        """Make a confirmed account at the console; False when the address has one.

        An existing account becomes admin when asked for, and keeps its password.
        """
        email = normal_email(email)
        require_good(password, email)
        hashed = await self.passwords.hashed(password)
        async with self.begin_system() as work:
            new = NewAccount(email=email, password_hash=hashed, is_admin=is_admin, is_verified=True)
            if await work.users.add(new):
                return True
            if is_admin and (account := await work.users.by_email(email)):
                await work.users.set_admin(account.id, is_admin=True)
            return False

    async def verify(self, token: str, address: str) -> None:
        """Confirm the address a letter went to.

        Raises: LinkInvalid when the token is unknown, used or too old.
        """
        await self.limiter.require(policy.LINK_ADDRESS, address, "too many links from here")
        async with self.begin_system() as work:
            taken = await work.email_tokens.take(
                token_hash(token), EmailPurpose.VERIFY, self.clock.now()
            )
            if taken is not None:
                await work.users.mark_verified(taken.user_id)
        if taken is None:
            raise LinkInvalid(_BAD_LINK)

    async def resend(self, email: str, address: str) -> None:
        """Write the confirming letter again, where there is an account that needs one."""
        await self._write_letter(email, address, EmailPurpose.VERIFY)

    async def forgot(self, email: str, address: str) -> None:
        """Write the letter that lets its reader choose a new password, if there is an account."""
        await self._write_letter(email, address, EmailPurpose.RESET)

    async def reset(self, token: str, password: str, address: str) -> None:
        """Set a new password by the token of a letter; every session of the account ends.

        Raises: InvalidInput for a weak password, LinkInvalid for the token.
        """
        require_good(password)
        await self.limiter.require(policy.LINK_ADDRESS, address, "too many links from here")
        hashed = await self.passwords.hashed(password)
        now = self.clock.now()
        async with self.begin_system() as work:
            taken = await work.email_tokens.take(token_hash(token), EmailPurpose.RESET, now)
            if taken is not None:
                await work.users.change_password(taken.user_id, hashed)
                # The letter was read, so the address is the owner's.
                await work.users.mark_verified(taken.user_id)
                await work.sessions.revoke_all(taken.user_id, now, "password reset")
                letter = letters.password_changed(self.policy.base_url)
                await work.mail.add(taken.user_id, taken.email, letter.subject, letter.text)
        if taken is None:
            raise LinkInvalid(_BAD_LINK)

    async def profile(self, user_id: UUID) -> Account:
        """Return the user's own account."""
        async with self.begin_as(user_id) as work:
            account = await work.users.by_id(user_id)
        return _found(account)

    async def change_profile(self, user_id: UUID, changes: Mapping[str, Any]) -> Account:
        """Write fields of the profile and return the account."""
        async with self.begin_as(user_id) as work:
            account = await work.users.change_profile(user_id, changes)
        return _found(account)

    async def _is_first(self, work: UnitOfWork) -> bool:
        if await work.users.count():
            return False
        await work.users.lock_registration()
        return await work.users.count() == 0

    async def _write_letter(self, email: str, address: str, purpose: EmailPurpose) -> None:
        email = normal_email(email)
        await self.limiter.require(policy.LETTER_ADDRESS, address, "too many letters from here")
        verdict = await self.limiter.hit(policy.LETTER_ACCOUNT, f"{purpose}:{email}")
        if not verdict.is_allowed:
            return
        now = self.clock.now()
        async with self.begin_system() as work:
            account = await work.users.by_email(email)
            if account is None or not account.is_active:
                return
            if purpose is EmailPurpose.RESET:
                await self._send_reset(work, account, now)
            elif not account.is_verified:
                await self._send_verification(work, account, now)

    async def _send_verification(self, work: UnitOfWork, account: Account, now: datetime) -> None:
        token = await _new_link(work, account, EmailPurpose.VERIFY, now, policy.VERIFY_LIFE)
        letter = letters.verification(self.policy.base_url, token)
        await work.mail.add(account.id, account.email, letter.subject, letter.text)

    async def _send_reset(self, work: UnitOfWork, account: Account, now: datetime) -> None:
        token = await _new_link(work, account, EmailPurpose.RESET, now, policy.RESET_LIFE)
        letter = letters.reset(self.policy.base_url, token)
        await work.mail.add(account.id, account.email, letter.subject, letter.text)


def normal_email(text: str) -> str:
    """Return an address as it is stored and compared."""
    return text.strip().lower()


def require_good(password: str, email: str = "", pointer: str = "/password") -> None:
    """Refuse a password that is too weak.

    Raises: InvalidInput that says why.
    """
    if reason := refusal(password, email):
        message = f"the password {reason}"
        raise InvalidInput(message, [Fault(pointer, message)])


async def _new_link(
    work: UnitOfWork, account: Account, purpose: EmailPurpose, now: datetime, life: timedelta
) -> str:
    token = new_token()
    await work.email_tokens.add(
        account.id, purpose, account.email, token_hash(token), now, now + life
    )
    return token


def _found(account: Account | None) -> Account:
    if account is None:
        raise NotFound("the account is gone")
    return account
