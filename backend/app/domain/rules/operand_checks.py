"""What is wrong with conditions and operands taken by themselves."""

from collections.abc import Iterator
from typing import Final

from app.domain.errors import Fault, InvalidInput
from app.domain.indicators.registry import Indicator
from app.domain.indicators.registry import bound as bound_params
from app.domain.rules import normal, walk
from app.domain.rules.json_nodes import RANGES, RUNS
from app.domain.rules.naming import unknown
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import step
from app.domain.rules.spec import (
    MAX_ARGUMENTS,
    MAX_DEPTH,
    MAX_LOOK_BACK,
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Node,
    Number,
    Operand,
    Strategy,
)
from app.domain.rules.text_printing import number_text
from app.domain.rules.walk import Placed

_BARS: Final = f"1 to {MAX_LOOK_BACK:,} bars"


def operand_faults(strategy: Strategy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield the faults of every condition and operand, in document order."""
    for rule in walk.rules(strategy):
        for node in walk.nodes(rule):
            yield from _node_faults(node)
            for operand in walk.operands(node):
                yield from _operand_faults(operand, catalogue)


def _node_faults(node: Placed[Node]) -> Iterator[Fault]:
    part = node.part
    for name, count in (("within", part.within), ("for", part.for_bars)):
        if count is not None and not 1 <= count <= MAX_LOOK_BACK:
            yield Fault(f"{node.pointer}/{name}", f"{name} takes {_BARS}, not {count:,}")
    if part.within is not None and part.for_bars is not None:
        message = "within and for stand together; a condition takes one of them"
        yield Fault(f"{node.pointer}/for", message)
    if isinstance(part, Group):
        if node.depth > MAX_DEPTH:
            message = f"groups nest {node.depth} deep here, the limit is {MAX_DEPTH}"
            yield Fault(node.pointer, message)
    else:
        yield from _condition_faults(node.pointer, part)


def _condition_faults(pointer: str, condition: Condition) -> Iterator[Fault]:
    operator, right = condition.operator, condition.right
    if operator in RUNS:
        if not isinstance(right, int) or not 1 <= right <= MAX_LOOK_BACK:
            yield Fault(f"{pointer}/right", f"{operator} takes {_BARS}")
    elif operator in RANGES and isinstance(right, tuple):
        low, high = right
        if isinstance(low, Number) and isinstance(high, Number) and low.value > high.value:
            message = f"{operator} takes the lower bound first: {number_text(low.value)} is above"
            yield Fault(f"{pointer}/right", f"{message} {number_text(high.value)}")


def _operand_faults(placed: Placed[Operand], catalogue: Catalogue) -> Iterator[Fault]:
    operand = placed.part
    if placed.depth == MAX_DEPTH + 1:
        message = f"operands nest {placed.depth} deep here, the limit is {MAX_DEPTH}"
        yield Fault(placed.pointer, message)
    if isinstance(operand, Number):
        return
    if operand.offset < 0:
        message = "an offset counts bars back; a negative one would see the future"
        yield Fault(f"{placed.pointer}/offset", message)
    elif operand.offset > MAX_LOOK_BACK:
        message = f"an offset is at most {MAX_LOOK_BACK:,} bars, not {operand.offset:,}"
        yield Fault(f"{placed.pointer}/offset", message)
    if operand.timeframe is not None and not operand.timeframe.is_multiple_of(placed.frame):
        yield Fault(f"{placed.pointer}/timeframe", _not_a_multiple(placed, operand.timeframe))
    if isinstance(operand, IndicatorCall):
        yield from _call_faults(placed.pointer, operand, catalogue)
    elif isinstance(operand, Expression) and len(operand.args) > MAX_ARGUMENTS:
        message = f"{operand.op} has {len(operand.args)} arguments, the limit is {MAX_ARGUMENTS}"
        yield Fault(f"{placed.pointer}/args", message)


def _not_a_multiple(placed: Placed[Operand], timeframe: str) -> str:
    # Inside a larger timeframe only what that frame's bars can hold is visible (rule 4).
    return f"timeframe {timeframe} must be a multiple of {placed.frame}, in which this is computed"


def _call_faults(pointer: str, call: IndicatorCall, catalogue: Catalogue) -> Iterator[Fault]:
    indicator = catalogue.get(call.indicator)
    if indicator is None:
        yield Fault(f"{pointer}/indicator", unknown("indicator", call.indicator, tuple(catalogue)))
        return
    if call.output is not None and call.output not in indicator.outputs:
        message = unknown(f"output of {indicator.name}:", call.output, indicator.outputs)
        yield Fault(f"{pointer}/output", message)
    if call.source is not None and not normal.takes_source(indicator):
        reads = ", ".join(indicator.inputs) or "no series"
        message = f"{indicator.name} reads {reads}; it takes no source"
        yield Fault(f"{pointer}/source", message)
    for name, value in call.params:
        message = _parameter_fault(indicator, name, value)
        if message:
            yield Fault(step(f"{pointer}/params", name), message)


def _parameter_fault(indicator: Indicator, name: str, value: float | int | str) -> str:
    names = [parameter.name for parameter in indicator.parameters]
    if name not in names:
        return unknown(f"parameter of {indicator.name}:", name, names)
    try:
        bound_params(indicator, {name: value})
    except InvalidInput as error:
        return str(error)
    return ""
