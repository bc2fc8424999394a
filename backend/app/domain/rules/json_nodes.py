"""Conditions, groups and operands from JSON."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.rules import normal
from app.domain.rules.fields import Fields, amount
from app.domain.rules.normal import Catalogue, Value
from app.domain.rules.notes import Notes, step
from app.domain.rules.spec import (
    MAX_ARGUMENTS,
    MAX_DEPTH,
    Arithmetic,
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Node,
    Operand,
    Operator,
    Price,
    PriceField,
)
from app.domain.timeframes import Timeframe

RANGES: Final = frozenset({Operator.BETWEEN, Operator.OUTSIDE})
RUNS: Final = frozenset({Operator.RISING, Operator.FALLING})

_GROUP_KEYS: Final = ("logic", "conditions", "within", "for")
_CALL_KEYS: Final = ("indicator", "params", "output", "source", "offset", "timeframe")
_FULL_KEYS: Final = ("left", "operator", "right", "within", "for")
_FLAT_KEYS: Final = (*_CALL_KEYS, "operator", "value", "within", "for")
_OPERAND_KEYS: Final = {
    "price": ("price", "offset", "timeframe"),
    "indicator": _CALL_KEYS,
    "op": ("op", "args", "offset", "timeframe"),
}
# A sum that begins with a sum is joined to it (normal.expression), so the limit comes later.
_READ_ARGUMENTS: Final = 4 * MAX_ARGUMENTS
_ONE_OPERAND: Final = 'a number or one of {"price": …}, {"indicator": …}, {"op": …, "args": […]}'

Right = Operand | tuple[Operand, Operand] | int

SYMBOLS: Final[dict[str, Operator]] = {
    "<": Operator.LESS_THAN,
    "<=": Operator.LESS_OR_EQUAL,
    ">": Operator.GREATER_THAN,
    ">=": Operator.GREATER_OR_EQUAL,
    "==": Operator.EQUAL,
    "!=": Operator.NOT_EQUAL,
}


def arguments_fault(op: Arithmetic, count: int) -> str | None:
    """Return why an operation cannot take that many arguments, or None."""
    if count > _READ_ARGUMENTS:
        return f"{op} has {count:,} arguments, the limit is {MAX_ARGUMENTS}"
    if op is Arithmetic.ABS:
        return None if count == 1 else f"abs takes one argument, not {count}"
    if op in (Arithmetic.SUB, Arithmetic.DIV):
        return None if count == 2 else f"{op} takes two arguments, not {count}"
    return None if count >= 2 else f"{op} takes two or more arguments, not {count}"


class NodeReader:
    """Read the tree under a rule; None stands for what could not be read and was noted."""

    def __init__(self, catalogue: Catalogue, notes: Notes[str]) -> None:
        """Read against a catalogue, noting faults and places."""
        self._catalogue = catalogue
        self._notes = notes

    def children(self, fields: Fields, depth: int) -> tuple[Node, ...]:
        """Return the conditions of a rule or group that lies `depth` groups deep."""
        pointer = fields.at("conditions")
        if not fields.require("conditions", "give a list of conditions"):
            return ()
        listed = fields.sequence("conditions")
        if listed is None:
            return ()
        if not listed:
            self._notes.fault(pointer, "is empty; give at least one condition")
        read = [self._node(value, step(pointer, i), depth) for i, value in enumerate(listed)]
        return tuple(node for node in read if node is not None)

    def joined(self, fields: Fields, children: tuple[Node, ...]) -> Node | None:
        """Return the children joined by the object's logic (AND when it names none)."""
        logic = fields.choice("logic", Logic, "logic")
        if fields.has("logic") and logic is None:
            return None
        listed = fields.raw("conditions")
        if logic is Logic.NOT and isinstance(listed, list | tuple) and len(listed) > 1:
            message = f"NOT takes one condition, not {len(listed)}; wrap them in a group"
            self._notes.fault(fields.at("conditions"), message)
            return None
        return normal.group(logic or Logic.AND, children) if children else None

    def _node(self, value: object, pointer: str, depth: int) -> Node | None:
        if self._notes.is_full:
            return None
        if not isinstance(value, Mapping):
            self._notes.wrong(pointer, value, "a condition or a group")
            return None
        if "conditions" in value or "logic" in value:
            return self._group(value, pointer, depth + 1)
        return self._condition(value, pointer)

    def _group(self, value: Mapping[Any, Any], pointer: str, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            self._notes.fault(pointer, f"groups nest {depth} deep here, the limit is {MAX_DEPTH}")
            return None
        fields = Fields(value, pointer, self._notes, _GROUP_KEYS, "a group")
        joined = self.joined(fields, self.children(fields, depth))
        within, for_bars = self._quantifier(fields)
        if joined is None:
            return None
        node = normal.quantified(joined, within, for_bars)
        self._notes.moved(joined, node)
        return self._notes.placed(node, pointer) if isinstance(node, Group) else node

    def _quantifier(self, fields: Fields) -> tuple[int | None, int | None]:
        within, for_bars = fields.whole("within"), fields.whole("for")
        if fields.has("within") and fields.has("for"):
            self._notes.fault(
                fields.at("for"), "within and for stand together; a condition takes one of them"
            )
            return within, None
        return within, for_bars

    def _condition(self, value: Mapping[Any, Any], pointer: str) -> Condition | None:
        flat = "left" not in value and "indicator" in value
        known = _FLAT_KEYS if flat else _FULL_KEYS
        fields = Fields(value, pointer, self._notes, known, "a condition")
        left: Operand | None = None
        if flat:
            left = self._call(fields, 1)
        elif fields.require("left", f"give {_ONE_OPERAND}"):
            left = self._operand(fields.raw("left"), fields.at("left"), 1)
        operator = self._operator(fields)
        side = "value" if flat else "right"
        right = self._right(fields, side, operator)
        within, for_bars = self._quantifier(fields)
        if left is None or operator is None or right is None:
            return None
        condition = Condition(left, operator, right, within, for_bars)
        if flat:
            self._notes.field(condition, "/right", fields.at("value"))
        return self._notes.placed(condition, pointer)

    def _operator(self, fields: Fields) -> Operator | None:
        if not fields.require("operator", "one of " + ", ".join(Operator)):
            return None
        written = fields.raw("operator")
        if isinstance(written, str) and written in SYMBOLS:
            message = f"JSON writes {written} as {SYMBOLS[written].value}"
            self._notes.fault(fields.at("operator"), message)
            return None
        return fields.choice("operator", Operator, "operator")

    def _right(self, fields: Fields, side: str, operator: Operator | None) -> Right | None:
        value, pointer = fields.raw(side), fields.at(side)
        if operator in RUNS:
            return fields.whole(side) if fields.require(side, "a number of bars") else None
        if operator in RANGES:
            if isinstance(value, list | tuple) and len(value) == 2:
                low = self._operand(value[0], step(pointer, 0), 1)
                high = self._operand(value[1], step(pointer, 1), 1)
                return None if low is None or high is None else (low, high)
            self._notes.wrong(pointer, value, f"[low, high] for {operator}")
            return None
        if not fields.require(side, f"give {_ONE_OPERAND}"):
            return None
        return self._operand(value, pointer, 1)

    def _operand(self, value: object, pointer: str, depth: int) -> Operand | None:
        if depth > MAX_DEPTH:
            message = f"operands nest {depth} deep here, the limit is {MAX_DEPTH}"
            self._notes.fault(pointer, message)
            return None
        if isinstance(value, int | float) and value is not True and value is not False:
            constant = amount(value, pointer, self._notes)
            if constant is None:
                return None
            return self._notes.placed(normal.number(constant), pointer)
        kinds = [k for k in _OPERAND_KEYS if k in value] if isinstance(value, Mapping) else []
        if not isinstance(value, Mapping) or len(kinds) != 1:
            self._notes.wrong(pointer, value, _ONE_OPERAND)
            return None
        fields = Fields(value, pointer, self._notes, _OPERAND_KEYS[kinds[0]], "an operand")
        if kinds[0] == "indicator":
            return self._call(fields, depth)
        return self._price(fields) if kinds[0] == "price" else self._expression(fields, depth)

    def _price(self, fields: Fields) -> Price | None:
        field = fields.choice("price", PriceField, "price")
        offset, timeframe = self._shift(fields)
        if field is None:
            self._required(fields, "price")
            return None
        return self._notes.placed(Price(field, offset, timeframe), fields.pointer)

    def _shift(self, fields: Fields) -> tuple[int, Timeframe | None]:
        return fields.whole("offset") or 0, fields.choice("timeframe", Timeframe, "timeframe")

    def _required(self, fields: Fields, name: str) -> None:
        if not fields.has(name):
            self._notes.fault(fields.at(name), "must not be null")

    def _expression(self, fields: Fields, depth: int) -> Expression | None:
        op = fields.choice("op", Arithmetic, "op")
        offset, timeframe = self._shift(fields)
        listed = fields.sequence("args") if fields.require("args", "give a list") else None
        pointer = fields.at("args")
        args = [
            self._operand(value, step(pointer, i), depth + 1)
            for i, value in enumerate((listed or ())[:_READ_ARGUMENTS])
        ]
        if op is None:
            self._required(fields, "op")
            return None
        fault = arguments_fault(op, len(listed or ()))
        if fault and listed is not None:
            self._notes.fault(pointer, fault)
        read = tuple(arg for arg in args if arg is not None)
        if fault or len(read) != len(args):
            return None
        whole_sum = normal.expression(op, read, offset, timeframe)
        return self._notes.placed(whole_sum, fields.pointer)

    def _call(self, fields: Fields, depth: int) -> IndicatorCall | None:
        name = fields.text("indicator")
        given = self._params(fields)
        output = fields.text("output")
        offset, timeframe = self._shift(fields)
        source: Operand | None = None
        if fields.has("source"):
            source = self._operand(fields.raw("source"), fields.at("source"), depth + 1)
        if name is None:
            self._required(fields, "indicator")
            return None
        indicator = normal.found(self._catalogue, name)
        params, twice = normal.params(indicator, given)
        for alias in twice:
            self._notes.fault(step(fields.at("params"), alias), "names a parameter given already")
        call = IndicatorCall(
            indicator.name if indicator else name,
            params,
            normal.output(indicator, output),
            normal.source(indicator, source),
            offset,
            timeframe,
        )
        for written in given if indicator else ():
            canonical = normal.canonical(indicator, written)
            if canonical != written:
                self._notes.field(
                    call, step("/params", canonical), step(fields.at("params"), written)
                )
        return self._notes.placed(call, fields.pointer)

    def _params(self, fields: Fields) -> dict[str, Value]:
        given: dict[str, Value] = {}
        for name, value in (fields.mapping("params") or {}).items():
            pointer = step(fields.at("params"), name if isinstance(name, str) else "?")
            if not isinstance(name, str):
                self._notes.wrong(pointer, name, "a name")
            elif value is None:
                continue
            elif isinstance(value, str) or amount(value, pointer, self._notes) is not None:
                given[name] = value
        return given
