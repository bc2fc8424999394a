"""Bars on the calendar: which bucket a bar belongs to, when it ends, what is late or missing."""

from dataclasses import dataclass

from app.domain.arrays import Bools, Ints
from app.domain.timeframes import Calendar, Timeframe


@dataclass(frozen=True, slots=True)
class Gaps:
    """Holes in a series, counted by its calendar.

    Units: `longest_ns` is the distance between the opens of the two bars around the longest hole,
           closed hours included; 0 when there is none.
    """

    count: int
    missing_bars: int
    longest_ns: int


def guess_calendar(symbol: str) -> Calendar:
    """Return the calendar a symbol most likely trades on: pairs of money, coins, else stocks."""
    raise NotImplementedError


def bucket_open(
    times_ns: Ints, timeframe: Timeframe, calendar: Calendar, stamped: Timeframe | None = None
) -> Ints:
    """Return the label (`Bars.time`) of the bucket that holds each stamp (rule 4).

    Shapes:  (n,) -> (n,)
    Units:   UTC grid, weeks from Monday; 1d and 1w of stocks and forex are labelled with the
             session date (its Monday) at 00:00 UTC. A forex day ends at 17:00 New York, and what
             follows Friday's end belongs to Monday.
    Edge:    `stamped` is the timeframe of the bars the stamps come from: a daily bar of a session
             calendar is stamped with its date, not with an instant. Absent, stamps that all lie at
             00:00 UTC are read as dates.
    """
    raise NotImplementedError


def bucket_start(labels_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return the first instant of each bucket (for session days not its label)."""
    raise NotImplementedError


def bucket_end(labels_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Ints:
    """Return the instant from which no later bar can belong to the bar or bucket.

    Units: open + timeframe; 1d of stocks: the end of the session date in New York (extended hours
           trade after the close); 1d of forex: 17:00 New York of its date; 1w: the end of Friday.
    """
    raise NotImplementedError


def trading_day(times_ns: Ints, calendar: Calendar, stamped: Timeframe | None = None) -> Ints:
    """Return the day of each bar as 00:00 UTC of its date: UTC day, session date or forex day."""
    raise NotImplementedError


def expected_next_open(time_ns: int, timeframe: Timeframe, calendar: Calendar) -> int:
    """Return when the bar after the one stamped `time_ns` opens by the calendar."""
    raise NotImplementedError


def is_late(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Bools:
    """Return for each bar whether a fill at its open is late (rule 7).

    Late: it opens more than one timeframe of trading time after the close of the bar before it.
    Closed hours, weekends and holidays do not count. The first bar is not late.
    """
    raise NotImplementedError


def gaps(times_ns: Ints, timeframe: Timeframe, calendar: Calendar) -> Gaps:
    """Count the holes between bars, leaving out the hours in which the calendar trades nothing."""
    raise NotImplementedError
