"""Imports into a real PostgreSQL, and what a killed process leaves behind."""

import io
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from app.domain.calendars import Gaps
from app.domain.quality import dataset_hash
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import SeriesKey

APEXTRADE = Path(sys.executable).with_name("apextrade")
BTC = SeriesKey("bitfinex", "BTC/USD", Timeframe.M1)
ETH = SeriesKey("bitfinex", "ETH/USD", Timeframe.M1)
ETH_BARS = 258_179
EVER = (-(2**62), 2**62)
LOAD_TO_COPY_MAX = 4.0
WAIT_SECONDS_MAX = 120.0
HELD = 20_260_101  # any number, as long as nobody else locks it


async def stored(transactions, key):
    async with transactions.begin_candles() as candles:
        return await candles.read(key, Calendar.ALWAYS, *EVER)


@pytest.mark.slow
async def test_a_year_of_minutes_is_stored_and_loaded_in_bulk(
    importing, market_data, timeseries_database, shared_data
):
    report = await importing.import_file(shared_data / "ohlcv" / "bitfinex_BTC-USD_1m.parquet")
    assert (report.read, report.inserted, len(report.rejected)) == (520_499, 520_499, 0)
    assert report.gaps == Gaps(count=3_992, missing_bars=5_101, longest_ns=68 * 60 * 10**9)
    # Seconds depend on what else the machine does; what the database itself needs for the same
    # rows at the same time does too. Row by row would be ten times that.
    loads, copies = [], []
    for _ in range(5):
        begun = time.perf_counter()
        loaded = await market_data.load("BTC/USD", Timeframe.M1)
        loads.append(time.perf_counter() - begun)
        copies.append(await seconds_of_a_copy(timeseries_database))
    assert dataset_hash(loaded.bars, "bitfinex", "BTC/USD") == report.dataset_hash
    assert min(loads) <= LOAD_TO_COPY_MAX * min(copies)


async def seconds_of_a_copy(database):
    async with database.raw() as connection:
        begun = time.perf_counter()
        await connection.copy_from_query(
            "SELECT time, open, high, low, close, volume FROM ohlcv ORDER BY time",
            output=io.BytesIO(),
            format="binary",
        )
        return time.perf_counter() - begun


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
@pytest.mark.parametrize(
    ("bar", "whole"),
    [(0, 0), (25_000, 0), (100_000, 100_000), (199_999, 150_000)],
    ids=["first bar", "inside the first chunk", "first bar of a chunk", "last bar of a chunk"],
)
async def test_a_kill_at_any_instant_leaves_whole_chunks_and_a_rerun_completes(
    environment, importing, transactions, timeseries_database, shared_data, bar, whole
):
    file = shared_data / "ohlcv" / "bitfinex_ETH-USD_1m.parquet"
    times = pyarrow.parquet.read_table(file, columns=["time"])["time"]
    async with held_at(timeseries_database, times[bar].as_py()) as until_it_is_held:
        process = started_import(file, environment)
        try:
            await until_it_is_held(process)
        finally:
            process.kill()
            process.wait()
    found = await until_the_server_noticed(timeseries_database)
    assert (found["rows"], found["counted"]) == (whole, whole)
    report = await importing.import_file(file)
    assert (report.inserted, report.duplicate) == (ETH_BARS - whole, whole)
    bars = await stored(transactions, ETH)
    assert len(bars) == ETH_BARS
    assert dataset_hash(bars, ETH.source, ETH.symbol) == report.dataset_hash


def started_import(file, environment):
    command = [APEXTRADE, "import", file]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


@asynccontextmanager
async def held_at(database, moment):
    """Make the server wait, inside the INSERT, at the bar that opens at `moment`."""
    async with database.raw() as connection:
        await connection.execute(
            "CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_advisory_xact_lock({HELD}); RETURN NEW; END $$"
        )
        await connection.execute(
            "CREATE TRIGGER held BEFORE INSERT ON ohlcv FOR EACH ROW "
            f"WHEN (NEW.time = '{moment.isoformat()}') EXECUTE FUNCTION held()"
        )
        await connection.execute(f"SELECT pg_advisory_lock({HELD})")

        async def until_it_is_held(process):
            deadline = time.monotonic() + WAIT_SECONDS_MAX
            while time.monotonic() < deadline:
                assert process.poll() is None, "the import ended before it could be killed"
                if await connection.fetchval(
                    "SELECT count(*) FROM pg_locks "
                    "WHERE locktype = 'advisory' AND NOT granted AND objid = $1",
                    HELD,
                ):
                    return
            raise AssertionError(f"nothing was written within {WAIT_SECONDS_MAX} s")

        try:
            yield until_it_is_held
        finally:
            await connection.execute(f"SELECT pg_advisory_unlock({HELD})")
            await connection.execute("DROP TRIGGER held ON ohlcv")
            await connection.execute("DROP FUNCTION held")


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
