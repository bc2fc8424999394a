"""What the letters say. Plain text; links begin with the configured address, never with Host."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_FOOT: Final = "\n\nIf this was not you, you need not do anything.\n\nApexTrade"


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and its text."""

    subject: str
    text: str


def verification(base_url: str, token: str) -> Letter:
    """Ask the owner of an address to confirm it."""
    link = f"{base_url}/verify?token={quote(token)}"
    return Letter(
        "Confirm your address",
        f"Somebody registered with this address. Confirm it within three days:\n\n{link}{_FOOT}",
    )


def already_registered(base_url: str) -> Letter:
    """Tell the owner of an account that it exists; the page that registered does not say so."""
    return Letter(
        "You have an account already",
        "Somebody tried to register with this address, which has an account. Sign in, or choose "
        f"a new password:\n\n{base_url}/login\n{base_url}/forgot{_FOOT}",
    )


def reset(base_url: str, token: str) -> Letter:
    """Let the owner of an address choose a new password."""
    link = f"{base_url}/reset?token={quote(token)}"
    return Letter(
        "Choose a new password",
        f"Choose a new password within thirty minutes; the link works once:\n\n{link}{_FOOT}",
    )


def password_changed(base_url: str, signed_out: str = "every device") -> Letter:
    """Tell the owner of an account that its password is another one."""
    return Letter(
        "Your password was changed",
        f"The password of your account was changed and {signed_out} was signed out. If this was "
        f"not you, choose a new one at once:\n\n{base_url}/forgot\n\nApexTrade",
    )


def token_reused(base_url: str) -> Letter:
    """Tell the owner of an account that a copied token may be about."""
    return Letter(
        "A device was signed out",
        "A token of one of your devices was used twice, which happens when it was copied. That "
        f"device was signed out. If you do not know why, change your password:\n\n{base_url}/forgot"
        "\n\nApexTrade",
    )
