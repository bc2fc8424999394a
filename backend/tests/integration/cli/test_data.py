"""Candles through the console command into a real database, and out again."""

import csv
import re

import numpy as np
import pyarrow.parquet
import pytest

XMR = "bittrex_XMR-BTC_5m"
ROW = re.compile(
    r"\| `(?P<name>[^`]+\.parquet)` \| \S+ \| [^|]+ \| (?P<rows>[\d,]+) \| (?P<gaps>[^|]+)"
)
MISSING = re.compile(r"([\d,]+) bars missing in ([\d,]+) gaps")


def documented(shared_data):
    """Return (rows, missing, gaps) of each file as the data's own README states them."""
    found = {}
    for name, rows, gaps in ROW.findall((shared_data / "README.md").read_text()):
        missing = MISSING.search(gaps)
        counted = [number(text) for text in missing.groups()] if missing else [None, None]
        found[name] = (number(rows), *counted)
    return found


def number(text):
    return int(text.replace(",", ""))


@pytest.mark.slow
def test_every_candle_file_imports_with_the_counts_of_its_readme(apextrade, shared_data):
    files = sorted((shared_data / "ohlcv").glob("*.parquet"))
    said = apextrade("import", *files, "--json")
    assert said.code == 2
    [refused] = said.document["failed"]
    assert "funding" in refused["file"]
    assert "open" in refused["error"]
    expected = documented(shared_data)
    reports = {report["file"].rpartition("/")[2]: report for report in said.document["files"]}
    assert len(reports) == len(files) - 1
    for name, report in reports.items():
        rows, missing, gaps = expected[name]
        assert (report["read"], report["inserted"]) == (rows, rows), name
        assert (report["rejected"], report["findings"]) == ([], []), name
        if report["calendar"] == "24/7" and missing is not None:
            found = report["gaps"]
            assert (found["missing_bars"], found["count"]) == (missing, gaps), name
    sources = {report["source"] for report in reports.values()}
    assert {"fxcm-bid", "fxcm-ask"} <= sources
    listed = apextrade("coverage", "--json").document["series"]
    assert sum(series["bars"] for series in listed) == sum(
        report["read"] for report in reports.values()
    )


def test_a_shifted_clock_is_flagged_with_hours_and_range(apextrade, candles, shared_data):
    apextrade("import", candles("coinbase_BTC-USD_4h"))
    file = shared_data / "dirty" / "dirty_tzshift_coinbase_BTC-USD_1h.parquet"
    report = apextrade("import", file, "--json").document
    early, earlier = report["findings"]
    assert re.search(r"run 4 h early from 2017-09-2[0-4].* to 2017-11-0[3-7]", early)
    assert re.search(r"run 5 h early from 2017-11-0[3-7].* to 2017-11-1[0-3]", earlier)
    assert early.endswith("(compared with coinbase BTC/USD 4h)")
    refused = apextrade("import", file, "--strict", "--source", "other")
    assert refused.code == 2
    assert "its clock is off" in refused.err
    assert "4 h early" in refused.err


def test_a_broken_column_is_flagged_for_what_it_is(apextrade, shared_data):
    file = shared_data / "dirty" / "dirty_ohlc_binance_BTC-USDT_1d_2019.parquet"
    report = apextrade("import", file, "--json").document
    assert (report["read"], report["inserted"], len(report["rejected"])) == (365, 189, 176)
    assert "high column repeats the close" in report["findings"][0]
    assert report["rejected"][0] == {"row": 3, "reason": "high 3766.78 is below open 3857.57"}
    shown = apextrade("import", file)
    assert "176 rejected" in shown.out
    assert "… and 166 more" in shown.out


def test_strict_stores_nothing_of_a_file_with_one_faulty_row(apextrade, shared_data):
    file = shared_data / "dirty" / "dirty_ohlc_binance_BTC-USDT_1d_2019.parquet"
    said = apextrade("import", file, "--strict", "--json")
    assert (said.code, said.out) == (2, "")
    assert "176 of 365 rows are faulty" in said.err
    assert "row 3: high 3766.78 is below open 3857.57" in said.err
    assert apextrade("coverage", "--json").document == {"series": []}


def test_the_same_file_again_inserts_nothing(apextrade, candles):
    first = apextrade("import", candles(XMR), "--json").document
    second = apextrade("import", candles(XMR), "--json").document
    assert (first["inserted"], first["duplicate"]) == (5_758, 0)
    assert (second["inserted"], second["duplicate"], second["revised"]) == (0, 5_758, 0)
    assert second["dataset_hash"] == first["dataset_hash"]


def test_the_report_says_what_was_detected_and_what_was_assumed(apextrade, candles):
    shown = apextrade("import", candles(XMR)).out
    for words in (
        "bittrex XMR/BTC 5m",
        "2018-01-10 04:55 → 2018-01-30 04:50",
        "5,758 rows read: 5,758 inserted",
        "2 gaps, 2 bars missing, the longest gap 00:10",
        "time = time, open = open",
        "source bittrex taken from the file's name",
        "calendar 24/7 guessed from XMR/BTC",
    ):
        assert words in shown


def test_options_overrule_the_name_of_the_file(apextrade, candles):
    given = ("--source", "mine", "--symbol", "XMR/USD", "--timeframe", "5m")
    report = apextrade("import", candles(XMR), *given, "--json").document
    assert (report["source"], report["symbol"], report["timeframe"]) == ("mine", "XMR/USD", "5m")


def test_progress_goes_to_standard_error_and_the_document_alone_to_output(apextrade, candles):
    said = apextrade("import", candles("us_AAPL_1h"), "--json", FORCE_COLOR="1")
    assert said.document["inserted"] == 40_831
    assert "us_AAPL_1h.parquet" in said.err
    assert apextrade("import", candles("us_AAPL_1h"), "--json").err == ""


def test_coverage_of_an_empty_database_says_what_to_do(apextrade):
    assert "apextrade import FILE" in apextrade("coverage").out


def test_coverage_shows_every_series(apextrade, candles):
    apextrade("import", candles(XMR), candles("bitstamp_BTC-USD_1d"))
    shown = apextrade("coverage").out
    assert re.search(
        r"bittrex XMR/BTC 5m +2018-01-10 04:55 +2018-01-30 04:50 +5,758 +2 +00:10", shown
    )
    assert re.search(r"bitstamp BTC/USD 1d .* 1,865 +1 +13 d 00:00", shown)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_is_exported_imports_as_the_same_dataset(apextrade, candles, tmp_path, ending):
    first = apextrade("import", candles(XMR), "--json").document
    output = tmp_path / f"out.{ending}"
    name = ("--source", "bittrex", "--symbol", "XMR/BTC", "--timeframe", "5m")
    said = apextrade("export", *name, "--output", output)
    assert said.out.strip() == f"5,758 bars of bittrex XMR/BTC 5m written to {output}"
    again = apextrade("import", output, *name, "--json").document
    assert (again["duplicate"], again["dataset_hash"]) == (5_758, first["dataset_hash"])


def test_an_export_may_be_a_larger_timeframe_and_a_period(apextrade, candles, tmp_path):
    apextrade("import", candles(XMR))
    output = tmp_path / "out.csv"
    name = ("--symbol", "XMR-BTC", "--timeframe", "1h", "--output", output)
    said = apextrade("export", *name, "--start", "2018-01-11", "--end", "2018-01-12")
    assert said.out.startswith("24 bars of bittrex XMR/BTC 1h, built from stored 5m bars")
    with output.open() as file:
        assert len(list(csv.DictReader(file))) == 24


def test_a_file_is_resampled_without_a_database(apextrade, candles, tmp_path):
    output = tmp_path / "hours.parquet"
    nowhere = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
    said = apextrade("resample", candles(XMR), "--to", "1h", "--output", output, **nowhere)
    assert said.code == 0, said.err
    source = pyarrow.parquet.read_table(candles(XMR))
    hours = pyarrow.parquet.read_table(output)
    assert said.out.startswith(f"{hours.num_rows:,} 1h bars from 5,758")
    # The series begins at 04:55, so the first whole hour is that of 05:00.
    assert str(hours["time"][0]).startswith("2018-01-10 05:00")
    inside = source["volume"].to_numpy()[1:13]
    assert hours["volume"][0].as_py() == pytest.approx(np.sum(inside))


def test_rows_that_were_left_out_of_a_resampled_file_are_said(apextrade, shared_data, tmp_path):
    file = shared_data / "dirty" / "dirty_ohlc_binance_BTC-USDT_1d_2019.parquet"
    said = apextrade("resample", file, "--to", "1w", "--output", tmp_path / "weeks.csv")
    assert said.code == 0
    assert "176 of 365 rows were left out" in said.err
    assert "high column repeats the close" in said.err


def test_trades_become_bars_in_a_file_or_in_the_database(apextrade, shared_data, tmp_path):
    file = shared_data / "ticks" / "perp_ETH-USDT_trades_2023-02-02.parquet"
    output = tmp_path / "bars.csv"
    written = apextrade("ticks", file, "--timeframe", "1m", "--output", output)
    assert written.out.startswith("2 1m bars from 1,000 trades written to ")
    assert apextrade("coverage", "--json").document == {"series": []}
    given = ("--source", "perp", "--symbol", "ETH/USDT")
    stored = apextrade("ticks", file, "--timeframe", "1m", *given)
    assert "stored as perp ETH/USDT 1m: 2 inserted" in stored.out
    [series] = apextrade("coverage", "--json").document["series"]
    assert series["bars"] == 2
