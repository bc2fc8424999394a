"""How much past a strategy reads, which indicators it needs, and what computing them costs.

All counts are strategy bars. A value of a timeframe r times the strategy's that needs n earlier
bars of its own is there at the latest at bar (n + 2)·r - 2: the first bucket may begin up to r - 1
bars after the series does, and a bucket counts once its last bar closed (rule 4).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.errors import ResourceLimit
from app.domain.indicators.registry import Params, memory_bars
from app.domain.rules import walk
from app.domain.rules.normal import Catalogue
from app.domain.rules.spec import (
    MAX_COST,
    Condition,
    Expression,
    IndicatorCall,
    Node,
    Number,
    Operand,
    Operator,
    Strategy,
)
from app.domain.rules.walk import Placed
from app.domain.timeframes import Timeframe

_CROSSES = (Operator.CROSSES_ABOVE, Operator.CROSSES_BELOW)


@dataclass(frozen=True, slots=True)
class Dependency:
    """One distinct computation a strategy needs.

    params:  every parameter, defaults included, sorted by name.
    source:  the operand it reads, None for the bars themselves.
    warm_up: strategy bars before its first value, its source's included.
    memory:  strategy bars after which the start of the data does not matter; math.inf: always.
    """

    indicator: str
    params: tuple[tuple[str, float | int | str], ...]
    source: Operand | None
    timeframe: Timeframe
    warm_up: int
    memory: float


@dataclass(frozen=True, slots=True)
class Past:
    """Bars an operand or condition reads before the present one; infinite memory is math.inf."""

    warm_up: int
    memory: float

    def later(self, bars: int) -> "Past":
        """Return the past of the same thing `bars` bars ago."""
        return Past(self.warm_up + bars, self.memory + bars)

    def seen(self, ratio: int) -> "Past":
        """Return the past in bars `ratio` times smaller."""
        return Past((self.warm_up + 2) * ratio - 2, (self.memory + 2) * ratio - 2)


_NONE = Past(0, 0)


def dependencies(strategy: Strategy, catalogue: Catalogue) -> tuple[Dependency, ...]:
    """Return every distinct indicator computation, in the order of the document.

    Edge: expects a document that `validate` accepts; references are not followed.
    """
    found: dict[tuple[object, ...], Dependency] = {}
    for placed, call in calls(strategy):
        frame = call.timeframe or placed.frame
        params = bound(call, catalogue)
        key = (call.indicator, params, call.source, frame)
        if key not in found:
            past = _call_past(call, frame, catalogue)
            ratio = _ratio(frame, strategy.timeframe)
            outer = past.seen(ratio)
            found[key] = Dependency(
                call.indicator, params, call.source, frame, outer.warm_up, outer.memory
            )
    return tuple(found.values())


def look_back(strategy: Strategy, catalogue: Catalogue) -> int:
    """Return the bars before the first at which every condition can be known.

    Edge: an upper bound where a larger timeframe's buckets do not begin with the series.
    """
    return max((past.warm_up for _, past in _rule_pasts(strategy, catalogue)), default=0)


def memory(strategy: Strategy, catalogue: Catalogue) -> float:
    """Return the bars after which the start of the data no longer matters (rule 6)."""
    return max((past.memory for _, past in _rule_pasts(strategy, catalogue)), default=0)


def cost_of(strategy: Strategy, catalogue: Catalogue, bars: int) -> int:
    """Return bars times window, summed over distinct indicators whose work grows with the window.

    Raises: ResourceLimit above 5·10⁹; the message names both numbers.
    """
    total = 0
    for dependency in dependencies(strategy, catalogue):
        window = catalogue[dependency.indicator].cost(dict(dependency.params))
        total += window * math.ceil(bars / _ratio(dependency.timeframe, strategy.timeframe))
    if total > MAX_COST:
        message = f"the rules cost {total:,} steps (bars times window), the limit is {MAX_COST:,}"
        raise ResourceLimit(f"{message}: shorten the period or the windows")
    return total


def node_past(node: Node, frame: Timeframe, catalogue: Catalogue) -> Past:
    """Return the past that a condition or group reads, in bars of `frame`."""
    if isinstance(node, Condition):
        past = _longest(
            operand_past(operand, frame, catalogue) for _, operand in walk.sides("", node)
        )
        steps = node.right if isinstance(node.right, int) else int(node.operator in _CROSSES)
        past = past.later(steps)
    else:
        past = _longest(node_past(child, frame, catalogue) for child in node.conditions)
    return past.later((node.within or node.for_bars or 1) - 1)


def operand_past(operand: Operand, frame: Timeframe, catalogue: Catalogue) -> Past:
    """Return the past that an operand reads, in bars of the enclosing `frame`."""
    if isinstance(operand, Number):
        return _NONE
    own = operand.timeframe or frame
    past = _NONE
    if isinstance(operand, IndicatorCall):
        past = _call_past(operand, own, catalogue)
    elif isinstance(operand, Expression):
        past = _longest(operand_past(arg, own, catalogue) for arg in operand.args)
    past = past.later(operand.offset)
    return past if own is frame else past.seen(_ratio(own, frame))


def calls(strategy: Strategy) -> Iterator[tuple[Placed[Operand], IndicatorCall]]:
    """Yield every indicator call with its place."""
    for rule in walk.rules(strategy):
        for node in walk.nodes(rule):
            for operand in walk.operands(node):
                if isinstance(operand.part, IndicatorCall):
                    yield operand, operand.part


def bound(call: IndicatorCall, catalogue: Catalogue) -> tuple[tuple[str, float | int | str], ...]:
    """Return every parameter of a call, defaults included, sorted by name."""
    defaults = {p.name: p.default for p in catalogue[call.indicator].parameters}
    return tuple(sorted({**defaults, **dict(call.params)}.items()))


def _rule_pasts(strategy: Strategy, catalogue: Catalogue) -> Iterator[tuple[str, Past]]:
    for rule in walk.rules(strategy):
        root = next(walk.nodes(rule), None)
        if root is not None:
            yield root.pointer, node_past(root.part, strategy.timeframe, catalogue)


def _call_past(call: IndicatorCall, frame: Timeframe, catalogue: Catalogue) -> Past:
    """Return what a call reads in bars of its own frame, its offset left out."""
    indicator = catalogue[call.indicator]
    params: Params = dict(bound(call, catalogue))
    own = indicator.warm_up(params)
    kept = max(float(own), memory_bars(indicator, params, frame))
    if call.source is None:
        return Past(own, kept)
    source = operand_past(call.source, frame, catalogue)
    return Past(source.warm_up + own, source.memory + kept)


def _longest(pasts: Iterator[Past]) -> Past:
    found = [*pasts, _NONE]
    return Past(max(p.warm_up for p in found), max(p.memory for p in found))


def _ratio(larger: Timeframe, smaller: Timeframe) -> int:
    return max(1, larger.seconds // smaller.seconds)
