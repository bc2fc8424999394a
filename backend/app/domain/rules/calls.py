"""One indicator call of the text form: arguments by position and by name become parameters."""

import json
from typing import Final

from app.domain.indicators.registry import Indicator
from app.domain.rules import normal
from app.domain.rules.lexer import TextSyntax, Token
from app.domain.rules.naming import shown, unknown
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import Notes, step
from app.domain.rules.spec import IndicatorCall, Number, Operand, Price, PriceField

PRICES: Final = tuple(str(field) for field in PriceField)

Value = Operand | str  # a str is a bare or quoted word, the value of a choice
Argument = tuple[str | None, Value, int]  # name, value, offset in the text


class CallReader:
    """Bind arguments to a catalogue entry."""

    def __init__(self, catalogue: Catalogue, notes: Notes[int]) -> None:
        """Read against a catalogue, noting faults and places."""
        self._catalogue = catalogue
        self._notes = notes

    def call(self, name: Token, arguments: list[Argument], output: Token | None) -> Operand:
        """Return the call; a number stands in for an unknown indicator, which is noted."""
        indicator = normal.found(self._catalogue, name.text)
        if indicator is None:
            if self._notes.is_full:
                raise TextSyntax(name.at, "too many faults to read on")
            self._notes.fault(name.at, unknown("indicator", name.text, tuple(self._catalogue)))
            return Number(0.0)
        bound = _Bound(indicator)
        for written, value, at in arguments:
            bound.add(written, value, at)
        given, places, source = bound.given, bound.places, bound.source
        params, _ = normal.params(indicator, given)
        call = IndicatorCall(
            indicator.name,
            params,
            normal.output(indicator, _word(output) if output else None),
            normal.source(indicator, source),
        )
        for target, at in places.items():
            path = "/source" if target == "source" else step("/params", target)
            self._notes.field(call, path, at)
        if output is not None:
            self._notes.field(call, "/output", output.at)
        return self._notes.placed(call, name.at)


class _Bound:
    """The arguments of one call as they find their parameters."""

    def __init__(self, indicator: Indicator) -> None:
        self._indicator = indicator
        self.given: dict[str, float | str] = {}
        self.places: dict[str, int] = {}
        self.source: Operand | None = None

    def add(self, written: str | None, value: Value, at: int) -> None:
        target = self._target(value, at) if written is None else written
        target = normal.canonical(self._indicator, target)
        if target in self.places:
            raise TextSyntax(at, f"{target} of {self._indicator.name} is given twice")
        self.places[target] = at
        if target == "source":
            if isinstance(value, str):
                raise TextSyntax(at, unknown("name", value, PRICES))
            self.source = value
        else:
            self.given[target] = self._constant(target, value, at)

    def _target(self, value: Value, at: int) -> str:
        """Return where a value without a name belongs: numbers and words go by catalogue order."""
        if isinstance(value, Number):
            numbers = [p.name for p in self._indicator.parameters if p.kind != "choice"]
            return self._waiting(numbers, "numbers", at)
        words = [p for p in self._indicator.parameters if p.kind == "choice"]
        if isinstance(value, str):
            if not words:
                raise TextSyntax(at, unknown("name", value, PRICES))
            return self._waiting([p.name for p in words], "words", at)
        if self.source is None:
            return "source"
        field = _field(value)
        fitting = [p.name for p in words if field in p.choices]
        return self._waiting(fitting, "series", at)

    def _waiting(self, names: list[str], what: str, at: int) -> str:
        for name in names:
            if name not in self.given:
                return name
        listed = f": {', '.join(names)}" if names else ""
        name = self._indicator.name
        raise TextSyntax(at, f"{name} takes no more {what} than it has parameters for{listed}")

    def _constant(self, target: str, value: Value, at: int) -> float | str:
        if isinstance(value, str):
            return _unquoted(value, at)
        if isinstance(value, Number):
            return value.value
        field = _field(value)
        if field is not None:
            return field
        message = f"{self._indicator.name} {target} must be a number or a word, not a series"
        raise TextSyntax(at, message)


def _field(value: Operand) -> str | None:
    """Return the name of a plain price column: some choices are price columns."""
    is_plain = isinstance(value, Price) and not value.offset and value.timeframe is None
    return value.field.value if is_plain and isinstance(value, Price) else None


def _word(token: Token) -> str:
    return _unquoted(token.text, token.at)


def _unquoted(text: str, at: int) -> str:
    """Return the value of a bare or quoted word."""
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text, strict=False))
    except json.JSONDecodeError:
        raise TextSyntax(at, f"{shown(text)} is not a text; escapes are those of JSON") from None
