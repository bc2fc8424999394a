"""The default engine: whole-array indicators and rules, then one compiled walk over the bars."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

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
from app.engine.tables import Tables, advance, fresh_tables, tape_of

# A run reports as often as promised and no more: each report costs 4 microseconds.
_REPORTS: Final = 50


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
    if signals.entry_long.size != len(bars):
        raise InvalidInput(f"signals for {signals.entry_long.size} bars, but {len(bars)} bars")
    tables = fresh_tables(strategy, config, bars, first, recording=True)
    tape = tape_of(signals, bars, finer)
    for stop_bar in _stages(len(bars), first, hooks):
        advance(walk or compiled_walk(), tables, tape, stop_bar, first, skipping)
        _report(hooks, bars, tables, stop_bar, first)
    if config.close_at_end:
        closed_at_end(tables, bars)
    return outcome_of(tables, bars, first)


def _check(bars: Bars, first: int) -> None:
    if not 0 <= first < len(bars):
        raise InvalidInput(f"the period begins at bar {first}, but there are {len(bars)} bars")


def _stages(size: int, first: int, hooks: Hooks) -> list[int]:
    """Return the bars at which to pause: only the end when nobody is listening."""
    if hooks.progress is None and hooks.cancelled is None:
        return [size]
    return [first + (size - first) * k // _REPORTS for k in range(1, _REPORTS + 1)]


def _report(hooks: Hooks, bars: Bars, tables: Tables, stop_bar: int, first: int) -> None:
    _stop_if_cancelled(hooks)
    if hooks.progress is not None:
        fraction = (stop_bar - first) / (len(bars) - first)
        time_ns = int(bars.time[max(stop_bar - 1, first)])
        equity = float(tables.state["equity"][0])
        hooks.progress(Progress(fraction=fraction, time_ns=time_ns, equity=equity))


def _stop_if_cancelled(hooks: Hooks) -> None:
    if hooks.cancelled is not None and hooks.cancelled():
        raise Cancelled("the backtest was cancelled")
