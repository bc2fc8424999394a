"""What a reader notes on its way through a document: faults, and where each part came from.

Normalising moves things (a flat condition is expanded, a group of one is unwrapped), while faults
found afterwards must point into what the person wrote. So readers note the place of every value
they make: a JSON pointer for JSON, an offset for text.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from app.domain.errors import Fault
from app.domain.rules import walk
from app.domain.rules.decode import Refused
from app.domain.rules.naming import shown
from app.domain.rules.spec import Strategy

MORE_FAULTS: Final = "there are more faults; correct these first"
MAX_FAULTS: Final = 100  # an answer of a million faults helps nobody


class Notes[Place]:
    """Faults so far and the place of every value made so far."""

    def __init__(self) -> None:
        """Start with nothing noted."""
        self.faults: list[tuple[Place, str]] = []
        self._places: dict[int, tuple[object, Place]] = {}
        self._fields: dict[int, dict[str, Place]] = {}

    @property
    def is_full(self) -> bool:
        """Return whether more faults were noted than will be told; reading on is wasted work."""
        return len(self.faults) >= 2 * MAX_FAULTS

    def fault(self, place: Place, message: str) -> None:
        """Note one thing wrong."""
        self.faults.append((place, message))

    def wrong(self, place: Place, value: object, expected: str) -> None:
        """Note that `value` is not what was expected there."""
        if isinstance(value, Refused):
            self.fault(place, value.reason)
        else:
            self.fault(place, f"must be {expected}, not {shown(value)}")

    def placed[T](self, value: T, place: Place) -> T:
        """Return `value`, noting where it came from."""
        # The value is kept beside its id, so the id cannot be given to another one.
        self._places[id(value)] = (value, place)
        return value

    def moved(self, old: object, new: object) -> None:
        """Note that `new` stands where `old` stood."""
        if old is new or id(old) not in self._places:
            return
        self.placed(new, self._places[id(old)][1])
        if id(old) in self._fields:
            self._fields[id(new)] = self._fields[id(old)]

    def field(self, value: object, path: str, place: Place) -> None:
        """Note that the field `path` of `value` was written elsewhere or under another name."""
        self._fields.setdefault(id(value), {})[path] = place

    def places(self, strategy: Strategy) -> dict[str, Place]:
        """Return the place of every canonical pointer whose part was noted."""
        found: dict[str, Place] = {}
        for rule in walk.rules(strategy):
            for node in walk.nodes(rule):
                found.update(self._places_of(node.part, node.pointer))
                for operand in walk.operands(node):
                    found.update(self._places_of(operand.part, operand.pointer))
            # A rule and its outermost group share a pointer; the rule says more.
            found.update(self._places_of(rule.part, rule.pointer))
        return found

    def _places_of(self, value: object, pointer: str) -> Iterator[tuple[str, Place]]:
        if id(value) in self._places:
            yield pointer, self._places[id(value)][1]
        for path, place in self._fields.get(id(value), {}).items():
            yield pointer + path, place


def step(pointer: str, name: str | int) -> str:
    """Return the JSON pointer of a child (RFC 6901), safe to print."""
    if isinstance(name, int):
        return f"{pointer}/{name}"
    safe = name[:100].encode("utf-8", "backslashreplace").decode()
    return f"{pointer}/{safe.replace('~', '~0').replace('/', '~1')}"


def nearest_place[Place](
    places: Mapping[str, Place], pointer: str, otherwise: Place
) -> tuple[Place, str]:
    """Return the place of the closest part around a canonical pointer, and the steps left over."""
    rest = ""
    while pointer and pointer not in places:
        pointer, _, last = pointer.rpartition("/")
        rest = f"/{last}{rest}"
    return places.get(pointer, otherwise), rest


def limited(faults: list[Fault]) -> tuple[Fault, ...]:
    """Return the faults without repetition, cut where a list stops being useful."""
    distinct = list(dict.fromkeys(faults))
    if len(distinct) <= MAX_FAULTS:
        return tuple(distinct)
    return (*distinct[:MAX_FAULTS], Fault("", MORE_FAULTS))
