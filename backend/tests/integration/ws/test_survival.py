"""Redis restarted or emptied, the gateway killed: facts come late, but each comes once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.exceptions import RedisError
from websockets.exceptions import ConnectionClosed

from app.api.ws.tickets import Visitor
from app.core.config import Settings
from app.core.events import RedisEventBus, ticker_channel
from app.core.redis import open_redis
from app.domain.errors import StorageUnavailable
from app.persistence.unit_of_work import Transactions
from app.stack.ports import free_port
from tests.integration.ws.conftest import gateway_process, opened, patient, running
from tests.integration.ws.test_delivery import announce
from tests.redis_server import RedisServer


@pytest.fixture
def own_settings(settings: Settings, redis_server: RedisServer) -> Settings:
    given = {"redis_url": f"{redis_server.url}/0", "database_pool_size": 5}
    return Settings.model_validate(settings.model_dump() | given)


@pytest_asyncio.fixture
async def own_redis(own_settings: Settings) -> AsyncIterator[Redis]:
    client = open_redis(own_settings)
    assert client is not None
    async with client:
        yield client


@pytest.fixture
def waking(transactions: Transactions, own_redis: Redis) -> Transactions:
    """Transactions whose commits are said on the Redis that this test breaks."""
    bus = RedisEventBus(own_redis)
    return Transactions(transactions.main, transactions.timeseries, events=bus)


async def test_facts_pass_a_redis_that_is_away_and_prices_return_with_it(
    own_settings, own_redis, redis_server, listening, waking, anna
):
    bus = RedisEventBus(own_redis)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running(own_settings, listening))
        client = await opened(stack, url, own_redis, anna)
        await client.say(action="hello")
        await client.say(action="subscribe", channel="ticker", symbols=["BTC/USDT"])
        await client.hear("subscribed")
        await announce(waking, anna)
        await client.hear_facts(1)

        redis_server.stop()
        with pytest.raises(StorageUnavailable):
            await bus.publish(ticker_channel("BTC/USDT"), {"price": 1})
        for _ in range(5):
            await announce(waking, anna)
        await client.hear_facts(6)

        redis_server.start()
        await announce(waking, anna)
        await client.hear_facts(7)
        price = asyncio.create_task(client.hear("market.ticker.update"))
        while not price.done():
            # Whoever publishes does not know when the gateway listens again; neither do we.
            await bus.publish(ticker_channel("BTC/USDT"), {"price": 2})
            await asyncio.wait({price}, timeout=0.05)
        assert (await price)["data"]["price"] == 2
        assert client.seqs == list(range(1, 8))


async def test_an_emptied_redis_loses_tickets_alone(
    own_settings, own_redis, listening, waking, anna
):
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running(own_settings, listening))
        client = await opened(stack, url, own_redis, anna)
        await client.say(action="hello")
        await client.hear("hello")
        for _ in range(3):
            await announce(waking, anna)
            await own_redis.flushall()
        assert await client.hear_facts(3) == [1, 2, 3]


async def test_without_redis_nobody_is_admitted_and_nothing_breaks(
    own_settings, own_redis, redis_server, listening, anna
):
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running(own_settings, listening))
        client = await opened(stack, url, own_redis, anna)
        redis_server.stop()
        with pytest.raises((StorageUnavailable, RedisError)):
            await opened(stack, url, own_redis, anna)
        await client.say(action="ping")
        await client.hear("pong")


async def test_a_killed_gateway_loses_and_repeats_nothing(own_settings, own_redis, waking, anna):
    """Three lives of the process, each ended by SIGKILL while facts are written."""
    facts = 60
    port = free_port()
    url = f"ws://127.0.0.1:{port}/ws"
    heard: list[int] = []
    for life in (1, 2, 3):
        async with gateway_process(own_settings, port) as gateway, AsyncExitStack() as stack:
            client = await patient(stack, url, own_redis, anna)
            await client.say(action="hello", cursor=heard[-1] if heard else 0)
            writing = asyncio.create_task(_write(waking, anna, facts // 3))
            await client.hear_facts(facts // 3 * (life - 1) + 5)
            if life < 3:
                os.kill(gateway.pid, signal.SIGKILL)
                with pytest.raises(ConnectionClosed):
                    await client.hear_facts(facts + 1)
            await writing
            if life == 3:
                await client.hear_facts(facts)
            heard += client.seqs
    assert heard == list(range(1, facts + 1))


async def _write(transactions: Transactions, who: Visitor, count: int) -> None:
    for _ in range(count):
        await announce(transactions, who)
