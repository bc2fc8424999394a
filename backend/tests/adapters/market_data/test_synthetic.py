"""The simulated venue in step with a clock: nothing of the future, everything of the past."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.adapters.market_data.synthetic import SimulatedFeed
from app.domain.errors import SymbolNotFound
from app.domain.timeframes import NANOS_PER_DAY, Timeframe
from app.engine import synthetic
from app.services.simulation import SEED, SOURCE, simulated_symbols
from tests.fakes.clock import FakeClock

M1, H1, D1 = Timeframe.M1, Timeframe.H1, Timeframe.D1
NOW = datetime(2026, 6, 3, 15, 0, 30, tzinfo=UTC)
NOW_NS = int(NOW.timestamp()) * 10**9


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def feed(clock):
    return SimulatedFeed(SOURCE, SEED, clock)


@pytest.mark.parametrize("timeframe", [M1, H1, D1])
@pytest.mark.parametrize("symbol", simulated_symbols())
async def test_only_closed_bars_are_told_however_far_is_asked(feed, symbol, timeframe):
    start, stop = NOW_NS - 9 * NANOS_PER_DAY, NOW_NS + 9 * NANOS_PER_DAY
    told = await feed.candles(symbol, timeframe, start, stop)
    made = synthetic.candles(symbol, start, stop, timeframe, SEED)
    np.testing.assert_array_equal(told.close, made.close[: len(told)])
    assert 0 < len(told) < len(made)
    assert told.time[-1] + timeframe.nanos <= NOW_NS
    assert made.time[len(told)] + 2 * timeframe.nanos > NOW_NS


async def test_a_bar_is_told_from_the_instant_it_closes(feed, clock):
    open_ns = NOW_NS - 30 * 10**9
    assert len(await feed.candles("BTC/USDT", M1, open_ns, open_ns + M1.nanos)) == 0
    clock.advance(timedelta(seconds=30))
    assert len(await feed.candles("BTC/USDT", M1, open_ns, open_ns + M1.nanos)) == 1


async def test_the_price_the_orders_and_the_minute_under_way_are_those_of_the_second(feed, clock):
    ticker = await feed.ticker("BTC/USDT")
    book = await feed.order_book("BTC/USDT", 5)
    minute = await feed.forming("BTC/USDT")
    assert ticker.time_ns == book.time_ns == NOW_NS
    assert (book.bids[0].price, book.asks[0].price) == (ticker.bid, ticker.ask)
    assert minute.close[-1] == ticker.last
    clock.advance(timedelta(seconds=1))
    assert (await feed.ticker("BTC/USDT")).time_ns == NOW_NS + 10**9


async def test_what_is_listed_can_be_asked_for_and_nothing_else(feed):
    assert {listing.symbol for listing in await feed.listings()} == set(simulated_symbols())
    assert {listing.source for listing in await feed.listings()} == {SOURCE}
    with pytest.raises(SymbolNotFound, match="DOGE/USDT is not simulated"):
        await feed.candles("DOGE/USDT", M1, 0, NOW_NS)
    await feed.aclose()
