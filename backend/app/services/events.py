"""Facts on their way to users: what a listener asks the database, and the relay of the outbox."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.core.events import fact_channel, user_channel
from app.domain.user_events import Replay, UserEvent
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock
from app.ports.events import EventBus

RELAY_PAGE: Final = 200

type BeginAs = Callable[[UUID], AbstractAsyncContextManager[UnitOfWork]]
type BeginSystem = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


@dataclass(frozen=True, slots=True)
class LiveEvents:
    """What the gateway asks; everything about one user is asked as that user."""

    begin_as: BeginAs
    begin_system: BeginSystem
    clock: Clock

    async def head(self, user_id: UUID) -> int:
        """Return the number of the user's last fact, 0 before the first."""
        async with self.begin_as(user_id) as work:
            return await work.events.head(user_id)

    async def heads(self, user_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return it for several users in one question."""
        async with self.begin_system() as work:
            return await work.events.heads(user_ids)

    async def replay(self, user_id: UUID, cursor: int, limit: int) -> Replay:
        """Return at most `limit` of the user's facts after `cursor`, the oldest first."""
        async with self.begin_as(user_id) as work:
            return await work.events.replay(user_id, cursor, limit)

    async def alive(self, session_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Return those sessions that may still act."""
        if not session_ids:
            return frozenset()
        async with self.begin_system() as work:
            return await work.sessions.alive_among(session_ids, self.clock.now())

    async def entity(self, user_id: UUID, selector: str, key: str) -> Mapping[str, Any] | None:
        """Return how the user's backtest or strategy stands; None when it is not the user's.

        There are no portfolios yet, so none is anybody's.
        """
        async with self.begin_as(user_id) as work:
            if selector == "backtest_id":
                job = await work.backtests.by_id(UUID(key))
                if job is not None:
                    return {"status": job.status.value, "progress_pct": job.progress_pct}
            elif selector == "strategy_id":
                strategy = await work.strategies.by_id(UUID(key))
                if strategy is not None:
                    return {"status": strategy.status.value}
        return None


@dataclass(frozen=True, slots=True)
class Relay:
    """Publishes the facts of the outbox to whoever listens, at least once each."""

    begin_system: BeginSystem
    events: EventBus
    clock: Clock

    async def relay(self) -> int:
        """Publish a page of facts that nobody published yet; return how many.

        A crash between publishing and marking publishes again: listeners go by `event_id`.

        Raises: StorageUnavailable when the bus or the database is out of reach; nothing is marked.
        """
        async with self.begin_system() as work:
            waiting = await work.events.unrelayed(RELAY_PAGE)
        if not waiting:
            return 0
        for event in waiting:
            await self._publish(event)
        async with self.begin_system() as work:
            await work.events.mark_relayed(waiting, self.clock.now())
        return len(waiting)

    async def backlog(self) -> tuple[int, float]:
        """Return how many facts wait to be published, and the age of the oldest in seconds."""
        async with self.begin_system() as work:
            count, oldest = await work.events.backlog()
        if oldest is None:
            return 0, 0.0
        return count, max(0.0, (self.clock.now() - oldest).total_seconds())

    async def _publish(self, event: UserEvent) -> None:
        channel = fact_channel(event)
        message = {
            "type": event.type,
            "event_id": str(event.event_id),
            "seq": event.seq,
            "data": {"entity_id": event.entity_id and str(event.entity_id), **event.payload},
        }
        if channel != user_channel(event.user_id):
            await self.events.publish(channel, message)
            message = {}
        await self.events.publish(user_channel(event.user_id), {**message, "head": event.seq})
