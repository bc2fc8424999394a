"""Times in every form files use."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest

from app.adapters.files.stamps import StampReader
from app.domain.errors import InvalidImport
from app.domain.quality.rejections import text_of

NEW_YEAR = 1_514_764_800  # 2018-01-01T00:00Z


def read(
    *cells: object, kind: pa.DataType | None = None
) -> tuple[list[str], dict[int, str], StampReader]:
    reader = StampReader("file.csv")
    times, bad = reader.read(pa.array(list(cells), kind))
    return [text_of(int(time)) for time in times], bad, reader


@pytest.mark.parametrize(
    ("cell", "time", "unit"),
    [
        (NEW_YEAR, "2018-01-01T00:00:00Z", "s"),
        (NEW_YEAR * 10**3, "2018-01-01T00:00:00Z", "ms"),
        (NEW_YEAR * 10**6, "2018-01-01T00:00:00Z", "us"),
        (NEW_YEAR * 10**9, "2018-01-01T00:00:00Z", "ns"),
        (NEW_YEAR + 0.25, "2018-01-01T00:00:00.25Z", "s"),
        (str(NEW_YEAR), "2018-01-01T00:00:00Z", "s"),
        (f"{NEW_YEAR}.0", "2018-01-01T00:00:00Z", "s"),
        (f"{NEW_YEAR}.123456", "2018-01-01T00:00:00.123456Z", "s"),
        ("1.5147648e9", "2018-01-01T00:00:00Z", "s"),
        ("2018-01-01T00:00:00Z", "2018-01-01T00:00:00Z", "text"),
        ("2018-01-01T02:00:00+02:00", "2018-01-01T00:00:00Z", "text"),
        ("2018-01-01 02:00:00+0200", "2018-01-01T00:00:00Z", "text"),
        ("2018-01-01 00:00:00 UTC", "2018-01-01T00:00:00Z", "text"),
        ("2018-01-01 00:00:00.123456789", "2018-01-01T00:00:00.123456789Z", "text"),
        (" 2018-01-01 00:05 ", "2018-01-01T00:05:00Z", "text"),
        ("2018-01-01", "2018-01-01T00:00:00Z", "text"),
        ("2018/01/31 05:30", "2018-01-31T05:30:00Z", "text"),
        ("2018.01.31 5:30", "2018-01-31T05:30:00Z", "text"),
        ("20180131 053000", "2018-01-31T05:30:00Z", "text"),
        ("20180131 05:30", "2018-01-31T05:30:00Z", "text"),
        ("20180131", "2018-01-31T00:00:00Z", "text"),
        (20180131, "2018-01-31T00:00:00Z", "text"),
        (201801310530, "2018-01-31T05:30:00Z", "text"),
        ("20180131053059", "2018-01-31T05:30:59Z", "text"),
        ("2017-07-01 11-AM", "2017-07-01T11:00:00Z", "text"),
        ("2017-07-01 12-AM", "2017-07-01T00:00:00Z", "text"),
        ("2017-07-01 12-PM", "2017-07-01T12:00:00Z", "text"),
        ("31.01.2018 05:30:00.000", "2018-01-31T05:30:00Z", "text"),
        ("31.01.2018 05:30:00.000 GMT+0100", "2018-01-31T04:30:00Z", "text"),
        ("31/01/2018 05:30", "2018-01-31T05:30:00Z", "text"),
        ("1/31/2018 05:30", "2018-01-31T05:30:00Z", "text"),
        (date(2018, 1, 1), "2018-01-01T00:00:00Z", "timestamps"),
        (datetime(2018, 1, 1, 5), "2018-01-01T05:00:00Z", "timestamps"),  # noqa: DTZ001
    ],
)
def test_one_form(cell: object, time: str, unit: str) -> None:
    times, bad, reader = read(cell, None)
    assert (times, bad) == ([time, "unknown"], {})
    assert unit in reader.units


@pytest.mark.parametrize(
    ("cell", "quote"),
    [("soon", "'soon'"), (5, "'5'"), (-NEW_YEAR, "'-1.51476e+09'"), ("2018-13-01", "'2018-13-01'"),
     ("0001-01-01", "'0001-01-01'"), ("9" * 30, "'inf'"), (True, "'true'"),
     ("x" * 99, "'" + "x" * 40 + "…'")],
)  # fmt: skip
def test_what_is_no_time_is_quoted(cell: object, quote: str) -> None:
    assert read(cell)[:2] == (["unknown"], {0: quote})


def test_units_may_change_inside_a_file() -> None:
    times, bad, reader = read(NEW_YEAR * 10**3, NEW_YEAR * 10**6)
    assert times == ["2018-01-01T00:00:00Z"] * 2
    assert (bad, reader.units) == ({}, {"ms", "us"})


def test_numbers_and_words_may_stand_in_one_column() -> None:
    times, bad, _ = read("2018-01-01", str(NEW_YEAR), "junk", None, "2018-01-01T00:00:00Z")
    assert times == ["2018-01-01T00:00:00Z"] * 2 + ["unknown"] * 2 + ["2018-01-01T00:00:00Z"]
    assert bad == {2: "'junk'"}


@pytest.mark.parametrize(
    ("cell", "is_zoneless"),
    [("2018-01-01 00:00", True), ("2018-01-01T00:00:00Z", False),
     ("2018-01-01 00:00:00+00:00", False), ("01.02.2018 00:00:00 GMT+0100", False),
     (NEW_YEAR, False)],
)  # fmt: skip
def test_a_missing_zone_is_noticed(cell: object, is_zoneless: bool) -> None:
    assert read(cell)[2].is_zoneless is is_zoneless


def test_days_and_months_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(InvalidImport, match="1/2/2018 may be two days"):
        read("1/2/2018", "3/4/2018")
    assert read("1/2/2018", "31/1/2018")[0] == ["2018-02-01T00:00:00Z", "2018-01-31T00:00:00Z"]


def test_times_beyond_nanoseconds_are_refused() -> None:
    with pytest.raises(InvalidImport, match="before 1678 or after 2262"):
        read(np.datetime64("0001-01-01", "s"), kind=pa.timestamp("s"))
