"""Where files that people ask for again are kept: reports, equity curves, trades.

Whatever must be known about an object besides its bytes belongs in the database: a store may
forget content types and other notes.
"""

from typing import Protocol


class ObjectStore(Protocol):
    """Bytes by name; names are those of `domain.object_keys`.

    Raises: InvalidInput for a name it does not allow; StorageUnavailable when the store is out of
            reach, full, or refuses us.
    """

    async def prepare(self) -> None:
        """Make the place where the objects lie, where it is missing."""
        ...

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep `content` under `key`, whole or not at all; what was there before is replaced."""
        ...

    async def get(self, key: str) -> bytes:
        """Return what is kept under `key`.

        Raises: NotFound when nothing is.
        """
        ...

    async def delete(self, key: str) -> None:
        """Forget `key`; nothing happens when nothing is kept under it."""
        ...

    async def list(self, prefix: str = "") -> tuple[str, ...]:
        """Return the keys below the folder `prefix` ("" is everything), in order."""
        ...
