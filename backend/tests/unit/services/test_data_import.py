from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from app.domain.errors import InvalidImport, InvalidInput
from app.domain.market import Bars
from app.domain.quality import dataset_hash
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.data_files import DataFiles
from app.services.data_import import CHUNK_BARS, DataImport
from app.services.market_data import MarketData
from app.services.series_names import PartialName
from tests.builders import START_NS, bars
from tests.fakes.candle_files import FakeCandleFiles, candle_file
from tests.fakes.clock import FakeClock
from tests.fakes.market_data import FakeTransactions

HOURLY = "bitfinex_BTC-USD_1h.csv"
KEY = SeriesKey("bitfinex", "BTC/USD", Timeframe.H1)


def importer(transactions, **contents):
    """Return the service over files: the keyword `hourly` is the content of HOURLY."""
    names = {"hourly": HOURLY, "other": "coinbase_BTC-USD_1h.csv"}
    files = FakeCandleFiles(candles={names[name]: file for name, file in contents.items()})
    return DataImport(
        begin=transactions.begin,
        begin_candles=transactions.begin_candles,
        files=DataFiles(files=files, clock=FakeClock(datetime(2026, 1, 1, tzinfo=UTC)), max_mb=1),
        market_data=MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles),
    )


def walk(count: int, seed: int = 1) -> Bars:
    """Return hourly bars of a random walk."""
    steps = np.random.default_rng(seed).normal(0.0, 0.01, count)
    return bars(100.0 * np.exp(np.cumsum(steps)))


async def test_the_report_counts_every_row():
    transactions = FakeTransactions()
    written = bars("100 101 102 103")
    first = await importer(transactions, hourly=candle_file(written)).import_file(Path(HOURLY))
    assert (first.read, first.inserted, first.duplicate, first.revised) == (4, 4, 0, 0)
    assert (first.first_ns, first.last_ns) == (START_NS, START_NS + 3 * Timeframe.H1.nanos)
    assert (first.gaps.count, first.findings) == (0, ())
    assert first.dataset_hash == dataset_hash(written, "bitfinex", "BTC/USD")


async def test_the_same_file_again_inserts_nothing_and_changes_no_hash():
    transactions = FakeTransactions()
    service = importer(transactions, hourly=candle_file(bars("100 101")))
    first = await service.import_file(Path(HOURLY))
    second = await service.import_file(Path(HOURLY))
    assert (second.inserted, second.duplicate, second.revised) == (0, 2, 0)
    assert second.dataset_hash == first.dataset_hash


async def test_changed_bars_are_revisions_and_the_hash_is_that_of_what_is_stored():
    transactions = FakeTransactions()
    await importer(transactions, hourly=candle_file(bars("100 101 102"))).import_file(Path(HOURLY))
    changed = candle_file(bars("100 101.5"))
    report = await importer(transactions, hourly=changed).import_file(Path(HOURLY))
    assert (report.inserted, report.duplicate, report.revised) == (0, 1, 1)
    assert report.dataset_hash == dataset_hash(bars("100 101.5 102"), "bitfinex", "BTC/USD")


async def test_faulty_rows_are_listed_and_the_rest_is_stored():
    transactions = FakeTransactions()
    faulty = candle_file(bars("100 101 102"), high=[100.0, 99.0, 102.0])
    report = await importer(transactions, hourly=faulty).import_file(Path(HOURLY))
    assert (report.read, report.inserted) == (3, 2)
    [row] = report.rejected
    assert row.row == 2
    assert "99" in row.reason
    assert list(transactions.store.rows[KEY]) == [START_NS, START_NS + 2 * Timeframe.H1.nanos]
    assert report.gaps.count == 1


async def test_rows_that_repeat_a_row_are_duplicates():
    twice = bars("100 101")
    file = candle_file(twice)
    doubled = replace(file, raw=file.raw.at(np.array([0, 1, 1])))
    transactions = FakeTransactions()
    report = await importer(transactions, hourly=doubled).import_file(Path(HOURLY))
    assert (report.read, report.inserted, report.duplicate) == (3, 2, 1)
    assert report.read == report.inserted + report.duplicate + report.revised


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (candle_file(bars("100 101 102"), low=[100.0, 120.0, 102.0]), "row 2"),
        (candle_file(bars("100 101 102"), close=[100.0, np.nan, 102.0]), "row 2"),
        (
            replace(
                candle_file(bars("100 101")),
                raw=candle_file(
                    bars("100 101"), time=[START_NS, START_NS], high=[100, 102], close=[100, 101]
                ).raw,
            ),
            "row 2",
        ),
    ],
    ids=["low above close", "a price is missing", "one time, two values"],
)
async def test_strict_changes_nothing_if_there_is_one_faulty_row(file, reason):
    transactions = FakeTransactions()
    service = importer(transactions, hourly=file)
    with pytest.raises(InvalidImport, match="nothing was imported") as caught:
        await service.import_file(Path(HOURLY), strict=True)
    assert [fault.pointer for fault in caught.value.faults][-1] == reason
    assert transactions.store.rows == {}
    assert transactions.registry.rows == {}


async def test_strict_takes_a_faultless_file():
    transactions = FakeTransactions()
    service = importer(transactions, hourly=candle_file(bars("100 101")))
    assert (await service.import_file(Path(HOURLY), strict=True)).inserted == 2


async def test_labels_that_run_early_are_found_by_an_overlapping_series():
    transactions = FakeTransactions()
    truth = walk(24 * 30)
    wrong = truth.time.copy()
    wrong[24 * 10 :] -= 4 * Timeframe.H1.nanos
    kept = np.unique(wrong, return_index=True)[1]
    columns = (truth.open, truth.high, truth.low, truth.close, truth.volume)
    shifted = Bars(wrong[kept], *(column[kept] for column in columns), Timeframe.H1)
    service = importer(transactions, hourly=candle_file(truth), other=candle_file(shifted))
    assert (await service.import_file(Path(HOURLY))).findings == ()
    report = await service.import_file(Path("coinbase_BTC-USD_1h.csv"))
    [finding] = report.findings
    assert finding.startswith("labels run 4 h early from 2024-01-")
    assert finding.endswith("(compared with bitfinex BTC/USD 1h)")
    with pytest.raises(InvalidImport, match=r"its clock is off.*nothing was imported"):
        await service.import_file(Path("coinbase_BTC-USD_1h.csv"), strict=True)


async def test_a_column_that_copies_another_is_diagnosed():
    prices = walk(200)
    opens = np.roll(prices.close, 1)
    opens[0] = prices.close[0]
    high, low = np.maximum(opens, prices.close), np.minimum(opens, prices.close)
    moving = Bars(prices.time, opens, high, low, prices.close, prices.volume, Timeframe.H1)
    broken = candle_file(moving, high=moving.close)
    report = await importer(FakeTransactions(), hourly=broken).import_file(Path(HOURLY))
    assert any("the high column repeats the close" in finding for finding in report.findings)
    assert len(report.rejected) == np.count_nonzero(opens > prices.close)


async def test_another_calendar_than_the_stored_one_is_refused():
    transactions = FakeTransactions()
    service = importer(transactions, hourly=candle_file(bars("100 101")))
    await service.import_file(Path(HOURLY), calendar=Calendar.FOREX)
    assert (await service.import_file(Path(HOURLY))).calendar is Calendar.FOREX
    with pytest.raises(InvalidInput, match="stored with calendar forex: 24/7 is another one"):
        await service.import_file(Path(HOURLY), calendar=Calendar.ALWAYS)


async def test_a_series_of_someone_else_is_not_written_to():
    transactions = FakeTransactions()
    async with transactions.begin() as work:
        await work.series.register(RegisteredSeries(KEY, Calendar.FOREX, UUID(int=1)))
    service = importer(transactions, hourly=candle_file(bars("100 101")))
    with pytest.raises(InvalidInput, match="belongs to someone else"):
        await service.import_file(Path(HOURLY), owner=UUID(int=2))
    assert transactions.store.rows == {}
    assert transactions.registry.rows[KEY].calendar is Calendar.FOREX


async def test_bars_are_written_in_whole_chunks_and_progress_is_told():
    count = CHUNK_BARS + 10
    transactions = FakeTransactions()
    told = []
    series = bars(np.full(count, 100.0), Timeframe.M1)
    key = replace(KEY, timeframe=Timeframe.M1)
    service = importer(transactions)
    await service.store(
        RegisteredSeries(key, Calendar.ALWAYS), series, lambda *step: told.append(step)
    )
    assert told == [(CHUNK_BARS, count), (count, count)]
    assert transactions.store.revisions[key] == 2


async def test_a_name_given_by_a_person_is_used():
    transactions = FakeTransactions()
    service = importer(transactions, hourly=candle_file(bars("100 101")))
    report = await service.import_file(Path(HOURLY), PartialName(source="mine"))
    assert report.key == replace(KEY, source="mine")
