"""Faults that explain a whole file."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.quality import RawCandles, validated
from app.domain.timeframes import Calendar, Timeframe
from tests.stored import stored_columns
from tests.unit.domain.quality.rows import flat, raw

M1, M5, H1, H4, D1 = (Timeframe(t) for t in ("1m", "5m", "1h", "4h", "1d"))


def diagnoses(
    rows: RawCandles, timeframe: Timeframe, calendar: Calendar = Calendar.ALWAYS
) -> tuple[str, ...]:
    return validated(rows, timeframe, calendar, 2**62).diagnoses


def hours(count: int, step: int = 60, start: str = "2024-01-01T00:00") -> list[str]:
    minutes = np.arange(count) * np.timedelta64(step, "m") + np.datetime64(start, "m")
    return [str(minute) for minute in minutes]


def swinging(index: int) -> tuple[float, float, float, float]:
    """Return open, high, low, close that rise and fall in turn."""
    return (10.0, 13.0, 8.0, 12.0) if index % 2 else (12.0, 13.0, 8.0, 10.0)


def table(columns: str, count: int = 20) -> RawCandles:
    """Return sound bars whose columns are filled from the ones named, e.g. "o c l c"."""
    rows = []
    for index, time in enumerate(hours(count)):
        values = dict(zip("ohlc", swinging(index), strict=True))
        rows.append((time, *(values[name] for name in columns.split()), 1.0))
    return raw(*rows)


@pytest.mark.parametrize(
    ("columns", "copied", "consequence"),
    [
        ("o c l c", "high column repeats the close", "every falling bar breaks high >= open"),
        ("o o l c", "high column repeats the open", "every rising bar breaks high >= close"),
        ("o h c c", "low column repeats the close", "every rising bar breaks low <= open"),
        ("o h o c", "low column repeats the open", "every falling bar breaks low <= close"),
    ],
)
def test_a_copied_column_is_named(columns: str, copied: str, consequence: str) -> None:
    found = diagnoses(table(columns), H1)
    assert found == (f"the {copied} in 20 of 20 rows, so {consequence}",)


def test_swapped_columns_are_named() -> None:
    sentence = "high is below low in 20 of 20 rows: the two columns are swapped"
    assert diagnoses(table("o l h c"), H1) == (sentence,)


def test_sound_and_flat_files_have_no_diagnosis() -> None:
    assert diagnoses(table("o h l c"), H1) == ()
    assert diagnoses(flat(*hours(20)), H1) == ()


def test_one_bad_bar_among_flat_ones_is_no_repeated_column() -> None:
    rows = [(time, 10.0, 10.0, 10.0, 10.0, 1.0) for time in hours(20)]
    rows[3] = (rows[3][0], 10.0, 9.0, 8.0, 9.0, 1.0)
    assert diagnoses(raw(*rows), H1) == ()


@pytest.mark.parametrize(
    ("step", "timeframe", "sentence"),
    [
        (1, M5, "the rows are 1m apart: bars of 1m, not of 5m?"),
        (60, M1, "the rows are 1h apart: bars of 1h, not of 1m?"),
        (7, M1, None),
    ],
)
def test_another_timeframe_is_suspected(
    step: int, timeframe: Timeframe, sentence: str | None
) -> None:
    assert diagnoses(flat(*hours(30, step)), timeframe) == ((sentence,) if sentence else ())


def test_days_of_sessions_called_hours_are_noticed() -> None:
    days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09",
            "2024-01-10", "2024-01-11", "2024-01-12", "2024-01-16", "2024-01-17"]  # fmt: skip
    found = diagnoses(flat(*days), H1, Calendar.US_STOCK)
    assert found == ("the rows are 1d apart: bars of 1d, not of 1h?",)


def test_a_grid_moved_as_a_whole_is_named() -> None:
    rows = flat(*hours(12, 1_440, "2024-01-01T05:00"))
    assert diagnoses(rows, D1) == (
        "12 bars open 5:00 h after the UTC grid of 1d: "
        "local time, or days that do not begin at 00:00 UTC",
    )


def test_a_few_rows_off_the_grid_are_no_moved_grid() -> None:
    assert diagnoses(flat(*hours(5, 1_440, "2024-01-01T05:00")), D1) == ()
    assert diagnoses(flat(*hours(12, 1_447, "2024-01-01T05:00")), D1) == ()


def test_the_real_file_whose_high_repeats_the_close(shared_data: Path) -> None:
    name = "dirty_ohlc_binance_BTC-USDT_1d_2019"
    values = stored_columns(shared_data, name, "dirty")
    rows = RawCandles(row=np.arange(1, 366), **values)
    verdict = validated(rows, D1, Calendar.ALWAYS, 2**62)
    assert (len(verdict.rejected), len(verdict.bars)) == (176, 189)
    assert verdict.rejected.first(1)[0].reason == "high 3766.78 is below open 3857.57"
    assert verdict.diagnoses == (
        "the high column repeats the close in 365 of 365 rows, "
        "so every falling bar breaks high >= open",
    )
