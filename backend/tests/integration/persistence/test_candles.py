import asyncio
from dataclasses import replace

import numpy as np
import pytest

from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import Merged, SeriesKey
from tests.builders import START_NS, bars

KEY = SeriesKey("bitfinex", "BTC/USD", Timeframe.H1)
HOUR = Timeframe.H1.nanos
EVER = (-(2**62), 2**62)


async def merge(both_transactions, series, key=KEY):
    async with both_transactions.begin_candles() as candles:
        return await candles.merge(key, series)


async def read(both_transactions, key=KEY, start=EVER[0], stop=EVER[1]):
    async with both_transactions.begin_candles() as candles:
        return await candles.read(key, Calendar.ALWAYS, start, stop)


async def extent(both_transactions, key=KEY):
    async with both_transactions.begin_candles() as candles:
        return next(found for found in await candles.ranges() if found.key == key)


async def test_what_is_written_is_read_back_to_the_bit(both_transactions, real_bars):
    written = real_bars("fxcm_GBP-USD_1m_bid", Timeframe.M1)
    key = SeriesKey("fxcm-bid", "GBP/USD", Timeframe.M1)
    assert await merge(both_transactions, written, key) == Merged(inserted=30_117)
    found = await read(both_transactions, key)
    for column in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(found, column), getattr(written, column))


async def test_an_unknown_volume_is_null_in_the_table(transactions, timeseries_database):
    written = bars("100 101")
    await merge(transactions, replace(written, volume=np.array([np.nan, 2.0])))
    async with timeseries_database.raw() as connection:
        rows = await connection.fetch("SELECT volume FROM ohlcv ORDER BY time")
    assert [row["volume"] for row in rows] == [None, 2.0]


async def test_new_equal_and_different_bars_are_told_apart(both_transactions):
    await merge(both_transactions, bars("100 101 102"))
    done = await merge(both_transactions, bars("100 101.5 102 103 104"))
    assert done == Merged(inserted=2, revised=1, duplicate=2)
    assert (await read(both_transactions)).close.tolist() == [100, 101.5, 102, 103, 104]


@pytest.mark.parametrize(
    ("before", "after", "revised"),
    [(np.nan, np.nan, 0), (np.nan, 1.0, 1), (1.0, np.nan, 1), (1.0, 1.0, 0)],
    ids=["unknown both times", "becomes known", "becomes unknown", "same"],
)
async def test_unknown_volume_compares_as_a_value(both_transactions, before, after, revised):
    one = bars("100")
    await merge(both_transactions, replace(one, volume=np.array([before])))
    done = await merge(both_transactions, replace(one, volume=np.array([after])))
    assert done == Merged(revised=revised, duplicate=1 - revised)


async def test_the_same_bars_again_change_nothing_not_even_the_revision(both_transactions):
    await merge(both_transactions, bars("100 101"))
    before = await extent(both_transactions)
    assert await merge(both_transactions, bars("100 101")) == Merged(duplicate=2)
    assert await extent(both_transactions) == before


async def test_the_counters_follow_every_write(both_transactions):
    series = bars("100 101 102 103")
    await merge(both_transactions, series.slice(2, 4))
    await merge(both_transactions, series.slice(0, 1))
    found = await extent(both_transactions)
    assert (found.bars, found.revision) == (3, 2)
    assert (found.first_ns, found.last_ns) == (START_NS, START_NS + 3 * HOUR)
    assert found.end_ns == START_NS + 4 * HOUR


async def test_two_writers_of_one_series_take_turns(both_transactions):
    series = bars([100.0 + n for n in range(2_000)])
    done = await asyncio.gather(*(merge(both_transactions, series) for _ in range(2)))
    assert sum(done, Merged()) == Merged(inserted=2_000, duplicate=2_000)
    assert (await extent(both_transactions)).bars == 2_000


async def test_a_writer_that_waited_compares_with_what_the_other_one_wrote(both_transactions):
    series = bars([100.0 + n for n in range(2_000)])
    await merge(both_transactions, series.slice(0, 1))
    other = replace(series, volume=series.volume * 2.0)
    done = await asyncio.gather(
        merge(both_transactions, series.slice(1, 2_000)),
        merge(both_transactions, other.slice(1, 2_000)),
    )
    assert sum(done, Merged()) == Merged(inserted=1_999, revised=1_999)


async def test_a_transaction_that_fails_leaves_neither_bars_nor_counters(both_transactions):
    async def fail_after_writing():
        async with both_transactions.begin_candles() as candles:
            await candles.merge(KEY, bars("100 101"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await fail_after_writing()
    async with both_transactions.begin_candles() as candles:
        assert await candles.ranges() == []
    assert len(await read(both_transactions)) == 0


async def test_series_that_differ_in_one_part_of_the_key_stay_apart(both_transactions):
    others = [
        replace(KEY, source="coinbase"),
        replace(KEY, symbol="ETH/USD"),
        replace(KEY, timeframe=Timeframe.H2),
    ]
    await merge(both_transactions, bars("100 101"))
    for other in others:
        await merge(both_transactions, bars("200", other.timeframe), other)
    assert (await read(both_transactions)).close.tolist() == [100, 101]
    async with both_transactions.begin_candles() as candles:
        assert [found.key for found in await candles.ranges()] == sorted([KEY, *others])


@pytest.mark.parametrize(
    ("start", "stop", "closes"),
    [
        (START_NS, START_NS + HOUR, [100]),
        (START_NS + 1, START_NS + HOUR + 1, [101]),
        (START_NS + HOUR, START_NS + HOUR, []),
    ],
    ids=["the end is left out", "a nanosecond later is later", "nothing"],
)
async def test_a_slice_holds_the_bars_that_open_in_it(both_transactions, start, stop, closes):
    await merge(both_transactions, bars("100 101 102"))
    assert (await read(both_transactions, start=start, stop=stop)).close.tolist() == closes


@pytest.mark.parametrize(
    ("count", "found"), [(1, 2), (2, 1), (9, 0)], ids=["one", "two", "more than there are"]
)
async def test_earlier_bars_are_counted_backwards(both_transactions, count, found):
    await merge(both_transactions, bars("100 101 102 103"))
    async with both_transactions.begin_candles() as candles:
        before = await candles.open_before(KEY, START_NS + 3 * HOUR, count)
        assert before == START_NS + found * HOUR
        assert await candles.open_before(KEY, START_NS, count) is None


async def test_no_bars_are_no_work(both_transactions):
    assert await merge(both_transactions, bars([])) == Merged()


@pytest.mark.parametrize(
    ("newest", "closes"), [(False, [101, 102]), (True, [103, 104])], ids=["first", "last"]
)
async def test_some_bars_of_a_stretch(both_transactions, newest, closes):
    written = bars("100 101 102 103 104 105")
    await merge(both_transactions, written)
    stretch = (START_NS + HOUR, START_NS + 5 * HOUR)
    async with both_transactions.begin_candles() as candles:
        found = await candles.read_some(KEY, Calendar.ALWAYS, *stretch, 2, newest=newest)
        rest = await candles.read_some(KEY, Calendar.ALWAYS, *stretch, 99, newest=newest)
    assert found.close.tolist() == closes
    assert rest.close.tolist() == [101, 102, 103, 104]


async def test_a_removed_series_leaves_the_others_and_begins_anew(both_transactions):
    other = SeriesKey("bitfinex", "BTC/USD", Timeframe.M1)
    await merge(both_transactions, bars("100 101 102"))
    await merge(both_transactions, bars("7 8", Timeframe.M1), other)
    before = await extent(both_transactions)
    async with both_transactions.begin_candles() as candles:
        assert await candles.remove(KEY) == 3
    assert len(await read(both_transactions)) == 0
    assert len(await read(both_transactions, other)) == 2
    assert await merge(both_transactions, bars("200 201")) == Merged(inserted=2)
    after = await extent(both_transactions)
    assert (after.bars, after.first_ns) == (2, START_NS)
    assert after.revision > before.revision


@pytest.mark.parametrize(
    ("hours", "cut", "closes"),
    [(0, 0, [100, 101, 102]), (2, 2, [102]), (2.5, 3, []), (99, 3, [])],
    ids=["nothing is older", "the older ones", "between two bars", "all of them"],
)
async def test_what_is_older_than_an_instant_is_cut_and_counted(
    both_transactions, hours, cut, closes
):
    other = SeriesKey("bitfinex", "ETH/USD", Timeframe.H1)
    await merge(both_transactions, bars("100 101 102"))
    await merge(both_transactions, bars("7 8"), other)
    before = await extent(both_transactions)
    async with both_transactions.begin_candles() as candles:
        assert await candles.cut(KEY, START_NS + int(hours * HOUR)) == cut
        assert await candles.cut(KEY, START_NS + int(hours * HOUR)) == 0
        extents = {found.key: found for found in await candles.ranges()}
    assert (await read(both_transactions)).close.tolist() == closes
    assert extents[other].bars == 2
    if closes:
        kept = extents[KEY]
        assert (kept.bars, kept.first_ns) == (len(closes), START_NS + cut * HOUR)
        assert kept.last_ns == before.last_ns
        assert (kept.revision > before.revision) == (cut > 0)
    else:
        assert KEY not in extents


async def test_an_import_that_waits_for_a_removal_goes_on(both_transactions):
    await merge(both_transactions, bars("100 101 102"))
    async with both_transactions.begin_candles() as candles:
        await candles.remove(KEY)
        waiting = asyncio.create_task(merge(both_transactions, bars("200 201")))
    assert await waiting == Merged(inserted=2)
    assert (await extent(both_transactions)).bars == 2
