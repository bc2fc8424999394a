"""What a process says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The last sign of life of one process."""

    service: str
    instance: str
    started_at: datetime
    beat_at: datetime
    detail: Mapping[str, Any]
