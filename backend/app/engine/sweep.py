"""Many parameter combinations of one strategy over one series, each reduced to one figure.

Rules are compiled once and every indicator is computed once for each of its parameters; bars are
walked without per-bar arrays unless the figure needs them. Each figure equals, to the bit, that of
FastEngine.run with the same document.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.backtest import NO_HOOKS, Hooks, Outcome, Progress, RunConfig
from app.domain.errors import Cancelled
from app.domain.market import Bars
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.program import CompiledRules
from app.domain.rules.series import SeriesTable, priced, with_run
from app.domain.rules.spec import Strategy
from app.engine.compiled import Walk, compiled_walk
from app.engine.outcome import closed_at_end, outcome_of
from app.engine.parameters import Pointers, Value, of_rules, of_terms, with_values
from app.engine.tables import Tables, Tape, Walking, fresh_tables, tape_of

# Arrays kept for combinations still to come; the oldest go first.
_KEPT_BYTES: Final = 128 * 2**20


@dataclass(frozen=True, slots=True)
class Ranking:
    """One figure of a run: of its final capital alone, or of its whole outcome.

    Exactly one of the two is set. A figure of the end spares the per-bar arrays.
    """

    name: str
    of_end: Callable[[float, RunConfig], float] | None = None
    of_outcome: Callable[[Outcome], float] | None = None


FINAL_CAPITAL: Final = Ranking("final_capital", of_end=lambda capital, _: capital)
TOTAL_RETURN: Final = Ranking(
    "total_return_pct",
    of_end=lambda capital, config: (capital / config.initial_capital - 1.0) * 100.0,
)


def sweep(
    strategy: Strategy,
    parameters: Pointers,
    combinations: Sequence[Mapping[str, Value]],
    bars: Bars,
    config: RunConfig,
    *,
    first: int = 0,
    finer: Bars | None = None,
    ranking: Ranking = FINAL_CAPITAL,
    hooks: Hooks = NO_HOOKS,
) -> Floats:
    """Return the figure of each combination, in order.

    `parameters` gives every name its pointers into the document (see parameters.with_values); each
    combination gives names their values. Values are not validated against the ranges of the rule
    language: validate `with_values(...)` where they come from a person.

    Shapes: (len(combinations),).
    Raises: InvalidInput, InvalidRules for an unknown name or pointer; Cancelled.
    """
    rules = compile_strategy(strategy, of_rules(parameters))
    run = _Sweep(
        strategy, parameters, rules, bars, config, first, finer, ranking,
        compiled_walk(), priced(rules, bars),
    )  # fmt: skip
    figures = np.empty(len(combinations))
    for k, values in enumerate(combinations):
        if hooks.cancelled is not None and hooks.cancelled():
            raise Cancelled("the sweep was cancelled")
        figures[k] = run.figure(values)
        if hooks.progress is not None:
            fraction = (k + 1) / len(combinations)
            hooks.progress(Progress(fraction, int(bars.time[-1]), float(figures[k])))
    return figures


@dataclass(slots=True)
class _Kept[T]:
    """The newest values by key, as many as fit."""

    room: int
    values: dict[Hashable, T] = field(default_factory=dict)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of `key`, made now if it is not kept."""
        if key not in self.values:
            while len(self.values) >= self.room:
                del self.values[next(iter(self.values))]
            self.values[key] = make()
        return self.values[key]


@dataclass(slots=True, eq=False)
class _Sweep:
    strategy: Strategy
    parameters: Pointers
    rules: CompiledRules
    bars: Bars
    config: RunConfig
    first: int
    finer: Bars | None
    ranking: Ranking
    walk: Walk
    prices: SeriesTable
    rule_names: frozenset[str] = frozenset()
    term_pointers: Pointers = field(default_factory=dict)
    runs: _Kept[SeriesTable] = field(init=False)
    tapes: _Kept[Tape] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.bars)
        self.rule_names = frozenset(of_rules(self.parameters))
        self.term_pointers = of_terms(self.parameters)
        self.runs = _Kept(max(1, _KEPT_BYTES // (8 * size)))
        self.tapes = _Kept(max(1, _KEPT_BYTES // (4 * 2 * size)))

    def figure(self, values: Mapping[str, Value]) -> float:
        """Return the figure of one combination."""
        ruled = {name: value for name, value in values.items() if name in self.rule_names}
        turned = {name: value for name, value in values.items() if name in self.term_pointers}
        unknown = values.keys() - ruled.keys() - turned.keys()
        if unknown:  # raises, naming what is declared
            with_values(self.strategy, self.parameters, {name: 0 for name in unknown})
        tape = self.tapes.get(_key(ruled), lambda: self._tape(ruled))
        strategy = with_values(self.strategy, self.term_pointers, turned)
        recording = self.ranking.of_end is None
        tables = fresh_tables(strategy, self.config, self.bars, self.first, recording=recording)
        Walking(self.walk, tape, tables, self.first).advance(len(self.bars))
        if self.config.close_at_end:
            closed_at_end(tables, self.bars)
        return self._ranked(tables)

    def _ranked(self, tables: Tables) -> float:
        if self.ranking.of_end is not None:
            return self.ranking.of_end(float(tables.state["equity"][0]), self.config)
        assert self.ranking.of_outcome is not None  # noqa: S101 -- one of the two is set
        return self.ranking.of_outcome(outcome_of(tables, self.bars, self.first))

    def _tape(self, ruled: Mapping[str, Value]) -> Tape:
        rules = self.rules.with_parameters(ruled) if ruled else self.rules
        table = self.prices
        for index in range(len(rules.runs)):
            table = self._with_run(rules, table, index, ruled)
        return tape_of(evaluate(rules, table), self.bars, self.finer)

    def _with_run(
        self, rules: CompiledRules, table: SeriesTable, index: int, ruled: Mapping[str, Value]
    ) -> SeriesTable:
        """Return the table with run `index`, computed before where its parameters were met."""
        run = rules.runs[index]
        # A source may hang on any parameter, so its users are kept by all of them.
        origin = None if run.source is None else _key(ruled)
        key = (index, _key(run.params), origin)
        kept = self.runs.get(key, lambda: with_run(rules, table, index))
        stored = list(table.stored)
        for _, node in run.outputs:
            stored[node] = kept.stored[node]
        return SeriesTable(table.bars, tuple(stored), table.seen)


def _key(values: Mapping[str, Value]) -> Hashable:
    return tuple(sorted(values.items()))
