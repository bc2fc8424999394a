"""What a process says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

# How often each says that it is alive; queues answer their canary every minute.
BEAT_SECONDS: Final = 15.0
CANARY_SECONDS: Final = 60.0
# One may be lost on the way.
_MISSED_MOST: Final = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The last sign of life of one process."""

    service: str
    instance: str
    started_at: datetime
    beat_at: datetime
    detail: Mapping[str, Any]

    def is_fresh(self, now: datetime) -> bool:
        """Return whether the process gave its sign of life in time."""
        period = CANARY_SECONDS if self.service.endswith("_queue") else BEAT_SECONDS
        return now - self.beat_at <= timedelta(seconds=_MISSED_MOST * period)
