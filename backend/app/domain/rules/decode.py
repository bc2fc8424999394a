"""JSON text to plain values, refusing what would break a parser later.

Numbers no float can hold, names given twice and absurd nesting come back as `Refused` values in
their place, so that the reader can report them with a pointer beside every other fault.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.errors import Fault

MAX_LENGTH: Final = 1_048_576  # characters; the largest valid document needs far fewer
MAX_NESTING: Final = 64  # brackets; a valid document needs fewer than 40
_LEAVES: Final = (str, int, float, type(None))
_MAX_DIGITS: Final = 400  # no finite float has more before the point
# An unfinished string matches to the end: looking again from every quote would be quadratic.
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Refused:
    """Stand in for a value that cannot be used; `reason` says why."""

    reason: str


def decoded(text: str | bytes) -> tuple[Any, tuple[Fault, ...]]:
    """Return the value of a JSON text, or None and the fault that stopped it.

    Edge: NaN, 1e400, an integer of 5,000 digits or a repeated name become `Refused`.
    """
    try:
        source = (
            text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        )
    except UnicodeDecodeError as error:
        return None, (Fault("", f"not UTF-8 text: byte {error.start} cannot be read"),)
    source = source.removeprefix("\ufeff")
    if len(source) > MAX_LENGTH:
        message = f"the document has {len(source):,} characters, the limit is {MAX_LENGTH:,}"
        return None, (Fault("", message),)
    depth = _nesting(source)
    if depth > MAX_NESTING:
        return None, (Fault("", f"nested {depth} levels deep, the limit is {MAX_NESTING}"),)
    try:
        value = json.loads(
            source,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return None, (Fault("", f"not valid JSON: {where}: {error.msg}"),)
    return value, ()


def too_deep(value: object) -> bool:
    """Return whether a value nests deeper than any document may; safe on every depth and cycle."""
    level = [value]
    for _ in range(MAX_NESTING + 1):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
        if len(level) > 100_000:
            return True
    return True


def _children(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [child for child in value.values() if not isinstance(child, _LEAVES)]
    if isinstance(value, list | tuple):
        return [child for child in value if not isinstance(child, _LEAVES)]
    return []


def _nesting(source: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(source):
        first = match.group()[0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        result[name] = value if name not in result else Refused("is given twice; give it once")
    return result


def _integer(digits: str) -> int | Refused:
    if len(digits) > _MAX_DIGITS:
        return Refused(f"is a number of {len(digits):,} digits; numbers must fit a double")
    return int(digits)


def _float(digits: str) -> float | Refused:
    value = float(digits)
    if math.isfinite(value):
        return value
    return Refused(f"is {digits[:20]}, too large a number; numbers must fit a double")


def _constant(name: str) -> Refused:
    return Refused(f"is {name}; numbers must be finite")
