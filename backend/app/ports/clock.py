"""The only way to learn what time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A source of UTC-aware time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...
