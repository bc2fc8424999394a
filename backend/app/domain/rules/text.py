"""The text form of a whole document, both ways.

    name: "RSI dip"
    symbol: "BTC/USDT"
    timeframe: 1h
    risk.stop_loss_pct: 2

    buy entry "Oversold" [rule_001]: RSI(14) < 30
      and close > SMA(200)
    sell exit ref rule_002

Header lines and rules may stand in any order; a rule goes on until the next header line or rule;
`#` begins a comment.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.errors import Fault
from app.domain.rules import header
from app.domain.rules.decode import Refused
from app.domain.rules.fields import KEY_PATTERN, MAX_NAME, UUID_PATTERN, text_fault
from app.domain.rules.grammar import Grammar
from app.domain.rules.lexer import COMMENT, TextSyntax, line_and_column, tokens
from app.domain.rules.naming import shown, unknown
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import MAX_FAULTS, MORE_FAULTS, Notes, nearest_place
from app.domain.rules.parse import assembled, invalid
from app.domain.rules.spec import Direction, Node, Rule, RuleRef, Signal, Strategy
from app.domain.rules.text_printing import print_text, side_word

__all__ = ["TextFault", "TextReading", "parse_expression", "parse_text", "print_text", "read_text"]

MAX_TEXT: Final = 262_144  # characters; the largest valid document needs far fewer

_STRING: Final = r'"(?:[^"\\\n]|\\[^\n])*"'
_ITEM: Final = re.compile(
    r"^[ \t]*(?:(?P<rule>(?:[A-Za-z]+[ \t]+)?(?:entry|exit)\b)|(?P<key>[A-Za-z_][\w.]*)[ \t]*:)",
    re.MULTILINE | re.IGNORECASE | re.ASCII,
)
_RULE_HEAD: Final = re.compile(
    rf"[ \t]*(?P<signal>[A-Za-z]+)[ \t]+(?P<list>entry|exit)[ \t]+(?P<name>{_STRING})"
    r"[ \t]*(?:\[(?P<key>[^\]\n]*)\])?[ \t]*:",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(
    r"[ \t]*(?:(?P<signal>[A-Za-z]+)[ \t]+)?(?P<list>entry|exit)[ \t]+ref[ \t]+"
    r"(?P<id>[^\s#]+)\s*(?:#[^\n]*\s*)*\Z",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_HEADER_KEYS: Final = (
    *header.TEXT_KEYS,
    *header.FLAG_KEYS,
    *(f"size.{name}" for name in header.SIZE_KEYS),
    *(f"risk.{name}" for name in header.RISK_KEYS),
)
_BARE_WORDS: Final = frozenset((*header.TEXT_KEYS, "size.mode"))
_SHAPE: Final = 'a rule begins with: buy|sell entry|exit "name" [key]: condition'


@dataclass(frozen=True, slots=True)
class TextFault(Fault):
    """A fault of the text form; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class TextReading:
    """What a text says, as far as it could be read, and what is wrong with its form.

    With faults, `strategy` lacks the faulty parts; it is good for finding more faults, no more.
    """

    strategy: Strategy
    faults: tuple[Fault, ...]
    text: str
    notes: Notes[int]
    header_places: dict[str, int]

    def located(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return faults of the normal form with the line and column they lie at."""
        places = {**self.header_places, **self.notes.places(self.strategy)}
        return tuple(
            _text_fault(self.text, nearest_place(places, f.pointer, 0)[0], f.pointer, f.message)
            for f in faults
        )


def parse_text(text: str | bytes, catalogue: Catalogue) -> Strategy:
    """Return the strategy a text describes, in normal form.

    Raises: InvalidRules with every fault of form, each with line and column.
    """
    reading = read_text(text, catalogue)
    if reading.faults:
        raise invalid("strategy", reading.faults)
    return reading.strategy


def parse_expression(text: str, catalogue: Catalogue) -> Node:
    """Return the conditions a text describes, without a rule around them.

    Raises: InvalidRules with every fault of form, each with line and column.
    """
    notes: Notes[int] = Notes()
    node = None
    if len(text) > MAX_TEXT:
        notes.fault(0, _too_long(text))
    else:
        node = _expression(text, 0, len(text), catalogue, notes)
    if node is None or notes.faults:
        raise invalid("condition", _faults(text, notes))
    return node


def read_text(text: str | bytes, catalogue: Catalogue) -> TextReading:
    """Return what a text says with every fault of form."""
    notes: Notes[int] = Notes()
    source = _source(text, notes)
    items = list(_ITEM.finditer(source))
    ends = [*(item.start() for item in items[1:]), len(source)][: len(items)]
    before = tokens_before(source, items[0].start() if items else len(source))
    if before is not None:
        notes.fault(before, f"this is neither a header line nor a rule; {_SHAPE}")
    values, places = _header_values(source, items, ends, notes)
    renamed: dict[str, str] = {}
    judged: Notes[str] = Notes()
    top = header.read_header(values, judged, renamed)
    for pointer, message in judged.faults:
        key = pointer.rpartition("/")[2]
        notes.fault(places.get(pointer, 0), f"{key} {message}")
    places |= {new: places[old] for new, old in renamed.items() if old in places}
    reader = _RuleReader(source, top.direction, catalogue, notes)
    for item, end in zip(items, ends, strict=True):
        if item["rule"]:
            reader.read(item.start(), end)
    strategy = assembled(top, tuple(reader.entry), tuple(reader.exit), notes.moved)
    return TextReading(strategy, _faults(source, notes), source, notes, places)


def tokens_before(source: str, end: int) -> int | None:
    """Return the offset of the first thing before `end` that is not blank or a comment."""
    match = re.match(r"(?:\s|#[^\n]*)*", source[:end])
    at = match.end() if match else 0
    return at if at < end else None


class _RuleReader:
    """Read rules one after the other; a faulty one is noted and left out."""

    def __init__(
        self, source: str, direction: Direction, catalogue: Catalogue, notes: Notes[int]
    ) -> None:
        self._source = source
        self._direction = direction
        self._catalogue = catalogue
        self._notes = notes
        self.entry: list[Rule | RuleRef] = []
        self.exit: list[Rule | RuleRef] = []

    def read(self, start: int, end: int) -> None:
        if self._notes.is_full:
            return
        reference = _REFERENCE.match(self._source, start, end)
        head = _RULE_HEAD.match(self._source, start, end)
        if reference:
            self._add(reference["list"], self._referred(reference), start)
        elif head:
            body = _expression(self._source, head.end(), end, self._catalogue, self._notes)
            self._add(head["list"], self._rule(head, body), start)
        else:
            self._notes.fault(start, f"this rule cannot be read; {_SHAPE}")

    def _add(self, name: str, rule: Rule | RuleRef | None, start: int) -> None:
        if rule is not None:
            listed = self.entry if name.lower() == "entry" else self.exit
            listed.append(self._notes.placed(rule, start))

    def _rule(self, head: re.Match[str], body: Node | None) -> Rule | None:
        signal = self._signal(head)
        name = _string(head["name"])
        reason = "is not a text with JSON's escapes" if name is None else text_fault(name, MAX_NAME)
        if reason is not None:
            self._notes.fault(head.start("name"), f"the rule's name {reason}")
        key = head["key"]
        if key is not None and (UUID_PATTERN.fullmatch(key) or not KEY_PATTERN.fullmatch(key)):
            message = f"{shown(key)} is not a key: letters, digits, _ . and -, at most 64, no uuid"
            self._notes.fault(head.start("key"), message)
        if name is None or signal is None or body is None:
            return None
        return Rule(name, signal, body, key)

    def _signal(self, head: re.Match[str]) -> Signal | None:
        word = head["signal"].upper()
        if word in ("BUY", "SELL"):
            return Signal(word)
        if word == "HOLD":
            self._notes.fault(head.start("signal"), "a hold rule asks for nothing; use buy or sell")
        else:
            message = unknown("word", head["signal"], ("buy", "sell"))
            self._notes.fault(head.start("signal"), message)
        return None

    def _referred(self, match: re.Match[str]) -> RuleRef | None:
        written, allowed = match["signal"], side_word(match["list"].lower(), self._direction)
        if written is not None and written.lower() != allowed:
            place = match.start("signal")
            if allowed:
                message = f"a {self._direction} strategy has only {allowed} {match['list']} rules"
            else:
                message = f"the saved rule says whether it buys; write {match['list']} ref …"
            self._notes.fault(place, message)
        key = match["id"]
        if UUID_PATTERN.fullmatch(key):
            return RuleRef(key.lower())
        if KEY_PATTERN.fullmatch(key):
            return RuleRef(key)
        self._notes.fault(match.start("id"), f"{shown(key)} is not the id or key of a saved rule")
        return None


def _expression(
    source: str, start: int, end: int, catalogue: Catalogue, notes: Notes[int]
) -> Node | None:
    try:
        return Grammar(tokens(source, start, end), catalogue, notes).rule()
    except TextSyntax as error:
        notes.fault(error.at, error.message)
        return None


def _source(text: str | bytes, notes: Notes[int]) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            notes.fault(0, f"not UTF-8 text: byte {error.start} cannot be read")
            return ""
    if len(text) > MAX_TEXT:
        notes.fault(0, _too_long(text))
        return ""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _too_long(text: str) -> str:
    return f"the text has {len(text):,} characters, the limit is {MAX_TEXT:,}"


def _header_values(
    source: str, items: list[re.Match[str]], ends: list[int], notes: Notes[int]
) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    places: dict[str, int] = {}
    for item, end in zip(items, ends, strict=True):
        if item["rule"] or notes.is_full:
            continue
        at, key = item.start("key"), item["key"]
        value = _header_value(source, item.end(), end, key, notes)
        if key not in _HEADER_KEYS:
            notes.fault(at, unknown("header", key, _HEADER_KEYS))
            continue
        section, _, name = key.rpartition(".")
        outer = {"risk": "risk_management"}.get(section, section)
        pointer = f"/{outer}/{name}" if outer else f"/{name}"
        if pointer in places:
            notes.fault(at, f"{key} is given twice; give it once")
        places[pointer] = at
        (values.setdefault(outer, {}) if outer else values)[name] = value
    return values, places


def _header_value(source: str, start: int, end: int, key: str, notes: Notes[int]) -> Any:
    match = COMMENT.match(source, start, end)
    line_end = match.end() if match else end
    written = source[start:line_end].strip()
    rest = tokens_before(source[line_end:end], end - line_end)
    if rest is not None:
        notes.fault(line_end + rest, f"this is neither a header line nor a rule; {_SHAPE}")
    if written.startswith('"'):
        value = _string(written)
        return Refused("is not a text in quotation marks") if value is None else value
    if key in _BARE_WORDS:
        return written
    if key in header.FLAG_KEYS:
        return {"true": True, "false": False}.get(written.lower(), written)
    return float(written) if _NUMBER.fullmatch(written) else written


def _faults(text: str, notes: Notes[int]) -> tuple[Fault, ...]:
    found = sorted(set(notes.faults))
    listed = [_text_fault(text, at, "", message) for at, message in found[:MAX_FAULTS]]
    if len(found) > MAX_FAULTS:
        listed.append(_text_fault(text, found[MAX_FAULTS][0], "", MORE_FAULTS))
    return tuple(listed)


def _string(quoted: str) -> str | None:
    try:
        value = json.loads(quoted, strict=False)
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, str) else None


def _text_fault(text: str, at: int, pointer: str, message: str) -> TextFault:
    line, column = line_and_column(text, at)
    return TextFault(pointer, f"line {line}, column {column}: {message}", line, column)
