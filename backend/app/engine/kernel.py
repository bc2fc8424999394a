"""One walk over the bars: orders due, protection, equity, decisions (rules 8 to 23).

`walk` and the functions it calls are plain Python over scalars and structured arrays. `compiled.py`
compiles exactly these functions; run uncompiled they give the same bits, which a test asserts.
Nothing here allocates, and no arithmetic is reordered (rule 24).
"""

import math
from collections.abc import Callable
from typing import Any, Final

from app.domain.arrays import Bools, Floats, Ints, Shorts
from app.domain.backtest import ExitReason
from app.domain.risk.sizing import ACCEPTED, SizeTerms, entry_quantity
from app.domain.timeframes import NANOS_PER_DAY
from app.engine.costs import Fees, borrow_cost, fee, slipped
from app.engine.matching import (
    BOTH_HIT,
    NOT_HIT,
    TARGET_HIT,
    first_touch,
    gap_hit,
    inside_hit,
    raised_peak,
    stop_level,
    stop_price,
    target_level,
    trailing_is_tighter,
)
from app.engine.quiet import skip_flat, skip_held
from app.engine.state import NONE, Records, State, Terms

STOP_LOSS: Final = int(ExitReason.STOP_LOSS)
TRAILING_STOP: Final = int(ExitReason.TRAILING_STOP)
TAKE_PROFIT: Final = int(ExitReason.TAKE_PROFIT)
EXIT_RULE: Final = int(ExitReason.EXIT_RULE)
REVERSE: Final = int(ExitReason.REVERSE)
TIME_STOP: Final = int(ExitReason.TIME_STOP)
HALT: Final = int(ExitReason.HALT)
LONG: Final = 1
SHORT: Final = -1


def walk_over(source_hash: str) -> Callable[..., None]:
    """Return the walk: from the state's next bar to `stop_bar`, or until a table is nearly full.

    The caller looks at `next_bar`, enlarges what is full and calls again; the state carries
    everything, so any split into calls gives the same run. Per-bar arrays begin at bar `first`;
    when `equity` is empty none of the four is written (a sweep needs only the end).
    `source_hash` changes nothing but the key under which compiled code is cached.
    """

    def walk(
        stop_bar: int, skipping: bool,
        time: Ints, open_: Floats, high: Floats, low: Floats, close: Floats,
        entry_long: Shorts, exit_long: Shorts, entry_short: Shorts, exit_short: Shorts,
        finer_high: Floats, finer_low: Floats, finer_from: Ints, finer_to: Ints,
        term_table: Records, state_table: Records, trades: Records, refused: Records,
        first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
    ) -> None:  # fmt: skip
        _ = source_hash
        state: Any = state_table[0]
        terms: Any = term_table[0]
        record = equity.size > 0
        # A bar closes at most two positions (reversal at the open, stop of the new one inside).
        last_trade, last_refusal = trades.size - 2, refused.size - 1
        i = state.next_bar
        while i < stop_bar and state.trades <= last_trade and state.refusals <= last_refusal:
            if skipping and state.due_exit == NONE and state.due_side == 0:
                i = _skip(
                    state, terms, i, stop_bar, time, high, low, close,
                    entry_long, exit_long, entry_short, exit_short,
                    first, equity, position, exposed, gross,
                )  # fmt: skip
                if i == stop_bar:
                    break
            _fill_due(state, terms, trades, refused, i, open_[i])
            held = False
            if state.side != 0:
                held = _protect(
                    state, terms, trades, i, open_[i], high[i], low[i],
                    finer_high, finer_low, finer_from, finer_to,
                )  # fmt: skip
            _mark(state, terms, i, time, high[i], low[i], close[i])
            halted = _halted(state, terms, i, time[i])
            _decide(
                state, terms, i, halted, entry_long[i], exit_long[i], entry_short[i], exit_short[i]
            )
            if record:
                k = i - first
                equity[k] = state.equity
                exposed[k] = held
                position[k] = state.side * state.quantity
                gross[k] = exposure(state, close[i])
            i += 1
        state.next_bar = i

    return walk


def _skip(
    state: State, terms: Terms, i: int, stop_bar: int,
    time: Ints, high: Floats, low: Floats, close: Floats,
    entry_long: Shorts, exit_long: Shorts, entry_short: Shorts, exit_short: Shorts,
    first: int, equity: Floats, position: Floats, exposed: Bools, gross: Floats,
) -> int:  # fmt: skip
    if state.side == 0:
        return skip_flat(
            state, i, stop_bar, entry_long, entry_short, first, equity, position, exposed, gross
        )
    if state.side > 0:
        return skip_held(
            state, terms, i, stop_bar, time, close, low, high, exit_long, entry_short,
            first, equity, position, exposed, gross,
        )  # fmt: skip
    if terms.borrow_rate > 0.0:  # cash moves at every close
        return i
    return skip_held(
        state, terms, i, stop_bar, time, close, high, low, exit_short, entry_long,
        first, equity, position, exposed, gross,
    )  # fmt: skip


def exposure(state: State, close: float) -> float:
    """Return the gross exposure, |quantity| * close / equity; 0 when flat or nothing is left."""
    if state.side == 0 or not state.equity > 0.0:
        return 0.0
    return state.quantity * close / state.equity


def close_position(
    state: State, terms: Terms, trades: Records,
    i: int, price: float, reason: int, rule: int,
) -> None:  # fmt: skip
    """Book the exit of the held position at `price` inside bar `i` and start its cool-down."""
    trade: Any = trades[state.trades]
    state.trades += 1
    side, quantity, entry = state.side, state.quantity, state.entry_price
    fees = Fees(terms.fee_rate, terms.fee_per_share, terms.fee_minimum)
    exit_fee = fee(quantity, price, fees)
    state.cash += side * quantity * price - exit_fee
    pnl = side * quantity * (price - entry) - state.entry_fee - exit_fee - state.borrow
    trade.side, trade.entry_bar, trade.exit_bar = side, state.entry_bar, i
    trade.quantity, trade.entry_price, trade.exit_price = quantity, entry, price
    trade.entry_fee, trade.exit_fee, trade.borrow = state.entry_fee, exit_fee, state.borrow
    trade.pnl, trade.return_pct = pnl, pnl / (quantity * entry) * 100.0
    trade.stop_price, trade.target_price = state.first_stop, state.target
    trade.reason, trade.entry_rule, trade.exit_rule = reason, state.entry_rule, rule
    # Rule 13: the later end counts when two positions close in one bar.
    wait = terms.cooldown_after_loss if pnl < 0.0 else terms.cooldown
    state.cool_until = max(state.cool_until, i + wait)
    state.side, state.quantity = 0, 0.0
    state.due_exit = NONE


def _fill_due(
    state: State, terms: Terms, trades: Records, refused: Records,
    i: int, open_: float,
) -> None:  # fmt: skip
    """Fill the orders due at this open: the exit, then the entry (rule 8a).

    The exit takes protection with it, so a stop gapped at the same open is this one fill (rule 10).
    """
    if state.due_exit != NONE:
        price = slipped(open_, -state.side, terms.slippage)
        close_position(state, terms, trades, i, price, state.due_exit, state.due_exit_rule)
    if state.due_side != 0:
        _enter(state, terms, refused, i, open_)


def _enter(state: State, terms: Terms, refused: Records, i: int, open_: float) -> None:
    """Fill the due entry at the open (rule 8a), or note why not (rule 15)."""
    side = state.due_side
    state.due_side = 0
    price = slipped(open_, side, terms.slippage)
    fixed = stop_level(side, price, terms.stop_distance, terms.tick_size)
    trailing = stop_level(side, price, terms.trail_distance, terms.tick_size)
    first_stop = trailing if trailing_is_tighter(side, fixed, trailing) else fixed
    fees = Fees(terms.fee_rate, terms.fee_per_share, terms.fee_minimum)
    size = SizeTerms(
        terms.size_mode, terms.size_value, terms.max_position, terms.risk_distance,
        terms.lot_step, terms.min_notional,
    )  # fmt: skip
    quantity, refusal = entry_quantity(size, fees, state.cash, price, first_stop)
    if refusal != ACCEPTED:
        row: Any = refused[state.refusals]
        row.bar, row.reason = i - 1, refusal
        state.refusals += 1
        return
    state.side, state.quantity, state.entry_bar = side, quantity, i
    state.entry_rule, state.entry_price = state.due_rule, price
    state.entry_fee, state.borrow = fee(quantity, price, fees), 0.0
    state.cash -= side * quantity * price + state.entry_fee
    state.fixed_stop, state.first_stop = fixed, first_stop
    state.target = target_level(side, price, terms.target_distance, terms.tick_size)
    state.peak = price


def _protect(
    state: State, terms: Terms, trades: Records,
    i: int, open_: float, high: float, low: float,
    finer_high: Floats, finer_low: Floats, finer_from: Ints, finer_to: Ints,
) -> bool:  # fmt: skip
    """Apply stop and target to bar `i` (rules 8b, 8c); return whether it was held inside."""
    side, stop, reason = state.side, state.fixed_stop, STOP_LOSS
    trailing = stop_level(side, state.peak, terms.trail_distance, terms.tick_size)
    if trailing_is_tighter(side, stop, trailing):
        stop, reason = trailing, TRAILING_STOP
    if state.entry_bar < i:
        hit = gap_hit(side, open_, stop, state.target)
        if hit != NOT_HIT:
            price = open_ if hit == TARGET_HIT else slipped(open_, -side, terms.slippage)
            reason = TAKE_PROFIT if hit == TARGET_HIT else reason
            close_position(state, terms, trades, i, price, reason, NONE)
            return False
    hit = inside_hit(side, high, low, stop, state.target)
    if hit == NOT_HIT:
        return True
    if hit == BOTH_HIT:
        if finer_from.size > 0:
            a, b = finer_from[i], finer_to[i]
            hit = first_touch(side, finer_high[a:b], finer_low[a:b], stop, state.target)
        state.ambiguous += int(hit == BOTH_HIT)
    if hit == TARGET_HIT:
        close_position(state, terms, trades, i, state.target, TAKE_PROFIT, NONE)
    else:
        price = slipped(stop_price(side, open_, stop), -side, terms.slippage)
        close_position(state, terms, trades, i, price, reason, NONE)
    return True


def _mark(
    state: State, terms: Terms, i: int, time: Ints, high: float, low: float, close: float
) -> None:
    """Mark equity at the close, charge a short's borrowing, follow the peak (rules 8d, 17, 18).

    A position left before this close pays nothing for the bar: borrowing is charged at closes.
    """
    side = state.side
    state.last_equity = state.equity
    if side == 0:
        state.equity = state.cash
        return
    if side < 0 and terms.borrow_rate > 0.0:
        # From the fill at this bar's open, or from the last bar's close, to this close.
        nanos = terms.bar_nanos if state.entry_bar == i else time[i] - time[i - 1]
        cost = borrow_cost(state.quantity, close, terms.borrow_rate, nanos)
        state.cash -= cost
        state.borrow += cost
    state.equity = state.cash + side * state.quantity * close
    state.peak = raised_peak(side, state.peak, high, low)


def _halted(state: State, terms: Terms, i: int, time: int) -> bool:
    """Return whether ruin, drawdown or the day's loss forbids holding (rules 17 and 19).

    Each makes the same order: out at the next open, reason `halt`.
    """
    equity = state.equity
    if not equity > 0.0 and state.bankrupt_bar == NONE:
        state.bankrupt_bar = i
    state.peak_equity = max(state.peak_equity, equity)
    if not math.isnan(terms.max_drawdown):
        limit = state.peak_equity * (1.0 - terms.max_drawdown)
        if equity <= limit and state.halted_bar == NONE:
            state.halted_bar = i
    if not math.isnan(terms.max_daily_loss):
        _halt_day(state, terms, time)
    return state.halted_bar != NONE or state.bankrupt_bar != NONE or state.day_halted != 0


def _halt_day(state: State, terms: Terms, time: int) -> None:
    # The day a close lies in; midnight itself still belongs to the day it ends.
    day = (time + terms.bar_nanos - 1) // NANOS_PER_DAY
    if day != state.day:
        state.day, state.day_halted = day, 0
        state.day_reference = state.last_equity
    if state.equity <= state.day_reference * (1.0 - terms.max_daily_loss):
        state.daily_halts += int(state.day_halted == 0)
        state.day_halted = 1


def _decide(
    state: State, terms: Terms, i: int, halted: bool,
    entry_long: int, exit_long: int, entry_short: int, exit_short: int,
) -> None:  # fmt: skip
    """Make the orders due at the next open from what the rules say at this close."""
    if halted:
        if state.side != 0:
            state.due_exit, state.due_exit_rule = HALT, NONE
    elif state.side == 0:
        _decide_flat(state, i, entry_long, exit_long, entry_short, exit_short)
    elif state.side > 0:
        _decide_held(state, terms, i, entry_long, exit_long, entry_short, exit_short)
    else:
        _decide_held(state, terms, i, entry_short, exit_short, entry_long, exit_long)


def _decide_flat(
    state: State, i: int, entry_long: int, exit_long: int, entry_short: int, exit_short: int
) -> None:
    """Make an entry due at the next open if exactly one side asks for it (rules 9 and 13).

    A conflict is counted only where an entry could have been made: not while cooling down.
    """
    if i < state.cool_until or (entry_long < 0 and entry_short < 0):
        return
    if entry_long >= 0 and entry_short >= 0:
        state.conflicts += 1
    elif entry_long >= 0 and exit_long < 0:
        state.due_side, state.due_rule = LONG, entry_long
    elif entry_short >= 0 and exit_short < 0:
        state.due_side, state.due_rule = SHORT, entry_short


def _decide_held(
    state: State, terms: Terms, i: int, own_entry: int, own_exit: int,
    other_entry: int, other_exit: int,
) -> None:  # fmt: skip
    """Make the exit due, and with `reverse` the opposite entry (rules 9, 10, 14 and 22).

    The order of the branches is that of rule 10. A time stop of 0 bars is none (rule 14).
    """
    if terms.reverse and other_entry >= 0 and own_entry < 0:
        state.due_exit, state.due_exit_rule = REVERSE, NONE
        if other_exit < 0:
            state.due_side, state.due_rule = -state.side, other_entry
    elif own_exit >= 0:
        state.due_exit, state.due_exit_rule = EXIT_RULE, own_exit
    elif 0 < terms.max_bars <= i - state.entry_bar + 1:
        state.due_exit, state.due_exit_rule = TIME_STOP, NONE
