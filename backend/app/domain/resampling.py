"""Larger bars from smaller ones, and bars from ticks: one function for every timeframe."""

from dataclasses import replace

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.calendars import bucket_end, bucket_open, bucket_start
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.sessions import next_open
from app.domain.timeframes import Calendar, Timeframe


def resampled(
    bars: Bars,
    to: Timeframe,
    complete_until_ns: int | None = None,
    complete_from_ns: int | None = None,
) -> Bars:
    """Return `bars` as bars of the timeframe `to` (rule 4).

    Exact: first open, highest high, lowest low, last close, summed volume (NaN stays unknown).
    No bar is made in a gap. The first bucket counts only if the series has a bar at or before the
    bucket's first trading instant; the last only if nothing more is due in it. `complete_…` declare
    that the data reaches further than its first and last bar show.
    Raises: InvalidInput unless `to` is a multiple of the bars' timeframe.
    """
    _check_multiple(bars, to)
    if to is bars.timeframe:
        return bars
    if not len(bars):
        return replace(bars, timeframe=to)
    labels = bucket_open(bars.time, to, bars.calendar, bars.timeframe)
    begins = int(bucket_start(bars.time[:1], bars.timeframe, bars.calendar)[0])
    reaches = int(bucket_end(bars.time[-1:], bars.timeframe, bars.calendar)[0])
    return _without_partial_edges(
        _aggregated(bars, labels, to),
        begins if complete_from_ns is None else min(begins, complete_from_ns),
        reaches if complete_until_ns is None else max(reaches, complete_until_ns),
    )


def resampled_on_utc_grid(bars: Bars, to: Timeframe) -> Bars:
    """Return what the database views hold: buckets on the UTC grid, partial edges kept.

    Raises: InvalidInput unless `to` is a multiple of the bars' timeframe.
    """
    _check_multiple(bars, to)
    return _aggregated(bars, bucket_open(bars.time, to, Calendar.ALWAYS), to)


def visible_index(bars: Bars, higher: Bars) -> Ints:
    """Return for each bar the index of the newest higher bar visible at its close, -1 for none.

    Visible when the end of the higher bucket is not after the end of the bar (rule 4). A session
    day ends with its date in New York (forex: at 17:00 New York), because extended hours may still
    trade after the regular close: intraday bars of stocks see a day from the next session's first
    bar on.
    Shapes: (n,) of `bars`. Causal: out[i] depends on bars up to i.
    """
    known_at = bucket_end(higher.time, higher.timeframe, higher.calendar)
    closes_at = bucket_end(bars.time, bars.timeframe, bars.calendar)
    return np.searchsorted(known_at, closes_at, side="right") - 1


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

    Edge:   an amount of NaN makes the volume of its bar unknown.
    Raises: InvalidInput naming the first trade whose price is not finite and positive or whose
            amount is negative.
    """
    _check_ticks(time_ns, price, amount)
    order = np.argsort(time_ns, kind="stable")
    time, paid, size = time_ns[order], price[order], amount[order]
    labels = bucket_open(time, timeframe, calendar, Timeframe.M1)
    bars = _reduced(labels, (paid, paid, paid, paid, size), timeframe, calendar)
    if not len(bars):
        return bars
    begins, reaches = int(time[0]), int(time[-1])
    return _without_partial_edges(
        bars,
        begins if complete_from_ns is None else min(begins, complete_from_ns),
        reaches if complete_until_ns is None else max(reaches, complete_until_ns),
    )


def _check_multiple(bars: Bars, to: Timeframe) -> None:
    if not to.is_multiple_of(bars.timeframe):
        raise InvalidInput(
            f"timeframe {to}: bars of {bars.timeframe} do not fill it evenly, "
            f"a multiple of {bars.timeframe} is needed"
        )


def _check_ticks(time_ns: Ints, price: Floats, amount: Floats) -> None:
    if not time_ns.shape == price.shape == amount.shape:
        raise InvalidInput(
            f"ticks: {time_ns.size} times, {price.size} prices and {amount.size} amounts, "
            "the three must be equally many"
        )
    bad_price = ~(np.isfinite(price) & (price > 0.0))
    bad_amount = (amount < 0.0) | np.isinf(amount)
    wrong = np.flatnonzero(bad_price | bad_amount)
    if wrong.size:
        at = int(wrong[0])
        name, value = ("price", price[at]) if bad_price[at] else ("amount", amount[at])
        allowed = "finite and above zero" if bad_price[at] else "zero, positive or unknown"
        raise InvalidInput(f"ticks: {name} {value} in trade {at + 1} must be {allowed}")


def _aggregated(bars: Bars, labels: Ints, to: Timeframe) -> Bars:
    columns = (bars.open, bars.high, bars.low, bars.close, bars.volume)
    return _reduced(labels, columns, to, bars.calendar)


def _reduced(labels: Ints, columns: tuple[Floats, ...], to: Timeframe, calendar: Calendar) -> Bars:
    """Return one bar per run of equal labels."""
    opens, highs, lows, closes, volumes = columns
    if not labels.size:
        return Bars(labels, opens, highs, lows, closes, volumes, to, calendar)
    starts = np.append(0, np.flatnonzero(labels[1:] != labels[:-1]) + 1)
    ends = np.append(starts[1:], labels.size) - 1
    return Bars(
        time=labels[starts],
        open=opens[starts],
        high=np.maximum.reduceat(highs, starts),
        low=np.minimum.reduceat(lows, starts),
        close=closes[ends],
        volume=np.add.reduceat(volumes, starts),
        timeframe=to,
        calendar=calendar,
    )


def _without_partial_edges(bars: Bars, begins_ns: int, reaches_ns: int) -> Bars:
    """Leave out a first bucket that began before the data and a last one with more to come."""
    first_start = int(bucket_start(bars.time[:1], bars.timeframe, bars.calendar)[0])
    last_end = int(bucket_end(bars.time[-1:], bars.timeframe, bars.calendar)[0])
    start = 0 if begins_ns <= next_open(first_start, bars.calendar, sure=True) else 1
    stop = len(bars) if next_open(reaches_ns, bars.calendar) >= last_end else len(bars) - 1
    return bars.slice(start, max(start, stop))
