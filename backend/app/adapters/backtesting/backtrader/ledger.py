"""What a finished run left behind, as the Outcome both engines share."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.adapters.backtesting.backtrader.curve import Curve
from app.adapters.backtesting.backtrader.decisions import NO_RULE
from app.adapters.backtesting.backtrader.strategy import Closed, Held, Plan, RuleStrategy, proceeds
from app.domain.arrays import Bools, Floats
from app.domain.backtest import (
    ExitReason,
    OpenPosition,
    Outcome,
    PendingKind,
    Trades,
    no_trades,
)
from app.domain.calendars import is_late


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    equity: Floats
    position: Floats
    exposed: Bools


def outcome_of(plan: Plan, run: RuleStrategy, curve: Curve, ambiguous_bars: int) -> Outcome:
    """Return the outcome; books `end_of_data` first where the configuration asks for it."""
    noted = _Curve(
        equity=np.array(curve.equity, np.float64),
        position=np.array(curve.position, np.float64),
        exposed=np.array(curve.exposed, np.bool_),
    )
    closed, held = list(run.closed), run.held
    if held is not None and plan.config.close_at_end:
        closed.append(_sold_at_the_end(plan, run, held))
        noted.equity[-1] = run.broker.getcash() + proceeds(
            held, closed[-1].exit_price, closed[-1].exit_fee
        )
        noted.position[-1] = 0.0
        held = None
    closes = plan.bars.close[plan.first :]
    solvent = np.where(noted.equity > 0.0, noted.equity, np.inf)
    return Outcome(
        first=plan.first,
        equity=noted.equity,
        position=noted.position,
        exposed=noted.exposed,
        gross=np.abs(noted.position) * closes / solvent,
        trades=_trades(plan, closed),
        open_position=None if held is None else _open_position(plan, held),
        pending=_pending(run, held),
        refused_bar=np.array([bar for bar, _ in run.refused], np.int64),
        refused_reason=np.array([reason for _, reason in run.refused], np.int8),
        ambiguous_bars=ambiguous_bars,
        late_fills=_late_fills(plan, closed, held),
        zero_volume_fills=_zero_volume_fills(plan, closed, held),
        conflicting_entries=run.conflicting_entries,
        halted_bar=run.guard.halted_bar,
        bankrupt_bar=run.guard.bankrupt_bar,
        daily_halts=run.guard.days_lost,
    )


def _sold_at_the_end(plan: Plan, run: RuleStrategy, held: Held) -> Closed:
    """Book the exit of rule 20: the last close, slipped, with a fee."""
    price = run.sizing.market_price(float(plan.bars.close[-1]), buying=held.side < 0)
    return Closed(
        held=held,
        exit_bar=len(plan.bars) - 1,
        exit_price=price,
        exit_fee=run.sizing.fee(held.quantity, price),
        gross=held.side * held.quantity * (price - held.price),
        reason=ExitReason.END_OF_DATA,
        rule=NO_RULE,
        at_open=False,
    )


def _trades(plan: Plan, closed: list[Closed]) -> Trades:
    table = no_trades()
    rows = [_row(plan, trade) for trade in closed]
    columns: dict[str, Any] = {
        name: np.array([row[name] for row in rows], getattr(table, name).dtype)
        for name in Trades.__dataclass_fields__
    }
    return Trades(**columns)


def _row(plan: Plan, closed: Closed) -> dict[str, float | int]:
    held, bars = closed.held, plan.bars
    at_end = closed.reason is ExitReason.END_OF_DATA
    low = float(bars.low[held.entry_bar : closed.exit_bar + 1].min())
    high = float(bars.high[held.entry_bar : closed.exit_bar + 1].max())
    worst, best = (low, high) if held.side > 0 else (high, low)
    return {
        "side": held.side,
        "entry_bar": held.entry_bar,
        "exit_bar": closed.exit_bar,
        "entry_time": int(bars.time[held.entry_bar]),
        "exit_time": int(bars.time[closed.exit_bar]) + at_end * bars.timeframe.nanos,
        "quantity": held.quantity,
        "entry_price": held.price,
        "exit_price": closed.exit_price,
        "entry_fee": held.fee,
        "exit_fee": closed.exit_fee,
        "borrow": held.borrow,
        "pnl": closed.net,
        "return_pct": closed.net / (held.quantity * held.price) * 100.0,
        "stop_price": np.nan if held.first_stop is None else held.first_stop,
        "target_price": _or_nan(held.protection.target),
        "reason": closed.reason,
        "entry_rule": held.rule,
        "exit_rule": closed.rule,
        "mae_pct": held.side * (worst / held.price - 1.0) * 100.0,
        "mfe_pct": held.side * (best / held.price - 1.0) * 100.0,
    }


def _or_nan(level: float | None) -> float:
    return np.nan if level is None else level


def _open_position(plan: Plan, held: Held) -> OpenPosition:
    close = float(plan.bars.close[-1])
    gain = held.side * held.quantity * (close - held.price)
    return OpenPosition(
        side=held.side,
        entry_bar=held.entry_bar,
        entry_time=int(plan.bars.time[held.entry_bar]),
        quantity=held.quantity,
        entry_price=held.price,
        entry_fee=held.fee,
        borrow=held.borrow,
        stop_price=_or_nan(held.first_stop),
        target_price=_or_nan(held.protection.target),
        entry_rule=held.rule,
        unrealized_pnl=gain - held.fee - held.borrow,
    )


def _pending(run: RuleStrategy, held: Held | None) -> tuple[tuple[PendingKind, int, str], ...]:
    """List what was due after the last bar; an exit only if its position is still there."""
    found: list[tuple[PendingKind, int, str]] = []
    reason = "entry_rule"
    if held is not None and run.due_exit is not None:
        reason = run.due_exit.reason.label
        found.append((PendingKind.EXIT, run.due_exit.rule, reason))
    if run.due_entry is not None:
        long = run.due_entry.side > 0
        kind = PendingKind.ENTRY_LONG if long else PendingKind.ENTRY_SHORT
        found.append((kind, run.due_entry.rule, reason))
    return tuple(found)


_BY_SIGNAL = frozenset(
    {ExitReason.HALT, ExitReason.REVERSE, ExitReason.EXIT_RULE, ExitReason.TIME_STOP}
)


def _late_fills(plan: Plan, closed: list[Closed], held: Held | None) -> int:
    """Count fills of due orders that came late by the calendar (rule 7)."""
    late = is_late(plan.bars.time, plan.bars.timeframe, plan.bars.calendar)
    entries = [trade.held.entry_bar for trade in closed]
    exits = [trade.exit_bar for trade in closed if trade.reason in _BY_SIGNAL]
    still = [] if held is None else [held.entry_bar]
    return int(late[np.array([*entries, *exits, *still], np.int64)].sum())


def _zero_volume_fills(plan: Plan, closed: list[Closed], held: Held | None) -> int:
    """Count fills in bars known to have traded nothing (rule 7)."""
    entries = [trade.held.entry_bar for trade in closed]
    exits = [trade.exit_bar for trade in closed]
    still = [] if held is None else [held.entry_bar]
    return int((plan.bars.volume[np.array([*entries, *exits, *still], np.int64)] == 0.0).sum())
