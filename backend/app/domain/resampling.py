"""Larger bars from smaller ones, and bars from ticks: one function for every timeframe."""

from app.domain.arrays import Floats, Ints
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe


def resampled(
    bars: Bars,
    to: Timeframe,
    *,
    complete_from_ns: int | None = None,
    complete_until_ns: int | None = None,
) -> Bars:
    """Return `bars` as bars of the timeframe `to` (rule 4).

    Exact: first open, highest high, lowest low, last close, summed volume (NaN stays unknown).
    No bar is made in a gap. The first bucket counts only if the series has a bar at or before the
    bucket's first trading instant; the last only if nothing more is due in it. `complete_…` declare
    that the data reaches further than its first and last bar show.
    Raises: InvalidInput unless `to` is a multiple of the bars' timeframe.
    """
    raise NotImplementedError


def resampled_on_utc_grid(bars: Bars, to: Timeframe) -> Bars:
    """Return what the database views hold: buckets on the UTC grid, partial edges kept."""
    raise NotImplementedError


def visible_index(bars: Bars, higher: Bars) -> Ints:
    """Return for each bar the index of the newest higher bar visible at its close, -1 for none.

    Visible when the end of the higher bucket is not after the end of the bar (rule 4). A session
    day ends with its date in New York (forex: at 17:00 New York), because extended hours may still
    trade after the regular close: intraday bars of stocks see a day from the next session's first
    bar on.
    Shapes: (n,) of `bars`. Causal: out[i] depends on bars up to i.
    """
    raise NotImplementedError


def bars_from_ticks(
    time_ns: Ints,
    price: Floats,
    amount: Floats,
    timeframe: Timeframe,
    calendar: Calendar,
    *,
    complete_from_ns: int | None = None,
    complete_until_ns: int | None = None,
) -> Bars:
    """Return bars of trades; edges as in `resampled`, equal stamps keep their order.

    Raises: InvalidInput naming the first row whose price is not finite and positive or whose amount
            is negative.
    """
    raise NotImplementedError
