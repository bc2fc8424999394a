"""Candles of the simulated venue into a real PostgreSQL, in step with the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.adapters.market_data.ccxt import CcxtFeed
from app.adapters.market_data.synthetic import SimulatedFeed
from app.domain.errors import InvalidInput, MarketUnavailable, SymbolNotFound
from app.domain.timeframes import Calendar, Timeframe
from app.engine import synthetic
from app.ports.market_data import SeriesKey
from app.services.market_sync import MarketSync, Venue
from app.services.simulation import SEED
from tests.adapters.market_data import venue as recorded
from tests.fakes.clock import FakeClock

M1, H1, D1 = Timeframe.M1, Timeframe.H1, Timeframe.D1
EVER = (-(2**62), 2**62)
MINUTE = 60 * 10**9
NOW = datetime(2026, 6, 3, 15, 0, 30, tzinfo=UTC)


class Asked(SimulatedFeed):
    """The simulated venue, which remembers what it was asked and may be out of reach."""

    def __init__(self, clock, source="sim", page=None):
        super().__init__(source, SEED, clock)
        self.asked = []
        self.is_down = False
        self._page = page

    async def candles(self, symbol, timeframe, start_ns, stop_ns):
        self.asked.append((symbol, start_ns, stop_ns))
        if self.is_down:
            raise MarketUnavailable(f"{self.source} does not answer")
        found = await super().candles(symbol, timeframe, start_ns, stop_ns)
        return found if self._page is None else found.slice(0, self._page)


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def feed(clock):
    return Asked(clock)


def syncing(transactions, clock, *feeds, symbols=("AAPL", "EUR/USD")):
    venues = [Venue(feed=feed, symbols=symbols, pause_seconds=1.0) for feed in feeds]
    return MarketSync(
        begin=transactions.begin,
        begin_candles=transactions.begin_candles,
        venues=venues,
        clock=clock,
    )


@pytest.fixture
def sync(transactions, clock, feed):
    return syncing(transactions, clock, feed)


async def stored(transactions, symbol, timeframe=M1, source="sim"):
    key = SeriesKey(source, symbol, timeframe)
    async with transactions.begin_candles() as candles:
        return await candles.read(key, synthetic.INSTRUMENTS[symbol].calendar, *EVER)


def nanos(moment):
    return int(np.datetime64(moment.replace(tzinfo=None), "ns").astype(np.int64))


@pytest.mark.parametrize(
    ("symbol", "timeframe", "days"),
    [("AAPL", M1, 90), ("EUR/USD", H1, 365), ("AAPL", D1, 730), ("BTC/USDT", D1, 730)],
)
async def test_a_first_run_stores_exactly_the_venues_closed_bars(
    sync, transactions, symbol, timeframe, days
):
    came = await sync.sync("sim", symbol, timeframe)
    bars = await stored(transactions, symbol, timeframe)
    end = nanos(NOW) - nanos(NOW) % timeframe.nanos
    whole = synthetic.candles(symbol, end - days * 1_440 * MINUTE, end, timeframe, SEED)
    assert came == len(bars) == len(whole) > 300
    for name in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(bars, name), getattr(whole, name))


async def test_what_is_stored_is_for_everybody(sync, market_data):
    await sync.sync("sim", "AAPL", D1)
    (series,) = await market_data.stored(owner=None)
    assert series.key == SeriesKey("sim", "AAPL", D1)
    assert series.calendar is Calendar.US_STOCK


async def test_a_later_run_fills_the_pause_and_asks_for_nothing_else(
    sync, transactions, clock, feed
):
    await sync.sync("sim", "AAPL", M1)
    feed.asked.clear()
    clock.advance(timedelta(hours=1, seconds=15))
    assert await sync.sync("sim", "AAPL", M1) == 60
    end = nanos(NOW) - 30 * 10**9
    assert feed.asked == [("AAPL", end, end + 60 * MINUTE)]
    assert await sync.sync("sim", "AAPL", M1) == 0
    assert len(feed.asked) == 1


async def test_no_venue_is_asked_while_its_market_is_shut(sync, clock, feed):
    clock.advance(timedelta(hours=5))  # 20:00:30 UTC: New York has just closed
    assert await sync.sync_all(M1) > 0
    feed.asked.clear()
    clock.advance(timedelta(hours=12))
    assert await sync.sync_all(M1) > 0
    assert {symbol for symbol, *_ in feed.asked} == {"EUR/USD"}


@pytest.mark.parametrize(("hours", "came"), [(12.9, 0), (13.1, 1)], ids=["20 to 4", "after"])
async def test_a_session_day_comes_when_it_is_over_in_new_york(sync, clock, hours, came):
    await sync.sync("sim", "AAPL", D1)
    clock.advance(timedelta(hours=hours))
    assert await sync.sync("sim", "AAPL", D1) == came


async def test_small_pages_make_the_same_series(transactions, clock):
    venue = Asked(clock, page=997)
    await syncing(transactions, clock, venue).sync("sim", "AAPL", M1)
    bars = await stored(transactions, "AAPL")
    assert len(venue.asked) >= len(bars) // 997
    stop = nanos(NOW) - 30 * 10**9
    whole = synthetic.candles("AAPL", stop - 90 * 1_440 * MINUTE, stop, M1, SEED)
    np.testing.assert_array_equal(bars.close, whole.close)


async def test_a_run_that_takes_too_long_ends_and_the_next_goes_on(transactions, clock):
    class Slow(Asked):
        async def candles(self, *asked):
            clock.advance(timedelta(seconds=30))
            return await super().candles(*asked)

    slow = Slow(clock, page=5_000)
    sync = syncing(transactions, clock, slow)
    await sync.sync("sim", "AAPL", M1)
    assert len(await stored(transactions, "AAPL")) == 10_000
    await sync.sync("sim", "AAPL", M1)
    assert len(await stored(transactions, "AAPL")) == 20_000


async def test_a_venue_out_of_reach_holds_up_no_other(transactions, clock, feed):
    away = Asked(clock, source="away")
    away.is_down = True
    sync = syncing(transactions, clock, away, feed, symbols=("AAPL", "BTC/USDT"))
    assert await sync.sync_all(D1) > 900
    assert len(away.asked) == 1
    assert len(await stored(transactions, "AAPL", D1, source="away")) == 0
    away.is_down = False
    await sync.sync_all(D1)
    assert len(await stored(transactions, "AAPL", D1, source="away")) > 300


async def test_a_symbol_that_is_not_listed_holds_up_no_other(transactions, clock, feed):
    sync = syncing(transactions, clock, feed, symbols=("DOGE/USDT", "AAPL"))
    assert await sync.sync_all(D1) > 300


async def test_what_is_not_there_is_named(sync):
    with pytest.raises(SymbolNotFound, match="sim does not list DOGE/USDT"):
        await sync.sync("sim", "DOGE/USDT", M1)
    with pytest.raises(InvalidInput, match="source 'binance' is not in use: there is sim"):
        await sync.sync("binance", "BTC/USDT", M1)


async def test_bars_that_cannot_be_are_refused(transactions, clock):
    class Astray(Asked):
        async def candles(self, *asked):
            page = await super().candles(*asked)
            return replace(page, time=page.time + 7 * 10**9)

    sync = syncing(transactions, clock, Astray(clock), symbols=("BTC/USDT",))
    assert await sync.sync_all(D1) == 0
    assert len(await stored(transactions, "BTC/USDT", D1)) == 0


async def test_a_real_venues_hours_are_stored_page_by_page(transactions, shared_data):
    clock = FakeClock(datetime(2020, 7, 1, 2, 30, tzinfo=UTC))
    with recorded.binance(shared_data / "fixtures").open() as venue:
        given = {"urls": {"api": {"public": f"{venue.url}/api/v3"}}, "enableRateLimit": False}
        feed = CcxtFeed("binance", clock, given, pause_seconds=0.001)
        sync = syncing(transactions, clock, feed, symbols=("BTC/USDT", "NOT/THERE"))
        try:
            # 1,467 hours were recorded; the last one was still open.
            assert await sync.sync_all(H1) == 1_466
            assert await sync.sync_all(H1) == 0
            venue.fails += [(503, {})] * 3
            clock.advance(timedelta(hours=1))
            assert await sync.sync_all(H1) == 0
            assert await sync.sync_all(H1) == 1
        finally:
            await feed.aclose()
    bars = await stored(transactions, "BTC/USDT", H1, source="binance")
    assert bars.time[-1] == nanos(datetime(2020, 7, 1, 2, tzinfo=UTC))
