"""Stretches of bars in which nothing is filled or decided: only marked, as fast as memory allows.

Pure speed: `kernel.walk` can handle every bar by itself; these functions handle the runs of bars on
which it would do nothing but mark equity. They stop early whenever they are not sure. A test walks
with and without them and compares every bit.
"""

import math

from app.domain.arrays import Bools, Floats, Ints, Shorts
from app.domain.timeframes import NANOS_PER_DAY
from app.engine.matching import stop_level
from app.engine.state import NONE, State, Terms


def skip_flat(
    state: State, i: int, stop_bar: int, entry_long: Shorts, entry_short: Shorts,
    first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> int:  # fmt: skip
    """Mark bars without a position from `i` on; return the first at which an entry may be due.

    Equity stands still, so no limit can newly be reached (rule 19).
    """
    if not state.equity > 0.0:
        return i
    j = min(stop_bar, max(i, state.cool_until))
    if state.halted_bar != NONE:
        j = stop_bar
    # Both are -1 where no rule is true, so their common bits are negative only without a signal.
    while j < stop_bar and entry_long[j] & entry_short[j] < 0:
        j += 1
    if equity.size > 0:
        a, b = i - first, j - first
        equity[a:b] = state.cash
        position[a:b] = 0.0
        exposed[a:b] = False
        gross[a:b] = 0.0
    return j


def skip_held(
    state: State, terms: Terms, i: int, stop_bar: int,
    time: Ints, close: Floats, adverse: Floats, favourable: Floats,
    own_exit: Shorts, other_entry: Shorts,
    first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> int:  # fmt: skip
    """Mark bars of a held position from `i` on; return the first at which something may happen.

    `adverse` and `favourable` are low and high for a long, high and low for a short.
    """
    stop_bar = _bound(state, terms, i, stop_bar, time)
    if math.isnan(terms.trail_distance) and math.isnan(terms.max_drawdown):
        j = _still(state, terms, i, stop_bar, close, adverse, favourable, own_exit, other_entry)
    else:
        j = _moving(state, terms, i, stop_bar, close, adverse, favourable, own_exit, other_entry)
    if j == i:
        return j
    cash, signed = state.cash, state.side * state.quantity
    state.equity = cash + signed * close[j - 1]
    if equity.size > 0:
        position[i - first : j - first] = signed
        exposed[i - first : j - first] = True
        quantity = state.quantity
        for k in range(i, j):
            marked = cash + signed * close[k]
            equity[k - first] = marked
            gross[k - first] = quantity * close[k] / marked
    return j


def _still(
    state: State, terms: Terms, i: int, stop_bar: int,
    close: Floats, adverse: Floats, favourable: Floats, own_exit: Shorts, other_entry: Shorts,
) -> int:  # fmt: skip
    """Return the end of the stretch when stop, target and limits stand still."""
    side, cash, signed = state.side, state.cash, state.side * state.quantity
    stop, floor = _stop(state, terms, state.peak), _floor(state, terms, state.peak_equity)
    target = side * state.target
    if math.isnan(target):
        target = math.inf
    reverse = terms.reverse != 0
    j = i
    while j < stop_bar:
        if side * adverse[j] <= stop or side * favourable[j] >= target:
            break
        if own_exit[j] >= 0 or not cash + signed * close[j] > floor:
            break
        if reverse and other_entry[j] >= 0:
            break
        j += 1
    return j


def _moving(
    state: State, terms: Terms, i: int, stop_bar: int,
    close: Floats, adverse: Floats, favourable: Floats, own_exit: Shorts, other_entry: Shorts,
) -> int:  # fmt: skip
    """Return the end of the stretch, following the peaks that stop and limit hang on (8d, 12, 19).

    Multiplied by the side, prices of both sides compare alike.
    """
    side, cash, signed = state.side, state.cash, state.side * state.quantity
    peak, peak_equity = side * state.peak, state.peak_equity
    stop, floor = _stop(state, terms, state.peak), _floor(state, terms, peak_equity)
    target = side * state.target
    reverse = terms.reverse != 0
    j = i
    while j < stop_bar:
        good, marked = side * favourable[j], cash + signed * close[j]
        if side * adverse[j] <= stop or good >= target or not marked > floor:
            break
        if own_exit[j] >= 0 or (reverse and other_entry[j] >= 0):
            break
        if marked > peak_equity:
            peak_equity = marked
            floor = _floor(state, terms, peak_equity)
        if good > peak:
            peak = good
            stop = _stop(state, terms, side * peak)
        j += 1
    state.peak, state.peak_equity = side * peak, peak_equity
    return j


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


def _bound(state: State, terms: Terms, i: int, stop_bar: int, time: Ints) -> int:
    """Return where the stretch ends at the latest: the time stop's bar, or the end of the day."""
    if terms.max_bars > 0:
        stop_bar = min(stop_bar, state.entry_bar + terms.max_bars - 1)
    if math.isnan(terms.max_daily_loss):
        return stop_bar
    last = (state.day + 1) * NANOS_PER_DAY - terms.bar_nanos
    j = i
    while j < stop_bar and time[j] <= last:
        j += 1
    return j
