"""One client of the gateway: what waits for it, what it follows, and how it ends."""

import asyncio
from dataclasses import dataclass

from app.api.ws.budget import Budget
from app.api.ws.protocol import Close, fact_channel_name, frame
from app.api.ws.queue import FrameQueue
from app.api.ws.tickets import Visitor
from app.core.events import fact_channel
from app.domain.user_events import UserEvent


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the server ends a connection."""

    code: Close
    reason: str


class Connection:
    """The server's side of one socket; everything here runs in one event loop."""

    __slots__ = (
        "budget",
        "ended",
        "ending",
        "follows_all",
        "is_live",
        "queue",
        "replaying",
        "sending_since",
        "sent",
        "topics",
        "visitor",
    )

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.queue = FrameQueue()
        self.budget = Budget()
        self.topics: set[str] = set()
        # Without a hello only facts of subscribed channels are told.
        self.follows_all = False
        # False while a replay catches up; then facts come from the user's tail.
        self.is_live = False
        self.sent = 0
        self.replaying: asyncio.Task[None] | None = None
        self.sending_since: float | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ending: Ending | None = None

    def tell(self, text: str) -> None:
        """Send something that must arrive; a client too slow for it is sent away to resume."""
        if self.ending is None and not self.queue.keep(text):
            self.end(Close.TOO_SLOW, "too slow: connect again and resume from your cursor")

    def tell_fact(self, event: UserEvent) -> None:
        """Send one fact of the user, in order, if this client follows it."""
        if self.follows_all or fact_channel(event) in self.topics:
            self.tell(fact_frame(event))
        self.sent = event.seq

    def end(self, code: Close, reason: str) -> None:
        """End the connection; the first reason counts, and what waits is not sent any more."""
        if self.ending is None:
            self.ending = Ending(code, reason)
            self.queue.clear()
            self.ended.set_result(None)


def fact_frame(event: UserEvent) -> str:
    """Return a fact as the client sees it."""
    data = {
        "event_id": str(event.event_id),
        "entity_id": str(event.entity_id) if event.entity_id else None,
        "created_at": event.created_at.isoformat(),
        **event.payload,
    }
    return frame(fact_channel_name(event.type), event.type, data, event.seq)
