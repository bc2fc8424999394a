"""What the core needs from a backtest engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.domain.backtest import Outcome, RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands: fraction done, the simulated time, equity so far."""

    fraction: float
    time_ns: int
    equity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Called at least 50 times a run; `cancelled` returning True ends it with Cancelled."""

    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None


class Engine(Protocol):
    """Run one strategy over one series.

    `bars` have the strategy's timeframe and include warm-up bars before `first`, the index of the
    first bar of the period. `finer` are bars of a smaller timeframe for rule 21, or None.
    Raises: Cancelled; InvalidRules for a document with unresolved references.
    """

    def run(
        self,
        strategy: Strategy,
        bars: Bars,
        config: RunConfig,
        *,
        first: int = 0,
        finer: Bars | None = None,
        hooks: Hooks = Hooks(),
    ) -> Outcome:
        """Return the outcome of the run."""
        ...
