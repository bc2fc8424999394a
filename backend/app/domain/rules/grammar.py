"""The text form of one rule's conditions, read into the normal form.

    or   := and ("or" and)*            and := not ("and" not)*
    not  := "not" not | "(" or ")" q? | cond q?
    q    := "within" INT | "for" INT
    cond := sum (compare sum | ("between"|"outside") sum "and" sum | ("rising"|"falling") INT)
    atom := (NUMBER | PRICE | call | "min|max|abs" "(" … ")" | "(" sum ")") ("[" INT "]")? ("@" TF)?

A parenthesis opens a sum when what follows its end continues a sum or compares it, else a group.
`min`, `max` and `abs` in small letters are arithmetic; MIN and MAX are TA-Lib's.
"""

from dataclasses import replace
from typing import Final

from app.domain.rules import normal
from app.domain.rules.calls import PRICES, CallReader, Value
from app.domain.rules.json_nodes import RANGES, RUNS, SYMBOLS, arguments_fault
from app.domain.rules.lexer import TextSyntax, Token
from app.domain.rules.naming import nearest, unknown
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import Notes
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    Group,
    Logic,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    PriceField,
)
from app.domain.timeframes import Timeframe

WORDS: Final = ("and", "or", "not", "within", "for", "crosses", "above", "below")
OPERATOR_WORDS: Final = ("between", "outside", "rising", "falling")
RESERVED: Final = frozenset((*WORDS, *OPERATOR_WORDS))
FUNCTIONS: Final = frozenset({"min", "max", "abs"})
_COMPARISON: Final = (
    "a comparison (<, <=, >, >=, ==, !=, crosses, between, outside, rising, falling)"
)
_OPERAND: Final = "a number, a price or an indicator"
_TERMS: Final = {"+": Arithmetic.ADD, "-": Arithmetic.SUB}
_FACTORS: Final = {"*": Arithmetic.MUL, "/": Arithmetic.DIV}
_AFTER_SUM: Final = frozenset({*_TERMS, *_FACTORS, *SYMBOLS, "[", "="})
_MAX_NESTING: Final = 32  # a valid document needs fewer than 20
_MAX_CHAIN: Final = 64  # terms of one sum, factors of one product
_MAX_INT: Final = 1_000_000_000


class Grammar:
    """Read the tokens of one rule; faults that leave a shape are noted, others raise TextSyntax."""

    def __init__(self, tokens: list[Token], catalogue: Catalogue, notes: Notes[int]) -> None:
        """Read from the first token."""
        self._tokens = tokens
        self._catalogue = catalogue
        self._notes = notes
        self._calls = CallReader(catalogue, notes)
        self._next = 0
        self._closing = _closing(tokens)

    def rule(self) -> Node:
        """Return the whole rule. Raises: TextSyntax."""
        node = self._or(0)
        if self._token.kind != "end":
            raise self._expected("and, or, or the end of the rule", (*WORDS, *OPERATOR_WORDS))
        return node

    def _or(self, depth: int) -> Node:
        return self._joined(Logic.OR, "or", depth)

    def _joined(self, logic: Logic, word: str, depth: int) -> Node:
        at = self._token.at
        children: list[Node] = []
        while not children or self._accept(word):
            children.append(
                self._joined(Logic.AND, "and", depth) if logic is Logic.OR else self._not(depth)
            )
        if len(children) == 1:
            return children[0]
        return self._notes.placed(normal.group(logic, tuple(children)), at)

    def _not(self, depth: int) -> Node:
        at = self._token.at
        self._guard(depth)
        if self._accept("not"):
            return self._notes.placed(Group(Logic.NOT, (self._not(depth + 1),)), at)
        if self._token.text == "(" and not self._opens_sum():
            self._next += 1
            inner = self._or(depth + 1)
            self._require(")")
        else:
            inner = self._condition(depth)
        node = normal.quantified(inner, *self._quantifier())
        self._notes.moved(inner, node)
        return self._notes.placed(node, at) if isinstance(node, Group) else node

    def _opens_sum(self) -> bool:
        close = self._closing.get(self._next)
        if close is None:
            return False
        after = self._tokens[close + 1]
        word = after.text.lower()
        return after.text in _AFTER_SUM or after.kind == "frame" or _starts_operator(word)

    def _quantifier(self) -> tuple[int | None, int | None]:
        within = self._int("within") if self._accept("within") else None
        for_bars = self._int("for") if within is None and self._accept("for") else None
        if (within or for_bars) and self._word in ("within", "for"):
            message = "a condition takes within or for, not both; put parentheses around the first"
            raise TextSyntax(self._token.at, message)
        return within, for_bars

    def _condition(self, depth: int) -> Condition:
        at = self._token.at
        left = self._sum(depth)
        operator = self._operator()
        right: Operand | tuple[Operand, Operand] | int
        if operator in RUNS:
            right = self._int(operator.value)
        elif operator in RANGES:
            low = self._sum(depth)
            self._require("and")
            right = (low, self._sum(depth))
        else:
            right = self._sum(depth)
        return self._notes.placed(Condition(left, operator, right), at)

    def _operator(self) -> Operator:
        token, word = self._token, self._word
        if token.text in SYMBOLS:
            self._next += 1
            return SYMBOLS[token.text]
        if word in OPERATOR_WORDS:
            self._next += 1
            return Operator(word)
        if self._accept("crosses"):
            for side in ("above", "below"):
                if self._accept(side):
                    return Operator(f"crosses_{side}")
            raise self._expected("above or below", ("above", "below"))
        if token.text == "=":
            raise TextSyntax(token.at, "write == to compare")
        raise self._expected(_COMPARISON, ("crosses", *OPERATOR_WORDS))

    def _sum(self, depth: int) -> Operand:
        return self._chain(_TERMS, depth)

    def _chain(self, signs: dict[str, Arithmetic], depth: int) -> Operand:
        at = self._token.at
        result: Operand | None = None
        for _ in range(_MAX_CHAIN):
            sign = self._token.text if result is not None else ""
            if result is not None and sign not in signs:
                return result
            self._next += result is not None
            part = self._chain(_FACTORS, depth) if signs is _TERMS else self._unary(depth)
            if result is None:
                result = part
            else:
                joined = normal.expression(signs[sign], (result, part))
                result = self._notes.placed(joined, at)
        raise TextSyntax(at, f"this goes on for more than {_MAX_CHAIN} terms")

    def _unary(self, depth: int) -> Operand:
        at = self._token.at
        minus = 0
        while self._accept("-"):
            minus += 1
        operand = self._atom(depth)
        if minus % 2 == 0:
            return operand
        if isinstance(operand, Number):
            return self._notes.placed(normal.number(-operand.value), at)
        negated = normal.expression(Arithmetic.SUB, (Number(0.0), operand))
        return self._notes.placed(negated, at)

    def _atom(self, depth: int) -> Operand:
        self._guard(depth)
        token = self._token
        if token.kind == "number":
            return self._number()
        if self._accept("("):
            inner = self._sum(depth + 1)
            self._require(")")
            return self._shifted(inner, token.at)
        if token.kind != "name" or self._word in RESERVED:
            raise self._expected(_OPERAND)
        self._next += 1
        if self._token.text == "(":
            if token.text in FUNCTIONS:
                operand: Operand = self._function(token, depth)
            else:
                operand = self._call(token, depth)
        elif token.text.lower() in PRICES:
            operand = Price(PriceField(token.text.lower()))
        else:
            raise TextSyntax(token.at, self._not_a_name(token.text))
        return self._shifted(operand, token.at)

    def _not_a_name(self, name: str) -> str:
        indicator = normal.found(self._catalogue, name)
        if indicator is not None:
            return f"{indicator.name} needs its parentheses: {indicator.name}()"
        return unknown("name", name, (*PRICES, *self._catalogue))

    def _number(self) -> Number:
        token = self._token
        value = float(token.text)
        if value in (float("inf"), float("-inf")):
            raise TextSyntax(token.at, f"{token.text[:20]} is too large a number")
        self._next += 1
        if self._token.text == "[" or self._token.kind == "frame":
            raise TextSyntax(self._token.at, "a number is the same on every bar; leave this out")
        return self._notes.placed(normal.number(value), token.at)

    def _function(self, name: Token, depth: int) -> Expression:
        args = [value for value in self._arguments(depth) if not isinstance(value, str)]
        op = Arithmetic(name.text)
        fault = arguments_fault(op, len(args))
        if fault:
            raise TextSyntax(name.at, fault)
        return normal.expression(op, tuple(args))

    def _arguments(self, depth: int) -> list[Operand]:
        self._require("(")
        args = [self._sum(depth + 1)]
        while self._accept(","):
            args.append(self._sum(depth + 1))
        self._require(")", "a comma or )")
        return args

    def _call(self, name: Token, depth: int) -> Operand:
        self._require("(")
        given: list[tuple[str | None, Value, int]] = []
        while not self._accept(")"):
            if given:
                self._require(",", "a comma or )")
            given.append(self._argument(depth + 1))
        output: Token | None = None
        if self._accept("."):
            output = self._token
            if output.kind not in ("name", "string"):
                raise self._expected("the name of an output")
            self._next += 1
        return self._calls.call(name, given, output)

    def _argument(self, depth: int) -> tuple[str | None, Value, int]:
        name: str | None = None
        at = self._token.at
        if self._token.kind == "name" and self._tokens[self._next + 1].text == "=":
            name = self._token.text
            self._next += 2
        token, after = self._token, self._tokens[min(self._next + 1, len(self._tokens) - 1)]
        is_word = token.kind == "name" and token.text.lower() not in PRICES
        if token.kind == "string" or (is_word and after.text in (",", ")")):
            self._next += 1
            return name, token.text, at
        return name, self._sum(depth), at

    def _shifted(self, operand: Operand, at: int) -> Operand:
        place = self._token.at
        offset, frame = 0, None
        if self._accept("["):
            if self._token.text == "-":
                message = "an offset counts bars back; a negative one would see the future"
                raise TextSyntax(self._token.at, message)
            offset = self._int("[")
            self._require("]")
        if offset and self._token.text == ".":
            message = "write the output before the offset, as in MACD().signal[1]"
            raise TextSyntax(self._token.at, message)
        if self._token.kind == "frame":
            frame = self._frame()
            if self._token.text == "[":
                message = "write the offset before the timeframe, as in close[1]@4h"
                raise TextSyntax(self._token.at, message)
        if isinstance(operand, Number) or (not offset and frame is None):
            if offset or frame:
                raise TextSyntax(place, "a number is the same on every bar; leave this out")
            return self._notes.placed(operand, at)
        if operand.timeframe is not None:
            message = f"this part is on {operand.timeframe} already; write it once, at its end"
            raise TextSyntax(place, message)
        new = replace(operand, offset=operand.offset + offset, timeframe=frame)
        self._notes.moved(operand, new)
        return self._notes.placed(new, at)

    def _frame(self) -> Timeframe:
        token = self._token
        written = token.text[1:].strip()
        allowed = [str(frame) for frame in Timeframe]
        if written not in allowed:
            raise TextSyntax(token.at, unknown("timeframe", written, allowed))
        self._next += 1
        return Timeframe(written)

    def _int(self, after: str) -> int:
        token = self._token
        if token.kind != "number" or not token.text.isdigit():
            raise self._expected(f"a number of bars after {after}")
        if len(token.text) > 10 or int(token.text) > _MAX_INT:
            raise TextSyntax(token.at, f"{token.text[:20]} is above the limit of {_MAX_INT:,}")
        self._next += 1
        return int(token.text)

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    @property
    def _word(self) -> str:
        token = self._tokens[self._next]
        return token.text.lower() if token.kind == "name" else ""

    def _accept(self, text: str) -> bool:
        token = self._tokens[self._next]
        if token.text == text or (token.kind == "name" and token.text.lower() == text):
            self._next += 1
            return True
        return False

    def _require(self, text: str, what: str | None = None) -> None:
        if not self._accept(text):
            raise self._expected(what or text)

    def _guard(self, depth: int) -> None:
        if depth > _MAX_NESTING:
            message = f"nested more than {_MAX_NESTING} levels deep"
            raise TextSyntax(self._token.at, message)

    def _expected(self, what: str, words: tuple[str, ...] = ()) -> TextSyntax:
        token = self._token
        if token.kind == "end":
            return TextSyntax(token.at, f"expected {what}, found the end")
        close = nearest(token.text, words) if token.kind == "name" else None
        hint = f"; did you mean {close}?" if close and close != token.text.lower() else ""
        return TextSyntax(token.at, f"expected {what}, found {token.text[:40]}{hint}")


def _closing(tokens: list[Token]) -> dict[int, int]:
    open_at: list[int] = []
    closing: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.text == "(":
            open_at.append(index)
        elif token.text == ")" and open_at:
            closing[open_at.pop()] = index
    return closing


def _starts_operator(word: str) -> bool:
    return word == "crosses" or word in OPERATOR_WORDS
