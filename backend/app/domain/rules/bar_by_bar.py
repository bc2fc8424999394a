"""Rules one bar at a time, in plain Python: the second opinion on `evaluate`.

The reference engine, live trading and explanations use it. It shares with `evaluate` only the
compiled document and the indicator values; logic, arithmetic, offsets and visibility are written
again, for one bar, in three values.
"""

import math
import operator
from collections.abc import Callable, Iterable

from app.domain.rules.program import (
    Combined,
    Comparison,
    CompiledRule,
    CompiledRules,
    Constant,
    Junction,
    Seen,
    Shifted,
)
from app.domain.rules.series import SeriesTable
from app.domain.rules.spec import Arithmetic, Logic, Operator

Truth = bool | None  # None is unknown (rule 1)

_UNASKED, _TRUE, _FALSE, _UNKNOWN = 0, 1, 2, 3


class BarByBar:
    """Evaluate one table bar by bar, remembering what `within` and `for` will ask again."""

    def __init__(self, rules: CompiledRules, table: SeriesTable) -> None:
        """Read `table`, at bar i never a value later than i."""
        self._rules = rules
        self._stored = [None if s is None else memoryview(s) for s in table.stored]
        self._seen = {pair: memoryview(index) for pair, index in table.seen.items()}
        self._size = len(table)
        self._known: dict[int, bytearray] = {}

    def at(self, i: int) -> tuple[int, int, int, int]:
        """Return the first true rule of each intent at bar i, in the order of Intent; -1: none."""
        long_in, long_out, short_in, short_out = self._rules.intents
        return (
            self._first_true(long_in, i),
            self._first_true(long_out, i),
            self._first_true(short_in, i),
            self._first_true(short_out, i),
        )

    def _first_true(self, rules: tuple[CompiledRule, ...], i: int) -> int:
        return next((rule.index for rule in rules if self.truth(rule.root, i) is True), -1)

    def truth(self, node: int, i: int) -> Truth:
        """Return the truth of a condition or group at bar i, within and for applied."""
        truth = self._rules.truths[node]
        if truth.within is not None:
            return self._in_window(node, i, truth.within, _TRUE)
        if truth.for_bars is not None:
            return self._in_window(node, i, truth.for_bars, _FALSE)
        return self.truth_now(node, i)

    def truth_now(self, node: int, i: int) -> Truth:
        """Return the truth of a condition or group at bar i, its own within and for left aside."""
        truth = self._rules.truths[node]
        if isinstance(truth, Comparison):
            return self._compared(truth, i)
        return self._joined(truth, i)

    def value(self, node: int, i: int) -> float:
        """Return what bar i of the node's frame reads from it; NaN is unknown."""
        if i < 0:
            return math.nan
        stored = self._stored[node]
        if stored is not None:
            value: float = stored[i]
            return value
        match self._rules.nodes[node]:
            case Constant(number):
                return number
            case Shifted(inner, offset):
                return self.value(inner, i - offset)
            case Seen(inner, origin, frame):
                return self.value(inner, self._seen[frame, origin][i])
            case Combined(op, args):
                return _arithmetic(op, [self.value(arg, i) for arg in args])
            case _:
                raise AssertionError("prices and outputs are stored")

    def _in_window(self, node: int, i: int, bars: int, decisive: int) -> Truth:
        """Return the decisive truth if one bar of the window has it, else unknown, else the other.

        A window that begins before the series holds unknown bars (rule 1).
        """
        known = self._known.setdefault(node, bytearray(self._size))
        start = max(0, i - bars + 1)
        unasked = known.rfind(_UNASKED, start, i + 1)
        while unasked >= 0:
            known[unasked] = _STATE[self.truth_now(node, unasked)]
            unasked = known.rfind(_UNASKED, start, unasked)
        if known.find(decisive, start, i + 1) >= 0:
            return decisive == _TRUE
        if i - bars + 1 < 0 or known.find(_UNKNOWN, start, i + 1) >= 0:
            return None
        return decisive != _TRUE

    def _joined(self, group: Junction, i: int) -> Truth:
        if group.logic is Logic.NOT:
            return _not(self.truth(group.children[0], i))
        truths = (self.truth(child, i) for child in group.children)
        return _all(truths) if group.logic is Logic.AND else _any(truths)

    def _compared(self, node: Comparison, i: int) -> Truth:
        match node.operator:
            case Operator.RISING | Operator.FALLING:
                return self._stepped(node, i)
            case Operator.CROSSES_ABOVE:
                return self._crossed(node.left, node.right[0], i)
            case Operator.CROSSES_BELOW:
                return self._crossed(node.right[0], node.left, i)
            case Operator.BETWEEN | Operator.OUTSIDE:
                low, high = (self.value(side, i) for side in node.right)
                return _ranged(node.operator, self.value(node.left, i), low, high)
            case _:
                left, right = self.value(node.left, i), self.value(node.right[0], i)
                return _related(_RELATIONS[node.operator], left, right)

    def _crossed(self, lower: int, upper: int, i: int) -> Truth:
        """Return whether `lower` was at or under `upper` one bar ago and is above it now."""
        was = _related(operator.le, self.value(lower, i - 1), self.value(upper, i - 1))
        return _all((was, _related(operator.gt, self.value(lower, i), self.value(upper, i))))

    def _stepped(self, node: Comparison, i: int) -> Truth:
        relation = operator.gt if node.operator is Operator.RISING else operator.lt
        return _all(
            _related(relation, self.value(node.left, k), self.value(node.left, k - 1))
            for k in range(i, i - node.steps, -1)
        )


def evaluate_at(rules: CompiledRules, table: SeriesTable, i: int) -> tuple[int, int, int, int]:
    """Return the first true rule of each intent at bar i, in the order of Intent; -1: none.

    For many bars of one table keep a BarByBar.
    """
    return BarByBar(rules, table).at(i)


_STATE = {True: _TRUE, False: _FALSE, None: _UNKNOWN}


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(truths: Iterable[Truth]) -> Truth:
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def _any(truths: Iterable[Truth]) -> Truth:
    return _not(_all(_not(truth) for truth in truths))


def _related(relation: Callable[[float, float], bool], left: float, right: float) -> Truth:
    return None if math.isnan(left) or math.isnan(right) else relation(left, right)


def _equal(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-9 * max(abs(left), abs(right))


def _not_equal(left: float, right: float) -> bool:
    return not _equal(left, right)


_RELATIONS: dict[Operator, Callable[[float, float], bool]] = {
    Operator.LESS_THAN: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER_THAN: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.EQUAL: _equal,
    Operator.NOT_EQUAL: _not_equal,
}


def _ranged(kind: Operator, value: float, low: float, high: float) -> Truth:
    """Judge between and outside: bounds included, reversed bounds false for both (rule 2)."""
    proper = _related(operator.le, low, high)
    if kind is Operator.BETWEEN:
        inside = (_related(operator.ge, value, low), _related(operator.le, value, high))
        return _all((proper, *inside))
    beyond = (_related(operator.le, value, low), _related(operator.ge, value, high))
    return _all((proper, _any(beyond)))


def _arithmetic(op: Arithmetic, args: list[float]) -> float:
    """Fold `args` from the left; NaN as soon as a step is not finite (rule 1)."""
    total = args[0]
    if op is Arithmetic.ABS:
        return abs(total)
    for arg in args[1:]:
        if math.isnan(total) or math.isnan(arg) or (op is Arithmetic.DIV and arg == 0.0):
            return math.nan
        total = _STEPS[op](total, arg)
        if not math.isfinite(total):
            return math.nan
    return total


_STEPS: dict[Arithmetic, Callable[[float, float], float]] = {
    Arithmetic.ADD: operator.add,
    Arithmetic.SUB: operator.sub,
    Arithmetic.MUL: operator.mul,
    Arithmetic.DIV: operator.truediv,
    Arithmetic.MIN: min,
    Arithmetic.MAX: max,
}
