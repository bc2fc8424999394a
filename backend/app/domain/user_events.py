"""Facts announced to one user, in one order, without a gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEvent:
    """One fact; `seq` counts the user's facts from 1 in the order they became true."""

    user_id: UUID
    seq: int
    event_id: UUID
    type: str
    entity_id: UUID | None
    payload: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a listener missed since its cursor.

    `is_complete` False: the cursor is older than what is kept, or from another history; only a
    fresh look at everything helps. `head` is the last seq there is.
    """

    events: Sequence[UserEvent]
    head: int
    is_complete: bool


def is_replayable(cursor: int, kept_after: int, head: int) -> bool:
    """Return whether every event after `cursor` is still kept.

    Edge: a cursor beyond the head belongs to a database that was restored; it is not replayable.
    """
    return kept_after <= cursor <= head
