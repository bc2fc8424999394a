"""Where a running total starts again: every session, week or month, or never."""

from typing import Final

import numpy as np

from app.domain.arrays import Ints
from app.domain.calendars import trading_day
from app.domain.indicators.registry import Parameter
from app.domain.market import Bars

ANCHORS: Final = ("start", "session", "week", "month")
_MONDAY: Final = 3  # 1970-01-01 was a Thursday: day 0 is the fourth of its week


def anchor(default: str) -> Parameter:
    """Return the parameter that says where the total restarts."""
    return Parameter(
        name="anchor",
        kind="choice",
        default=default,
        choices=ANCHORS,
        description="Where it starts again: trading day, week from Monday, month, or never",
    )


def segment_starts(bars: Bars, where: str) -> Ints:
    """Return the index of the first bar of every segment; bar 0 always starts one.

    Edge: days are the calendar's trading days, so a forex week starts on Sunday evening.
    """
    if where == "start" or not len(bars):
        return np.zeros(1, dtype=np.int64)
    days = trading_day(bars.time, bars.calendar, bars.timeframe)
    if where == "week":
        keys = (days + _MONDAY) // 7
    elif where == "month":
        keys = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    else:
        keys = days
    return np.concatenate(([0], np.flatnonzero(np.diff(keys)) + 1)).astype(np.int64)
