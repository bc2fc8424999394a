"""The relay: every fact is published at least once, and marked only after that."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

import pytest

from app.domain.errors import StorageUnavailable
from app.domain.user_events import UserEvent
from app.services.events import Relay
from tests.fakes.clock import FakeClock
from tests.fakes.events import FakeEventBus

USER = UUID(int=1)
BACKTEST = UUID(int=2)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeOutbox:
    """One table of facts, seen through transactions that never fail."""

    waiting: list[UserEvent] = field(default_factory=list)
    is_open: bool = False

    @property
    def events(self) -> Self:
        return self

    async def unrelayed(self, limit: int) -> Sequence[UserEvent]:
        return self.waiting[:limit]

    async def mark_relayed(self, events: Sequence[UserEvent], now: datetime) -> None:
        self.waiting = [event for event in self.waiting if event not in events]

    @asynccontextmanager
    async def begin_system(self) -> AsyncIterator[Any]:
        self.is_open = True
        yield self
        self.is_open = False


class WatchfulBus(FakeEventBus):
    """A bus that minds being called inside a transaction."""

    outbox: FakeOutbox

    async def publish(self, channel: str, event: Any) -> None:
        assert not self.outbox.is_open
        await super().publish(channel, event)


def fact(seq: int, type: str = "backtest.complete") -> UserEvent:
    return UserEvent(
        user_id=USER,
        seq=seq,
        event_id=UUID(int=100 + seq),
        type=type,
        entity_id=BACKTEST,
        payload={"status": "completed"},
        created_at=NOW,
    )


def relay(*facts: UserEvent) -> tuple[Relay, FakeOutbox, WatchfulBus]:
    outbox = FakeOutbox(list(facts))
    bus = WatchfulBus()
    bus.outbox = outbox
    return Relay(outbox.begin_system, bus, FakeClock()), outbox, bus


async def test_a_fact_is_published_on_its_channel_and_wakes_its_user():
    service, outbox, bus = relay(fact(1))
    assert await service.relay() == 1
    assert [channel for channel, _ in bus.published] == [f"backtest:{BACKTEST}", f"user:{USER}"]
    told, hint = (event for _, event in bus.published)
    assert told["type"] == "backtest.complete"
    assert told["data"]["status"] == "completed"
    assert hint == {"head": 1}
    assert outbox.waiting == []


async def test_a_fact_without_a_channel_of_its_own_is_told_to_its_user():
    service, _, bus = relay(fact(3, "notification.created"))
    await service.relay()
    [(channel, event)] = bus.published
    assert channel == f"user:{USER}"
    assert (event["type"], event["head"]) == ("notification.created", 3)


async def test_with_the_bus_down_nothing_is_marked():
    service, outbox, bus = relay(fact(1), fact(2))
    bus.is_down = True
    with pytest.raises(StorageUnavailable):
        await service.relay()
    assert len(outbox.waiting) == 2
    bus.is_down = False
    assert await service.relay() == 2
    assert await service.relay() == 0
