"""Every part of a document with its JSON pointer and the frame it is computed in.

Pointers are those of the canonical JSON (`printing.to_json`). The frame is the timeframe of what
encloses an operand: the strategy's at the top, the indicator's inside its source, the expression's
inside its arguments (rule 3).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.rules.spec import (
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Node,
    Number,
    Operand,
    Rule,
    RuleRef,
    Strategy,
)
from app.domain.timeframes import Timeframe


@dataclass(frozen=True, slots=True)
class Placed[T]:
    """A part of the document; `depth` counts the groups or operands around it, itself included."""

    pointer: str
    part: T
    frame: Timeframe
    depth: int = 1


def rules(strategy: Strategy) -> Iterator[Placed[Rule | RuleRef]]:
    """Yield every rule and reference, entries first."""
    for name, listed in (("entry", strategy.entry_rules), ("exit", strategy.exit_rules)):
        for index, rule in enumerate(listed):
            yield Placed(f"/{name}_rules/{index}", rule, strategy.timeframe)


def nodes(rule: Placed[Rule | RuleRef]) -> Iterator[Placed[Node]]:
    """Yield every condition and group of one rule, parents first; a reference has none."""
    if isinstance(rule.part, Rule):
        body = rule.part.body
        # The rule itself is the AND around a body that is a condition or a quantified group.
        suffix = "" if is_rule_level(body) else "/conditions/0"
        yield from _nodes(Placed(rule.pointer + suffix, body, rule.frame))


def is_rule_level(body: Node) -> bool:
    """Return whether the canonical JSON writes this body's logic at the rule itself."""
    return isinstance(body, Group) and body.within is None and body.for_bars is None


def _nodes(placed: Placed[Node]) -> Iterator[Placed[Node]]:
    yield placed
    if isinstance(placed.part, Group):
        for index, child in enumerate(placed.part.conditions):
            depth = placed.depth + isinstance(child, Group)
            pointer = f"{placed.pointer}/conditions/{index}"
            yield from _nodes(Placed(pointer, child, placed.frame, depth))


def operands(node: Placed[Node]) -> Iterator[Placed[Operand]]:
    """Yield every operand of one condition, wholes before parts; a group has none."""
    if isinstance(node.part, Group):
        return
    for pointer, operand in sides(node.pointer, node.part):
        yield from parts(Placed(pointer, operand, node.frame))


def sides(pointer: str, condition: Condition) -> Iterator[tuple[str, Operand]]:
    """Yield the outermost operands of a condition with their pointers."""
    yield f"{pointer}/left", condition.left
    if isinstance(condition.right, tuple):
        for index, bound in enumerate(condition.right):
            yield f"{pointer}/right/{index}", bound
    elif not isinstance(condition.right, int):
        yield f"{pointer}/right", condition.right


def parts(whole: Placed[Operand]) -> Iterator[Placed[Operand]]:
    """Yield an operand and everything inside it, wholes before parts."""
    yield whole
    operand = whole.part
    if isinstance(operand, Number):
        return
    frame = operand.timeframe or whole.frame
    if isinstance(operand, Expression):
        for index, arg in enumerate(operand.args):
            yield from parts(Placed(f"{whole.pointer}/args/{index}", arg, frame, whole.depth + 1))
    elif isinstance(operand, IndicatorCall) and operand.source is not None:
        yield from parts(Placed(f"{whole.pointer}/source", operand.source, frame, whole.depth + 1))
