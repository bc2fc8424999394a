"""What the name of a stored object may look like, on every store alike."""

import re
from typing import Final

from app.domain.errors import InvalidInput

_KEY: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z0-9.]+")
_PREFIX: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*")
_LENGTH_MAX: Final = 512


def require_key(key: str) -> str:
    """Return `key`; folders have no dot and the last part has one.

    So no key is ever a folder of another: on stores that keep files, `x` and `x/y` destroy each
    other.

    Raises: InvalidInput for any other name.
    """
    if len(key) > _LENGTH_MAX or not _KEY.fullmatch(key):
        raise InvalidInput(
            f"object key {key[:80]!r}: must be folder/name.ending of letters, digits, - and _, at "
            f"most {_LENGTH_MAX} characters"
        )
    return key


def require_prefix(prefix: str) -> str:
    """Return `prefix`: whole folders, each with its slash, or "" for everything.

    Raises: InvalidInput for any other text.
    """
    if len(prefix) > _LENGTH_MAX or not _PREFIX.fullmatch(prefix):
        raise InvalidInput(f"object prefix {prefix[:80]!r}: must be folder/ or empty")
    return prefix
