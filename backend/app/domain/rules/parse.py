"""JSON to a strategy in normal form.

The specification's short forms are valid as they stand: flat conditions, `asset`, the fraction
`max_position_size`, rule references as strings. Every fault is reported at once, each with the
JSON pointer of what the person wrote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.errors import Fault, InvalidRules
from app.domain.rules import normal
from app.domain.rules.decode import MAX_NESTING, Refused, decoded, too_deep
from app.domain.rules.fields import KEY_PATTERN, UUID_PATTERN, Fields
from app.domain.rules.header import read_header
from app.domain.rules.json_nodes import NodeReader
from app.domain.rules.naming import shown
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import Notes, limited, nearest_place, step
from app.domain.rules.spec import Rule, RuleRef, Signal, Strategy

Document = Mapping[str, Any] | str | bytes

_RULE_KEYS: Final = ("id", "key", "name", "logic", "conditions", "signal")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a document says, as far as it could be read, and what is wrong with its form.

    With faults, `strategy` lacks the faulty parts; it is good for finding more faults, no more.
    """

    strategy: Strategy
    faults: tuple[Fault, ...]
    notes: Notes[str]
    renamed: Mapping[str, str]

    def located(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return faults of the normal form, pointing into what the person wrote."""
        places = {**self.renamed, **self.notes.places(self.strategy)}
        moved = []
        for fault in faults:
            place, rest = nearest_place(places, fault.pointer, "")
            moved.append(Fault(place + rest, fault.message))
        return tuple(moved)


def parse(document: Document, catalogue: Catalogue) -> Strategy:
    """Return the strategy a JSON document describes, in normal form.

    Raises: InvalidRules with every fault of form; `validate` judges the content.
    """
    reading = read(document, catalogue)
    if reading.faults:
        raise invalid("strategy", reading.faults)
    return reading.strategy


def read(document: Document, catalogue: Catalogue) -> Reading:
    """Return what a JSON document says with every fault of form."""
    value, faults = _plain(document)
    notes: Notes[str] = Notes()
    if faults or not isinstance(value, Mapping):
        if not faults:
            notes.wrong("", value, "an object with name, symbol, timeframe and entry_rules")
        stand_in = read_header({}, Notes(), {})
        return Reading(stand_in, (*faults, *_limited(notes)), notes, {})
    renamed: dict[str, str] = {}
    strategy = _strategy(value, catalogue, notes, renamed)
    return Reading(strategy, _limited(notes), notes, renamed)


def parse_rule(document: Document, catalogue: Catalogue) -> Rule:
    """Return one saved rule, in normal form but for timeframes that its strategy will decide.

    Raises: InvalidRules with every fault of form.
    """
    value, faults = _plain(document)
    notes: Notes[str] = Notes()
    rule = None
    if not faults:
        rule = _rule(value, "", NodeReader(catalogue, notes), notes)
        faults = _limited(notes)
    if faults or not isinstance(rule, Rule):
        raise invalid("rule", faults or (Fault("", "must be a rule, not a reference to one"),))
    return rule


def invalid(what: str, faults: tuple[Fault, ...]) -> InvalidRules:
    """Return the error that reports these faults; its message names the first."""
    first = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    where = f"{first.pointer} " if first.pointer.startswith("/") else ""
    return InvalidRules(f"the {what} is not valid: {where}{first.message}{more}", faults)


def assembled(
    header: Strategy,
    entry_rules: tuple[Rule | RuleRef, ...],
    exit_rules: tuple[Rule | RuleRef, ...],
    moved: normal.Moved,
) -> Strategy:
    """Return the header with its rules, timeframes dropped where they are the enclosing one."""
    frame = header.timeframe
    return replace(
        header,
        entry_rules=tuple(normal.framed_rule(rule, frame, moved) for rule in entry_rules),
        exit_rules=tuple(normal.framed_rule(rule, frame, moved) for rule in exit_rules),
    )


def _limited(notes: Notes[str]) -> tuple[Fault, ...]:
    return limited([Fault(pointer, message) for pointer, message in notes.faults])


def _plain(document: Document) -> tuple[Any, tuple[Fault, ...]]:
    if isinstance(document, str | bytes):
        return decoded(document)
    if too_deep(document):
        message = f"nested more than {MAX_NESTING} levels deep, or too large to be a document"
        return None, (Fault("", message),)
    return document, ()


def _strategy(
    document: Mapping[Any, Any],
    catalogue: Catalogue,
    notes: Notes[str],
    renamed: dict[str, str],
) -> Strategy:
    header = read_header(document, notes, renamed)
    # The header has judged the keys already; this view only reads the two lists.
    fields = Fields(document, "", notes, document.keys(), "the document")
    nodes = NodeReader(catalogue, notes)
    entry_rules: tuple[Rule | RuleRef, ...] = ()
    if fields.require("entry_rules", "give a list of rules"):
        entry_rules = _rules(fields, "entry_rules", nodes)
    return assembled(header, entry_rules, _rules(fields, "exit_rules", nodes), notes.moved)


def _rules(fields: Fields, name: str, nodes: NodeReader) -> tuple[Rule | RuleRef, ...]:
    pointer, notes = fields.at(name), fields.notes
    read = [
        _rule(value, step(pointer, index), nodes, notes)
        for index, value in enumerate(fields.sequence(name) or ())
        if not notes.is_full
    ]
    return tuple(rule for rule in read if rule is not None)


def _rule(
    value: object, pointer: str, nodes: NodeReader, notes: Notes[str]
) -> Rule | RuleRef | None:
    if isinstance(value, str):
        return _reference(value, pointer, notes)
    if not isinstance(value, Mapping):
        notes.wrong(pointer, value, "a rule, or the id or key of a saved one")
        return None
    if "rule_id" in value:
        fields = Fields(value, pointer, notes, ("rule_id",), "a reference")
        return _reference(fields.raw("rule_id"), fields.at("rule_id"), notes)
    fields = Fields(value, pointer, notes, _RULE_KEYS, "a rule")
    given = fields.require("name", "every rule needs a name")
    name = fields.text("name") if given else None
    key = _key(fields)
    signal = _signal(fields)
    body = nodes.joined(fields, nodes.children(fields, _own_depth(fields)))
    if name is None or signal is None or body is None:
        return None
    return notes.placed(Rule(name, signal, body, key), pointer)


def _own_depth(fields: Fields) -> int:
    """Return how many groups the rule itself counts for: none when it only wraps one condition."""
    conditions = fields.raw("conditions")
    is_single = isinstance(conditions, list | tuple) and len(conditions) == 1
    return 0 if is_single and fields.raw("logic") != "NOT" else 1


def _reference(value: object, pointer: str, notes: Notes[str]) -> RuleRef | None:
    if isinstance(value, str) and UUID_PATTERN.fullmatch(value):
        return notes.placed(RuleRef(value.lower()), pointer)
    if isinstance(value, str) and KEY_PATTERN.fullmatch(value):
        return notes.placed(RuleRef(value), pointer)
    notes.wrong(pointer, value, "the id or the key of a saved rule")
    return None


def _key(fields: Fields) -> str | None:
    """Return the user's own name of the rule: `key`, or an `id` that is not a uuid."""
    found: str | None = None
    for name in ("key", "id"):
        value = fields.raw(name)
        if value is None:
            continue
        if isinstance(value, str) and UUID_PATTERN.fullmatch(value):
            if name == "key":
                fields.notes.fault(fields.at(name), "must not look like a uuid")
        elif not isinstance(value, str) or not KEY_PATTERN.fullmatch(value):
            allowed = "letters, digits, _ . and -, at most 64, a letter or digit first"
            fields.notes.wrong(fields.at(name), value, allowed)
        elif found is not None and found != value:
            fields.notes.fault(fields.at(name), f"differs from the key {shown(found)}")
        else:
            found = value
    return found


def _signal(fields: Fields) -> Signal | None:
    if not fields.require("signal", "BUY or SELL"):
        return None
    if fields.raw("signal") == "HOLD":
        fields.notes.fault(fields.at("signal"), "a HOLD rule asks for nothing; use BUY or SELL")
        return None
    if isinstance(fields.raw("signal"), Refused):
        fields.notes.wrong(fields.at("signal"), fields.raw("signal"), "BUY or SELL")
        return None
    return fields.choice("signal", Signal, "signal")
