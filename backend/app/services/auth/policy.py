"""The numbers and switches of signing in, and who may register (decision 38)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.core.config import Profile, Registration, Settings
from app.core.rate_limit import Limit
from app.core.security import Stamps, equal_secrets
from app.domain.errors import Forbidden

QUARTER: Final = 900
HOUR: Final = 3600
# Failures only: a login that succeeds is not counted (security.md 6 and 7).
LOGIN_ACCOUNT: Final = Limit("login-account", 5, QUARTER)
LOGIN_DEVICE: Final = Limit("login-device", 10, QUARTER)
LOGIN_ADDRESS: Final = Limit("login-address", 20, QUARTER)
REGISTER_ADDRESS: Final = Limit("register-address", 20, HOUR)
LETTER_ADDRESS: Final = Limit("letter-address", 20, HOUR)
# Beyond it no letter is written, and the answer stays the same.
LETTER_ACCOUNT: Final = Limit("letter-account", 3, HOUR)
LINK_ADDRESS: Final = Limit("link-address", 30, QUARTER)
REFRESH_ADDRESS: Final = Limit("refresh-address", 300, 60)

SESSION_LIFE: Final = timedelta(days=30)
REUSE_WINDOW: Final = timedelta(seconds=10)
VERIFY_LIFE: Final = timedelta(days=3)
RESET_LIFE: Final = timedelta(minutes=30)
INVITE_LIFE: Final = timedelta(days=7)
STEP_UP: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Door:
    """Who may register now: what the page that registers asks for."""

    registration: Registration
    is_first: bool
    needs_setup_token: bool
    sends_mail: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings decide about accounts."""

    is_guarded: bool
    registration: Registration
    setup_token: str = field(repr=False)
    base_url: str
    refresh_life: timedelta
    sends_mail: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Policy":
        """Return what `settings` say."""
        return cls(
            is_guarded=settings.app_env in {Profile.STAGING, Profile.PRODUCTION},
            registration=settings.registration,
            setup_token=settings.setup_token.get_secret_value(),
            base_url=settings.base_url,
            refresh_life=timedelta(days=settings.jwt_refresh_token_expire_days),
            sends_mail=bool(settings.smtp_url.get_secret_value()),
        )

    def door(self, *, is_first: bool) -> Door:
        """Return who may register on a server that has no account yet, or has some."""
        return Door(
            registration=Registration.OPEN if is_first else self.registration,
            is_first=is_first,
            needs_setup_token=is_first and self.is_guarded,
            sends_mail=self.sends_mail,
        )

    def require_first(self, given: str) -> None:
        """Let the first account be made by anybody in development, else by whoever set up.

        Raises: Forbidden without the set-up token, where one is needed.
        """
        if not self.is_guarded:
            return
        if not self.setup_token or not equal_secrets(given, self.setup_token):
            raise Forbidden(
                "the first account needs the set-up token that apextrade init printed (SETUP_TOKEN)"
            )

    def require_later(self, email: str, invitation: str, stamps: Stamps, now: datetime) -> None:
        """Let a later account be made as REGISTRATION says.

        Raises: Forbidden when registration is closed, or needs an invitation to this address.
        """
        if self.registration is Registration.OPEN:
            return
        if self.registration is Registration.CLOSED:
            raise Forbidden("registration is closed here")
        if not is_invited(email, invitation, stamps, now):
            raise Forbidden("registration needs an invitation to this address")


def invitation(email: str, stamps: Stamps, now: datetime) -> str:
    """Return what lets the owner of `email` register within a week; nothing is stored of it."""
    ends = str(int((now + INVITE_LIFE).timestamp()))
    return f"{ends}.{stamps.of('invite', email, ends)}"


def is_invited(email: str, given: str, stamps: Stamps, now: datetime) -> bool:
    """Return whether `given` invites this address and is not too old."""
    ends, _, stamp = given.partition(".")
    if not ends.isascii() or not ends.isdigit() or not stamps.fits(stamp, "invite", email, ends):
        return False
    return now.timestamp() < int(ends)
