"""The market as a client of the gateway hears it, from the streamer's loop over a real Redis."""

import asyncio
from contextlib import suppress

import pytest

from app import bootstrap
from app.core.redis import RedisArea, redis_url
from app.services.simulation import simulated_symbols
from app.streamer import fill, market, stream

BTC = simulated_symbols()[0]


@pytest.fixture
async def streamer(gateway_settings):
    streaming = asyncio.create_task(stream(gateway_settings, (market,)))
    yield streaming
    streaming.cancel()
    with suppress(asyncio.CancelledError):
        await streaming


async def test_a_client_hears_prices_orders_and_candles(connect, anna, streamer):
    client = await connect(anna)
    for channel in ("ticker", "orderbook", "candles"):
        await client.say(action="subscribe", channel=channel, symbols=[BTC])
    heard = {}
    while len(heard) < 3:
        told = await client.hear(
            "market.ticker.update", "market.orderbook.update", "market.candle.new"
        )
        heard[told["channel"]] = told["data"]
    assert {data["source"] for data in heard.values()} == {"sim"}
    assert {data["symbol"] for data in heard.values()} == {BTC}
    assert heard["ticker"]["price"] > 0
    assert heard["orderbook"]["bids"][0][0] < heard["orderbook"]["asks"][0][0]
    assert heard["candles"]["timeframe"] == "1m"
    assert heard["candles"]["closed"] in (True, False)


async def test_who_comes_later_has_the_last_price_at_once(connect, anna, ben, streamer):
    first = await connect(anna)
    await first.say(action="subscribe", channel="ticker", symbols=[BTC])
    await first.hear("market.ticker.update")
    streamer.cancel()
    with suppress(asyncio.CancelledError):
        await streamer
    second = await connect(ben)
    await second.say(action="subscribe", channel="ticker", symbols=[BTC])
    assert (await second.hear("market.ticker.update"))["data"]["symbol"] == BTC


async def test_a_streamer_that_starts_asks_for_what_is_missing(gateway_settings, redis):
    queued = f"{redis_url(gateway_settings, RedisArea.BROKER)}"
    assert queued.endswith("/1")
    async with asyncio.timeout(20), redis.__class__.from_url(queued) as broker:
        streaming = asyncio.create_task(stream(gateway_settings, (fill,)))
        try:
            _, message = await broker.brpop(["market_data_queue"], timeout=20)
        finally:
            streaming.cancel()
            with suppress(asyncio.CancelledError):
                await streaming
    assert b"app.tasks.market_data.sync_candles" in message


def test_the_simulated_venue_is_always_in_use(gateway_settings):
    assert "sim" in bootstrap.market_feeds(gateway_settings)
