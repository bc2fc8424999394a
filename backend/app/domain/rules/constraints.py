"""Can a tree of conditions ever be true? Answered by order alone: never a wrong "no".

Every operand at every bar is taken as a free number, so what is refused here is impossible
whatever the market does; what needs arithmetic or knowledge of an indicator is let through. What is
known about bars is used: prices are above zero, low <= open, close, hl2 <= high.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from app.domain.rules.spec import (
    Condition,
    Logic,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    PriceField,
)

MAX_CHECKS: Final = 64  # per question; a tree with more alternatives counts as possible
MAX_LITERALS: Final = 400  # per question; what lies beyond is taken to hold
_MAX_SHIFTS: Final = 4  # bars of `within` and `for` looked at
_MAX_STEPS: Final = 12  # bars of `rising` and `falling` looked at
# `equal` holds within 1e-9 of the larger side (rule 2); twice that is surely outside.
_TOLERANCE: Final = 2e-9

Term = float | tuple[Operand, int]  # a constant, or an operand so many strategy bars ago


@dataclass(frozen=True, slots=True)
class Order:
    """One literal: left < right, left <= right, or left differs from right."""

    kind: Literal["<", "<=", "!="]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Atom:
    """One literal: a condition as it stands, held or denied."""

    condition: Condition
    shift: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; with no parts nothing is claimed."""

    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; with no parts this is impossible."""

    parts: "tuple[Formula, ...]"


Formula = Order | Atom | Every | Some
_ANYTHING: Final = Every(())
_NOTHING: Final = Some(())


def is_impossible(nodes: Sequence[Node]) -> bool:
    """Return whether the nodes can surely never be true together at one bar."""
    room, budget = [MAX_LITERALS], [MAX_CHECKS]
    return not _possible([_formula(node, 0, True, room) for node in nodes], [], budget)


def _formula(node: Node, shift: int, holds: bool, room: list[int]) -> Formula:
    """Return what `node`, so many bars ago, being true (or false) says, or less than that."""
    room[0] -= 1
    if room[0] < 0:
        return _ANYTHING
    count = node.within or node.for_bars
    if count is not None:
        inner = replace(node, within=None, for_bars=None)
        # True `within` is an alternative over bars, and so is false `for` (rule 1).
        alternative = (node.within is not None) is holds
        if alternative and count > _MAX_SHIFTS:
            return _ANYTHING
        bars = range(min(count, _MAX_SHIFTS))
        parts = tuple(_formula(inner, shift + k, holds, room) for k in bars)
        return Some(parts) if alternative else Every(parts)
    if isinstance(node, Condition):
        atom = Atom(node, shift, holds)
        return Every((atom, _comparison(node, shift, holds)))
    if node.logic is Logic.NOT:
        return _formula(node.conditions[0], shift, not holds, room)
    parts = tuple(_formula(child, shift, holds, room) for child in node.conditions)
    return Every(parts) if (node.logic is Logic.AND) is holds else Some(parts)


def _comparison(condition: Condition, shift: int, holds: bool) -> Formula:
    right = condition.right
    if isinstance(right, int):
        return _run(condition, right, shift, holds)
    left = _term(condition.left, shift)
    if isinstance(right, tuple):
        low, high = (_term(bound, shift) for bound in right)
        return _range(condition.operator, left, low, high, holds)
    other = _term(right, shift)
    match condition.operator:
        case Operator.CROSSES_ABOVE:
            before = _term(condition.left, shift + 1), _term(right, shift + 1)
            return _cross(before, (left, other), holds)
        case Operator.CROSSES_BELOW:
            before = _term(right, shift + 1), _term(condition.left, shift + 1)
            return _cross(before, (other, left), holds)
        case Operator.EQUAL:
            return _near(left, other) if holds else _apart(left, other)
        case Operator.NOT_EQUAL:
            same = Every((Order("<=", left, other), Order("<=", other, left)))
            return Order("!=", left, other) if holds else same
        case _:
            return _less(condition.operator, left, other, holds)


def _less(operator: Operator, left: Term, right: Term, holds: bool) -> Formula:
    if operator in (Operator.GREATER_THAN, Operator.GREATER_OR_EQUAL):
        left, right = right, left
    strict = operator in (Operator.LESS_THAN, Operator.GREATER_THAN)
    if holds:
        return Order("<" if strict else "<=", left, right)
    return Order("<=" if strict else "<", right, left)


def _cross(before: tuple[Term, Term], now: tuple[Term, Term], holds: bool) -> Formula:
    """Return that the first went above the second: at or below it before, above it now."""
    if holds:
        return Every((Order("<=", before[0], before[1]), Order("<", now[1], now[0])))
    return Some((Order("<", before[1], before[0]), Order("<=", now[0], now[1])))


def _range(operator: Operator, value: Term, low: Term, high: Term, holds: bool) -> Formula:
    # Computed bounds with low > high make both operators false (rule 2).
    ordered = Order("<=", low, high)
    if operator is Operator.BETWEEN:
        if holds:
            return Every((Order("<=", low, value), Order("<=", value, high)))
        return Some((Order("<", value, low), Order("<", high, value)))
    if holds:
        return Every((ordered, Some((Order("<=", value, low), Order("<=", high, value)))))
    inside = Every((Order("<", low, value), Order("<", value, high)))
    return Some((inside, Order("<", high, low)))


def _run(condition: Condition, steps: int, shift: int, holds: bool) -> Formula:
    if not holds and steps > _MAX_STEPS:
        return _ANYTHING
    values = [_term(condition.left, shift + k) for k in range(min(steps, _MAX_STEPS) + 1)]
    pairs = list(zip(values[1:], values[:-1], strict=True))  # (older, newer)
    if condition.operator is Operator.FALLING:
        pairs = [(newer, older) for older, newer in pairs]
    if holds:
        return Every(tuple(Order("<", low, high) for low, high in pairs))
    return Some(tuple(Order("<=", high, low) for low, high in pairs))


def _near(left: Term, right: Term) -> Formula:
    if isinstance(left, float) and isinstance(right, float):
        largest = max(abs(left), abs(right))
        return _ANYTHING if abs(left - right) <= 1e-9 * largest else _NOTHING
    if isinstance(left, float):
        left, right = right, left
    if not isinstance(right, float):
        return _ANYTHING
    room = _TOLERANCE * abs(right)
    return Every((Order("<=", right - room, left), Order("<=", left, right + room)))


def _apart(left: Term, right: Term) -> Formula:
    if isinstance(left, float) and isinstance(right, float):
        return _NOTHING if _near(left, right) is _ANYTHING else _ANYTHING
    return Order("!=", left, right)


def _term(operand: Operand, shift: int) -> Term:
    if isinstance(operand, Number):
        return float(operand.value)
    if operand.timeframe is None:
        # Without a timeframe of its own an operand's offset counts strategy bars (rule 3).
        plain = replace(operand, offset=0) if operand.offset else operand
        return plain, operand.offset + shift
    return operand, shift


def _possible(formulas: Iterable[Formula], known: list[Order | Atom], budget: list[int]) -> bool:
    literals, choices = list(known), []
    waiting = list(formulas)
    while waiting:
        formula = waiting.pop()
        if isinstance(formula, Every):
            waiting.extend(formula.parts)
        elif isinstance(formula, Some):
            choices.append(formula)
        else:
            literals.append(formula)
    if budget[0] <= 0:
        return True
    budget[0] -= 1
    if not _consistent(literals):
        return False
    if not choices:
        return True
    choices.sort(key=lambda choice: len(choice.parts))
    first, *others = choices
    return any(_possible([part, *others], literals, budget) for part in first.parts)


def _consistent(literals: list[Order | Atom]) -> bool:
    atoms = [literal for literal in literals if isinstance(literal, Atom)]
    held = {(atom.condition, atom.shift) for atom in atoms if atom.holds}
    if any((atom.condition, atom.shift) in held for atom in atoms if not atom.holds):
        return False
    orders = [literal for literal in literals if isinstance(literal, Order)]
    terms = list(dict.fromkeys(t for order in orders for t in (order.left, order.right)))
    orders += _facts(terms)
    terms = list(dict.fromkeys((*terms, *(t for o in orders for t in (o.left, o.right)))))
    index = {term: k for k, term in enumerate(terms)}
    reach = _reachable(orders, index)

    def leads(start: Term, end: Term) -> bool:
        return start == end or bool(reach[index[start]] >> index[end] & 1)

    for order in orders:
        if order.kind == "<" and leads(order.right, order.left):
            return False
        is_same = order.kind == "!=" and leads(order.left, order.right)
        if is_same and leads(order.right, order.left):
            return False
    return True


def _reachable(orders: list[Order], index: dict[Term, int]) -> list[int]:
    """Return for each term the set of terms at or above it, as bits (Warshall's closure)."""
    reach = [0] * len(index)
    for order in orders:
        if order.kind != "!=":
            reach[index[order.left]] |= 1 << index[order.right]
    for k in range(len(reach)):
        for i, row in enumerate(reach):
            if row >> k & 1:
                reach[i] = row | reach[k]
    return reach


_BETWEEN_LOW_AND_HIGH: Final = (PriceField.OPEN, PriceField.CLOSE, PriceField.HL2)


def _facts(terms: list[Term]) -> list[Order]:
    """Return what holds for any bars: the order of constants, and what `Bars` guarantees."""
    facts = []
    prices: dict[tuple[object, int, int], dict[PriceField, Term]] = {}
    for term in terms:
        price = term[0] if isinstance(term, tuple) else None
        if isinstance(term, tuple) and isinstance(price, Price):
            is_volume = price.field is PriceField.VOLUME
            facts.append(Order("<=" if is_volume else "<", 0.0, term))
            where = (price.timeframe, price.offset, term[1])
            prices.setdefault(where, {})[price.field] = term
    for fields in prices.values():
        low, high = fields.get(PriceField.LOW), fields.get(PriceField.HIGH)
        inner = [fields[field] for field in _BETWEEN_LOW_AND_HIGH if field in fields]
        facts += [Order("<=", low, term) for term in inner if low is not None]
        facts += [Order("<=", term, high) for term in inner if high is not None]
        if low is not None and high is not None:
            facts.append(Order("<=", low, high))
    constants = sorted({term for term in (*terms, 0.0) if isinstance(term, float)})
    facts += [Order("<", a, b) for a, b in pairwise(constants)]
    return facts
