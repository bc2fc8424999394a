"""The tables the compiled loop reads and writes: terms of the run, its state, trades, refusals.

Each is a structured array, so that compiled code and plain Python use the same field names; the
protocols below give those fields their types. Terms are fractions and codes, worked out once from
the strategy and the configuration: the loop knows no documents.
"""

import math
from collections.abc import Mapping
from typing import Final, Protocol, get_type_hints

import numpy as np
from numpy.typing import NDArray

from app.domain.backtest import RunConfig
from app.domain.risk.sizing import MODE_CODE
from app.domain.rules.spec import Size, SizeMode, Strategy

NONE: Final = -1
_BEFORE_ALL_DAYS: Final = -(2**63)

Records = NDArray[np.void]


class Terms(Protocol):
    """What the run allows and costs. NaN distances and zero counts mean not set."""

    fee_rate: float
    fee_per_share: float
    fee_minimum: float
    slippage: float
    borrow_rate: float
    tick_size: float
    size_mode: int
    size_value: float
    max_position: float
    lot_step: float
    min_notional: float
    stop_distance: float
    trail_distance: float
    target_distance: float
    risk_distance: float
    max_drawdown: float
    max_daily_loss: float
    max_bars: int
    cooldown: int
    cooldown_after_loss: int
    reverse: int
    bar_nanos: int


class State(Protocol):
    """Where the loop stands: everything bar j+1 needs to know of the bars before it."""

    next_bar: int
    cash: float
    equity: float
    last_equity: float
    peak_equity: float
    day: int
    day_reference: float
    day_halted: int
    halted_bar: int
    bankrupt_bar: int
    cool_until: int
    due_exit: int
    due_exit_rule: int
    due_side: int
    due_rule: int
    side: int
    quantity: float
    entry_bar: int
    entry_rule: int
    entry_price: float
    entry_fee: float
    borrow: float
    fixed_stop: float
    first_stop: float
    target: float
    peak: float
    trades: int
    refusals: int
    ambiguous: int
    conflicts: int
    daily_halts: int


def _layout(protocol: type) -> "np.dtype[np.void]":
    kinds = {float: np.float64, int: np.int64}
    fields = [(name, kinds[kind]) for name, kind in get_type_hints(protocol).items()]
    return np.dtype(fields, align=True)


TERMS: Final = _layout(Terms)
STATE: Final = _layout(State)
TRADE: Final = np.dtype(
    [
        ("entry_bar", np.int64), ("exit_bar", np.int64), ("quantity", np.float64),
        ("entry_price", np.float64), ("exit_price", np.float64), ("entry_fee", np.float64),
        ("exit_fee", np.float64), ("borrow", np.float64), ("pnl", np.float64),
        ("return_pct", np.float64), ("stop_price", np.float64), ("target_price", np.float64),
        ("entry_rule", np.int16),
        ("exit_rule", np.int16), ("side", np.int8), ("reason", np.int8),
    ],
    align=True,
)  # fmt: skip
REFUSED: Final = np.dtype([("bar", np.int64), ("reason", np.int64)], align=True)


def terms_of(strategy: Strategy, config: RunConfig, bar_nanos: int) -> Records:
    """Return the one-row table of terms for a strategy under a configuration."""
    risk, size = strategy.risk, strategy.effective_size
    stop, trail = _fraction(risk.stop_loss_pct), _fraction(risk.trailing_stop_pct)
    terms = {
        "fee_rate": config.commission_pct / 100.0,
        "fee_per_share": config.fee_per_share,
        "fee_minimum": config.min_fee,
        "slippage": config.slippage_pct / 100.0,
        "borrow_rate": config.borrow_pct_per_year / 100.0,
        "tick_size": config.tick_size,
        "size_mode": MODE_CODE[size.mode],
        "size_value": _size_value(size),
        "max_position": strategy.effective_max_position_pct / 100.0,
        "lot_step": config.lot_step,
        "min_notional": config.min_notional,
        "stop_distance": stop,
        "trail_distance": trail,
        "target_distance": _fraction(risk.take_profit_pct),
        "risk_distance": _tighter(stop, trail),
        "max_drawdown": _fraction(risk.max_drawdown_pct),
        "max_daily_loss": _fraction(risk.max_daily_loss_pct),
        "max_bars": risk.max_bars_in_trade or 0,
        "cooldown": risk.cooldown_bars,
        "cooldown_after_loss": max(risk.cooldown_bars, risk.cooldown_after_loss_bars),
        "reverse": int(strategy.reverse),
        "bar_nanos": bar_nanos,
    }
    return _row(TERMS, terms)


def fresh_state(first: int, capital: float) -> Records:
    """Return the one-row state before bar `first`: flat, `capital` in cash, nothing due."""
    money = ("cash", "equity", "last_equity", "peak_equity", "day_reference")
    nothing = (
        "halted_bar", "bankrupt_bar", "due_exit", "due_exit_rule", "due_rule", "entry_rule",
    )  # fmt: skip
    state: dict[str, float] = dict.fromkeys(STATE.names or (), 0)
    state |= dict.fromkeys(money, capital) | dict.fromkeys(nothing, NONE)
    return _row(STATE, state | {"next_bar": first, "day": _BEFORE_ALL_DAYS})


def _row(layout: "np.dtype[np.void]", values: Mapping[str, float]) -> Records:
    return np.array([tuple(values[name] for name in layout.names or ())], layout)


def _tighter(stop: float, trail: float) -> float:
    if math.isnan(stop) or math.isnan(trail):
        return trail if math.isnan(stop) else stop
    return min(stop, trail)


def _fraction(percent: float | None) -> float:
    return math.nan if percent is None else percent / 100.0


def _size_value(size: Size) -> float:
    of_equity = size.mode in (SizeMode.PERCENT_EQUITY, SizeMode.RISK_PER_TRADE_PCT)
    return size.value / 100.0 if of_equity else size.value
