"""Rules over whole arrays: for every bar and intent the first true rule.

Unknown values need no third state here. A condition is asked one of two questions, "surely true?"
or "surely false?", each answered by one array of booleans; NOT swaps the question, and a NaN on
either side makes every comparison answer no to both. Which of the two questions a condition gets
depends on the number of NOTs above it alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from app.domain.arrays import Bools, Floats, Shorts
from app.domain.market import Bars
from app.domain.rules.program import Asked, Comparison, CompiledRule, CompiledRules, Junction
from app.domain.rules.series import (
    SeriesTable,
    aligned,
    priced,
    read,
    with_run,
    without,
)
from app.domain.rules.spec import Logic, Operator
from app.domain.signals import Signals

RELATIVE_EQUAL: Final = 1e-9  # rule 2


def evaluate(rules: CompiledRules, table: SeriesTable) -> Signals:
    """Return for every bar the first true rule of each intent (rules 1-3).

    Causal: entry i depends on bars up to i only.
    """
    with np.errstate(all="ignore"):
        return _signals(_Question(rules, table))


def evaluate_bars(
    rules: CompiledRules,
    bars: Bars,
    *,
    complete_from_ns: int | None = None,
    complete_until_ns: int | None = None,
    between: Callable[[], None] = lambda: None,
) -> Signals:
    """Return evaluate(compute_series(…)), with no value kept longer than its last reader.

    `between` is called after each indicator; it may raise to stop the work.
    Raises: as compute_series.
    """
    table = priced(
        rules, bars, complete_from_ns=complete_from_ns, complete_until_ns=complete_until_ns
    )
    answers: dict[Asked, Bools] = {}
    for step in rules.steps:
        if step.run is not None:
            table = with_run(rules, table, step.run)
            between()
        answers |= _answered(rules, table, step.ready)
        table = without(table, step.done)
    return _signals(_Question(rules, table, answers))


def _answered(
    rules: CompiledRules, table: SeriesTable, asked: tuple[Asked, ...]
) -> dict[Asked, Bools]:
    question = _Question(rules, table)
    with np.errstate(all="ignore"):
        return {(index, wanted): question.surely(index, wanted) for index, wanted in asked}


def _signals(question: "_Question") -> Signals:
    none: Shorts = np.full(len(question.table), -1, np.int16)
    return Signals(*(_first_true(question, own) if own else none for own in question.rules.intents))


def _first_true(question: "_Question", rules: tuple[CompiledRule, ...]) -> Shorts:
    out: Shorts = question.surely(rules[-1].root, True).astype(np.int16)
    out *= rules[-1].index + 1
    out -= 1
    for rule in reversed(rules[:-1]):  # the first rule has the last word
        out[question.surely(rule.root, True)] = rule.index
    return out


@dataclass(frozen=True, slots=True)
class _Question:
    """One table under question; remembers the answers that several parents want."""

    rules: CompiledRules
    table: SeriesTable
    answers: dict[Asked, Bools] = field(default_factory=dict)

    def surely(self, index: int, wanted: bool) -> Bools:
        """Return where truth node `index` is known and equal to `wanted`; not to be written to."""
        if (index, wanted) in self.answers:
            return self.answers[index, wanted]
        node = self.rules.truths[index]
        if isinstance(node, Comparison):
            answer = self._compared(node, wanted)
        else:
            answer = self._joined(node, wanted)
        if node.within is not None:
            answer = any_of(answer, node.within) if wanted else all_of(answer, node.within)
        elif node.for_bars is not None:
            answer = all_of(answer, node.for_bars) if wanted else any_of(answer, node.for_bars)
        if index in self.rules.shared:
            self.answers[index, wanted] = answer
        return answer

    def _joined(self, node: Junction, wanted: bool) -> Bools:
        if node.logic is Logic.NOT:
            return self.surely(node.children[0], not wanted)
        join = np.logical_and if (node.logic is Logic.AND) is wanted else np.logical_or
        first, *others = node.children
        total = self.surely(first, wanted)
        for k, child in enumerate(others):
            # The first join makes an array of its own; only that one is written to.
            total = join(total, self.surely(child, wanted), out=total if k else None)
        return total

    def _compared(self, node: Comparison, wanted: bool) -> Bools:
        if node.steps:
            return _stepped(aligned(self.rules, self.table, node.left), node, wanted)
        left = read(self.rules, self.table, node.left)
        right = [read(self.rules, self.table, index) for index in node.right]
        if isinstance(left, float) and all(isinstance(side, float) for side in right):
            left = aligned(self.rules, self.table, node.left)
        answer: Bools = _OPERATORS[node.operator](left, *right, wanted)
        return answer


Side = Any  # Floats | float: one of the sides is always an array


def _ordered(true: Callable[..., Any], false: Callable[..., Any]) -> Callable[..., Any]:
    def compared(left: Side, right: Side, wanted: bool) -> Any:
        return (true if wanted else false)(left, right)

    return compared


def _equal(left: Side, right: Side, wanted: bool) -> Any:
    distance = np.abs(np.subtract(left, right))
    allowed = RELATIVE_EQUAL * np.maximum(np.abs(left), np.abs(right))
    return (distance <= allowed) if wanted else (distance > allowed)


def _not_equal(left: Side, right: Side, wanted: bool) -> Any:
    return _equal(left, right, not wanted)


def _crosses_above(left: Side, right: Side, wanted: bool) -> Any:
    return _crossed(left, right, wanted)


def _crosses_below(left: Side, right: Side, wanted: bool) -> Any:
    return _crossed(right, left, wanted)


def _crossed(lower: Side, upper: Side, wanted: bool) -> Any:
    """Answer whether `lower` was at or under `upper` one bar ago and is above it now (rule 2)."""
    if wanted:
        out = np.greater(lower, upper)
        out[1:] &= np.less_equal(_before(lower), _before(upper))
        out[:1] = False  # before the series: unknown
        return out
    out = np.less_equal(lower, upper)
    out[1:] |= np.greater(_before(lower), _before(upper))
    return out


def _before(side: Side) -> Side:
    return side if isinstance(side, float) else side[:-1]


def _between(value: Side, low: Side, high: Side, wanted: bool) -> Any:
    if wanted:
        return np.less_equal(low, value) & np.less_equal(value, high)
    return np.less(value, low) | np.greater(value, high) | np.greater(low, high)


def _outside(value: Side, low: Side, high: Side, wanted: bool) -> Any:
    # Reversed bounds are false here too (rule 2), although every value is outside both.
    if wanted:
        return (np.less_equal(value, low) | np.less_equal(high, value)) & np.less_equal(low, high)
    return (np.less(low, value) & np.less(value, high)) | np.greater(low, high)


_OPERATORS: Final[dict[Operator, Callable[..., Any]]] = {
    Operator.LESS_THAN: _ordered(np.less, np.greater_equal),
    Operator.LESS_OR_EQUAL: _ordered(np.less_equal, np.greater),
    Operator.GREATER_THAN: _ordered(np.greater, np.less_equal),
    Operator.GREATER_OR_EQUAL: _ordered(np.greater_equal, np.less),
    Operator.EQUAL: _equal,
    Operator.NOT_EQUAL: _not_equal,
    Operator.CROSSES_ABOVE: _crosses_above,
    Operator.CROSSES_BELOW: _crosses_below,
    Operator.BETWEEN: _between,
    Operator.OUTSIDE: _outside,
}


def _stepped(values: Floats, node: Comparison, wanted: bool) -> Bools:
    """Answer rising or falling: n steps in a row, so unknown when one step is (rules 1, 2)."""
    rising = node.operator is Operator.RISING
    step: Bools = np.zeros(values.size, np.bool_)  # no step leads to the first bar: unknown
    later, earlier = (values[1:], values[:-1]) if rising else (values[:-1], values[1:])
    (np.greater if wanted else np.less_equal)(later, earlier, out=step[1:])
    return all_of(step, node.steps) if wanted else any_of(step, node.steps)


def any_of(mask: Bools, bars: int) -> Bools:
    """Return where `mask` holds at one of the last `bars` bars at least."""
    return _over_window(mask, bars, np.logical_or)


def all_of(mask: Bools, bars: int) -> Bools:
    """Return where `mask` holds at each of the last `bars` bars, none of them before the first."""
    out = _over_window(mask, bars, np.logical_and)
    out[: bars - 1] = False
    return out


def _over_window(mask: Bools, bars: int, join: Callable[..., Any]) -> Bools:
    """Join windows of 1, 2, 4 … bars until they cover `bars`: log2(bars) passes over bytes."""
    out = mask.copy()
    covered = 1
    while covered < min(bars, out.size):
        step = min(covered, bars - covered)
        join(out[step:], out[: out.size - step], out=out[step:])
        covered += step
    return out
