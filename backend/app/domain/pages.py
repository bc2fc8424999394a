"""One page of a list, and what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.errors import Fault, InvalidInput

PAGE_MAX: Final = 100_000
LIMIT_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of how many items, in which order.

    `sort` is a field's name, `-` in front for descending; "" leaves the order to the list.
    """

    page: int = 1
    limit: int = 20
    sort: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers out of range.

        Raises: InvalidInput with a fault for each field.
        """
        faults = [
            Fault(name, f"{name} is {value}; allowed is 1 to {most}")
            for name, value, most in (
                ("page", self.page, PAGE_MAX),
                ("limit", self.limit, LIMIT_MAX),
            )
            if not 1 <= value <= most
        ]
        if faults:
            raise InvalidInput("; ".join(fault.message for fault in faults), faults)

    @property
    def offset(self) -> int:
        """Return how many items come before the page."""
        return (self.page - 1) * self.limit

    @property
    def sort_field(self) -> str:
        """Return the field to sort by, without its sign."""
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Return whether the greatest comes first."""
        return self.sort.startswith("-")

    def checked(self, sortable: Sequence[str]) -> "PageRequest":
        """Return the request itself when its order is one of `sortable` or none.

        Raises: InvalidInput naming what is allowed.
        """
        if self.sort and self.sort_field not in sortable:
            message = f"sort is {self.sort[:40]!r}; allowed is {', '.join(sortable)}, with - or not"
            raise InvalidInput(message, [Fault("sort", message)])
        return self


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some items of a list, and how many there are in all."""

    items: Sequence[T]
    page: int
    limit: int
    total: int
