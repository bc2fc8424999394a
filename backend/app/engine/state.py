"""The tables the compiled loop reads and writes: terms of the run, its state, trades, refusals.

Each is a structured array, so that compiled code and plain Python use the same field names; the
protocols below give those fields their types. Terms are fractions and codes, worked out once from
the strategy and the configuration: the loop knows no documents.
"""

from typing import Any, Final, Protocol, get_type_hints

import numpy as np
from numpy.typing import NDArray

from app.domain.backtest import RunConfig
from app.domain.risk.sizing import MODE_CODE
from app.domain.rules.spec import Size, SizeMode, Strategy

NONE: Final = -1

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
    table = np.zeros(1, TERMS)
    terms: Any = table.view(np.recarray)[0]
    terms.fee_rate = config.commission_pct / 100.0
    terms.fee_per_share, terms.fee_minimum = config.fee_per_share, config.min_fee
    terms.slippage = config.slippage_pct / 100.0
    terms.borrow_rate = config.borrow_pct_per_year / 100.0
    terms.tick_size, terms.lot_step = config.tick_size, config.lot_step
    terms.min_notional = config.min_notional
    terms.size_mode, terms.size_value = MODE_CODE[size.mode], _size_value(size)
    terms.max_position = strategy.effective_max_position_pct / 100.0
    terms.stop_distance = _fraction(risk.stop_loss_pct)
    terms.trail_distance = _fraction(risk.trailing_stop_pct)
    terms.target_distance = _fraction(risk.take_profit_pct)
    terms.risk_distance = np.fmin(terms.stop_distance, terms.trail_distance)
    terms.max_drawdown = _fraction(risk.max_drawdown_pct)
    terms.max_daily_loss = _fraction(risk.max_daily_loss_pct)
    terms.max_bars = risk.max_bars_in_trade or 0
    terms.cooldown = risk.cooldown_bars
    terms.cooldown_after_loss = max(risk.cooldown_bars, risk.cooldown_after_loss_bars)
    terms.reverse, terms.bar_nanos = int(strategy.reverse), bar_nanos
    return table


def fresh_state(first: int, capital: float) -> Records:
    """Return the one-row state before bar `first`: flat, `capital` in cash, nothing due."""
    table = np.zeros(1, STATE)
    state: Any = table.view(np.recarray)[0]
    state.next_bar, state.day = first, np.iinfo(np.int64).min
    state.cash = state.equity = state.peak_equity = state.day_reference = capital
    state.halted_bar = state.bankrupt_bar = NONE
    state.due_exit = state.due_exit_rule = state.due_rule = state.entry_rule = NONE
    return table


def _fraction(percent: float | None) -> float:
    return np.nan if percent is None else percent / 100.0


def _size_value(size: Size) -> float:
    of_equity = size.mode in (SizeMode.PERCENT_EQUITY, SizeMode.RISK_PER_TRADE_PCT)
    return size.value / 100.0 if of_equity else size.value
