from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, NoData, SymbolNotFound
from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services import candle_pages
from app.services.candle_pages import CandlePages, CandlesWanted, cursor_of, joined
from app.services.market_data import MarketData
from app.services.periods import Period
from tests.builders import START_NS, bars
from tests.fakes.market_data import FakeTransactions

HOUR, MINUTE = Timeframe.H1.nanos, Timeframe.M1.nanos
ANNA, BEN = UUID(int=1), UUID(int=2)


def hours(count: int, missing: frozenset[int] = frozenset()) -> Bars:
    """Return hourly bars whose closes count upwards, without some of them."""
    whole = bars([100.0 + n for n in range(count)], Timeframe.H1)
    kept = np.array([n not in missing for n in range(count)])
    columns = (whole.time, whole.open, whole.high, whole.low, whole.close, whole.volume)
    return Bars(*(column[kept] for column in columns), Timeframe.H1)


async def pages_of(stored: Bars, source: str = "venue", owner: UUID | None = None) -> CandlePages:
    transactions = FakeTransactions()
    await add(transactions, stored, source, owner)
    service = MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles)
    return CandlePages(market_data=service, begin_candles=transactions.begin_candles)


async def add(transactions, stored: Bars, source: str, owner: UUID | None = None) -> None:
    key = SeriesKey(source, "BTC/USD", stored.timeframe)
    async with transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, stored.calendar, owner))
    async with transactions.begin_candles() as candles:
        await candles.merge(key, stored)


async def walked(service: CandlePages, **wanted) -> list[Bars]:
    """Return every page of a walk, in the order they came."""
    found, cursor = [], None
    while True:
        request = CandlesWanted(symbol="BTC/USD", cursor=cursor, **wanted)
        page = await service.page(request)
        found.append(page.bars)
        assert len(found) < 200, "a walk that does not end"
        if page.next_cursor is None:
            return found
        cursor = cursor_of(str(page.next_cursor))


def whole(pages: list[Bars], *, newest: bool) -> Bars:
    ordered = pages[::-1] if newest else pages
    found = ordered[0]
    for page in ordered[1:]:
        found = joined(found, page)
    return found


def assert_same(found: Bars, expected: Bars) -> None:
    for name in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


@settings(max_examples=60, deadline=None)
@given(
    missing=st.frozensets(st.integers(0, 119), max_size=90),
    timeframe=st.sampled_from([Timeframe.H1, Timeframe.H4, Timeframe.D1]),
    limit=st.integers(1, 60),
    newest=st.booleans(),
    start=st.none() | st.integers(-5, 60),
    length=st.none() | st.integers(1, 80),
)
async def test_pages_together_are_the_whole_period(
    missing, timeframe, limit, newest, start, length
):
    stored = hours(120, missing)
    end = None if length is None else (start or 0) + length
    period = Period(*(None if n is None else START_NS + n * HOUR for n in (start, end)))
    built = resampled(stored, timeframe)
    expected = built.between(
        period.start_ns or 0, 2**62 if period.end_ns is None else period.end_ns
    )
    service = await pages_of(stored)
    wanted = {"timeframe": timeframe, "limit": limit, "newest": newest, "period": period}
    try:
        pages = await walked(service, **wanted)
    except NoData:
        assert not len(expected)
        return
    assert_same(whole(pages, newest=newest), expected)
    assert all(len(page) == limit for page in pages[:-1])
    assert all(len(page) <= limit for page in pages)


@pytest.mark.parametrize(
    ("period", "newest", "first"),
    [
        (Period(), None, 7),
        (Period(), False, 0),
        (Period(START_NS + 2 * HOUR), None, 2),
        (Period(START_NS + 2 * HOUR), True, 7),
        (Period(None, START_NS + 8 * HOUR), None, 5),
    ],
    ids=["the newest", "the oldest when asked", "from a start", "a start, the newest", "to an end"],
)
async def test_where_the_first_page_lies(period, newest, first):
    service = await pages_of(hours(10))
    wanted = CandlesWanted(
        symbol="BTC/USD", timeframe=Timeframe.H1, limit=3, period=period, newest=newest
    )
    page = await service.page(wanted)
    assert ((page.bars.time - START_NS) // HOUR).tolist() == [first, first + 1, first + 2]


async def test_the_walk_stays_in_the_series_it_began_with():
    transactions = FakeTransactions()
    await add(transactions, resampled(bars([100.0] * 600, Timeframe.M1), Timeframe.H1), "venue")
    service = MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles)
    pages = CandlePages(market_data=service, begin_candles=transactions.begin_candles)
    wanted = {"symbol": "BTC/USD", "timeframe": Timeframe.H1, "limit": 4}
    first = await pages.page(CandlesWanted(**wanted))
    await add(transactions, hours(500), "other")
    await add(transactions, bars([200.0] * 60_000, Timeframe.M1), "venue")
    second = await pages.page(CandlesWanted(**wanted, cursor=first.next_cursor))
    assert (second.provenance.source, second.provenance.stored) == ("venue", Timeframe.H1)
    assert second.bars.close.tolist() == [100.0] * 4


async def test_a_page_of_built_bars_reads_no_more_than_is_allowed(monkeypatch):
    monkeypatch.setattr(candle_pages, "_READ_MAX", 12)
    stored = hours(100)
    pages = await walked(await pages_of(stored), timeframe=Timeframe.H4, limit=50, newest=True)
    assert {len(page) for page in pages[:-1]} == {3}
    assert_same(whole(pages, newest=True), resampled(stored, Timeframe.H4))


async def test_days_of_a_session_market_are_whole_on_every_page():
    stored = hours(24 * 21)
    weekdays = (stored.time - START_NS) // NANOS_PER_DAY % 7 < 5
    columns = (stored.time, stored.open, stored.high, stored.low, stored.close, stored.volume)
    traded = Bars(*(column[weekdays] for column in columns), Timeframe.H1, Calendar.FOREX)
    expected = resampled(traded, Timeframe.D1)
    for newest in (False, True):
        service = await pages_of(traded)
        pages = await walked(service, timeframe=Timeframe.D1, limit=4, newest=newest)
        assert_same(whole(pages, newest=newest), expected)


async def test_bars_before_a_page_join_it_without_a_seam():
    stored = hours(50)
    service = await pages_of(stored)
    page = await service.page(CandlesWanted(symbol="BTC/USD", timeframe=Timeframe.H1, limit=10))
    earlier = await service.before(page, 15)
    assert_same(joined(earlier, page.bars), stored.slice(25, 50))
    assert len(await service.before(page, 0)) == 0


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"newest": False}, None),
        ({"source": "other"}, None),
        ({"timeframe": Timeframe.M30}, None),
        ({}, "garbage"),
        ({}, "%%%"),
        ({}, "YiA5OTk5OTk5OTk5OTk5OTk5OTk5IDFoIHZlbnVl"),
        ({}, "YiAxIDdoIHZlbnVl"),
        ({}, "YiAxIDFtIHZlbnVl"),
        ({}, "\u0661"),
    ],
    ids=[
        "other way", "other source", "smaller bars", "garbage", "no base64", "no time", "no bars",
        "another series", "not ASCII",
    ],
)  # fmt: skip
async def test_a_cursor_of_another_walk_is_refused(changed, text):
    service = await pages_of(hours(10))
    wanted = {"symbol": "BTC/USD", "timeframe": Timeframe.H1, "limit": 3}
    cursor = (await service.page(CandlesWanted(**wanted))).next_cursor
    sent = str(cursor) if text is None else text
    with pytest.raises(InvalidInput, match="cursor belongs to another request"):
        await service.page(CandlesWanted(**{**wanted, **changed}, cursor=cursor_of(sent)))


async def test_nobody_else_pages_through_a_private_series():
    service = await pages_of(hours(10), "u-1-mine", ANNA)
    wanted = {"symbol": "BTC/USD", "timeframe": Timeframe.H1, "limit": 3}
    page = await service.page(CandlesWanted(**wanted), ANNA)
    for other in (None, BEN):
        for cursor in (None, page.next_cursor):
            with pytest.raises(SymbolNotFound):
                await service.page(CandlesWanted(**wanted, cursor=cursor), other)
