"""What a client hears: prices while they last, facts without a gap, nothing of others."""

import asyncio
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

from app.api.ws.hub import Limits
from app.api.ws.tickets import Visitor
from app.core.events import (
    backtest_channel,
    candles_channel,
    orderbook_channel,
    ticker_channel,
    user_channel,
)
from app.domain.backtest_jobs import NewBacktest
from app.persistence.unit_of_work import Transactions
from app.services.events import Relay
from tests.fakes.clock import FakeClock
from tests.integration.ws.conftest import opened, running


async def announce(
    transactions: Transactions,
    who: Visitor,
    type: str = "notification.created",
    entity_id: UUID | None = None,
) -> int:
    async with transactions.begin_as(who.user_id) as work:
        return (await work.announce(who.user_id, type, entity_id, {"note": uuid4().hex})).seq


async def new_backtest(transactions: Transactions, who: Visitor) -> UUID:
    asked = NewBacktest(
        strategy_id=None,
        strategy_version=None,
        strategy_name="RSI",
        strategy={},
        symbol="BTC/USDT",
        timeframe="1m",
        start_date=None,
        end_date=None,
        config={},
    )
    async with transactions.begin_as(who.user_id) as work:
        return (await work.backtests.add(asked, active_most=10)).id


async def test_a_plain_client_hears_prices_candles_and_the_book(connect, bus, anna):
    client = await connect(anna)
    for channel, topic, type in (
        ("ticker", ticker_channel("BTC/USDT"), "market.ticker.update"),
        ("candles", candles_channel("BTC/USDT"), "market.candle.new"),
        ("orderbook", orderbook_channel("BTC/USDT"), "market.orderbook.update"),
    ):
        await client.say(action="subscribe", channel=channel, symbols=["BTC/USDT"])
        assert (await client.hear())["type"] == "subscribed"
        await bus.publish(topic, {"type": type, "data": {"price": 45230.5}})
        assert await client.hear() == {
            "channel": channel,
            "type": type,
            "data": {"symbol": "BTC/USDT", "price": 45230.5},
        }


async def test_a_plain_client_follows_its_backtest_to_the_end(connect, bus, transactions, anna):
    backtest_id = await new_backtest(transactions, anna)
    client = await connect(anna)
    await client.say(action="subscribe", channel="backtest_progress", backtest_id=str(backtest_id))
    assert (await client.hear())["data"]["status"] == "pending"
    await bus.publish(backtest_channel(backtest_id), {"data": {"progress_pct": 45}})
    assert (await client.hear("backtest.progress"))["data"]["progress_pct"] == 45
    await announce(transactions, anna, "backtest.complete", backtest_id)
    # The relay says it to everybody who listens; the client must not hear it twice.
    await Relay(transactions.begin_system, bus, FakeClock()).relay()
    end = await client.hear("backtest.complete")
    assert (end["channel"], end["seq"]) == ("backtest_progress", 1)
    await client.say(action="ping")
    await client.hear("pong")
    assert client.seqs == [1]


async def test_another_users_backtest_stays_silent(connect, bus, transactions, anna, ben):
    backtest_id = await new_backtest(transactions, anna)
    stranger = await connect(ben)
    await stranger.say(
        action="subscribe", channel="backtest_progress", backtest_id=str(backtest_id)
    )
    assert (await stranger.hear())["data"]["code"] == "NOT_FOUND"
    owner = await connect(anna)
    await owner.say(action="subscribe", channel="backtest_progress", backtest_id=str(backtest_id))
    await owner.hear("subscribed")
    await bus.publish(backtest_channel(backtest_id), {"data": {"progress_pct": 45}})
    await owner.hear("backtest.progress")
    await announce(transactions, anna, "backtest.complete", backtest_id)
    await owner.hear("backtest.complete")
    await stranger.say(action="ping")
    await stranger.hear("pong")
    assert [frame["type"] for frame in stranger.frames if frame["type"] != "heartbeat"] == [
        "error",
        "pong",
    ]


async def test_facts_reach_every_client_of_their_user_and_nobody_else(
    connect, transactions, anna, ben
):
    first, second, other = await connect(anna), await connect(anna), await connect(ben)
    for client in (first, second, other):
        await client.say(action="hello")
        await client.hear("hello")
    for _ in range(3):
        await announce(transactions, anna)
    assert await first.hear_facts(3) == [1, 2, 3]
    assert await second.hear_facts(3) == [1, 2, 3]
    await other.say(action="ping")
    await other.hear("pong")
    assert other.seqs == []


async def test_a_cursor_replays_what_was_missed(connect, transactions, anna):
    for _ in range(450):
        await announce(transactions, anna)
    client = await connect(anna)
    await client.say(action="hello", cursor=7)
    assert (await client.hear("hello"))["data"]["head"] == 450
    assert await client.hear_facts(450) == list(range(8, 451))
    assert (await client.hear("caught_up"))["data"]["cursor"] == 450


async def test_a_cursor_from_another_history_asks_for_a_fresh_look(connect, transactions, anna):
    await announce(transactions, anna)
    client = await connect(anna)
    await client.say(action="hello", cursor=5)
    assert (await client.hear("resync_required"))["data"]["head"] == 1
    await announce(transactions, anna)
    assert await client.hear_facts(2) == [2]


async def test_a_heartbeat_tells_the_number_of_the_last_fact(connect, transactions, anna):
    client = await connect(anna)
    await announce(transactions, anna)
    while (await client.hear("heartbeat"))["data"]["head"] != 1:
        pass
    assert client.seqs == []


async def test_fifty_forced_disconnects_lose_and_repeat_nothing(gateway, redis, transactions, anna):
    """The client cuts its line at every third fact and resumes; a writer goes on meanwhile."""
    facts = 150
    writing = asyncio.create_task(_write(transactions, anna, facts))
    heard: list[int] = []
    cuts = 0
    while len(heard) < facts:
        async with AsyncExitStack() as stack:
            client = await opened(stack, gateway, redis, anna)
            await client.say(action="hello", cursor=heard[-1] if heard else 0)
            most = 3 if cuts < 50 else facts
            while len(client.seqs) < most and (heard + client.seqs)[-1:] != [facts]:
                await client.hear()
            heard += client.seqs
            cuts += 1
            client.socket.transport.abort()
    await writing
    assert heard == list(range(1, facts + 1))
    assert cuts >= 50


async def test_without_a_cursor_a_disconnect_does_lose_facts(gateway, redis, transactions, anna):
    """The control of the test above: it is the cursor that saves them."""
    async with AsyncExitStack() as stack:
        client = await opened(stack, gateway, redis, anna)
        await client.say(action="hello")
        await client.hear("hello")
        await announce(transactions, anna)
        await client.hear_facts(1)
    await announce(transactions, anna)
    async with AsyncExitStack() as stack:
        client = await opened(stack, gateway, redis, anna)
        await client.say(action="hello")
        await client.hear("hello")
        await announce(transactions, anna)
        assert await client.hear_facts(3) == [3]


async def test_without_a_message_the_next_look_finds_the_fact(connect, transactions, anna):
    silent = Transactions(transactions.main, transactions.timeseries)
    client = await connect(anna)
    await client.say(action="hello")
    await client.hear("hello")
    await announce(silent, anna)
    assert await client.hear_facts(1) == [1]


async def test_without_looks_only_a_message_finds_the_fact(
    gateway_settings, listening, redis, bus, transactions, anna
):
    """The control of the test above: nothing else would have found it."""
    silent = Transactions(transactions.main, transactions.timeseries)
    blind = Limits(look_seconds=3600)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running(gateway_settings, listening, blind))
        client = await opened(stack, url, redis, anna)
        await client.say(action="hello")
        await client.hear("hello")
        await announce(silent, anna)
        await client.say(action="ping")
        await client.hear("pong")
        assert client.seqs == []
        await bus.publish(user_channel(anna.user_id), {"head": 1})
        assert await client.hear_facts(1) == [1]


async def test_a_stopping_gateway_says_that_it_comes_back(gateway_settings, listening, redis, anna):
    async with AsyncExitStack() as stack:
        async with running(gateway_settings, listening) as url:
            client = await opened(stack, url, redis, anna)
        assert await client.ended() == 1012


async def _write(transactions: Transactions, who: Visitor, count: int) -> None:
    for _ in range(count):
        await announce(transactions, who)
