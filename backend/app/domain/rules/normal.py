"""The constructors of the normal form: what both readers build with, so that they must agree.

* A group of one is its child, whose quantifier it takes over; a quantifier around a quantifier
  keeps an AND of one.
* A sum or product that begins with a sum or product is one: both fold from the left.
* A parameter at its default is dropped, aliases become names, whole numbers become integers.
* A timeframe equal to the enclosing one is dropped.
* Minus zero is zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from app.domain.indicators.registry import Indicator, Parameter
from app.domain.rules.spec import (
    Arithmetic,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Node,
    Number,
    Operand,
    Price,
    PriceField,
    Rule,
    RuleRef,
)
from app.domain.timeframes import Timeframe

Catalogue = Mapping[str, Indicator]
Value = float | int | str
Moved = Callable[[object, object], None]

CLOSE: Final = Price(PriceField.CLOSE)
_FLATTENED: Final = frozenset({Arithmetic.ADD, Arithmetic.MUL})


def found(catalogue: Catalogue, name: str) -> Indicator | None:
    """Return the catalogue's entry for `name`; case does not matter, aliases count."""
    upper = name.upper()
    entry = catalogue.get(upper)
    if entry is not None:
        return entry
    return next((known for known in catalogue.values() if upper in known.aliases), None)


def number(value: float) -> Number:
    """Return a constant; -0.0 and 0.0 are one number."""
    return Number(float(value) + 0.0)


def expression(
    op: Arithmetic, args: tuple[Operand, ...], offset: int = 0, timeframe: Timeframe | None = None
) -> Expression:
    """Return an expression, a leading sum in a sum (product in a product) flattened."""
    first = args[0]
    if op in _FLATTENED and isinstance(first, Expression) and _joins(first, op):
        args = (*first.args, *args[1:])
    return Expression(op, args, offset, timeframe)


def _joins(first: Expression, op: Arithmetic) -> bool:
    return first.op is op and not first.offset and first.timeframe is None


def quantified(node: Node, within: int | None, for_bars: int | None) -> Node:
    """Return `node` under `within` or `for`; a second quantifier needs a group around the first."""
    if within is None and for_bars is None:
        return node
    if node.within is None and node.for_bars is None:
        return replace(node, within=within, for_bars=for_bars)
    return Group(Logic.AND, (node,), within, for_bars)


def group(
    logic: Logic,
    children: tuple[Node, ...],
    within: int | None = None,
    for_bars: int | None = None,
) -> Node:
    """Return a group, or its only child where AND and OR have but one."""
    if len(children) == 1 and logic is not Logic.NOT:
        return quantified(children[0], within, for_bars)
    return Group(logic, children, within, for_bars)


def params(
    indicator: Indicator | None, given: Mapping[str, Value]
) -> tuple[tuple[tuple[str, Value], ...], tuple[str, ...]]:
    """Return the parameters in normal form, and the names that were given twice by an alias.

    Edge: unknown names and values of the wrong kind are kept for validation to report.
    """
    if indicator is None:
        return tuple(sorted(given.items())), ()
    by_name = {parameter.name: parameter for parameter in indicator.parameters}
    result: dict[str, Value] = {}
    twice = []
    for written, value in given.items():
        name = canonical(indicator, written)
        if name in result:
            twice.append(written)
        result[name] = _typed(by_name[name], value) if name in by_name else value
    kept = [(n, v) for n, v in result.items() if n not in by_name or v != by_name[n].default]
    return tuple(sorted(kept)), tuple(twice)


def canonical(indicator: Indicator | None, written: str) -> str:
    """Return the parameter's name in the catalogue for a name or alias."""
    for parameter in indicator.parameters if indicator else ():
        if written in parameter.aliases:
            return parameter.name
    return written


def output(indicator: Indicator | None, name: str | None) -> str | None:
    """Return the output's name, None for the default one."""
    return None if indicator and name == indicator.outputs[0] else name


def source(indicator: Indicator | None, operand: Operand | None) -> Operand | None:
    """Return the source, None where it is the close an indicator reads anyway."""
    return None if operand == CLOSE and indicator and takes_source(indicator) else operand


def takes_source(indicator: Indicator) -> bool:
    """Return whether the indicator reads a series of the user's choice."""
    return "source" in indicator.inputs


def _typed(parameter: Parameter, value: Value) -> Value:
    if parameter.kind == "choice":
        return _choice(parameter, value)
    if isinstance(value, str):
        return value
    if parameter.kind == "int":
        return int(value) if value == int(value) else value
    return float(value) + 0.0


def _choice(parameter: Parameter, value: Value) -> Value:
    if isinstance(value, str):
        return value.lower() if value.lower() in parameter.choices else value
    # TA-Lib knows its moving averages by number.
    return parameter.choices[parameter.codes.index(value)] if value in parameter.codes else value


def framed_rule(rule: Rule | RuleRef, frame: Timeframe, moved: Moved) -> Rule | RuleRef:
    """Return a rule with timeframes dropped where they equal the enclosing one.

    `moved(old, new)` hears of every part that had to be made anew.
    """
    if isinstance(rule, RuleRef):
        return rule
    body = _framed_node(rule.body, frame, moved)
    return _heard(rule, rule if body is rule.body else replace(rule, body=body), moved)


def _framed_node(node: Node, frame: Timeframe, moved: Moved) -> Node:
    if isinstance(node, Group):
        children = tuple(_framed_node(child, frame, moved) for child in node.conditions)
        if all(new is old for new, old in zip(children, node.conditions, strict=True)):
            return node
        return _heard(node, replace(node, conditions=children), moved)
    left, right = _framed(node.left, frame, moved), node.right
    if isinstance(right, tuple):
        low, high = (_framed(bound, frame, moved) for bound in right)
        right = right if low is right[0] and high is right[1] else (low, high)
    elif not isinstance(right, int):
        right = _framed(right, frame, moved)
    if left is node.left and right is node.right:
        return node
    return _heard(node, replace(node, left=left, right=right), moved)


def _framed(operand: Operand, frame: Timeframe, moved: Moved) -> Operand:
    if isinstance(operand, Number):
        return operand
    own = None if operand.timeframe is frame else operand.timeframe
    if isinstance(operand, Expression):
        args = tuple(_framed(arg, own or frame, moved) for arg in operand.args)
        if own is operand.timeframe and args == operand.args:
            return operand
        return _heard(operand, expression(operand.op, args, operand.offset, own), moved)
    if isinstance(operand, IndicatorCall) and operand.source is not None:
        inner = _framed(operand.source, own or frame, moved)
        if inner is not operand.source:
            new = None if inner == CLOSE else inner
            return _heard(operand, replace(operand, source=new, timeframe=own), moved)
    if own is operand.timeframe:
        return operand
    return _heard(operand, replace(operand, timeframe=own), moved)


def _heard[T](old: T, new: T, moved: Moved) -> T:
    moved(old, new)
    return new
