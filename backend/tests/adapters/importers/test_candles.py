"""Candle files of every kind, whole and broken."""

import gzip
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.adapters.files import json_sheet
from app.adapters.importers.candles import read_candles
from app.domain.calendars import guess_calendar
from app.domain.errors import InvalidImport
from app.domain.quality import Stamp, validated
from app.domain.quality.rejections import text_of
from app.domain.timeframes import Calendar, Timeframe
from app.ports.candle_files import CandleFile
from tests.stored import stored_bars

NEW_YEAR = 1_514_764_800
HEADER = "time,open,high,low,close,volume\n"
ROW = f"{NEW_YEAR},10,12,9,11,5\n"

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(content: str | bytes) -> Path:
        path = tmp_path / "candles.dat"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


def read(path: Path, max_mb: int = 16) -> CandleFile:
    return read_candles(path, max_mb)


def candle(file: CandleFile, place: int = 0) -> tuple[str, float, float, float, float, float]:
    raw = file.raw
    values = (raw.open[place], raw.high[place], raw.low[place], raw.close[place], raw.volume[place])
    return (text_of(int(raw.time[place])), *(float(value) for value in values))


SAME = ("2018-01-01T00:00:00Z", 10.0, 12.0, 9.0, 11.0, 5.0)
WITH_MEAN = [NEW_YEAR, "10", "12", "9", "11", "10.5", "5", 3]
SHORT_NAMES = {"t": "2018-01-01T00:00:00Z", "o": 10, "h": 12, "l": 9, "c": 11, "v": 5, "vw": 10}
OBJECT = {"time": NEW_YEAR, "open": 10, "high": 12, "low": 9, "close": 11, "volume": 5}


@pytest.mark.parametrize(
    "content",
    [
        HEADER + ROW,
        "\ufeff" + HEADER + ROW,
        (HEADER + ROW).replace("\n", "\r\n"),
        (HEADER + ROW).replace(",", ";"),
        (HEADER + ROW).replace(",", "\t"),
        "time;open;high;low;close;volume\n2018-01-01;10,0;12,0;9,0;11,0;5,0\n",
        '"Time","Open","High","Low","Close","Volume"\n"2018-01-01","10","12","9","11","5"\n',
        "https://example.org/prices\n"
        "Unix Timestamp,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USD\n"
        f"{NEW_YEAR},2018-01-01,BTCUSD,10,12,9,11,5,55\n",
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
        "2018.01.01\t00:00:00\t10\t12\t9\t11\t5\t0\t2\n",
        "2018.01.01,00:00,10,12,9,11,5\n2018.01.01,00:01,11,12,9,11,5\n",
        "timestamp,1. open,2. high,3. low,4. close,5. volume\n2018-01-01,10,12,9,11,5\n",
        f"{NEW_YEAR}000,10,12,9,11,5,{NEW_YEAR}059,55,3,2,20,0\n",
        f"# exported\n{HEADER}{ROW}",
        json.dumps([OBJECT]),
        "\n".join([json.dumps(OBJECT)] * 2),
        json.dumps({"error": [], "result": {"XBTUSD": [WITH_MEAN], "last": 1}}),
        json.dumps({"bars": {"AAPL": [SHORT_NAMES]}}),
        json.dumps({**{name: [value] for name, value in SHORT_NAMES.items()}, "s": "ok"}),
        json.dumps([[NEW_YEAR * 1000, "10", "12", "9", "11", "5", NEW_YEAR * 1000 + 59_999]]),
        json.dumps([[NEW_YEAR, 9, 12, 10, 11, 5], [NEW_YEAR + 60, 8, 12, 11, 9, 5]]),
        json.dumps([[NEW_YEAR, 10, 11, 12, 9, 5], [NEW_YEAR + 60, 11, 9, 12, 8, 5]]),
    ],
    ids=["plain", "byte order mark", "windows lines", "semicolons", "tabs", "decimal commas",
         "quotes", "preamble and two volumes", "date and time apart",
         "no header, date and time apart", "numbered names", "no header, exchange order",
         "comment", "list of objects", "lines of objects", "wrapped lists with a mean price",
         "wrapped objects", "columns",
         "list of text lists", "low first", "close second"],
)  # fmt: skip
def test_the_same_candle_in_every_dress(write: Write, content: str) -> None:
    assert candle(read(write(content))) == SAME


def test_what_was_understood_is_told(write: Write) -> None:
    reading = read(
        write("Date,Open,High,Low,Close,Adj Close\n2018-01-01 00:00,10,12,9,11,10.9\n")
    ).reading
    assert reading.format == "CSV"
    assert reading.rows == 1
    assert reading.columns == (
        ("time", "Date"), ("open", "Open"), ("high", "High"), ("low", "Low"), ("close", "Close"),
    )  # fmt: skip
    assert reading.ignored == ("Adj Close",)
    assert reading.time_unit == "text"
    assert reading.notes == (
        "no volume column: the volume is unknown",
        "times carry no zone and were read as UTC",
    )


def test_positions_are_told(write: Write) -> None:
    reading = read(write(json.dumps([[NEW_YEAR, 9, 12, 10, 11, 5]]))).reading
    assert reading.columns[1:3] == (("open", "4"), ("high", "3"))
    assert reading.notes == ("columns without names, read as time, low, high, open, close",)


def test_a_closing_stamp_is_moved_to_the_open_and_told(write: Write) -> None:
    content = f"close_time,open,high,low,close\n{NEW_YEAR + 59}.999,10,12,9,11\n"
    file = read(write(content))
    assert file.raw.stamp is Stamp.CLOSE
    assert "close_time is the end of a bar: moved to its open" in file.reading.notes
    verdict = validated(file.raw, Timeframe.M1, Calendar.ALWAYS, 2**62)
    assert text_of(int(verdict.bars.time[0])) == "2018-01-01T00:00:00Z"


def test_an_open_stamp_wins_over_a_closing_one(write: Write) -> None:
    file = read(
        write(f"close_time,open_time,open,high,low,close\n{NEW_YEAR + 60},{NEW_YEAR},10,12,9,11\n")
    )
    assert (candle(file)[0], file.raw.stamp) == ("2018-01-01T00:00:00Z", Stamp.OPEN)


def test_faulty_cells_and_rows_are_named_by_their_line(write: Write) -> None:
    content = HEADER + ROW + (
        "1514764860,abc,12,9,11,5\n"
        "soon,10,12,9,11,5\n"
        "1514764980,10,12\n"
        "1514765040,10,12,9,11,much\n"
        "1514765100,10,12,9,,5\n"
        "1514765160,10,12,9,11,5\n"
        "1514765220,10,12,9,11,5,6,7\n"
        "1514765280,10,1"
    )  # fmt: skip
    verdict = validated(read(write(content)).raw, Timeframe.M1, Calendar.ALWAYS, 2**62)
    assert [(fault.row, fault.reason) for fault in verdict.rejected] == [
        (3, "open 'abc' is not a number"),
        (4, "time 'soon' is not a time"),
        (5, "3 columns where 6 belong"),
        (6, "volume 'much' is not a number"),
        (7, "close is nan, a price is needed"),
        (9, "8 columns where 6 belong"),
        (10, "3 columns where 6 belong"),
    ]
    assert verdict.row.tolist() == [2, 8]


def test_faulty_rows_keep_their_lines_across_many_blocks(write: Write) -> None:
    lines = [
        f"{NEW_YEAR + 60 * i},10.123456,12.123456,9.123456,11.123456,5.123456"
        for i in range(60_000)
    ]
    for place in (10, 30_000, 59_999):
        lines[place] = "broken,line"
    lines[45_000] = f"{NEW_YEAR + 60 * 45_000},x,12,9,11,5"
    verdict = validated(
        read(write(HEADER + "\n".join(lines))).raw, Timeframe.M1, Calendar.ALWAYS, 2**62
    )
    assert [fault.row for fault in verdict.rejected] == [12, 30_002, 45_002, 60_001]
    assert verdict.row[[0, 9, 10, -1]].tolist() == [2, 11, 13, 60_000]


def test_records_of_another_kind_are_named(write: Write) -> None:
    content = json.dumps([OBJECT, 5, {**OBJECT, "time": NEW_YEAR + 60}, [1, 2]])
    verdict = validated(read(write(content)).raw, Timeframe.M1, Calendar.ALWAYS, 2**62)
    assert [(fault.row, fault.reason) for fault in verdict.rejected] == [
        (2, "not a record like the others"),
        (4, "not a record like the others"),
    ]


def test_nested_values_do_not_disturb_records(write: Write) -> None:
    nested = [
        {**OBJECT, "time": NEW_YEAR + 60 * i, "more": {"a": [1, {"b": 2}, 3]}} for i in range(50)
    ]
    assert read(write(json.dumps(nested))).raw.time.size == 50


def test_empty_cells_are_unknown_volumes_and_missing_prices(write: Write) -> None:
    file = read(write(HEADER + f"{NEW_YEAR},10,12,9,11,\n{NEW_YEAR + 60},10,,9,11,null\n"))
    assert np.isnan(file.raw.volume).all()
    assert np.isnan(file.raw.high).tolist() == [False, True]
    assert file.raw.unreadable == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "candles.dat is empty"),
        (b"  \n ", "candles.dat is empty"),
        (HEADER, "has a header but no rows"),
        ("time,funding_rate,x\n1514764800,0.1,2\n",
         "has no column for open, high, low and close: candles need time, open, high, low and "
         "close, its columns are time, funding_rate, x"),
        ("open,high,low,close\n10,12,9,11\n", "has no column for time:"),
        ("date,close,high,low\n2018-01-01,11,12,9\n", "has no column for open:"),
        ("just some words\nand more of them\n", "is not a table"),
        ("1514764800,10,12\n1514764860,10,12\n", "3 columns without names"),
        ((HEADER + ROW).encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
        ("zeit,größe,c\n".encode("latin-1"), r"is not UTF-8 text \(byte 7\)"),
        (gzip.compress((HEADER + ROW).encode()), r"is compressed \(gzip\): unpack it first"),
        (b"PK\x03\x04....", "is a zip archive or a spreadsheet"),
        (b"\x7fELF\x00\x00", "is neither CSV nor Parquet nor JSON"),
        (b"PAR1 and then nothing", "is not a whole Parquet file"),
        ("[", "is not whole JSON: it breaks off after character 1 in line 1"),
        ('[{"time": 1},\n {"ti', "breaks off after character 15 in line 2"),
        ('[{"time": 1}\n {"time": 2}]', "breaks off after character 12 in line 1"),
        ("[[1514764800,10,12,9,11,5]] tail", "breaks off after character 28"),
        ('{"a": ', "is not whole JSON"),
        ("[]", "holds no list of records"),
        ("[1, 2, 3]", "holds no list of records"),
        ('{"a": 1}', "holds no list of records and no columns of equal length"),
        ('{"a": [[1]], "b": {"c": [{"x": 1}]}}', r"holds several lists \(a, b.c\): keep only one"),
        ("[" * 100_000, "is not whole JSON"),
        ("time,open,high,low,close\n1/2/2018,10,12,9,11\n", "1/2/2018 may be two days"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(
    write: Write, content: str | bytes, message: str
) -> None:
    with pytest.raises(InvalidImport, match=message) as refused:
        read(write(content))
    assert "\n" not in str(refused.value)
    assert refused.value.code == 5004


def test_bytes_that_stop_being_text_are_refused(write: Write) -> None:
    rows = "".join(f"{NEW_YEAR + 60 * i},10,12,9,11,5\n" for i in range(5_000))
    with pytest.raises(InvalidImport, match=r"cannot be read as a table: .*UTF8"):
        read(write((HEADER + rows).encode() + b"1514764800,\xff\xfe,12,9,11,5\n"))


def test_a_file_that_is_missing_too_large_or_no_file(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InvalidImport, match=r"nowhere\.csv does not exist"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(InvalidImport, match="is not a file"):
        read(tmp_path)
    large = write(HEADER + ROW * 50_000)
    with pytest.raises(
        InvalidImport, match=r"has 1\.1 MB: at most 1 MB are imported \(MAX_IMPORT_MB\)"
    ):
        read(large, max_mb=1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write: Write) -> None:
    path = write(HEADER + ROW)
    path.chmod(0)
    with pytest.raises(InvalidImport, match="cannot be read: Permission denied"):
        read(path)


def test_a_large_object_is_refused_before_it_fills_the_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_sheet, "_WRAPPED_MAX", 100)
    with pytest.raises(InvalidImport, match="only read as a list of records"):
        read(write(json.dumps({"data": [OBJECT] * 9})))


def test_a_truncated_parquet_file_is_refused(shared_data: Path, write: Write) -> None:
    whole = (shared_data / "ohlcv" / "bitstamp_BTC-USD_1d.parquet").read_bytes()
    with pytest.raises(InvalidImport, match="is not a whole Parquet file"):
        read(write(whole[: len(whole) // 2]))
    damaged = bytearray(whole)
    damaged[2_000:20_000] = bytes(18_000)
    with pytest.raises(InvalidImport, match="is not a whole Parquet file"):
        read(write(bytes(damaged)))


@pytest.mark.parametrize("kind", ["timestamp", "ms", "text", "dates", "dictionary"])
def test_parquet_columns_of_other_types(tmp_path: Path, kind: str) -> None:
    stamps = pa.array([NEW_YEAR * 1000], pa.timestamp("ms", "UTC"))
    times = {
        "timestamp": stamps,
        "ms": pa.array([NEW_YEAR * 1000], pa.uint64()),
        "text": pa.array(["2018-01-01"]),
        "dates": pa.array([17_532], pa.int32()).cast(pa.date32()),
        "dictionary": pa.array(["2018-01-01"]).dictionary_encode(),
    }
    columns = {
        "time": times[kind],
        "open": pa.array([10], pa.int32()),
        "high": pa.array(["12"]),
        "low": pa.array([9.0], pa.float32()),
        "close": pa.array([Decimal("11.00")]),
        "volume": pa.array([5], pa.uint64()),
        "tags": pa.array([["a"]]),
    }
    pq.write_table(pa.table(columns), tmp_path / "candles.parquet")
    assert candle(read(tmp_path / "candles.parquet")) == SAME


COUNTS = {
    "bitfinex_BTC-USD_1m": 520_499, "bitfinex_ETH-USD_1m": 258_179, "coinbase_BTC-USD_4h": 20_695,
    "coinbase_ETH-USD_1d": 3_582, "binanceus_ETH-USD_5m": 580, "coinbase_BTC-USD_1h": 16_882,
    "bitstamp_BTC-USD_1d": 1_865, "bitstamp_ETH-USD_1d": 788, "bitstamp_LTC-USD_1d": 925,
    "bittrex_ETH-BTC_5m": 5_760, "bittrex_LTC-BTC_5m": 5_760, "bittrex_XMR-BTC_5m": 5_758,
    "bittrex_TRX-BTC_5m": 5_754, "bittrex_ADA-BTC_5m": 5_720, "futures_XRP-USDT-PERP_5m": 1_999,
    "futures_XRP-USDT-PERP_1h": 100, "futures_XRP-USDT-PERP_8h_mark": 91,
    "fxcm_GBP-USD_1m_bid": 30_117, "fxcm_GBP-USD_1m_ask": 30_117, "mt5_EUR-USD_4h": 14_400,
    "mt5_EUR-USD_1d": 2_400, "mt5_GBP-USD_1h": 57_600, "us_AAPL_1d": 5_849, "us_IBM_1d": 5_849,
    "us_QQQ_1d": 3_964, "us_BAC_1d": 5_849, "us_AAPL_1h": 40_831, "us_SPY_1m_2020-12": 1_564,
    "us_MSFT_1d": 8_111, "binance_BTC-USDT_1d": 1_246, "us_AAPL_1d_divsplit": 754,
    "us_IBM_1d_divsplit": 754, "us_KO_1d_divsplit": 754, "us_MSFT_1d_divsplit": 754,
}  # fmt: skip


def test_the_counts_name_every_real_file(shared_data: Path) -> None:
    names = {path.stem for path in (shared_data / "ohlcv").glob("*.parquet")}
    assert names - set(COUNTS) == {"futures_XRP-USDT-PERP_8h_funding"}


@pytest.mark.parametrize("name", COUNTS)
def test_every_real_file_is_read_and_passes_whole(shared_data: Path, name: str) -> None:
    file = read(shared_data / "ohlcv" / f"{name}.parquet", max_mb=256)
    symbol, timeframe = name.split("_")[1:3]
    verdict = validated(file.raw, Timeframe(timeframe), guess_calendar(symbol), 2**62)
    assert (len(verdict.bars), len(verdict.rejected)) == (COUNTS[name], 0)
    assert (verdict.duplicates, verdict.was_sorted, verdict.diagnoses) == (0, True, ())
    stored = stored_bars(shared_data, name)
    np.testing.assert_array_equal(verdict.bars.close, stored.close)
    np.testing.assert_array_equal(verdict.bars.time, stored.time)


def test_funding_rates_are_no_candles(shared_data: Path) -> None:
    with pytest.raises(InvalidImport, match="no column for open, high, low and close"):
        read(shared_data / "ohlcv" / "futures_XRP-USDT-PERP_8h_funding.parquet")


def test_names_out_of_a_file_are_shown_short_and_printable(write: Write) -> None:
    names = ["time", "clo\x1b[31mse", "x" * 99, *(f"c{i}" for i in range(30))]
    with pytest.raises(InvalidImport) as refused:
        read(write(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n"))
    assert str(refused.value).endswith("c6, c7, c8 and 21 more")
    assert "clo?[31mse, " + "x" * 40 + ", c0" in str(refused.value)
