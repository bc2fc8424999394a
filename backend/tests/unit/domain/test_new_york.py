"""New York's clock by rule, against the machine's zone files."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.domain import new_york
from app.domain.new_york import HOUR, local_ns, offset_ns, utc_ns

NEW_YORK = ZoneInfo("America/New_York")


def instants(first: datetime, last: datetime, step: timedelta) -> list[datetime]:
    return [first + i * step for i in range((last - first) // step)]


def nanos(times: list[datetime]) -> np.ndarray:
    return np.array([int(t.timestamp()) for t in times], np.int64) * 10**9


def offset_hours(time: datetime) -> int:
    offset = time.astimezone(NEW_YORK).utcoffset()
    assert offset is not None
    return int(offset / timedelta(hours=1))


def test_the_rule_agrees_with_the_zone_files_1970_to_2037() -> None:
    times = instants(
        datetime(1970, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC), timedelta(hours=13)
    )
    assert (offset_ns(nanos(times)) // HOUR).tolist() == [offset_hours(t) for t in times]


@pytest.mark.parametrize("year", [1974, 1975, 1986, 1987, 1990, 2006, 2007, 2024, 2030])
def test_the_clock_changes_in_the_very_hour(year: int) -> None:
    for month in (1, 2, 3, 4, 10, 11):
        start = datetime(year, month, 1, tzinfo=UTC)
        hours = instants(
            start, start + timedelta(days=28 if month == 2 else 30), timedelta(hours=1)
        )
        assert (offset_ns(nanos(hours)) // HOUR).tolist() == [offset_hours(t) for t in hours]


def test_wall_time_and_back_is_the_same_instant_outside_the_repeated_hour() -> None:
    times = nanos(
        instants(
            datetime(2023, 1, 1, 9, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=1)
        )
    )
    np.testing.assert_array_equal(utc_ns(local_ns(times)), times)


def test_unsorted_and_empty_times_are_welcome() -> None:
    summer, winter = nanos([datetime(2024, 7, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)])
    assert (offset_ns(np.array([summer, winter, summer])) // HOUR).tolist() == [-4, -5, -4]
    assert offset_ns(np.empty(0, np.int64)).size == 0


@pytest.mark.parametrize(
    ("nth", "of", "day"), [(1, 0, "2024-09-02"), (3, 0, "2024-09-16"), (4, 3, "2024-09-26")]
)
def test_the_nth_weekday_of_a_month(nth: int, of: int, day: str) -> None:
    assert np.datetime64(new_york.nth_weekday(2024, 9, of, nth), "D") == np.datetime64(day)


def test_the_last_weekday_of_a_month_at_the_turn_of_the_year() -> None:
    assert np.datetime64(new_york.last_weekday(2024, 12, 1), "D") == np.datetime64("2024-12-31")
