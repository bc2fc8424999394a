"""Real venues as CCXT reads them, from recorded answers over a real socket."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from app.adapters.market_data.ccxt import PAGE_BARS, CcxtFeed
from app.domain.errors import (
    InvalidInput,
    MarketRateLimited,
    MarketUnavailable,
    SymbolNotFound,
)
from app.domain.timeframes import Timeframe
from tests.adapters.market_data import venue as recorded
from tests.fakes.clock import FakeClock

M1, H1 = Timeframe.M1, Timeframe.H1
# Binance's hours end at 2020-07-01T02:00, Kraken's minutes at 2025-11-11T00:17.
NOW = {
    "binance": datetime(2020, 7, 1, 2, 30, tzinfo=UTC),
    "kraken": datetime(2025, 11, 11, 0, 17, 30, tzinfo=UTC),
    "coinbase": datetime(2024, 4, 4, 1, 30, tzinfo=UTC),
}
SYMBOL = {"binance": "BTC/USDT", "kraken": "BTC/USDT", "coinbase": "BTC/USD"}
PATHS = {"binance": {"public": "/api/v3"}, "kraken": {"public": ""}, "coinbase": {"rest": ""}}
VENUES = sorted(NOW)


def nanos(*date):
    return int(datetime(*date, tzinfo=UTC).timestamp()) * 10**9


@pytest.fixture
def opened(shared_data):
    """Return a context of a venue that answers and the feed that asks it."""

    @asynccontextmanager
    async def begun(name):
        with getattr(recorded, name)(shared_data / "fixtures").open() as venue:
            places = {place: venue.url + path for place, path in PATHS[name].items()}
            given = {"urls": {"api": places}, "enableRateLimit": False}
            feed = CcxtFeed(name, FakeClock(NOW[name]), given, pause_seconds=0.001)
            try:
                yield feed, venue
            finally:
                await feed.aclose()

    return begun


async def test_pages_follow_each_other_and_the_open_hour_is_left_out(opened):
    async with opened("binance") as (feed, venue):
        start, stop = nanos(2020, 5, 1), nanos(2020, 7, 1, 3)
        closes = []
        while len(page := await feed.candles("BTC/USDT", H1, start, stop)):
            assert len(page) <= PAGE_BARS["binance"]
            closes += list(zip(page.time.tolist(), page.close.tolist(), strict=True))
            start = int(page.time[-1]) + H1.nanos
        asked = [query for path, query in venue.asked if path == "/api/v3/klines"]
    assert closes[0] == (nanos(2020, 5, 1), 8707.51)
    assert closes[-1][0] == nanos(2020, 7, 1, 1)
    assert len(closes) == len({time for time, _ in closes}) == 1463
    assert [query["limit"] for query in asked] == ["1000"] * 3


async def test_the_last_page_of_minutes_ends_before_the_open_one(opened):
    async with opened("kraken") as (feed, _):
        page = await feed.candles("BTC/USDT", M1, nanos(2025, 11, 1), nanos(2025, 11, 11, 0, 18))
        under_way = await feed.forming("BTC/USDT")
    assert len(page) == 720
    assert page.time[-1] == nanos(2025, 11, 11, 0, 16)
    assert under_way.time.tolist() == [nanos(2025, 11, 11, 0, 17)]
    assert under_way.close.tolist() == [105899.4]


async def test_a_stretch_without_trades_is_passed_over(opened):
    async with opened("coinbase") as (feed, venue):
        page = await feed.candles("BTC/USD", H1, nanos(2024, 2, 1), nanos(2024, 4, 4, 1))
        assert page.time.tolist() == [nanos(2024, 4, 4)]
        assert page.volume.tolist() == [358.74851052]
        assert sum(path.endswith("candles") for path, _ in venue.asked) == 6
        later = await feed.candles("BTC/USD", H1, nanos(2024, 4, 4, 1), nanos(2024, 4, 4, 2))
        assert len(later) == 0


@pytest.mark.parametrize("name", VENUES)
async def test_prices_and_orders_now(opened, name):
    async with opened(name) as (feed, _):
        ticker = await feed.ticker(SYMBOL[name])
        book = await feed.order_book(SYMBOL[name], 3)
    assert (ticker.source, ticker.symbol) == (name, SYMBOL[name])
    assert 0 < ticker.bid < ticker.ask
    assert ticker.time_ns > nanos(2020, 1, 1)
    assert len(book.bids) == len(book.asks) == 3
    assert book.bids[0].price < book.asks[0].price
    assert book.bids[0].price > book.bids[1].price
    assert min(level.quantity for level in book.bids + book.asks) > 0


@pytest.mark.parametrize(
    ("name", "tick", "lot"),
    [("binance", 0.01, 0.00001), ("kraken", 0.1, 1e-8), ("coinbase", 0.01, 1e-8)],
)
async def test_instruments_come_from_the_venues_list(opened, name, tick, lot):
    async with opened(name) as (feed, venue):
        listings = await feed.listings()
        await feed.listings()
        lists = [path for path, _ in venue.asked]
    symbols = [listing.symbol for listing in listings]
    assert symbols == sorted(symbols)
    found = next(listing for listing in listings if listing.symbol == SYMBOL[name])
    assert (found.tick_size, found.lot_step) == (tick, lot)
    assert len(lists) == (2 if name == "coinbase" else 1)


@pytest.mark.parametrize("name", VENUES)
async def test_what_is_not_listed_is_refused_without_asking(opened, name):
    async with opened(name) as (feed, venue):
        await feed.listings()
        before = len(venue.asked)
        with pytest.raises(SymbolNotFound, match=f"{name} does not list DOGE/MARS"):
            await feed.candles("DOGE/MARS", M1, 0, nanos(2020, 1, 2))
        assert len(venue.asked) == before


async def test_a_failure_is_tried_again(opened):
    async with opened("binance") as (feed, venue):
        venue.fails += [(503, {}), (502, {})]
        assert len(await feed.listings()) > 0
        assert len(venue.asked) == 3


async def test_a_venue_that_keeps_failing_is_unavailable_after_three_tries(opened):
    async with opened("binance") as (feed, venue):
        venue.fails += [(503, {})] * 9
        with pytest.raises(MarketUnavailable, match="binance is out of reach"):
            await feed.listings()
        assert len(venue.asked) == 3
        venue.fails.clear()
        assert len(await feed.listings()) > 0


async def test_a_venue_that_asks_for_fewer_requests_is_not_asked_again(opened):
    async with opened("binance") as (feed, venue):
        await feed.listings()
        venue.asked.clear()
        venue.fails += [(429, {"Retry-After": "17"})]
        with pytest.raises(MarketRateLimited) as refused:
            await feed.ticker("BTC/USDT")
        assert refused.value.retry_after_seconds == 17
        assert len(venue.asked) == 1


async def test_a_venue_that_is_not_there_is_unavailable(opened):
    async with opened("kraken") as (_, venue):
        given = {"urls": {"api": {"public": "http://127.0.0.1:9"}}, "enableRateLimit": False}
        away = CcxtFeed("kraken", FakeClock(), given, pause_seconds=0.001)
        try:
            with pytest.raises(MarketUnavailable, match="kraken is out of reach"):
                await away.ticker("BTC/USDT")
        finally:
            await away.aclose()
        assert venue.asked == []


async def test_a_candle_that_cannot_be_one_is_left_out(opened):
    async with opened("binance") as (feed, venue):
        path = "/api/v3/klines"
        honest = venue.routes[path]

        def lying(query):
            rows = [list(row) for row in honest(query)]
            rows[1][2] = "1.0"  # a high below its open
            rows[2][4] = None
            return rows

        venue.routes[path] = lying
        page = await feed.candles("BTC/USDT", H1, nanos(2020, 5, 1), nanos(2020, 5, 1, 5))
    assert [time // 3_600_000_000_000 % 24 for time in page.time.tolist()] == [0, 3, 4]


def test_an_unknown_venue_is_refused():
    with pytest.raises(InvalidInput, match="venue 'mtgox' is not known: choose one of binance"):
        CcxtFeed("mtgox", FakeClock())
