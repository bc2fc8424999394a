"""The rule language read straight off the document, slowly: an oracle for compiled rules.

No compilation, no shared parts, no short cuts: every operand becomes a list of numbers or None,
every condition a list of True, False or None.
"""

from collections.abc import Callable, Sequence
from math import isfinite

import numpy as np

from app.domain.indicators.registry import bound, find
from app.domain.market import Bars
from app.domain.resampling import resampled, visible_index
from app.domain.rules.spec import (
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Node,
    Number,
    Operand,
    Price,
    Rule,
    Signal,
    Strategy,
)

Values = list[float | None]
Truths = list[bool | None]


def naive_signals(strategy: Strategy, bars: Bars) -> list[tuple[int, int, int, int]]:
    """Return for every bar the first true rule of each intent."""
    intents = (
        (strategy.entry_rules, Signal.BUY),
        (strategy.exit_rules, Signal.SELL),
        (strategy.entry_rules, Signal.SELL),
        (strategy.exit_rules, Signal.BUY),
    )
    columns = []
    for rules, signal in intents:
        first = [-1] * len(bars)
        for index, rule in enumerate(rules):
            assert isinstance(rule, Rule)
            if rule.signal is not signal:
                continue
            for i, truth in enumerate(_truths(rule.body, bars)):
                if truth is True and first[i] < 0:
                    first[i] = index
        columns.append(first)
    return list(zip(*columns, strict=True))


def _truths(node: Node, bars: Bars) -> Truths:
    if isinstance(node, Group):
        truths = _join(node.logic.value, [_truths(child, bars) for child in node.conditions])
    else:
        truths = _compare(node, bars)
    if node.within is not None:
        return _windowed(truths, node.within, True)
    if node.for_bars is not None:
        return _windowed(truths, node.for_bars, False)
    return truths


def _join(logic: str, children: list[Truths]) -> Truths:
    if logic == "NOT":
        return [None if t is None else not t for t in children[0]]
    decisive = logic == "OR"
    return [
        decisive if decisive in row else (None if None in row else not decisive)
        for row in zip(*children, strict=True)
    ]


def _windowed(truths: Truths, bars: int, decisive: bool) -> Truths:
    padded: Truths = [None] * (bars - 1) + truths
    rows = [padded[i : i + bars] for i in range(len(truths))]
    return [
        decisive if decisive in row else (None if None in row else not decisive) for row in rows
    ]


def _compare(condition: Condition, bars: Bars) -> Truths:
    left = _values(condition.left, bars, bars)
    match condition.operator.value, condition.right:
        case ("rising", int(steps)):
            return _windowed(_relate(lambda a, b: a > b, left, _back(left, 1)), steps, False)
        case ("falling", int(steps)):
            return _windowed(_relate(lambda a, b: a < b, left, _back(left, 1)), steps, False)
        case (("between" | "outside") as kind, (low, high)):
            return _range(kind, left, _values(low, bars, bars), _values(high, bars, bars))
    assert not isinstance(condition.right, tuple | int)
    right = _values(condition.right, bars, bars)
    match condition.operator.value:
        case "crosses_above":
            return _cross(left, right)
        case "crosses_below":
            return _cross(right, left)
        case operator:
            return _relate(_RELATIONS[operator], left, right)


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "less_than": lambda a, b: a < b,
    "less_or_equal": lambda a, b: a <= b,
    "greater_than": lambda a, b: a > b,
    "greater_or_equal": lambda a, b: a >= b,
    "equal": _close,
    "not_equal": lambda a, b: not _close(a, b),
}


def _relate(relation: Callable[[float, float], bool], left: Values, right: Values) -> Truths:
    return [
        None if a is None or b is None else relation(a, b) for a, b in zip(left, right, strict=True)
    ]


def _cross(lower: Values, upper: Values) -> Truths:
    was = _relate(lambda a, b: a <= b, _back(lower, 1), _back(upper, 1))
    return _join("AND", [was, _relate(lambda a, b: a > b, lower, upper)])


def _range(kind: str, value: Values, low: Values, high: Values) -> Truths:
    proper = _relate(lambda a, b: a <= b, low, high)
    if kind == "between":
        sides = [
            _relate(lambda a, b: a >= b, value, low),
            _relate(lambda a, b: a <= b, value, high),
        ]
        return _join("AND", [proper, *sides])
    sides = [
        _relate(lambda a, b: a <= b, value, low),
        _relate(lambda a, b: a >= b, value, high),
    ]
    return _join("AND", [proper, _join("OR", sides)])


def _back(values: Sequence[float | None], offset: int) -> Values:
    return ([None] * offset + list(values))[: len(values)]


def _values(operand: Operand, bars: Bars, frame: Bars) -> Values:
    """Return `operand` as the bars of `frame` read it; `bars` are the strategy's."""
    if isinstance(operand, Number):
        return [operand.value] * len(frame)
    own = frame
    if operand.timeframe is not None:
        same = operand.timeframe is bars.timeframe
        own = bars if same else resampled(bars, operand.timeframe)
    match operand:
        case Price():
            made = _price(operand, own)
        case IndicatorCall():
            made = _indicator(operand, bars, own)
        case Expression():
            made = _expression(operand, bars, own)
    made = _back(made, operand.offset)
    if own.timeframe is frame.timeframe:
        return made
    return [None if j < 0 else made[j] for j in visible_index(frame, own)]


def _price(price: Price, bars: Bars) -> Values:
    rows = zip(bars.open, bars.high, bars.low, bars.close, bars.volume, strict=True)
    pick: dict[str, Callable[[float, float, float, float, float], float]] = {
        "open": lambda o, h, l, c, v: o,  # noqa: E741
        "high": lambda o, h, l, c, v: h,  # noqa: E741
        "low": lambda o, h, l, c, v: l,  # noqa: E741
        "close": lambda o, h, l, c, v: c,  # noqa: E741
        "volume": lambda o, h, l, c, v: v,  # noqa: E741
        "hl2": lambda o, h, l, c, v: (h + l) / 2,  # noqa: E741
        "hlc3": lambda o, h, l, c, v: (h + l + c) / 3,  # noqa: E741
        "ohlc4": lambda o, h, l, c, v: (o + h + l + c) / 4,  # noqa: E741
    }
    return [_known(pick[price.field.value](*map(float, row))) for row in rows]


def _indicator(call: IndicatorCall, bars: Bars, frame: Bars) -> Values:
    indicator = find(call.indicator)
    source = frame.close
    if call.source is not None:
        values = _values(call.source, bars, frame)
        source = np.array([np.nan if v is None else v for v in values], np.float64)
    outputs = indicator.compute(frame, source, bound(indicator, dict(call.params)))
    chosen = indicator.outputs.index(call.output or indicator.outputs[0])
    return [_known(float(v)) for v in outputs[chosen]]


def _expression(expression: Expression, bars: Bars, frame: Bars) -> Values:
    columns = [_values(arg, bars, frame) for arg in expression.args]
    return [_fold(expression.op.value, row) for row in zip(*columns, strict=True)]


_STEPS: dict[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "min": min,
    "max": max,
}


def _fold(op: str, row: tuple[float | None, ...]) -> float | None:
    total = row[0]
    if op == "abs":
        return None if total is None else abs(total)
    for value in row[1:]:
        if total is None or value is None or (op == "div" and value == 0.0):
            return None
        total = _known(_STEPS[op](total, value))
    return total


def _known(value: float) -> float | None:
    return value if isfinite(value) else None
