"""The streamer: one leads and relays the outbox, a second one takes over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from app import streamer
from app.core.config import Settings
from app.core.database import connect_raw
from app.core.events import RedisEventBus
from app.domain.errors import InvalidInput
from app.persistence.unit_of_work import Transactions
from app.streamer import Parts, relay, stream
from tests.integration.ws.conftest import PATIENCE_SECONDS
from tests.integration.ws.test_delivery import announce


@asynccontextmanager
async def streaming(settings: Settings, *loops: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(stream(settings, loops))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Heard:
    """What a listener hears, from the moment it really listens."""

    def __init__(self, bus: RedisEventBus) -> None:
        self._messages: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self._ready = asyncio.Event()
        self._task = asyncio.create_task(self._listen(bus))

    async def __aenter__(self) -> "Heard":
        await asyncio.wait_for(self._ready.wait(), PATIENCE_SECONDS)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def next(self) -> tuple[str, Any]:
        return await asyncio.wait_for(self._messages.get(), PATIENCE_SECONDS)

    async def _listen(self, bus: RedisEventBus) -> None:
        async for message in bus.subscribe(["alerts:*"], self._ready.set):
            self._messages.put_nowait(message)


async def unrelayed(transactions: Transactions) -> int:
    async with transactions.begin_system() as work:
        return len(await work.events.unrelayed())


async def test_facts_are_published_in_the_order_of_their_numbers_and_marked(
    gateway_settings, bus, transactions, anna
):
    for _ in range(3):
        await announce(transactions, anna, "alert.triggered")
    async with Heard(bus) as heard, streaming(gateway_settings, relay):
        told = [await heard.next() for _ in range(3)]
        await announce(transactions, anna, "alert.triggered")
        told.append(await heard.next())
        async with asyncio.timeout(PATIENCE_SECONDS):
            # Marked in a transaction after the message, which is all that could tell.
            while await unrelayed(transactions):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert [event["seq"] for _, event in told] == [1, 2, 3, 4]
    assert {channel for channel, _ in told} == {f"alerts:{anna.user_id}"}


async def test_one_leads_and_the_other_takes_over_when_its_line_is_cut(gateway_settings, database):
    began = asyncio.Queue[int]()
    stopped = asyncio.Queue[int]()

    def loop_of(number: int) -> Any:
        async def loop(_: Parts) -> None:
            began.put_nowait(number)
            try:
                await asyncio.Event().wait()
            finally:
                stopped.put_nowait(number)

        return loop

    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        streaming(gateway_settings, loop_of(1)),
        streaming(gateway_settings, loop_of(2)),
    ):
        first = await began.get()
        assert began.empty()
        admin = await connect_raw(database.main_url)
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        await admin.close()
        assert await stopped.get() == first
        await began.get()
        assert began.empty()
        assert stopped.empty()


async def test_a_leader_that_leaves_hands_over(gateway_settings):
    began = asyncio.Queue[str]()

    def loop_of(name: str) -> Any:
        async def loop(_: Parts) -> None:
            began.put_nowait(name)
            await asyncio.Event().wait()

        return loop

    async with asyncio.timeout(PATIENCE_SECONDS):
        async with streaming(gateway_settings, loop_of("first")):
            assert await began.get() == "first"
            second = asyncio.create_task(stream(gateway_settings, (loop_of("second"),)))
            assert began.empty()
        assert await began.get() == "second"
        second.cancel()
        with suppress(asyncio.CancelledError):
            await second


async def test_a_loop_that_fails_begins_again_and_stops_no_other(gateway_settings, monkeypatch):
    monkeypatch.setattr(streamer, "_RESTART_SECONDS", 0.01)
    began = asyncio.Queue[datetime]()
    steady = asyncio.Queue[datetime]()

    async def failing(_: Parts) -> None:
        began.put_nowait(datetime.now(UTC))
        raise RuntimeError("a mistake")

    async def other(_: Parts) -> None:
        steady.put_nowait(datetime.now(UTC))
        await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE_SECONDS), streaming(gateway_settings, failing, other):
        for _ in range(3):
            await began.get()
        await steady.get()
        assert steady.empty()


async def test_without_redis_it_says_what_is_missing(settings):
    with pytest.raises(InvalidInput, match="REDIS_URL is missing"):
        await stream(settings)
