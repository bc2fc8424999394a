"""What listeners hear of the venues, step by step, with a clock that is moved by hand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.adapters.market_data.synthetic import SimulatedFeed
from app.domain.errors import MarketUnavailable, StorageUnavailable
from app.domain.timeframes import Timeframe
from app.engine import synthetic
from app.services import market_stream
from app.services.market_stream import MarketStream
from app.services.market_sync import Venue
from app.services.simulation import SEED
from tests.fakes.clock import FakeClock
from tests.fakes.events import FakeEventBus

# A Wednesday, New York open; 15:00:58.
NOW = datetime(2026, 6, 3, 15, 0, 58, tzinfo=UTC)


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def bus():
    return FakeEventBus()


@pytest.fixture
def step(clock, bus):
    """Return a function that publishes once and returns what was told, by channel and type."""
    venue = Venue(feed=SimulatedFeed("sim", SEED, clock), symbols=None, pause_seconds=1.0)
    stream = MarketStream(venues=[venue], bus=bus, clock=clock)
    under_way = {}

    async def stepped(advance=0.0):
        nonlocal under_way
        clock.advance(timedelta(seconds=advance))
        bus.published.clear()
        under_way = await stream.publish(venue, await venue.followed(), under_way)
        return list(bus.published)

    return stepped


def candles(told, symbol):
    return [event["data"] for channel, event in told if channel == f"market:{symbol}"]


async def test_every_open_market_tells_its_price_orders_and_candle(step):
    told = await step()
    symbols = set(synthetic.INSTRUMENTS)
    assert {channel for channel, _ in told} == {
        f"{kind}:{symbol}" for kind in ("ticker", "book", "market") for symbol in symbols
    }
    messages = {channel: event for channel, event in told}
    price = messages["ticker:BTC/USDT"]["data"]
    assert price["timestamp"] == "2026-06-03T15:00:58Z"
    assert price["bid"] < price["price"] < price["ask"]
    book = messages["book:BTC/USDT"]["data"]
    assert len(book["bids"]) == len(book["asks"]) == 25
    assert (book["bids"][0][0], book["asks"][0][0]) == (price["bid"], price["ask"])
    (candle,) = candles(told, "BTC/USDT")
    assert (candle["time"], candle["closed"]) == ("2026-06-03T15:00:00Z", False)
    assert candle["close"] == price["price"]


async def test_a_minute_that_ended_is_told_once_as_it_is_stored(step):
    await step()
    await step(1)
    told = candles(await step(1), "BTC/USDT")
    assert [(candle["time"][-9:-1], candle["closed"]) for candle in told] == [
        ("15:00:00", True),
        ("15:01:00", False),
    ]
    at = int(np.datetime64("2026-06-03T15:00", "ns").astype(np.int64))
    bar = synthetic.candles("BTC/USDT", at, at + 1, Timeframe.M1, SEED)
    for name in ("open", "high", "low", "close", "volume"):
        assert told[0][name] == getattr(bar, name)[0]
    assert [candle["closed"] for candle in candles(await step(1), "BTC/USDT")] == [False]


async def test_the_last_minute_before_the_close_is_told_and_then_nothing(step, clock):
    clock.advance(timedelta(hours=4, minutes=59))  # 19:59:58
    await step()
    told = await step(3)
    assert [candle["closed"] for candle in candles(told, "AAPL")] == [True]
    assert not [channel for channel, _ in told if channel in ("ticker:AAPL", "book:AAPL")]
    assert not [channel for channel, _ in await step(1) if channel.endswith("AAPL")]


async def test_a_venue_that_comes_back_is_told_again_and_none_waits_for_it(clock, monkeypatch):
    monkeypatch.setattr(market_stream, "AWAY_SECONDS", 0.001)
    tries = []

    class Away(SimulatedFeed):
        async def ticker(self, symbol):
            tries.append(symbol)
            if len(tries) < 4:
                raise MarketUnavailable("away does not answer")
            return await super().ticker(symbol)

    class Until(FakeEventBus):
        async def publish(self, channel, event):
            self.is_down = event["data"]["source"] == "away"
            await FakeEventBus.publish(self, channel, event)

    bus = Until()
    venues = [
        Venue(feed=SimulatedFeed("sim", SEED, clock), symbols=("AAPL",), pause_seconds=0.01),
        Venue(feed=Away("away", SEED, clock), symbols=("BTC/USDT",), pause_seconds=0.01),
    ]
    with pytest.raises(StorageUnavailable):
        await MarketStream(venues=venues, bus=bus, clock=clock).run()
    assert len(tries) == 4
    assert {event["data"]["source"] for _, event in bus.published} == {"sim"}


async def test_an_instrument_of_two_venues_is_told_by_the_first(clock):
    class Short(FakeEventBus):
        async def publish(self, channel, event):
            self.is_down = len(self.published) == 30
            await FakeEventBus.publish(self, channel, event)

    bus = Short()
    venues = [
        Venue(feed=SimulatedFeed(source, SEED, clock), symbols=symbols, pause_seconds=0.01)
        for source, symbols in (("one", ("AAPL",)), ("two", ("AAPL", "BTC/USDT")))
    ]
    with pytest.raises(StorageUnavailable):
        await MarketStream(venues=venues, bus=bus, clock=clock).run()
    told = {(event["data"]["source"], event["data"]["symbol"]) for _, event in bus.published}
    assert told == {("one", "AAPL"), ("two", "BTC/USDT")}
