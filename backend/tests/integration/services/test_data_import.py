"""Imports into a real PostgreSQL: the figures, and what a killed process leaves behind."""

import subprocess
import sys
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from app.domain.calendars import Gaps
from app.domain.quality import dataset_hash
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import SeriesKey
from app.services.data_import import CHUNK_BARS

APEXTRADE = Path(sys.executable).with_name("apextrade")
BTC = SeriesKey("bitfinex", "BTC/USD", Timeframe.M1)
ETH = SeriesKey("bitfinex", "ETH/USD", Timeframe.M1)
ETH_BARS = 258_179
EVER = (-(2**62), 2**62)
IMPORT_SECONDS_MAX = 15.0
LOAD_SECONDS_MAX = 0.5
WAIT_SECONDS_MAX = 120.0


async def stored(transactions, key):
    async with transactions.begin_candles() as candles:
        return await candles.read(key, Calendar.ALWAYS, *EVER)


@pytest.mark.slow
async def test_a_year_of_minutes_within_the_figures(importing, market_data, shared_data):
    begun = time.perf_counter()
    report = await importing.import_file(shared_data / "ohlcv" / "bitfinex_BTC-USD_1m.parquet")
    import_seconds = time.perf_counter() - begun
    assert (report.read, report.inserted, len(report.rejected)) == (520_499, 520_499, 0)
    assert report.gaps == Gaps(count=3_992, missing_bars=5_101, longest_ns=68 * 60 * 10**9)
    loads = []
    for _ in range(3):
        begun = time.perf_counter()
        loaded = await market_data.load("BTC/USD", Timeframe.M1)
        loads.append(time.perf_counter() - begun)
    assert dataset_hash(loaded.bars, "bitfinex", "BTC/USD") == report.dataset_hash
    assert import_seconds <= IMPORT_SECONDS_MAX
    assert min(loads) <= LOAD_SECONDS_MAX


async def test_a_revised_file_changes_the_stored_bars_and_nothing_else(
    importing, transactions, shared_data, tmp_path
):
    name = "bittrex_XMR-BTC_5m"
    original = shared_data / "ohlcv" / f"{name}.parquet"
    first = await importing.import_file(original)
    table = pyarrow.parquet.read_table(original)
    volume = table["volume"].to_numpy().copy()
    volume[100:110] += 1.0
    place = table.column_names.index("volume")
    changed = table.set_column(place, "volume", pyarrow.array(volume)).slice(50, 500)
    pyarrow.parquet.write_table(changed, tmp_path / f"{name}.parquet")
    second = await importing.import_file(tmp_path / f"{name}.parquet")
    assert (second.inserted, second.revised, second.duplicate) == (0, 10, 490)
    assert second.dataset_hash != first.dataset_hash
    third = await importing.import_file(original)
    assert (third.revised, third.dataset_hash) == (10, first.dataset_hash)


@pytest.mark.slow
async def test_a_kill_at_any_instant_leaves_whole_chunks_and_a_rerun_completes(
    environment, importing, transactions, timeseries_database, shared_data
):
    """Kill the command inside its first chunk, then later and later, then let it finish."""
    file = shared_data / "ohlcv" / "bitfinex_ETH-USD_1m.parquet"
    seen = set()
    for bars_before_kill in (0, CHUNK_BARS, 3 * CHUNK_BARS):
        process = started_import(file, environment)
        try:
            await until_it_writes(timeseries_database, process, bars_before_kill)
        finally:
            process.kill()
            process.wait()
        found = await until_the_server_noticed(timeseries_database)
        assert found["rows"] == found["counted"]
        assert found["rows"] % CHUNK_BARS == 0
        assert bars_before_kill <= found["rows"] < ETH_BARS
        seen.add(found["rows"])
    assert len(seen) == 3, "every kill must have hit another instant"
    report = await importing.import_file(file)
    assert report.inserted == ETH_BARS - max(seen)
    assert report.duplicate == max(seen)
    bars = await stored(transactions, ETH)
    assert len(bars) == ETH_BARS
    assert dataset_hash(bars, ETH.source, ETH.symbol) == report.dataset_hash


def started_import(file, environment):
    command = [APEXTRADE, "import", file]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


async def until_it_writes(database, process, bars):
    """Return once `bars` are committed and the next chunk is being written."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        assert process.poll() is None, "the import ended before it could be killed"
        async with database.raw() as connection:
            committed = await connection.fetchval("SELECT coalesce(max(bars), 0) FROM ohlcv_series")
            is_writing = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND state = 'active' "
                "AND query LIKE '%INSERT INTO ohlcv (%'"
            )
        if committed >= bars and is_writing:
            return
    raise AssertionError(f"nothing was written within {WAIT_SECONDS_MAX} s")


async def until_the_server_noticed(database):
    """Return what is stored once no other connection is left at work."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        async with database.raw() as connection:
            others = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if not others:
                return await connection.fetchrow(
                    "SELECT (SELECT count(*) FROM ohlcv) AS rows, "
                    "(SELECT coalesce(sum(bars), 0) FROM ohlcv_series) AS counted"
                )
    raise AssertionError(f"the killed import is still connected after {WAIT_SECONDS_MAX} s")
