"""A new installation: which variables its `.env` holds, and which secrets are made for it.

What is made here exists nowhere else: nothing ever replaces a file that is there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.core.config import Profile

PRIVATE_KEY: Final = "secrets/jwt-private.pem"
PUBLIC_KEY: Final = "secrets/jwt-public.pem"
# Who the containers run as when the files belong to root.
CONTAINER_USER: Final = 10001
_SECRETS: Final[Mapping[str, str]] = {
    "SECRET_KEY": "signs cookies and links",
    "JWT_SECRET_KEY": "the passphrase of the signing key",
    "API_KEY_ENCRYPTION_KEY": "encrypts stored broker keys: without it they are lost",
    "AUTH_SECRET": "encrypts the session of the web pages",
    "SETUP_TOKEN": "whoever has it makes the first account",
    "POSTGRES_PASSWORD": "the administrator of the two database servers",
    "APEX_DATABASE_PASSWORD": "the databases, for our own processes",
    "APEX_REDIS_PASSWORD": "Redis",
    "APEX_OBJECTS_PASSWORD": "the object store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked for; `owner` is the user and group that the containers run as."""

    profile: Profile
    port: int
    public_url: str
    owner: tuple[int, int]

    @property
    def url(self) -> str:
        """Return where people will reach it."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.port}"


def generated(plan: Plan, new_secret: Callable[[], str]) -> dict[str, str]:
    """Return the variables of a new installation, every secret made by `new_secret`."""
    return {
        "APP_ENV": plan.profile.value,
        "APEX_PORT": str(plan.port),
        "PUBLIC_BASE_URL": plan.url,
        "JWT_PRIVATE_KEY_FILE": f"./{PRIVATE_KEY}",
        "JWT_PUBLIC_KEY_FILE": f"./{PUBLIC_KEY}",
        "APEX_UID": str(plan.owner[0]),
        "APEX_GID": str(plan.owner[1]),
        **{name: new_secret() for name in _SECRETS},
    }


def environment_text(variables: Mapping[str, str]) -> str:
    """Return the `.env` that holds `variables`."""
    plain = [name for name in variables if name not in _SECRETS]
    lines = [
        "# Made by `apextrade init`; every other variable is in .env.example.",
        "# Keep a copy of this file and of secrets/ where the database's backups are not.",
        *(f"{name}={variables[name]}" for name in plain),
        "",
    ]
    for name, meaning in _SECRETS.items():
        lines += [f"# {meaning}", f"{name}={variables[name]}"]
    return "\n".join(lines) + "\n"


def owner_of(directory_owner: tuple[int, int], me: tuple[int, int]) -> tuple[int, int]:
    """Return who the containers run as: whoever owns the directory, never root."""
    for user, group in (directory_owner, me):
        if user:
            return user, group or user
    return CONTAINER_USER, CONTAINER_USER
