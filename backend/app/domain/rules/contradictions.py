"""Conditions that can never hold, such as `x > 70 and x < 30`."""

from collections.abc import Iterator
from itertools import combinations

from app.domain.errors import Fault
from app.domain.rules import walk
from app.domain.rules.constraints import is_impossible
from app.domain.rules.normal import Catalogue
from app.domain.rules.spec import Condition, Group, Logic, Node, Strategy
from app.domain.rules.text_printing import node_text


def contradictions(strategy: Strategy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield one fault for each smallest part of a rule that no market can make true.

    A dead alternative of an OR is one too: it was written to be reached. Nothing that could hold is
    ever reported.
    """
    for rule in walk.rules(strategy):
        root = next(walk.nodes(rule), None)
        if root is not None:
            yield from _dead(root.part, root.pointer, catalogue)


def _dead(node: Node, pointer: str, catalogue: Catalogue) -> Iterator[Fault]:
    faults: list[Fault] = []
    if isinstance(node, Group) and node.logic is not Logic.NOT:
        for index, child in enumerate(node.conditions):
            faults += _dead(child, f"{pointer}/conditions/{index}", catalogue)
    if faults:
        yield from faults
    elif is_impossible(_parts(node)):
        yield _fault(node, pointer, catalogue)
    elif _is_quantified(node) and is_impossible([node]):
        yield Fault(pointer, f"can never hold: {node_text(node, catalogue)}")


def _parts(node: Node) -> tuple[Node, ...]:
    """Return nodes that must hold together at some bar for `node` ever to be true."""
    if isinstance(node, Group) and node.logic is Logic.AND:
        return node.conditions
    if isinstance(node, Condition):
        return (Condition(node.left, node.operator, node.right),)
    return (Group(node.logic, node.conditions),)


def _is_quantified(node: Node) -> bool:
    return node.within is not None or node.for_bars is not None


def _fault(node: Node, pointer: str, catalogue: Catalogue) -> Fault:
    if isinstance(node, Group) and node.logic is Logic.AND:
        for (_, one), (index, other) in combinations(enumerate(node.conditions), 2):
            if is_impossible([one, other]):
                first, second = node_text(one, catalogue), node_text(other, catalogue)
                message = f"can never hold together with {first}: {second}"
                return Fault(f"{pointer}/conditions/{index}", message)
        return Fault(pointer, "these conditions can never all hold at once")
    return Fault(pointer, f"can never hold: {node_text(node, catalogue)}")
