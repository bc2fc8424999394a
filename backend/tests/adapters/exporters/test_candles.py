"""Candles written whole or not at all."""

import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from app.adapters.candle_files import LocalCandleFiles
from app.adapters.files.writing import write_table, write_whole
from app.domain.errors import InvalidInput, StorageUnavailable
from app.domain.market import Bars
from app.domain.quality import validated
from app.domain.timeframes import Timeframe
from tests.builders import bars
from tests.stored import stored_bars

FILES = LocalCandleFiles()


@pytest.mark.parametrize("ending", ["csv", "parquet", "CSV"])
@pytest.mark.parametrize("name", ["bittrex_ADA-BTC_5m", "fxcm_GBP-USD_1m_bid", "us_AAPL_1d"])
def test_what_is_written_reads_back_to_the_same_bars(
    shared_data: Path, tmp_path: Path, name: str, ending: str
) -> None:
    whole = stored_bars(shared_data, name)
    path = tmp_path / f"out.{ending}"
    FILES.write(whole, path, source="a", symbol="B/C")
    file = FILES.read(path, max_mb=16)
    back = validated(file.raw, whole.timeframe, whole.calendar, 2**62).bars
    for column in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(back, column), getattr(whole, column))
    assert file.reading.ignored == ("source", "symbol", "timeframe")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_text_of_a_candle_file(tmp_path: Path) -> None:
    series = replace(bars("100.5 7"), volume=np.array([1.25, np.nan]))
    FILES.write(series, tmp_path / "out.csv", source="bitfinex", symbol="BTC/USD")
    assert (tmp_path / "out.csv").read_text() == (
        "time,open,high,low,close,volume,source,symbol,timeframe\n"
        "2024-01-01T00:00:00Z,100.5,100.5,100.5,100.5,1.25,bitfinex,BTC/USD,1h\n"
        "2024-01-01T01:00:00Z,7,7,7,7,,bitfinex,BTC/USD,1h\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, start: str) -> None:
    write_table(
        tmp_path / "out.csv",
        {f"{start}name": [f"{start}HYPERLINK(1)", "a=b"], "n": np.array([-1.0, 2.0])},
    )
    text = (tmp_path / "out.csv").read_text()
    assert text.splitlines()[0] == f"'{start}name,n"
    assert f"'{start}HYPERLINK(1)" in text.splitlines()[1]
    assert text.splitlines()[1].endswith(",-1")  # numbers stay numbers
    assert text.splitlines()[2] == "a=b,2"


def test_text_with_separators_is_quoted(tmp_path: Path) -> None:
    write_table(tmp_path / "out.csv", {"a,b": ['say "x", y'], "n": np.array([1])})
    assert (tmp_path / "out.csv").read_text() == '"a,b",n\n"say ""x"", y",1\n'


def test_fractions_of_a_second_are_kept(tmp_path: Path) -> None:
    times = np.array(["2024-01-01T00:00:00.125"], "datetime64[ns]")
    write_table(tmp_path / "out.csv", {"time": times})
    assert (tmp_path / "out.csv").read_text() == "time\n2024-01-01T00:00:00.125Z\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [("out.xlsx", "output out.xlsx must end in .csv or .parquet"),
     ("missing/out.csv", "output folder .*missing does not exist")],
)  # fmt: skip
def test_where_nothing_can_be_written(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        FILES.write(bars("1 2"), tmp_path / name, source="a", symbol="B")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Let no file grow beyond 64 kB, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    FILES.write(bars("1 2 3"), path, source="a", symbol="B")
    before = path.read_bytes()
    with pytest.raises(
        StorageUnavailable, match=r"could not be written .*: nothing was left behind"
    ):
        FILES.write(noisy(40_000), path, source="a", symbol="B")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def noisy(count: int) -> Bars:
    return bars(np.random.default_rng(1).uniform(1, 2, count), Timeframe.M1)


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def interrupted(file: IO[bytes]) -> None:
        file.write(b"new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, interrupted)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.txt"]
