"""When markets are open: sessions of stocks and forex, their holidays, and trading time.

Two schedules per calendar. The *nominal* one says when the market opens and closes. The *sure* one
leaves out hours in which real feeds may be silent (brokers open Sunday up to two hours late and
thin out around Christmas and New Year), so that a hole is called a hole only when it is one.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from app.domain.arrays import Bools, Ints
from app.domain.new_york import (
    FIRST_YEAR,
    HOUR,
    LAST_YEAR,
    day_number,
    last_weekday,
    nth_weekday,
    utc_ns,
    weekday,
)
from app.domain.timeframes import NANOS_PER_DAY, Calendar

MINUTE: Final = HOUR // 60
STOCK_OPEN: Final = 9 * HOUR + 30 * MINUTE
STOCK_CLOSE: Final = 16 * HOUR
STOCK_EARLY_CLOSE: Final = 13 * HOUR
FOREX_CLOSE: Final = 17 * HOUR

# Days on which the New York Stock Exchange stayed shut although the rules below say open.
_SPECIAL_CLOSURES: Final = (
    (1972, 12, 28), (1973, 1, 25), (1977, 7, 14), (1985, 9, 27), (1994, 4, 27), (2001, 9, 11),
    (2001, 9, 12), (2001, 9, 13), (2001, 9, 14), (2004, 6, 11), (2007, 1, 2), (2012, 10, 29),
    (2012, 10, 30), (2018, 12, 5), (2025, 1, 9),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Opening stretches [open, close), oldest first, and the trading time before each.

    Units: UTC nanoseconds.
    """

    opens: Ints
    closes: Ints
    before: Ints


def next_open(time_ns: int, calendar: Calendar, *, sure: bool = False) -> int:
    """Return the earliest instant at or after `time_ns` at which the market is open."""
    if calendar is Calendar.ALWAYS:
        return time_ns
    plan = schedule(calendar, sure=sure)
    index = int(np.searchsorted(plan.closes, time_ns, side="right"))
    return max(time_ns, int(plan.opens[index])) if index < plan.opens.size else time_ns


def last_open(time_ns: int, calendar: Calendar) -> int | None:
    """Return the latest instant at or before `time_ns` at which the market was open.

    Edge: None before the first session there is.
    """
    if calendar is Calendar.ALWAYS:
        return time_ns
    plan = schedule(calendar)
    index = int(np.searchsorted(plan.opens, time_ns, side="right")) - 1
    return min(time_ns, int(plan.closes[index]) - 1) if index >= 0 else None


def trading_time(times_ns: Ints, calendar: Calendar, *, sure: bool = False) -> Ints:
    """Return how long the market had been open by each instant, counted from 1970.

    Shapes: (n,) -> (n,). Units: ns. Never falls; stands still while the market is shut.
    """
    if calendar is Calendar.ALWAYS:
        return times_ns
    plan = schedule(calendar, sure=sure)
    index = np.maximum(_places(plan.opens, times_ns) - 1, 0)
    inside = np.minimum(times_ns, plan.closes[index]) - plan.opens[index]
    return plan.before[index] + np.maximum(inside, 0)


def is_open(times_ns: Ints, calendar: Calendar) -> Bools:
    """Return whether the market is open at each instant, by the nominal schedule."""
    if calendar is Calendar.ALWAYS:
        return np.ones(times_ns.size, np.bool_)
    plan = schedule(calendar)
    index = _places(plan.opens, times_ns) - 1
    return (index >= 0) & (times_ns < plan.closes[np.maximum(index, 0)])


def sessions_before(days: Ints, calendar: Calendar) -> Ints:
    """Return how many sessions have a date before each day (day numbers)."""
    return np.searchsorted(session_days(calendar), days)


@lru_cache(maxsize=4)
def session_days(calendar: Calendar) -> Ints:
    """Return the dates of all sessions as day numbers; forex rests at Christmas and New Year."""
    all_days = np.arange(day_number(FIRST_YEAR, 1, 1), day_number(LAST_YEAR, 12, 31))
    shut = _stock_holidays() if calendar is Calendar.US_STOCK else _forex_holidays()
    work = all_days[((all_days + 3) % 7 < 5) & ~np.isin(all_days, shut)]
    work.setflags(write=False)
    return work


@lru_cache(maxsize=8)
def schedule(calendar: Calendar, *, sure: bool = False) -> Schedule:
    """Return when a calendar with sessions trades, 1970 … 2150."""
    if calendar is Calendar.US_STOCK:
        days = session_days(calendar)
        closes = np.where(np.isin(days, _early_closes()), STOCK_EARLY_CLOSE, STOCK_CLOSE)
        midnight = days * NANOS_PER_DAY
        return _planned(utc_ns(midnight + STOCK_OPEN), utc_ns(midnight + closes))
    days = _week_starts()
    late, soon = (2 * HOUR, 15 * MINUTE) if sure else (0, 0)
    opens = utc_ns((days - 1) * NANOS_PER_DAY + FOREX_CLOSE + late)
    closes = utc_ns((days + 4) * NANOS_PER_DAY + FOREX_CLOSE - soon)
    return _without(opens, closes, *_forex_rests(sure=sure))


def _planned(opens: Ints, closes: Ints) -> Schedule:
    before = np.concatenate(([0], np.cumsum(closes - opens)[:-1]))
    for array in (opens, closes, before):
        array.setflags(write=False)
    return Schedule(opens, closes, before)


def _without(opens: Ints, closes: Ints, rest_from: Ints, rest_until: Ints) -> Schedule:
    """Return the schedule of the stretches with the rests cut out of them."""
    starts = np.unique(np.concatenate((opens, rest_until)))
    week = np.searchsorted(opens, starts, side="right") - 1
    rest = np.searchsorted(rest_from, starts, side="right") - 1
    is_resting = (rest >= 0) & (starts < rest_until[rest])
    starts = starts[(week >= 0) & (starts < closes[week]) & ~is_resting]
    ends = np.sort(np.concatenate((closes, rest_from)))
    return _planned(starts, ends[np.searchsorted(ends, starts, side="right")])


def _places(sorted_edges: Ints, times_ns: Ints) -> Ints:
    """Return searchsorted(..., side="right"), looking only among the edges the times can reach."""
    if not times_ns.size:
        return np.empty(0, np.int64)
    low, high = np.searchsorted(sorted_edges, (times_ns.min(), times_ns.max()), side="right")
    places: Ints = np.searchsorted(sorted_edges[low:high], times_ns, side="right") + low
    return places


def _week_starts() -> Ints:
    """Return every Monday as a day number."""
    return np.arange(4, day_number(LAST_YEAR, 12, 25), 7, dtype=np.int64)


def _forex_rests(*, sure: bool) -> tuple[Ints, Ints]:
    holidays = np.array(_forex_holidays(), np.int64) * NANOS_PER_DAY
    early, late = (5 * HOUR, 9 * HOUR) if sure else (0, 0)
    shut_from = utc_ns(holidays - NANOS_PER_DAY + FOREX_CLOSE - early)
    return shut_from, utc_ns(holidays + FOREX_CLOSE + late)


@lru_cache(maxsize=1)
def _forex_holidays() -> tuple[int, ...]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return tuple(day for y in years for day in (day_number(y, 1, 1), day_number(y, 12, 25)))


@lru_cache(maxsize=1)
def _stock_holidays() -> tuple[int, ...]:
    days = [day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in _holidays_of(year)]
    return tuple(days + [day_number(*date) for date in _SPECIAL_CLOSURES])


def _holidays_of(year: int) -> list[int]:
    """Return the New York Stock Exchange's holidays of a year, weekends moved to their neighbour.

    Source: the dates missing from the daily bars of MSFT 1990-2022, reproduced without exception.
    """
    new_year = day_number(year, 1, 1)
    days = [
        new_year + (weekday(new_year) == 6),  # a Saturday's New Year is not made up for
        nth_weekday(year, 2, 0, 3),  # Washington's Birthday
        easter(year) - 2,  # Good Friday
        last_weekday(year, 5, 0),  # Memorial Day
        _moved(day_number(year, 7, 4)),
        nth_weekday(year, 9, 0, 1),  # Labor Day
        nth_weekday(year, 11, 3, 4),  # Thanksgiving
        _moved(day_number(year, 12, 25)),
    ]
    if year >= 1998:
        days.append(nth_weekday(year, 1, 0, 3))  # Martin Luther King Jr. Day
    if year >= 2022:
        days.append(_moved(day_number(year, 6, 19)))  # Juneteenth
    return days


def _moved(day: int) -> int:
    return day + {5: -1, 6: 1}.get(weekday(day), 0)


@lru_cache(maxsize=1)
def _early_closes() -> tuple[int, ...]:
    return tuple(day for year in range(1993, LAST_YEAR + 1) for day in _early_closes_of(year))


def _early_closes_of(year: int) -> list[int]:
    """Return the days that end at 13:00: after Thanksgiving, before Independence Day, Christmas."""
    third = day_number(year, 7, 3)
    short = [nth_weekday(year, 11, 3, 4) + 1, day_number(year, 12, 24)]
    if weekday(third) != 2 or year >= 2013:
        short.append(third)
    else:
        short.append(
            third + 2
        )  # until 2012 the Friday after a Thursday's holiday was the short day
    return short


def easter(year: int) -> int:
    """Return the day number of Easter Sunday: the Sunday after the Church's spring full moon."""
    century = year // 100
    golden = year % 19
    leaps_left_out = century - century // 4
    moon_correction = (8 * century + 13) // 25
    moon_age = (19 * golden + leaps_left_out - moon_correction + 15) % 30
    # The Church's table never puts the full moon later than 18 April.
    moon_age -= (golden + 11 * moon_age) // 319
    full_moon = day_number(year, 3, 21) + moon_age
    return full_moon + 7 - (weekday(full_moon) + 1) % 7
