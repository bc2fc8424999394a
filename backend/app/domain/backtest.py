"""The inputs and the outcome of one backtest run, shared by both engines and the metrics."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

import numpy as np

from app.domain.arrays import Bools, Floats, Ints, Shorts, Tinies
from app.domain.errors import Fault, InvalidInput


class EngineName(StrEnum):
    """Which engine runs a backtest."""

    FAST = "fast"
    BACKTRADER = "backtrader"
    BOTH = "both"


class ExitReason(IntEnum):
    """Why a position was closed; the codes are the engine's, `label` is what people read."""

    STOP_LOSS = 0
    TRAILING_STOP = 1
    TAKE_PROFIT = 2
    EXIT_RULE = 3
    REVERSE = 4
    TIME_STOP = 5
    HALT = 6
    END_OF_DATA = 7

    @property
    def label(self) -> str:
        """Return the name used in JSON and tables."""
        return self.name.lower()


class Refusal(IntEnum):
    """Why an entry that the rules asked for was not made (rule 15)."""

    BELOW_LOT_STEP = 0
    BELOW_MIN_NOTIONAL = 1
    EXIT_ILLEGAL = 2
    INSUFFICIENT_CASH = 3
    ABOVE_MAX_POSITION = 4

    @property
    def label(self) -> str:
        """Return the name used in JSON and tables."""
        return self.name.lower()


class PendingKind(IntEnum):
    """An order that was due after the last bar (rule 20)."""

    ENTRY_LONG = 0
    ENTRY_SHORT = 1
    EXIT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """Everything a run depends on besides the bars and the strategy. Every `…_pct` is percent."""

    initial_capital: float = 10_000.0
    commission_pct: float = 0.1
    slippage_pct: float = 0.05
    borrow_pct_per_year: float = 0.0
    risk_free_pct: float = 0.0
    mar_pct: float = 0.0
    lot_step: float = 1e-8
    tick_size: float = 0.0  # 0: not known, prices are not rounded
    min_notional: float = 0.0
    min_fee: float = 0.0
    fee_per_share: float = 0.0
    close_at_end: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers outside their range, all at once.

        Raises: InvalidInput with a fault for each field.
        """
        faults = [
            Fault(name, f"{name} is {value:g}; allowed is {allowed}")
            for name, (low, high, allowed) in _RANGES.items()
            if not low <= (value := float(getattr(self, name))) <= high
        ]
        if faults:
            raise InvalidInput("; ".join(fault.message for fault in faults), faults)


# Prices, money and quantities up to a thousand billion leave float64 digits to spare.
_LARGE: Final = 1e12
_BELOW_100: Final = math.nextafter(100.0, 0.0)
_ABOVE_ZERO: Final = math.nextafter(0.0, 1.0)
_PERCENT: Final = (0.0, _BELOW_100, "0 up to, not including, 100")
_MONEY: Final = (0.0, _LARGE, "0 to 1e12")
_POSITIVE: Final = (_ABOVE_ZERO, _LARGE, "above 0, up to 1e12")
_RATE: Final = (math.nextafter(-100.0, 0.0), 10_000.0, "above -100, up to 10000")
_RANGES: Final = {
    "initial_capital": _POSITIVE,
    "commission_pct": _PERCENT,
    "slippage_pct": _PERCENT,
    "borrow_pct_per_year": (0.0, 10_000.0, "0 to 10000"),
    "risk_free_pct": _RATE,
    "mar_pct": _RATE,
    "lot_step": _POSITIVE,
    "tick_size": _MONEY,
    "min_notional": _MONEY,
    "min_fee": _MONEY,
    "fee_per_share": _MONEY,
}


class Progress(NamedTuple):
    """Where a run stands: fraction done, the simulated time, equity so far."""

    fraction: float
    time_ns: int
    equity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Called at least 50 times a run; `cancelled` returning True ends it with Cancelled."""

    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None


NO_HOOKS: Final = Hooks()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trades:
    """Closed round trips as columns, in the order they closed.

    Units: bars are indices into the bars of the run (warm-up bars included); times int64 ns;
           `exit_time` is the open of the exit bar, or the end of the last bar for end_of_data;
           `pnl` net of fees and borrow, quote currency; rules -1 where none (`exit_rule` only for
           reason exit_rule); stop and target NaN where not set (first stop, not the trailed one);
           MAE and MFE in percent, bars of entry and exit whole (rule 23).
    """

    side: Tinies  # +1 long, -1 short
    entry_bar: Ints
    exit_bar: Ints
    entry_time: Ints
    exit_time: Ints
    quantity: Floats
    entry_price: Floats
    exit_price: Floats
    entry_fee: Floats
    exit_fee: Floats
    borrow: Floats
    pnl: Floats
    return_pct: Floats  # net, on the entry value quantity * entry_price
    stop_price: Floats
    target_price: Floats
    reason: Tinies  # ExitReason
    entry_rule: Shorts
    exit_rule: Shorts
    mae_pct: Floats
    mfe_pct: Floats

    def __len__(self) -> int:
        """Return the number of trades."""
        return int(self.side.size)


TRADE_FIELDS: Final = tuple(Trades.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPosition:
    """A position still held at the end of the data: marked, listed, not counted (rule 20)."""

    side: int
    entry_bar: int
    entry_time: int
    quantity: float
    entry_price: float
    entry_fee: float
    borrow: float
    stop_price: float
    target_price: float
    entry_rule: int
    unrealized_pnl: float  # at the last close, net of the entry fee and borrow so far


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """What an engine hands over: the same shape from both.

    `first` is the index of the first bar of the period within the bars of the run; the per-bar
    arrays cover bars[first:]. `equity` is marked at each close (rule 18), E0 not included.
    `exposed` is true for bars during any part of which a position was open, so not for one that
    was left at its open; `gross` is |quantity| * close / equity at the close, 0 when flat or when
    no equity is left. `refused_*` name the bar whose close created the order and the Refusal code.
    `halted_bar` (by max_drawdown_pct, for good) and `bankrupt_bar` name the bar whose close decided
    it, -1 when none did. `conflicting_entries` counts closes at which an entry could have been
    made. A pending entry's reason is `entry_rule` or `reverse`.
    """

    first: int
    equity: Floats
    position: Floats  # signed quantity at each close
    exposed: Bools
    gross: Floats
    trades: Trades
    open_position: OpenPosition | None
    pending: tuple[tuple[PendingKind, int, str], ...]  # kind, rule index (-1), reason label
    refused_bar: Ints
    refused_reason: Tinies
    ambiguous_bars: int
    late_fills: int
    zero_volume_fills: int
    conflicting_entries: int
    halted_bar: int
    bankrupt_bar: int
    daily_halts: int = 0  # days on which max_daily_loss_pct stopped the trading (rule 19)

    @property
    def final_capital(self) -> float:
        """Return the equity at the last close, an open position marked."""
        return float(self.equity[-1])


def no_trades() -> Trades:
    """Return an empty table."""
    kinds = {
        "side": np.int8, "reason": np.int8, "entry_bar": np.int64, "exit_bar": np.int64,
        "entry_time": np.int64, "exit_time": np.int64, "entry_rule": np.int16,
        "exit_rule": np.int16,
    }  # fmt: skip
    return Trades(**{name: np.empty(0, kinds.get(name, np.float64)) for name in TRADE_FIELDS})
