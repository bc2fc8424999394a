"""Stretches of bars in which nothing is filled or decided: only marked, as fast as memory allows.

Pure speed: `kernel.walk` handles every bar by itself, these functions handle runs of bars on which
it would do nothing but mark equity. They stop early whenever they are not sure. A test walks
with and without them and compares every bit.
"""

import math
from typing import Final

from app.domain.arrays import Bools, Floats, Ints, Shorts
from app.domain.timeframes import NANOS_PER_DAY
from app.engine.matching import stop_level
from app.engine.state import NONE, State, Terms

_END_OF_TIME: Final = 9223372036854775807


def skip_flat(
    state: State, i: int, stop_bar: int, entry_long: Shorts, entry_short: Shorts,
    first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> int:  # fmt: skip
    """Mark bars without a position from `i` on; return the first at which an entry may be due.

    Equity stands still, so no limit can newly be reached (rule 19).
    """
    if state.day_halted != 0 or not state.equity > 0.0:
        return i
    j = min(stop_bar, max(i, state.cool_until))
    if state.halted_bar != NONE:
        j = stop_bar
    while j < stop_bar and entry_long[j] < 0 and entry_short[j] < 0:
        j += 1
    if equity.size > 0:
        a, b = i - first, j - first
        equity[a:b] = state.cash
        position[a:b] = 0.0
        exposed[a:b] = False
        gross[a:b] = 0.0
    if j > i:
        state.equity = state.last_equity = state.cash
    return j


def skip_held(
    state: State, terms: Terms, i: int, stop_bar: int,
    time: Ints, close: Floats, adverse: Floats, favourable: Floats,
    own_exit: Shorts, other_entry: Shorts,
    first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> int:  # fmt: skip
    """Mark bars of a held position from `i` on; return the first at which something may happen.

    `adverse` and `favourable` are low and high for a long, high and low for a short; multiplied by
    the side, both sides compare alike.
    """
    side, quantity, cash = state.side, state.quantity, state.cash
    last_time = _last_time(state, terms)
    if terms.max_bars > 0:
        stop_bar = min(stop_bar, state.entry_bar + terms.max_bars - 1)
    target, peak = side * state.target, side * state.peak
    stop, floor = _stop(state, terms, state.peak), _floor(state, terms, state.peak_equity)
    peak_equity, before, value = state.peak_equity, state.last_equity, state.equity
    worst, best = math.inf, -math.inf
    j = i
    while j < stop_bar and time[j] <= last_time:
        bad, good = side * adverse[j], side * favourable[j]
        marked = cash + side * quantity * close[j]
        if bad <= stop or good >= target or not marked > floor:
            break
        if own_exit[j] >= 0 or (terms.reverse != 0 and other_entry[j] >= 0):
            break
        if marked > peak_equity:
            peak_equity = marked
            floor = _floor(state, terms, peak_equity)
        if good > peak:
            peak = good
            stop = _stop(state, terms, side * peak)
        worst, best = min(worst, bad), max(best, good)
        before, value = value, marked
        if equity.size > 0:
            _record(j - first, marked, side, quantity, close[j], equity, position, exposed, gross)
        j += 1
    if j > i:
        state.equity, state.last_equity = value, before
        state.peak_equity, state.peak = peak_equity, side * peak
        stretch(state, side * worst, side * best)
    return j


def _record(
    k: int, marked: float, side: int, quantity: float, close: float,
    equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> None:  # fmt: skip
    equity[k] = marked
    position[k] = side * quantity
    exposed[k] = True
    gross[k] = quantity * close / marked


def stretch(state: State, one: float, other: float) -> None:
    """Widen the range of prices seen since the entry by two prices (rule 23)."""
    state.lowest = min(state.lowest, min(one, other))
    state.highest = max(state.highest, max(one, other))


def _stop(state: State, terms: Terms, peak: float) -> float:
    """Return the tighter stop times the side, -inf where none is set (rule 12)."""
    fixed = state.side * state.fixed_stop
    trailing = state.side * stop_level(state.side, peak, terms.trail_distance, terms.tick_size)
    tighter = -math.inf if math.isnan(fixed) else fixed
    return tighter if math.isnan(trailing) else max(tighter, trailing)


def _floor(state: State, terms: Terms, peak_equity: float) -> float:
    """Return the equity at or below which a halt has to be considered (rules 17 and 19)."""
    floor = 0.0
    if not math.isnan(terms.max_drawdown):
        floor = max(floor, peak_equity * (1.0 - terms.max_drawdown))
    if not math.isnan(terms.max_daily_loss):
        floor = max(floor, state.day_reference * (1.0 - terms.max_daily_loss))
    return floor


def _last_time(state: State, terms: Terms) -> int:
    """Return the open of the last possible bar that closes within the state's day (rule 19)."""
    if math.isnan(terms.max_daily_loss):
        return _END_OF_TIME
    return (state.day + 1) * NANOS_PER_DAY - terms.bar_nanos
