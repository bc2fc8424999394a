"""What the core needs from a backtest engine."""

from typing import Protocol

from app.domain.backtest import NO_HOOKS, Outcome, RunConfig
from app.domain.backtest import Hooks as Hooks
from app.domain.backtest import Progress as Progress
from app.domain.market import Bars
from app.domain.rules.spec import Strategy


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
        hooks: Hooks = NO_HOOKS,
    ) -> Outcome:
        """Return the outcome of the run."""
        ...
