from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np
import pytest

from app.domain.errors import MarketUnavailable, SymbolNotFound
from app.domain.market import Bars
from app.domain.pages import PageRequest
from app.domain.quotes import BookLevel, Listing, OrderBook, Ticker
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.instruments import Instruments
from app.services.market_data import MarketData
from tests.builders import START_NS, bars
from tests.fakes.market_data import FakeTransactions

ANNA, BEN = UUID(int=1), UUID(int=2)


@dataclass
class FakeFeed:
    """A venue that lists some symbols, each at the price 7."""

    source: str = "venue"
    symbols: tuple[str, ...] = ("BTC/USD",)
    is_down: bool = False
    closed: list[str] = field(default_factory=list)

    async def listings(self):
        if self.is_down:
            raise MarketUnavailable("the venue is silent")
        return [
            Listing(
                source=self.source,
                symbol=symbol,
                calendar=Calendar.ALWAYS,
                tick_size=0.0,
                lot_step=0.5,
            )
            for symbol in self.symbols
        ]

    async def candles(self, symbol, timeframe, start_ns, stop_ns) -> Bars:
        return bars("7")

    async def ticker(self, symbol):
        nothing = dict.fromkeys(("bid", "ask", "high_24h", "low_24h", "volume_24h", "change_pct"))
        return Ticker(source=self.source, symbol=symbol, time_ns=0, last=7.0, **nothing)

    async def order_book(self, symbol, depth):
        levels = (BookLevel(7.0, 1.0),) * depth
        return OrderBook(source=self.source, symbol=symbol, time_ns=0, bids=levels, asks=levels)

    async def aclose(self):
        self.closed.append(self.source)


async def instruments(*feeds, owner=None, stored=None, source="shelf") -> Instruments:
    transactions = FakeTransactions()
    if stored is not None:
        key = SeriesKey(source, "ETH/USD", stored.timeframe)
        async with transactions.begin() as work:
            await work.series.register(RegisteredSeries(key, Calendar.ALWAYS, owner))
        async with transactions.begin_candles() as candles:
            await candles.merge(key, stored)
    return Instruments(
        market_data=MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles),
        begin_candles=transactions.begin_candles,
        feeds={feed.source: feed for feed in feeds},
    )


def hours(count: int) -> Bars:
    return bars([100.0 + n for n in range(count)], Timeframe.H1)


async def test_venues_and_shelves_are_one_list():
    service = await instruments(FakeFeed(symbols=("BTC/USD", "ETH/USD")), stored=hours(2))
    found = {(one.source, one.symbol): one for one in await service.all(None)}
    assert set(found) == {("shelf", "ETH/USD"), ("venue", "BTC/USD"), ("venue", "ETH/USD")}
    assert found["venue", "BTC/USD"].is_live
    assert found["venue", "BTC/USD"].tick_size is None
    assert found["shelf", "ETH/USD"].timeframes == (Timeframe.H1,)


async def test_a_stored_series_of_a_venue_is_one_instrument():
    service = await instruments(FakeFeed(symbols=("ETH/USD",)), stored=hours(2), source="venue")
    [found] = await service.all(None)
    assert (found.is_live, found.timeframes) == (True, (Timeframe.H1,))


async def test_a_silent_venue_hides_nothing_that_is_stored():
    service = await instruments(FakeFeed(is_down=True), stored=hours(2))
    assert [one.symbol for one in await service.all(None)] == ["ETH/USD"]
    assert (await service.quote(None, "ETH/USD")).ticker.last == 101.0
    with pytest.raises(MarketUnavailable):
        await service.quote(None, "BTC/USD")


@pytest.mark.parametrize(
    ("search", "found"), [("eth", 1), ("E/T", 1), ("usd", 2), ("", 2), ("xyz", 0)]
)
async def test_a_search_looks_inside_symbols(search, found):
    service = await instruments(FakeFeed(), stored=hours(2))
    assert (await service.page(None, PageRequest(), search=search)).total == found


async def test_the_venue_answers_before_the_shelf():
    service = await instruments(FakeFeed(symbols=("ETH/USD",)), stored=hours(2))
    live = await service.quote(None, "eth-usd")
    stored = await service.quote(None, "eth-usd", "shelf")
    assert (live.is_live, live.ticker.last) == (True, 7.0)
    assert (stored.is_live, stored.ticker.last) == (False, 101.0)


async def test_a_day_of_stored_bars():
    service = await instruments(stored=hours(30))
    ticker = (await service.quote(None, "ETH/USD")).ticker
    assert ticker.time_ns == START_NS + 30 * Timeframe.H1.nanos
    assert (ticker.last, ticker.volume_24h) == (129.0, hours(30).volume[6:].sum())
    assert ticker.high_24h == hours(30).high[6:].max()
    assert ticker.change_pct == pytest.approx(100 * (129 / 105 - 1))


@pytest.mark.parametrize(
    ("stored", "known"),
    [
        (hours(24), {"high_24h", "low_24h", "volume_24h"}),
        (bars("1 2 3", Timeframe.D1), {"high_24h", "low_24h", "volume_24h", "change_pct"}),
        (bars("1 2 3", Timeframe.W1), set()),
        (replace(hours(30), volume=np.full(30, np.nan)), {"high_24h", "low_24h", "change_pct"}),
    ],
    ids=["a day and nothing before", "daily bars", "weekly bars", "no volume"],
)
async def test_what_stored_bars_cannot_say_is_left_out(stored, known):
    service = await instruments(stored=stored)
    ticker = (await service.quote(None, "ETH/USD")).ticker
    names = ("bid", "ask", "high_24h", "low_24h", "volume_24h", "change_pct")
    assert {name for name in names if getattr(ticker, name) is not None} == known


async def test_several_quotes_say_which_are_unknown():
    service = await instruments(FakeFeed(), stored=hours(2))
    found, missing = await service.quotes(None, ["BTC/USD", "X/Y", "BTC/USD"])
    assert [quote.ticker.symbol for quote in found] == ["BTC/USD"]
    assert missing == ["X/Y"]


async def test_only_a_venue_has_an_order_book():
    service = await instruments(FakeFeed(), stored=hours(2))
    assert len((await service.order_book("btc-usd", 3)).bids) == 3
    with pytest.raises(SymbolNotFound, match="there are venue"):
        await service.order_book("ETH/USD", 3)


async def test_a_private_series_has_a_price_for_its_owner_alone():
    service = await instruments(owner=ANNA, stored=hours(2))
    assert (await service.quote(ANNA, "ETH/USD")).ticker.last == 101.0
    assert [one.is_own for one in await service.all(ANNA)] == [True]
    assert list(await service.all(BEN)) == []
    with pytest.raises(SymbolNotFound):
        await service.quote(BEN, "ETH/USD")
