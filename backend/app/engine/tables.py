"""What a walk reads and writes, allocated once and enlarged when full."""

from dataclasses import dataclass
from typing import Any

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
    return tuple(_plain(array) for array in arrays)


def advance(
    walk: Walk, tables: Tables, tape: Tape, stop_bar: int, first: int, skipping: bool
) -> None:
    """Walk to `stop_bar`, doubling the tables that fill up on the way."""
    while True:
        walk(
            stop_bar, skipping, *tape, tables.terms, tables.state, tables.trades, tables.refused,
            first, tables.equity, tables.position, tables.exposed, tables.gross,
        )  # fmt: skip
        if tables.state["next_bar"][0] >= stop_bar:
            return
        state = tables.row
        if state.trades > tables.trades.size - 2:
            tables.trades = _doubled(tables.trades)
        if state.refusals > tables.refused.size - 1:
            tables.refused = _doubled(tables.refused)


def _doubled(table: Records) -> Records:
    return np.concatenate((table, np.zeros(table.size, table.dtype)))


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    flags = array.flags
    if flags.c_contiguous and flags.aligned:
        return array
    return np.require(array, requirements=("C", "A"))


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
