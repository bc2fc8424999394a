"""Messages between running processes: heard by whoever listens at that moment, by nobody else.

What must not be lost is a row first; a message says that there is something to read.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol


class EventBus(Protocol):
    """At-most-once messages on named channels."""

    async def publish(self, channel: str, event: Mapping[str, Any]) -> None:
        """Tell everybody who listens to `channel` now.

        Raises: StorageUnavailable when the bus is out of reach.
        """
        ...

    def subscribe(self, patterns: Sequence[str]) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Yield (channel, event) for every channel that matches a pattern; `*` is any text."""
        ...
