"""A creation and the answer to it are one commit: whatever dies, a repeat finds both or neither."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from app.core.database import Endpoints, connect_raw
from app.core.redis import RedisArea, redis_url
from app.persistence.repositories.idempotency import ABANDONED
from tests.integration.api.market import DOCUMENT, store_market

STRATEGIES = "/api/v1/strategies"
BACKTESTS = "/api/v1/backtests"
KEY = {"Idempotency-Key": "once"}
# Any number that no other lock has.
GATE = 7_160_431


@asynccontextmanager
async def when_recorded(database: Endpoints, statement: str) -> AsyncIterator[None]:
    """Let the database do something in the moment an answer is recorded."""
    connection = await connect_raw(database.main_url)
    await connection.execute(
        "CREATE FUNCTION recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        f"$$ BEGIN PERFORM {statement}; RETURN NEW; END $$;"
        "CREATE TRIGGER recorded BEFORE UPDATE ON idempotency_keys FOR EACH ROW "
        "WHEN (NEW.answer_status IS NOT NULL) EXECUTE FUNCTION recorded()"
    )
    try:
        yield
    finally:
        await connection.execute("DROP FUNCTION recorded() CASCADE")
        await connection.close()


async def at_the_gate(gate: asyncpg.Connection, request: asyncio.Task[httpx.Response]) -> None:
    """Return once the record of `request` waits for the lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while not await gate.fetchval(waiting):
        assert not request.done(), "the record must wait at the gate"
        await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def ada(people) -> httpx.AsyncClient:
    return await people.add("ada@example.com")


async def count(client: httpx.AsyncClient, url: str = STRATEGIES) -> int:
    return (await client.get(url)).json()["total"]


async def test_a_transaction_lost_at_the_record_leaves_nothing(ada, database):
    async with when_recorded(database, "pg_terminate_backend(pg_backend_pid())"):
        lost = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
        assert lost.status_code == 503
        assert int(lost.headers["retry-after"]) > 0
        assert await count(ada) == 0
    again = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    assert again.status_code == 201
    assert await count(ada) == 1


async def test_a_process_killed_between_work_and_record_made_nothing(ada, database, served, clock):
    gate = await connect_raw(database.main_url)
    server = served()
    request = {"url": f"{server.url}{STRATEGIES}", "json": DOCUMENT}
    headers = {**KEY, "Authorization": ada.headers["Authorization"]}
    async with when_recorded(database, f"pg_advisory_xact_lock({GATE})"):
        await gate.execute(f"SELECT pg_advisory_lock({GATE})")
        async with httpx.AsyncClient(timeout=60) as client:
            asked = asyncio.create_task(client.post(**request, headers=headers))
            await at_the_gate(gate, asked)
            await asyncio.to_thread(server.kill)
            with pytest.raises(httpx.TransportError):
                await asked
        await gate.close()  # the gate opens, and nobody is there to commit
    early = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    assert (early.status_code, early.json()["code"]) == (409, 4006)
    assert int(early.headers["retry-after"]) > 0
    clock.advance(ABANDONED + timedelta(minutes=5))  # the process had a clock of its own
    again = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    repeated = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    assert (again.status_code, repeated.json()) == (201, again.json())
    assert await count(ada) == 1


async def test_an_answer_that_was_lost_on_the_wire_is_given_again(ada, api):
    """The kill after the commit: what was made is found, not made again."""
    made = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    found = await ada.post(STRATEGIES, json=DOCUMENT, headers=KEY)
    assert found.json() == made.json()
    assert found.headers["location"] == made.headers["location"]


async def test_a_slow_request_that_was_overtaken_makes_nothing(ada, api, database, clock):
    gate = await connect_raw(database.main_url)
    async with when_recorded(database, f"pg_advisory_xact_lock_shared({GATE})"):
        await gate.execute(f"SELECT pg_advisory_lock({GATE})")
        slow = asyncio.create_task(ada.post(STRATEGIES, json=DOCUMENT, headers=KEY))
        await at_the_gate(gate, slow)
        clock.advance(ABANDONED + timedelta(seconds=1))
        quick = asyncio.create_task(ada.post(STRATEGIES, json=DOCUMENT, headers=KEY))
        await gate.execute(f"SELECT pg_advisory_unlock({GATE})")
        answers = await asyncio.gather(slow, quick)
    await gate.close()
    assert 201 in {answer.status_code for answer in answers}
    assert await count(ada) == 1


@pytest.mark.parametrize("url", [STRATEGIES, BACKTESTS], ids=["strategies", "backtests"])
async def test_twenty_equal_requests_at_once_make_one(ada, api, api_settings, url):
    body = DOCUMENT
    if url == BACKTESTS:
        await store_market(api.state.platform.transactions, days=2)
        kept = (await ada.post(STRATEGIES, json=DOCUMENT)).json()
        body = {"strategy_id": kept["id"]}
    answers = await asyncio.gather(*(ada.post(url, json=body, headers=KEY) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201 if url == STRATEGIES else 202}
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert await count(ada, url) == 1
    if url == BACKTESTS:
        async with Redis.from_url(redis_url(api_settings, RedisArea.BROKER)) as broker:
            assert await broker.llen("backtest_queue") == 1
