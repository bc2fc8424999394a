"""From the tables of the walk to the outcome both engines hand over."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.backtest import (
    TRADE_FIELDS,
    ExitReason,
    OpenPosition,
    Outcome,
    PendingKind,
    Trades,
)
from app.domain.calendars import is_late
from app.domain.market import Bars
from app.engine.costs import slipped
from app.engine.kernel import close_position
from app.engine.state import NONE, Records
from app.engine.tables import Tables

# Their orders were made at one close and filled at the next open: rule 7 asks how late that was.
_IS_MARKET_EXIT: Final = np.array(
    [
        reason in (ExitReason.EXIT_RULE, ExitReason.REVERSE, ExitReason.TIME_STOP, ExitReason.HALT)
        for reason in ExitReason
    ]
)


_DERIVED: Final = ("entry_time", "exit_time", "mae_pct", "mfe_pct")


def closed_at_end(tables: Tables, bars: Bars) -> None:
    """Close a position still held at the last close (rule 20), in place.

    The exit due at the next open, if any, goes with the position; an entry that was due stays.
    """
    state = tables.row
    if state.side == 0:
        return
    terms, last = tables.terms.view(np.recarray)[0], len(bars) - 1
    price = slipped(float(bars.close[last]), -int(state.side), float(terms.slippage))
    close_position(
        state, terms, tables.trades.view(np.recarray), last, price, int(ExitReason.END_OF_DATA),
        NONE,
    )  # fmt: skip
    state.equity = state.cash
    if tables.equity.size:
        tables.equity[-1], tables.position[-1], tables.gross[-1] = state.cash, 0.0, 0.0


def outcome_of(tables: Tables, bars: Bars, first: int) -> Outcome:
    """Return the finished tables as an outcome over `bars`."""
    state = tables.row
    trades = _trades(tables.trades[: state.trades], bars)
    refused = tables.refused[: state.refusals]
    position = _open_position(state, bars)
    return Outcome(
        first=first,
        equity=tables.equity,
        position=tables.position,
        exposed=tables.exposed,
        gross=tables.gross,
        trades=trades,
        open_position=position,
        pending=_pending(state),
        refused_bar=refused["bar"].copy(),
        refused_reason=refused["reason"].astype(np.int8),
        ambiguous_bars=int(state.ambiguous),
        late_fills=_late_fills(trades, position, bars),
        zero_volume_fills=_zero_volume_fills(trades, position, bars),
        conflicting_entries=int(state.conflicts),
        halted_bar=int(state.halted_bar),
        bankrupt_bar=int(state.bankrupt_bar),
        daily_halts=int(state.daily_halts),
    )


def _trades(table: Records, bars: Bars) -> Trades:
    columns = {
        name: np.ascontiguousarray(table[name]) for name in TRADE_FIELDS if name not in _DERIVED
    }
    exit_time = bars.time[columns["exit_bar"]]
    exit_time[columns["reason"] == ExitReason.END_OF_DATA] += bars.timeframe.nanos
    mae, mfe = _excursions(columns, bars)
    return Trades(
        **columns,
        entry_time=bars.time[columns["entry_bar"]],
        exit_time=exit_time,
        mae_pct=mae,
        mfe_pct=mfe,
    )


def _excursions(columns: Mapping[str, Any], bars: Bars) -> tuple[Floats, Floats]:
    """Return the worst and the best of low and high against the fill price, percent (rule 23).

    The bars of entry and exit count whole, whatever part of them was held.
    """
    first, last = columns["entry_bar"], columns["exit_bar"]
    lowest = _extremes(np.minimum, bars.low, first, last)
    highest = _extremes(np.maximum, bars.high, first, last)
    long, side, entry = columns["side"] > 0, columns["side"], columns["entry_price"]
    worst, best = np.where(long, lowest, highest), np.where(long, highest, lowest)
    return side * (worst - entry) / entry * 100.0, side * (best - entry) / entry * 100.0


def _extremes(pick: np.ufunc, values: Floats, first: Ints, last: Ints) -> Floats:
    """Return `pick` over values[first : last + 1] for each pair."""
    if not first.size:
        return np.empty(0)
    # reduceat wants every bound inside the array; ranges that end with it are done one by one.
    end = values.size - 1
    bounds = np.stack((first, np.minimum(last + 1, end)), axis=1).ravel()
    out: Floats = pick.reduceat(values, bounds)[::2].copy()
    for k in np.flatnonzero(last == end):
        out[k] = pick.reduce(values[first[k] :])
    return out


def _open_position(state: Any, bars: Bars) -> OpenPosition | None:
    if state.side == 0:
        return None
    side, quantity, entry = int(state.side), float(state.quantity), float(state.entry_price)
    gross = side * quantity * (float(bars.close[-1]) - entry)
    return OpenPosition(
        side=side,
        entry_bar=int(state.entry_bar),
        entry_time=int(bars.time[state.entry_bar]),
        quantity=quantity,
        entry_price=entry,
        entry_fee=float(state.entry_fee),
        borrow=float(state.borrow),
        stop_price=float(state.first_stop),
        target_price=float(state.target),
        entry_rule=int(state.entry_rule),
        unrealized_pnl=gross - float(state.entry_fee) - float(state.borrow),
    )


def _pending(state: Any) -> tuple[tuple[PendingKind, int, str], ...]:
    orders = []
    reason = "entry_rule"
    if state.due_exit != NONE:
        reason = ExitReason(int(state.due_exit)).label
        orders.append((PendingKind.EXIT, int(state.due_exit_rule), reason))
    if state.due_side != 0:
        kind = PendingKind.ENTRY_LONG if state.due_side > 0 else PendingKind.ENTRY_SHORT
        orders.append((kind, int(state.due_rule), reason))
    return tuple(orders)


def _late_fills(trades: Trades, position: OpenPosition | None, bars: Bars) -> int:
    """Return how many market fills came more than one timeframe after their signal (rule 7)."""
    exits = trades.exit_bar[_IS_MARKET_EXIT[trades.reason]]
    filled = np.concatenate((_entry_bars(trades, position), exits))
    before = filled - 1
    # By the clock first: calendars only shorten a delay, and most series have few long ones.
    filled = filled[bars.time[filled] - bars.time[before] > 2 * bars.timeframe.nanos]
    pairs = np.stack((filled - 1, filled), axis=1).ravel()
    return int(np.count_nonzero(is_late(bars.time[pairs], bars.timeframe, bars.calendar)[1::2]))


def _zero_volume_fills(trades: Trades, position: OpenPosition | None, bars: Bars) -> int:
    filled = np.concatenate((_entry_bars(trades, position), trades.exit_bar))
    return int(np.count_nonzero(bars.volume[filled] == 0.0))


def _entry_bars(trades: Trades, position: OpenPosition | None) -> Ints:
    held = [] if position is None else [position.entry_bar]
    return np.concatenate((trades.entry_bar, np.array(held, np.int64)))
