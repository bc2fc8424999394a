"""What stops a data command is one clear sentence, a non-zero exit, and nothing half done."""

import asyncio
import os
import re
import shutil
import subprocess
from contextlib import contextmanager

import asyncpg
import pytest

from app.core.database import connect_raw
from app.persistence import migrations
from app.services.data_import import CHUNK_BARS

XMR = "bittrex_XMR-BTC_5m"
DATABASE_DISK_MB = 24


@pytest.fixture
def broken_files(tmp_path, candles):
    """Return files that cannot be read, by what is wrong with them."""
    whole = candles(XMR).read_bytes()
    made = {
        "truncated": ("x_BTC-USD_5m.parquet", whole[: len(whole) // 2]),
        "empty": ("x_BTC-USD_1m.parquet", b""),
        "not what its ending says": ("x_BTC-USD_15m.parquet", b"time,open\n"),
        "not text": ("x_BTC-USD_1h.csv", bytes(range(128, 256)) * 40),
        "another table": ("x_BTC-USD_4h.csv", b"name,age\nanna,7\n"),
        "an unknown ending": ("x_BTC-USD_1d.xlsx", b"PK"),
    }
    for name, content in made.values():
        (tmp_path / name).write_bytes(content)
    return {what: tmp_path / name for what, (name, _) in made.items()}


@pytest.mark.parametrize(
    "what",
    [
        "truncated",
        "empty",
        "not what its ending says",
        "not text",
        "another table",
        "an unknown ending",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(apextrade, broken_files, what):
    said = apextrade("import", broken_files[what])
    assert said.code == 2
    assert broken_files[what].name in said.sentence
    assert apextrade("coverage", "--json").document == {"series": []}


def test_a_file_that_is_not_there_or_is_a_folder(apextrade, tmp_path):
    for path in (tmp_path / "gone_BTC-USD_1m.csv", tmp_path):
        said = apextrade("import", path)
        assert said.code == 2
        assert path.name in said.sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="not run here: root may read everything")
def test_a_file_nobody_may_read(apextrade, candles, tmp_path):
    file = tmp_path / candles(XMR).name
    shutil.copy(candles(XMR), file)
    file.chmod(0)
    assert file.name in apextrade("import", file).sentence


def test_a_file_beyond_the_limit_names_both_numbers(apextrade, candles):
    said = apextrade("import", candles("bitfinex_BTC-USD_1m"), MAX_IMPORT_MB="1")
    assert said.code == 2
    assert "1 MB" in said.sentence
    assert "MAX_IMPORT_MB" in said.sentence


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--timeframe", "7m"), "timeframe '7m' does not exist"),
        (("--symbol", "BTC USD"), "symbol 'BTC USD' is not a name"),
        (("--source", "../x"), "source '../x' is not a name"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_opened(apextrade, candles, arguments, words):
    assert words in apextrade("import", candles(XMR), *arguments).sentence


def test_a_database_out_of_reach_is_said_with_its_address(apextrade, candles):
    nowhere = "postgresql://apex:hush@127.0.0.1:1/none"
    for arguments in (("import", candles(XMR)), ("coverage",)):
        said = apextrade(*arguments, DATABASE_URL=nowhere, TIMESCALE_URL=nowhere)
        assert said.code == 1
        assert "127.0.0.1:1" in said.sentence
        assert "hush" not in said.err


def test_a_configured_database_without_tables_says_which_command_makes_them(
    apextrade, empty_endpoints
):
    said = apextrade(
        "coverage",
        DATABASE_URL=empty_endpoints.main_url,
        TIMESCALE_URL=empty_endpoints.timeseries_url,
    )
    assert said.code == 1
    assert "apextrade db up" in said.sentence


def test_a_database_of_a_newer_release_is_left_alone(apextrade, empty_endpoints):
    async def pretend():
        connection = await connect_raw(empty_endpoints.main_url)
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
        await connection.close()

    asyncio.run(migrations.upgrade(empty_endpoints))
    asyncio.run(pretend())
    said = apextrade(
        "coverage",
        DATABASE_URL=empty_endpoints.main_url,
        TIMESCALE_URL=empty_endpoints.timeseries_url,
    )
    assert "revision 9999, which this release does not know" in said.sentence


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--symbol", "XMR/BTC", "--timeframe", "1m"), "from which no 1m bars can be built"),
        (("--symbol", "XMRBTC", "--timeframe", "1h"), "near names: XMR/BTC"),
        (("--symbol", "XMR/BTC", "--timeframe", "1h", "--source", "kraken"), "bittrex"),
        (
            ("--symbol", "XMR/BTC", "--timeframe", "1h", "--start", "2020-01-01"),
            "there are 5m bars from 2018-01-10 04:55 to 2018-01-30 04:50",
        ),
        (
            ("--symbol", "XMR/BTC", "--timeframe", "1h", "--start", "2019", "--end", "2018"),
            "start '2019' is not a date",
        ),
        (
            (
                *("--symbol", "XMR/BTC", "--timeframe", "1h"),
                *("--start", "2019-01-01", "--end", "2018-01-01"),
            ),
            "the start must be before the end",
        ),
    ],
    ids=["too fine", "unknown symbol", "unknown source", "no data", "no date", "reversed"],
)
def test_an_export_that_cannot_be_made_leaves_no_file(
    apextrade, candles, tmp_path, arguments, words
):
    apextrade("import", candles(XMR))
    output = tmp_path / "out.csv"
    assert words in apextrade("export", *arguments, "--output", output).sentence
    assert not output.exists()


def test_bars_cannot_be_resampled_to_smaller_ones(apextrade, candles, tmp_path):
    output = tmp_path / "out.csv"
    said = apextrade("resample", candles(XMR), "--to", "1m", "--output", output)
    assert "a multiple of 5m is needed" in said.sentence
    assert not output.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [("out.xlsx", ".xlsx"), ("missing/out.csv", "missing does not exist")],
    ids=["an unknown ending", "a folder that is not there"],
)
def test_a_place_that_cannot_be_written_is_said(apextrade, candles, tmp_path, name, words):
    said = apextrade("resample", candles(XMR), "--to", "1h", "--output", tmp_path / name)
    assert words in said.sentence
    assert list(tmp_path.iterdir()) == []


def test_trades_need_a_place_to_go(apextrade, shared_data, tmp_path):
    file = tmp_path / "trades.parquet"
    shutil.copy(shared_data / "ticks" / "kraken_BCH-EUR_trades.parquet", file)
    said = apextrade("ticks", file, "--timeframe", "1m")
    assert "--output FILE, or --source and --symbol" in said.sentence


@contextmanager
def small_disk(place, megabytes):
    """Mount a disk of its own at `place`, or skip where that is not allowed."""
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(place)]
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", *options], capture_output=True, check=False).returncode
    ):
        pytest.skip("not run here: mounting a small disk is not allowed")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_leaves_no_output_behind(apextrade, candles, tmp_path):
    with small_disk(tmp_path / "disk", 1) as disk:
        file = candles("us_AAPL_1h")
        said = apextrade("resample", file, "--to", "2h", "--output", disk / "out.csv")
        assert said.code == 1
        assert "full" in said.sentence
        assert list(disk.iterdir()) == []


@contextmanager
def candles_on(disk, url):
    """Keep the candles on another disk than everything else, or skip where that cannot be."""

    async def run(*statements):
        connection = await connect_raw(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    moves = [
        "ALTER TABLE ohlcv SET TABLESPACE {}",
        "ALTER INDEX ohlcv_pkey SET TABLESPACE {}",
    ]
    try:
        asyncio.run(run(f"CREATE TABLESPACE small LOCATION '{disk}'"))
    except asyncpg.PostgresError as error:
        pytest.skip(f"not run here: the test server cannot use a disk of ours ({error})")
    try:
        asyncio.run(run(*(move.format("small") for move in moves)))
        yield
    finally:
        asyncio.run(run(*(move.format("pg_default") for move in moves), "DROP TABLESPACE small"))


@pytest.mark.slow
def test_a_full_database_disk_keeps_whole_chunks_and_a_rerun_completes(
    apextrade, database, candles, tmp_path
):
    file = candles("bitfinex_ETH-USD_1m")
    with (
        small_disk(tmp_path / "disk", DATABASE_DISK_MB) as disk,
        candles_on(disk, database.timeseries_url),
    ):
        said = apextrade("import", file)
        assert said.code == 1
        assert re.fullmatch(
            r"the disk of the database at \S+ is full: free space and run the command again",
            said.sentence,
        )
        [series] = apextrade("coverage", "--json").document["series"]
        assert series["bars"] > 0
        assert series["bars"] % CHUNK_BARS == 0
    report = apextrade("import", file, "--json").document
    assert report["duplicate"] == series["bars"]
    assert report["inserted"] == 258_179 - series["bars"]


def test_the_embedded_database_is_kept_up_to_date_by_itself(apextrade, candles, tmp_path):
    embedded = {"DATABASE_URL": "", "TIMESCALE_URL": "", "APEX_HOME": str(tmp_path / "embedded")}
    try:
        first = apextrade("import", candles(XMR), "--json", **embedded)
        assert first.document["inserted"] == 5_758
        assert apextrade("db", "down", "--yes", **embedded).code == 0
        assert apextrade("coverage", "--json", **embedded).document == {"series": []}
    finally:
        shutil.rmtree(tmp_path / "embedded", ignore_errors=True)
