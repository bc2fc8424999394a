"""The default engine: whole-array indicators and rules, then one compiled walk over the bars."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.domain.backtest import NO_HOOKS, Hooks, Outcome, Progress, RunConfig
from app.domain.errors import Cancelled, InvalidInput
from app.domain.market import Bars
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy
from app.domain.signals import Signals
from app.engine.compiled import Walk, compiled_walk
from app.engine.outcome import closed_at_end, outcome_of
from app.engine.tables import Walking, fresh_tables, tape_of

# A run reports as often as promised and no more: each report costs some microseconds.
_REPORTS: Final = 50
_CANCELLED: Final = "the backtest was cancelled"


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of a run by part; `total` is what is reported as engine_seconds."""

    series: float
    rules: float
    walk: float

    @property
    def total(self) -> float:
        """Return indicators, rules and walk together."""
        return self.series + self.rules + self.walk


@dataclass(frozen=True, slots=True)
class FastEngine:
    """The compiled engine behind the port `ports.backtesting.Engine`.

    `walk` is the compiled walk by default; tests pass `compiled.plain_walk`, and switch `skipping`
    off to have every bar handled by itself. Neither changes a bit of the outcome.
    """

    walk: Walk | None = None
    skipping: bool = True

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
        """Return the outcome of the run.

        Raises: Cancelled; InvalidRules for unresolved references; InvalidInput for bars of another
                timeframe or a period without bars.
        """
        outcome, _ = self.run_timed(
            strategy, bars, config, lambda: 0.0, first=first, finer=finer, hooks=hooks
        )
        return outcome

    def run_timed(
        self,
        strategy: Strategy,
        bars: Bars,
        config: RunConfig,
        seconds: Callable[[], float],
        *,
        first: int = 0,
        finer: Bars | None = None,
        hooks: Hooks = NO_HOOKS,
    ) -> tuple[Outcome, Timing]:
        """Return the outcome and where its seconds went, by the clock `seconds`."""
        _check(bars, first)
        walk = self.walk or compiled_walk()
        begun = seconds()
        rules = compile_strategy(strategy)
        table = compute_series(rules, bars)
        computed = seconds()
        _stop_if_cancelled(hooks)
        signals = evaluate(rules, table)
        evaluated = seconds()
        outcome = run_signals(
            signals, bars, strategy, config,
            first=first, finer=finer, hooks=hooks, walk=walk, skipping=self.skipping,
        )  # fmt: skip
        return outcome, Timing(computed - begun, evaluated - computed, seconds() - evaluated)


def run_signals(
    signals: Signals,
    bars: Bars,
    strategy: Strategy,
    config: RunConfig,
    *,
    first: int = 0,
    finer: Bars | None = None,
    hooks: Hooks = NO_HOOKS,
    walk: Walk | None = None,
    skipping: bool = True,
) -> Outcome:
    """Return the outcome of trading `signals` under the strategy's size and risk.

    The strategy's rules are not read. Signals before `first` are ignored (rule 5).
    Raises: Cancelled; InvalidInput when signals and bars differ in length or `first` is no bar.
    """
    _check(bars, first)
    tables = fresh_tables(strategy, config, bars, first, recording=True)
    walking = Walking(
        walk or compiled_walk(), tape_of(signals, bars, finer), tables, first, skipping
    )
    if hooks.progress is None and hooks.cancelled is None:
        walking.advance(len(bars))
    else:
        _advance_telling(walking, bars, hooks)
    if config.close_at_end:
        closed_at_end(tables, bars)
    return outcome_of(tables, bars, first)


def _check(bars: Bars, first: int) -> None:
    if not 0 <= first < len(bars):
        raise InvalidInput(f"the period begins at bar {first}, but there are {len(bars)} bars")


def _advance_telling(walking: Walking, bars: Bars, hooks: Hooks) -> None:
    """Walk in stages, asking and telling after each; what can be is worked out beforehand."""
    first, span = walking.first, len(bars) - walking.first
    stops = [first + span * k // _REPORTS for k in range(1, _REPORTS + 1)]
    times = bars.time[np.maximum(np.array(stops) - 1, first)].tolist()
    fractions = [(stop - first) / span for stop in stops]
    progress, cancelled = hooks.progress, hooks.cancelled
    equity = walking.tables.state["equity"]
    for stop_bar, fraction, time_ns in zip(stops, fractions, times, strict=True):
        walking.advance(stop_bar)
        if cancelled is not None and cancelled():
            raise Cancelled(_CANCELLED)
        if progress is not None:
            progress(Progress(fraction, time_ns, equity.item()))


def _stop_if_cancelled(hooks: Hooks) -> None:
    if hooks.cancelled is not None and hooks.cancelled():
        raise Cancelled(_CANCELLED)
