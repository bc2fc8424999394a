"""What a walk reads and writes, allocated once and enlarged when full."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.arrays import Bools, Floats
from app.domain.backtest import RunConfig
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.rules.spec import Strategy
from app.domain.signals import Signals
from app.engine.compiled import Walk
from app.engine.state import REFUSED, TRADE, Records, fresh_state, terms_of

Tape = tuple[NDArray[Any], ...]

_TIMES, _PRICES, _RULES = np.dtype(np.int64), np.dtype(np.float64), np.dtype(np.int16)
_PER_BAR: Final = 9
_KINDS: Final[tuple["np.dtype[Any]", ...]] = (
    _TIMES,
    *[_PRICES] * 4,
    *[_RULES] * 4,
    _PRICES,
    _PRICES,
    _TIMES,
    _TIMES,
)


@dataclass(slots=True, eq=False)
class Tables:
    """Everything a walk writes; `trades` and `refused` are replaced by larger ones when full."""

    terms: Records
    state: Records
    trades: Records
    refused: Records
    equity: Floats
    position: Floats
    exposed: Bools
    gross: Floats

    @property
    def row(self) -> Any:
        """Return the state as an object with fields."""
        return self.state.view(np.recarray)[0]


def fresh_tables(
    strategy: Strategy, config: RunConfig, bars: Bars, first: int, *, recording: bool
) -> Tables:
    """Return the tables of a run before its first bar; without `recording` no per-bar arrays."""
    size = len(bars) - first if recording else 0
    # One block: the system hands out large ones in large pages, which a year of minutes fills
    # in half the time.
    equity, position, gross = np.empty((3, size))
    return Tables(
        terms=terms_of(strategy, config, bars.timeframe.nanos),
        state=fresh_state(first, config.initial_capital),
        trades=np.zeros(256, TRADE),
        refused=np.zeros(64, REFUSED),
        equity=equity,
        position=position,
        exposed=np.empty(size, np.bool_),
        gross=gross,
    )


def tape_of(signals: Signals, bars: Bars, finer: Bars | None) -> Tape:
    """Return what the walk reads, in its order, contiguous as the compiled signature wants it."""
    arrays: Tape = (
        bars.time, bars.open, bars.high, bars.low, bars.close,
        signals.entry_long, signals.exit_long, signals.entry_short, signals.exit_short,
        *_finer_tape(bars, finer),
    )  # fmt: skip
    if {array.size for array in arrays[:_PER_BAR]} != {len(bars)}:
        raise InvalidInput(f"signals for {signals.entry_long.size} bars, but {len(bars)} bars")
    return tuple(_native(array, kind) for array, kind in zip(arrays, _KINDS, strict=True))


@dataclass(slots=True, eq=False)
class Walking:
    """A walk under way over one tape; arguments are gathered once, because reports come often."""

    walk: Walk
    tape: Tape
    tables: Tables
    first: int
    skipping: bool = True
    arguments: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        """Gather what every call passes after its stop bar."""
        t = self.tables
        self.arguments = (
            self.skipping, *self.tape, t.terms, t.state, t.trades, t.refused,
            self.first, t.equity, t.position, t.exposed, t.gross,
        )  # fmt: skip

    def advance(self, stop_bar: int) -> None:
        """Walk to `stop_bar`, doubling the tables that fill up on the way."""
        next_bar = self.tables.state["next_bar"]
        self.walk(stop_bar, *self.arguments)
        while next_bar[0] < stop_bar:
            state = self.tables.row
            if state.trades > self.tables.trades.size - 2:
                self.tables.trades = _doubled(self.tables.trades)
            if state.refusals > self.tables.refused.size - 1:
                self.tables.refused = _doubled(self.tables.refused)
            self.__post_init__()
            self.walk(stop_bar, *self.arguments)


def _doubled(table: Records) -> Records:
    return np.concatenate((table, np.zeros(table.size, table.dtype)))


def _native(array: NDArray[Any], kind: "np.dtype[Any]") -> NDArray[Any]:
    """Return a one-dimensional array as machine code reads it: of this kind, without strides."""
    flags = array.flags
    if array.dtype == kind and array.ndim == 1 and flags.c_contiguous and flags.aligned:
        return array
    return np.require(array.ravel(), kind, ("C", "A"))


def _finer_tape(bars: Bars, finer: Bars | None) -> Tape:
    if finer is None:
        nothing, nowhere = np.empty(0), np.empty(0, np.int64)
        return nothing, nothing, nowhere, nowhere
    if finer.timeframe.nanos >= bars.timeframe.nanos:
        raise InvalidInput(
            f"intrabar bars of {finer.timeframe} are not finer than bars of {bars.timeframe}"
        )
    start = np.searchsorted(finer.time, bars.time).astype(np.int64)
    stop = np.searchsorted(finer.time, bars.time + bars.timeframe.nanos).astype(np.int64)
    return finer.high, finer.low, start, stop
