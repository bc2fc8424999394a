"""New York wall time, by the rule of the law instead of a zone file.

Reading the machine's zone files would be input and output, and two machines could disagree about
the past; a test compares this rule with them hour by hour.
"""

from functools import lru_cache
from typing import Final

import numpy as np

from app.domain.arrays import Ints
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND

HOUR: Final = 3_600 * NANOS_PER_SECOND
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2150
_STANDARD: Final = -5 * HOUR
_SUMMER: Final = -4 * HOUR


def local_ns(times_ns: Ints) -> Ints:
    """Return the New York wall time of UTC instants, as nanoseconds since its own 1970-01-01.

    Shapes: (n,) -> (n,). Edge: outside 1970 … 2150 standard time is used.
    """
    return times_ns + offset_ns(times_ns)


def utc_ns(wall_ns: Ints) -> Ints:
    """Return the UTC instants of New York wall times.

    Shapes: (n,) -> (n,). Edge: an hour that the clock skips or repeats is read as standard time;
            no market opens or closes in it.
    """
    as_standard = wall_ns - _STANDARD
    as_summer = wall_ns - _SUMMER
    return np.where(offset_ns(as_summer) == _SUMMER, as_summer, as_standard)


def offset_ns(times_ns: Ints) -> Ints:
    """Return New York's distance from UTC at each instant: -4 h in summer, else -5 h.

    Shapes: (n,) -> (n,).
    """
    changes = _changes()
    if times_ns.size:
        # Most series span few changes of the clock: looking up among those alone is much faster.
        low, high = np.searchsorted(changes, (times_ns.min(), times_ns.max()), side="right")
    else:
        low = high = np.int64(0)
    inside = np.searchsorted(changes[low:high], times_ns, side="right") + low
    return np.where(inside % 2 == 1, _SUMMER, _STANDARD)


@lru_cache(maxsize=1)
def _changes() -> Ints:
    """Return every change of the clock as UTC instants: spring, autumn, spring, …"""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    days = [day for year in years for day in _change_days(year)]
    # 02:00 standard time in spring, 02:00 summer time in autumn.
    hours = np.tile([7 * HOUR, 6 * HOUR], len(years))
    changes: Ints = np.array(days, np.int64) * NANOS_PER_DAY + hours
    changes.setflags(write=False)
    return changes


def _change_days(year: int) -> tuple[int, int]:
    if year >= 2007:
        return nth_weekday(year, 3, 6, 2), nth_weekday(year, 11, 6, 1)
    autumn = last_weekday(year, 10, 6)
    if year >= 1987:
        return nth_weekday(year, 4, 6, 1), autumn
    spring = {1974: day_number(1974, 1, 6), 1975: day_number(1975, 2, 23)}
    return spring.get(year, last_weekday(year, 4, 6)), autumn


def day_number(year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to a date."""
    return int(np.datetime64(f"{year:04}-{month:02}-{day:02}", "D").astype(np.int64))


def weekday(day: int) -> int:
    """Return 0 for a Monday … 6 for a Sunday of a day number."""
    return (day + 3) % 7


def nth_weekday(year: int, month: int, of: int, nth: int) -> int:
    """Return the day number of the nth weekday `of` (0 Monday … 6 Sunday) of a month."""
    first = day_number(year, month, 1)
    return first + (of - weekday(first)) % 7 + 7 * (nth - 1)


def last_weekday(year: int, month: int, of: int) -> int:
    """Return the day number of the last weekday `of` of a month."""
    after = day_number(year + month // 12, month % 12 + 1, 1)
    return after - 1 - (weekday(after - 1) - of) % 7
