"""Typed access to one JSON object: every wrong type, unknown or missing key becomes a fault."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from app.domain.rules.decode import Refused
from app.domain.rules.naming import shown, unknown
from app.domain.rules.notes import Notes, step

MAX_NAME: Final = 200
MAX_DESCRIPTION: Final = 5_000
MAX_WHOLE: Final = 1_000_000_000
KEY_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
UUID_PATTERN: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\ud800-\udfff]")
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")  # tab and newline are fine


class Fields:
    """The keys of one JSON object; a null counts as not given.

    Every reader returns None after noting the fault, or when the key is absent.
    """

    def __init__(
        self,
        value: Mapping[Any, Any],
        pointer: str,
        notes: Notes[str],
        known: Collection[str],
        what: str,
    ) -> None:
        """Report every key that is not in `known`; `what` names the object."""
        self.pointer = pointer
        self.notes = notes
        self._values = value
        self._what = what
        for name in value:
            if name not in known and not notes.is_full:
                key = name if isinstance(name, str) else shown(name)
                notes.fault(step(pointer, key), unknown(f"key in {what}:", key, known))

    def at(self, name: str) -> str:
        """Return the pointer of a known key."""
        return f"{self.pointer}/{name}"

    def has(self, name: str) -> bool:
        """Return whether the key is given."""
        return self._values.get(name) is not None

    def raw(self, name: str) -> Any:
        """Return the value as it is."""
        return self._values.get(name)

    def require(self, name: str, allowed: str) -> bool:
        """Return whether the key is given; note that it is missing when not."""
        if not self.has(name):
            self.notes.fault(self.at(name), f"is missing from {self._what}; {allowed}")
        return self.has(name)

    def choice[E: StrEnum](self, name: str, kind: type[E], what: str) -> E | None:
        """Return one of an enumeration's values."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return kind(value)
            except ValueError:
                self.notes.fault(self.at(name), unknown(what, value, [str(m) for m in kind]))
        else:
            self.notes.wrong(self.at(name), value, "one of " + ", ".join(kind))
        return None

    def amount(self, name: str) -> float | None:
        """Return a finite number."""
        value = self._values.get(name)
        return None if value is None else amount(value, self.at(name), self.notes)

    def whole(self, name: str) -> int | None:
        """Return a whole number."""
        value = self._values.get(name)
        return None if value is None else whole(value, self.at(name), self.notes)

    def flag(self, name: str) -> bool | None:
        """Return true or false."""
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        self.notes.wrong(self.at(name), value, "true or false")
        return None

    def text(self, name: str, longest: int = MAX_NAME) -> str | None:
        """Return a text of 1 to `longest` characters that every store and screen accepts."""
        value = self.raw(name)
        if value is None:
            return None
        reason = text_fault(value, longest)
        if reason is None and isinstance(value, str):
            return value
        if isinstance(value, Refused):
            reason = value.reason
        self.notes.fault(self.at(name), reason or "must be text")
        return None

    def mapping(self, name: str) -> Mapping[Any, Any] | None:
        """Return an object."""
        value = self.raw(name)
        if value is None or isinstance(value, Mapping):
            return value
        self.notes.wrong(self.at(name), value, "an object")
        return None

    def sequence(self, name: str) -> Sequence[Any] | None:
        """Return a list."""
        value = self.raw(name)
        if value is None or isinstance(value, list | tuple):
            return value
        self.notes.wrong(self.at(name), value, "a list")
        return None


def text_fault(value: object, longest: int) -> str | None:
    """Return why `value` is not a usable text, or None.

    Edge: NUL is refused by PostgreSQL, a lone surrogate by UTF-8; line breaks belong only in long
    texts.
    """
    if not isinstance(value, str):
        return f"must be text, not {shown(value)}"
    if len(value) > longest:
        return f"has {len(value):,} characters, the limit is {longest:,}"
    if not value.strip():
        return "must not be empty"
    bad = (_UNPRINTABLE if longest <= MAX_NAME else _UNSTORABLE).search(value)
    if bad is None:
        return None
    what = "a lone surrogate" if bad.group() > " " else "a control character"
    return f"holds {what} ({shown(bad.group())}); give whole, printable characters"


def amount(value: object, pointer: str, notes: Notes[str]) -> float | None:
    """Return a finite number, or None after noting why it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        notes.wrong(pointer, value, "a number")
        return None
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if math.isfinite(result):
        return result + 0.0
    notes.fault(pointer, f"must be a finite number that fits a double, not {shown(value)}")
    return None


def whole(value: object, pointer: str, notes: Notes[str]) -> int | None:
    """Return a whole number of a sane size, or None after noting why it is not one."""
    number = amount(value, pointer, notes)
    if number is None:
        return None
    if number != math.floor(number):
        notes.wrong(pointer, value, "a whole number")
        return None
    if abs(number) > MAX_WHOLE:
        notes.fault(pointer, f"is {shown(value)}, the limit is {MAX_WHOLE:,}")
        return None
    return int(number)
