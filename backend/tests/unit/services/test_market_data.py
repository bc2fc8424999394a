from uuid import UUID

import numpy as np
import pytest

from app.domain.errors import InvalidInput, NoData, SymbolNotFound
from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.market_data import MarketData
from app.services.periods import Period
from tests.builders import START_NS, bars
from tests.fakes.market_data import FakeTransactions

HOUR, DAY = Timeframe.H1.nanos, NANOS_PER_DAY


def made(count: int, timeframe: Timeframe, start_ns: int = START_NS) -> Bars:
    """Return `count` bars whose closes count upwards from 100."""
    plain = bars([100.0 + n for n in range(count)], timeframe)
    shifted = plain.time + (start_ns - START_NS)
    columns = (plain.open, plain.high, plain.low, plain.close, plain.volume)
    return Bars(shifted, *columns, timeframe)


async def market(*series, owner=None, calendar=Calendar.ALWAYS):
    """Return the service over stored series: (source, symbol, bars) each."""
    transactions = FakeTransactions()
    for source, symbol, stored in series:
        key = SeriesKey(source, symbol, stored.timeframe)
        async with transactions.begin() as work:
            await work.series.register(RegisteredSeries(key, calendar, owner))
        async with transactions.begin_candles() as candles:
            await candles.merge(key, stored)
    return MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles)


async def test_a_stored_series_is_answered_as_it_is():
    service = await market(("bitfinex", "BTC/USD", made(48, Timeframe.H1)))
    found = await service.load("BTC/USD", Timeframe.H1)
    assert (len(found.bars), found.first) == (48, 0)
    assert not found.provenance.is_derived
    assert str(found.provenance) == "bitfinex BTC/USD 1h"


async def test_a_larger_timeframe_is_built_and_says_from_what():
    minutes = made(48 * 60, Timeframe.M1)
    service = await market(("bitfinex", "BTC/USD", minutes))
    found = await service.load("BTC/USD", Timeframe.H4)
    expected = resampled(minutes, Timeframe.H4)
    np.testing.assert_array_equal(found.bars.time, expected.time)
    np.testing.assert_array_equal(found.bars.close, expected.close)
    assert str(found.provenance) == "bitfinex BTC/USD 4h, built from stored 1m bars"


@pytest.mark.parametrize(
    ("stored", "asked", "chosen"),
    [
        ([("1h", 0, 48), ("1m", 0, 48)], (0, 48), "1h"),
        ([("1h", 0, 24), ("1m", 0, 48)], (0, 48), "1m"),
        ([("1h", 0, 24), ("1m", 0, 48)], (0, 24), "1h"),
        ([("1h", 24, 48), ("1m", 0, 24)], (0, 48), "1h"),
        ([("30m", 0, 48), ("1m", 0, 48)], (0, 48), "30m"),
        ([("15m", 0, 24), ("5m", 0, 48), ("1m", 0, 48)], (0, 48), "5m"),
        ([("1h", 0, 24), ("1m", 0, 48)], (None, None), "1h"),
        ([("1h", 0, 24), ("1m", 0, 48)], (None, 48), "1m"),
        ([("30m", 0, 24), ("1m", 0, 48)], (None, None), "1m"),
        ([("4h", 0, 48), ("1m", 0, 24)], (0, 48), "1m"),
    ],
    ids=[
        "both cover: the series itself",
        "only the smaller one covers",
        "the series covers what is asked",
        "neither covers, equal shares: the series itself",
        "the largest divisor",
        "the largest divisor that covers",
        "no period: what the series itself has",
        "an open start is where the series starts",
        "no period and no such series: the longest",
        "a larger timeframe is no divisor",
    ],
)
async def test_one_series_answers_never_a_mixture(stored, asked, chosen):
    series = []
    for name, begin, end in stored:
        timeframe = Timeframe(name)
        count = (end - begin) * HOUR // timeframe.nanos
        series.append(("bitfinex", "BTC/USD", made(count, timeframe, START_NS + begin * HOUR)))
    service = await market(*series)
    period = Period(*(None if hour is None else START_NS + hour * HOUR for hour in asked))
    found = await service.load("BTC/USD", Timeframe.H1, period)
    assert found.provenance.stored == chosen


async def test_a_few_newer_minutes_do_not_replace_the_stored_hours():
    service = await market(
        ("bitfinex", "BTC/USD", made(24, Timeframe.H1)),
        ("bitfinex", "BTC/USD", made(24 * 60 + 40, Timeframe.M1)),
    )
    period = Period(START_NS, START_NS + 2 * DAY)
    found = await service.load("BTC/USD", Timeframe.H1, period)
    assert found.provenance.stored is Timeframe.H1


@pytest.mark.parametrize("stored", [Timeframe.H1, Timeframe.M5], ids=["as it is", "derived"])
@pytest.mark.parametrize(
    ("warm_up", "first"), [(0, 0), (5, 5), (500, 24)], ids=["none", "five", "more than there is"]
)
async def test_earlier_bars_precede_the_period(stored, warm_up, first):
    service = await market(("bitfinex", "BTC/USD", made(72 * HOUR // stored.nanos, stored)))
    period = Period(START_NS + DAY, START_NS + 2 * DAY)
    found = await service.load("BTC/USD", Timeframe.H1, period, warm_up=warm_up)
    assert found.first == first
    inside = found.bars.time[found.first :]
    np.testing.assert_array_equal(inside, period.start_ns + np.arange(24) * HOUR)
    assert len(found.bars) == first + 24


async def test_a_slice_of_derived_bars_equals_the_slice_of_all_of_them():
    minutes = made(4 * 24 * 60, Timeframe.M1, START_NS + 7 * 60 * 1_000_000_000)
    service = await market(("bitfinex", "BTC/USD", minutes))
    whole = resampled(minutes, Timeframe.H4)
    for begin, end in ((0, 30), (1, 41), (13, 90), (2, 96)):
        period = Period(START_NS + begin * HOUR, START_NS + end * HOUR)
        found = await service.load("BTC/USD", Timeframe.H4, period)
        expected = whole.between(period.start_ns, period.end_ns)
        np.testing.assert_array_equal(found.bars.time, expected.time)
        np.testing.assert_array_equal(found.bars.volume, expected.volume)


async def test_a_bucket_cut_by_a_long_gap_is_there_at_both_ends_of_the_gap():
    before = made(10 * 60 + 30, Timeframe.M1)
    after = made(2 * 24 * 60, Timeframe.M1, START_NS + 5 * DAY + 135 * 60 * 1_000_000_000)
    service = await market(("bitfinex", "BTC/USD", before), ("bitfinex", "BTC/USD", after))
    for begin, end, first_hour in ((0, 2 * 24, 0), (2 * 24, 5 * 24 + 8, 5 * 24)):
        period = Period(START_NS + begin * HOUR, START_NS + end * HOUR)
        found = await service.load("BTC/USD", Timeframe.H4, period)
        opens = ((found.bars.time - START_NS) // HOUR).tolist()
        assert opens == [first_hour, first_hour + 4] + ([8] if begin == 0 else [])


async def test_a_session_day_is_built_whole_at_both_ends_of_the_period():
    hours = made(24 * 20, Timeframe.H1)
    hours = Bars(
        hours.time,
        hours.open,
        hours.high,
        hours.low,
        hours.close,
        hours.volume,
        Timeframe.H1,
        Calendar.FOREX,
    )
    weekdays = (hours.time - START_NS) // DAY % 7 < 5
    traded = Bars(
        *(
            column[weekdays]
            for column in (
                hours.time,
                hours.open,
                hours.high,
                hours.low,
                hours.close,
                hours.volume,
            )
        ),
        Timeframe.H1,
        Calendar.FOREX,
    )
    service = await market(("broker", "EUR/USD", traded), calendar=Calendar.FOREX)
    whole = resampled(traded, Timeframe.D1)
    period = Period(START_NS + 2 * DAY, START_NS + 9 * DAY)
    found = await service.load("EUR/USD", Timeframe.D1, period)
    expected = whole.between(period.start_ns, period.end_ns)
    np.testing.assert_array_equal(found.bars.time, expected.time)
    np.testing.assert_array_equal(found.bars.open, expected.open)
    np.testing.assert_array_equal(found.bars.close, expected.close)


async def test_an_unknown_symbol_is_answered_with_near_names():
    service = await market(
        ("bitfinex", "BTC/USD", made(2, Timeframe.H1)),
        ("bitfinex", "ETH/USD", made(2, Timeframe.H1)),
        ("us", "AAPL", made(2, Timeframe.H1)),
    )
    with pytest.raises(SymbolNotFound, match="near names: BTC/USD"):
        await service.load("BTCUSDT", Timeframe.H1)
    with pytest.raises(SymbolNotFound, match="there are AAPL, BTC/USD, ETH/USD"):
        await service.load("ZZZZ", Timeframe.H1)


async def test_an_empty_database_says_what_to_do():
    with pytest.raises(SymbolNotFound, match=r"no candles are stored yet.*import a file first"):
        await (await market()).load("BTC/USD", Timeframe.H1)


@pytest.mark.parametrize("spelling", ["BTC/USD", "BTC-USD", "btc/usd"])
async def test_a_slash_may_travel_as_a_hyphen(spelling):
    service = await market(("bitfinex", "BTC/USD", made(2, Timeframe.H1)))
    assert (await service.load(spelling, Timeframe.H1)).provenance.symbol == "BTC/USD"


async def test_several_sources_must_be_told_apart():
    service = await market(
        ("bitfinex", "BTC/USD", made(2, Timeframe.H1)),
        ("coinbase", "BTC/USD", made(3, Timeframe.H1)),
    )
    with pytest.raises(InvalidInput, match="several sources: name one of bitfinex, coinbase"):
        await service.load("BTC/USD", Timeframe.H1)
    assert len((await service.load("BTC/USD", Timeframe.H1, source="coinbase")).bars) == 3
    with pytest.raises(SymbolNotFound, match=r"'kraken' holds no BTC/USD.*bitfinex, coinbase"):
        await service.load("BTC/USD", Timeframe.H1, source="kraken")


@pytest.mark.parametrize(("begin", "end"), [(-9, -2), (50, 99)], ids=["before", "after"])
async def test_a_period_without_bars_names_the_range_there_is(begin, end):
    service = await market(("bitfinex", "BTC/USD", made(48, Timeframe.H1)))
    period = Period(START_NS + begin * HOUR, START_NS + end * HOUR)
    with pytest.raises(NoData, match="there are 1h bars from 2024-01-01 00:00 to 2024-01-02 23:00"):
        await service.load("BTC/USD", Timeframe.H1, period)


async def test_a_period_inside_a_gap_names_the_range_there_is():
    late = made(2, Timeframe.H1, START_NS + 90 * HOUR)
    service = await market(
        ("bitfinex", "BTC/USD", made(2, Timeframe.H1)), ("bitfinex", "BTC/USD", late)
    )
    with pytest.raises(NoData, match="from 2024-01-01 00:00 to 2024-01-04 19:00"):
        await service.load("BTC/USD", Timeframe.H1, Period(START_NS + DAY, START_NS + 2 * DAY))


async def test_bars_that_cannot_be_built_say_what_is_stored():
    service = await market(("bitfinex", "BTC/USD", made(8, Timeframe.H4)))
    with pytest.raises(NoData, match="stored as 4h, from which no 1h bars can be built"):
        await service.load("BTC/USD", Timeframe.H1)


async def test_coverage_counts_bars_and_gaps():
    service = await market(
        ("bitfinex", "BTC/USD", made(3, Timeframe.H1)),
        ("bitfinex", "BTC/USD", made(2, Timeframe.H1, START_NS + 10 * HOUR)),
    )
    [row] = await service.coverage()
    assert (row.bars, row.gaps.count, row.gaps.missing_bars) == (5, 1, 7)
    assert (row.first_ns, row.last_ns) == (START_NS, START_NS + 11 * HOUR)


async def test_coverage_reads_a_series_again_only_after_it_changed():
    service = await market(("bitfinex", "BTC/USD", made(3, Timeframe.H1)))
    store = service.begin_candles.__self__.store
    [first] = await service.coverage()
    reads = store.reads
    assert await service.coverage() == (first,)
    assert store.reads == reads
    async with service.begin_candles() as candles:
        await candles.merge(first.key, made(4, Timeframe.H1))
    [second] = await service.coverage()
    assert second.bars == 4
    assert second.dataset_hash != first.dataset_hash
    assert store.reads == reads + 1


async def test_a_private_series_is_seen_by_its_owner_alone():
    anna, ben = UUID(int=1), UUID(int=2)
    service = await market(("u-1-mine", "BTC/USD", made(2, Timeframe.H1)), owner=anna)
    assert len((await service.load("BTC/USD", Timeframe.H1, owner=anna)).bars) == 2
    for other in (None, ben):
        assert await service.coverage(other) == ()
        with pytest.raises(SymbolNotFound):
            await service.load("BTC/USD", Timeframe.H1, owner=other)
