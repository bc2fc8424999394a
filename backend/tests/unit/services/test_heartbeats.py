"""A process beats while it works, and says goodbye; a lost database stops neither."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

from app.domain.errors import StorageUnavailable
from app.services.heartbeats import Pulse, beating
from tests.fakes.clock import FakeClock


class Rows:
    """The heartbeat rows of a database that can be out of reach."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], object] = {}
        self.is_away = False
        self.asked = asyncio.Event()
        self.written = asyncio.Event()

    @asynccontextmanager
    async def begin(self):
        self.asked.set()
        if self.is_away:
            raise StorageUnavailable("away")
        yield SimpleNamespace(heartbeats=self)

    async def beat(self, service, instance, started_at, now, detail):
        self.rows[service, instance] = now
        self.written.set()

    async def leave(self, service, instance):
        self.rows.pop((service, instance), None)


def pulse(rows: Rows) -> Pulse:
    clock = FakeClock()
    return Pulse(
        begin_system=rows.begin,
        clock=clock,
        service="api",
        instance="a:1",
        started_at=clock.now(),
        detail={},
    )


async def test_a_process_beats_and_leaves():
    rows = Rows()
    async with beating(pulse(rows), seconds=0.0):
        await asyncio.wait_for(rows.written.wait(), 5)
        assert list(rows.rows) == [("api", "a:1")]
    assert rows.rows == {}


async def test_a_database_that_is_away_is_tried_again():
    rows = Rows()
    rows.is_away = True
    async with beating(pulse(rows), seconds=0.0):
        await asyncio.wait_for(rows.asked.wait(), 5)
        rows.is_away = False
        await asyncio.wait_for(rows.written.wait(), 5)
        rows.is_away = True
    assert list(rows.rows) == [("api", "a:1")]
