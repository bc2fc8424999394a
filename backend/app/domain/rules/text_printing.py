"""A strategy in normal form to the text form."""

import json
import re
from collections.abc import Iterable
from typing import Final

from app.domain.indicators.registry import Indicator, Parameter
from app.domain.rules.grammar import RESERVED
from app.domain.rules.json_nodes import RANGES, RUNS, SYMBOLS
from app.domain.rules.normal import Catalogue, Value
from app.domain.rules.printing import plain, risk_to_json
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Direction,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    Rule,
    RuleRef,
    Strategy,
)

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*", re.ASCII)
_SIGNS: Final = {operator: sign for sign, operator in SYMBOLS.items()}
_INFIX: Final = {
    Arithmetic.ADD: " + ",
    Arithmetic.SUB: " - ",
    Arithmetic.MUL: " * ",
    Arithmetic.DIV: " / ",
}
_TERM, _FACTOR, _ATOM = 1, 2, 3  # how tightly an operand binds
_BINDING: Final = {
    Arithmetic.ADD: _TERM,
    Arithmetic.SUB: _TERM,
    Arithmetic.MUL: _FACTOR,
    Arithmetic.DIV: _FACTOR,
}


def print_text(strategy: Strategy, catalogue: Catalogue) -> str:
    """Return the document as text; `parse_text` of it gives `strategy` back."""
    lines = list(_header(strategy))
    for name, listed in (("entry", strategy.entry_rules), ("exit", strategy.exit_rules)):
        lines.append("")
        lines += [_rule(rule, name, strategy.direction, catalogue) for rule in listed]
    return "\n".join(lines).rstrip("\n") + "\n"


def node_text(node: Node, catalogue: Catalogue) -> str:
    """Return one condition or group as text."""
    if isinstance(node, Condition):
        return _condition(node, catalogue) + _quantifier(node)
    if node.logic is Logic.NOT:
        text = "not " + _child(node.conditions[0], catalogue)
    else:
        word = f" {node.logic.value.lower()} "
        text = word.join(_child(child, catalogue) for child in node.conditions)
    suffix = _quantifier(node)
    return f"({text}){suffix}" if suffix else text


def operand_text(operand: Operand, catalogue: Catalogue) -> str:
    """Return one operand as text."""
    return _operand(operand, catalogue, _TERM)


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(plain(value))


def call_text(call: IndicatorCall, catalogue: Catalogue) -> str:
    """Return an indicator with its arguments, without output, offset and timeframe."""
    indicator = catalogue.get(call.indicator)
    args = [] if call.source is None else [_source(call.source, catalogue)]
    args += _by_name(call.params) if indicator is None else _arguments(indicator, dict(call.params))
    return f"{call.indicator}({', '.join(args)})"


def output_name(call: IndicatorCall, catalogue: Catalogue) -> str | None:
    """Return the output to name: none where there is but one, or the main one bears the name."""
    indicator = catalogue.get(call.indicator)
    if call.output is not None or indicator is None or len(indicator.outputs) == 1:
        return call.output
    default = indicator.outputs[0]
    return None if default == indicator.name.lower() else default


def _header(strategy: Strategy) -> Iterable[str]:
    yield f"name: {_quoted(strategy.name)}"
    if strategy.description:
        yield f"description: {_quoted(strategy.description)}"
    yield f"symbol: {_quoted(strategy.symbol)}"
    if strategy.venue is not None:
        yield f"venue: {_quoted(strategy.venue)}"
    yield f"timeframe: {strategy.timeframe}"
    if strategy.direction is not Direction.LONG:
        yield f"direction: {strategy.direction}"
    if strategy.reverse:
        yield "reverse: true"
    if strategy.size is not None:
        yield f"size.mode: {strategy.size.mode}"
        yield f"size.value: {number_text(strategy.size.value)}"
    for name, value in risk_to_json(strategy.risk).items():
        yield f"risk.{name}: {value}"


def _rule(rule: Rule | RuleRef, name: str, direction: Direction, catalogue: Catalogue) -> str:
    if isinstance(rule, RuleRef):
        word = side_word(name, direction)
        return f"{word} {name} ref {rule.rule_id}".lstrip()
    key = f" [{rule.key}]" if rule.key is not None else ""
    head = f"{rule.signal.value.lower()} {name} {_quoted(rule.name)}{key}:"
    return f"{head} {node_text(rule.body, catalogue)}"


def side_word(name: str, direction: Direction) -> str:
    """Return the only word `direction` allows in a list, "" where both are."""
    if direction is Direction.BOTH:
        return ""
    return "buy" if (name == "entry") is (direction is Direction.LONG) else "sell"


def _child(node: Node, catalogue: Catalogue) -> str:
    text = node_text(node, catalogue)
    needs = isinstance(node, Group) and node.logic is not Logic.NOT and not _quantifier(node)
    return f"({text})" if needs else text


def _quantifier(node: Node) -> str:
    if node.within is not None:
        return f" within {node.within}"
    return f" for {node.for_bars}" if node.for_bars is not None else ""


def _condition(condition: Condition, catalogue: Catalogue) -> str:
    left, right = operand_text(condition.left, catalogue), condition.right
    if isinstance(right, tuple):
        low, high = (operand_text(bound, catalogue) for bound in right)
        return f"{left} {condition.operator} {low} and {high}"
    if isinstance(right, int):
        return f"{left} {condition.operator} {right}"
    return f"{left} {operator_text(condition.operator)} {operand_text(right, catalogue)}"


def operator_text(operator: Operator) -> str:
    """Return how the text form writes an operator."""
    if operator in RANGES or operator in RUNS:
        return operator.value
    return _SIGNS.get(operator) or operator.value.replace("_", " ")


def _operand(operand: Operand, catalogue: Catalogue, binding: int) -> str:
    if isinstance(operand, Number):
        return number_text(operand.value)
    if isinstance(operand, Expression):
        return _expression(operand, catalogue, binding)
    if isinstance(operand, Price):
        return operand.field.value + _shift(operand)
    output = output_name(operand, catalogue)
    suffix = "" if output is None else "." + _bare(output)
    return call_text(operand, catalogue) + suffix + _shift(operand)


def _expression(expression: Expression, catalogue: Catalogue, binding: int) -> str:
    shift = _shift(expression)
    if expression.op not in _INFIX:
        args = ", ".join(_operand(arg, catalogue, _TERM) for arg in expression.args)
        return f"{expression.op}({args}){shift}"
    own = _BINDING[expression.op]
    first, *others = expression.args
    texts = [_operand(first, catalogue, own)]
    texts += [_operand(arg, catalogue, own + 1) for arg in others]
    text = _INFIX[expression.op].join(texts)
    return f"({text}){shift}" if shift or own < binding else text


def _shift(operand: Price | IndicatorCall | Expression) -> str:
    offset = f"[{operand.offset}]" if operand.offset else ""
    return offset if operand.timeframe is None else f"{offset}@{operand.timeframe}"


def _source(source: Operand, catalogue: Catalogue) -> str:
    text = operand_text(source, catalogue)
    # A bare number would be read as the first parameter.
    return f"source={text}" if isinstance(source, Number) else text


def _arguments(indicator: Indicator, given: dict[str, Value]) -> list[str]:
    """Return the lengths by position, as people write them; everything else by name."""
    leading = [p for p in indicator.parameters if p.kind != "choice"]
    count = _positional(leading, given)
    texts = [_value(given.get(p.name, p.default)) for p in leading[:count]]
    shown = {p.name for p in leading[:count]}
    return texts + _by_name((n, v) for n, v in sorted(given.items()) if n not in shown)


def _positional(numbers: list[Parameter], given: dict[str, Value]) -> int:
    count = 0
    while count < len(numbers) and numbers[count].kind == "int":
        count += 1
    while count < len(numbers) and numbers[count].name in given:
        count += 1
    return count if all(not isinstance(given.get(p.name), str) for p in numbers[:count]) else 0


def _by_name(params: Iterable[tuple[str, Value]]) -> list[str]:
    return [f"{name}={_value(value)}" for name, value in params]


def _value(value: Value) -> str:
    return _bare(value) if isinstance(value, str) else number_text(value)


def _bare(word: str) -> str:
    is_bare = _WORD.fullmatch(word) and word.lower() not in RESERVED
    return word if is_bare else _quoted(word)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
