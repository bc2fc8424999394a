"""A table in a file, whatever its format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from app.domain.arrays import Ints
from app.domain.errors import InvalidImport

ROWS_MAX: Final = 20_000_000

_NAMES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some rows of a table.

    `columns` are pyarrow arrays of equal length by name; `row` numbers their rows from 1 as the
    file counts them (lines of text, or records). `broken` says, by row, why a row has no columns.
    """

    columns: Mapping[str, Any]
    row: Ints
    broken: Mapping[int, str] = field(default_factory=dict)


class Sheet(Protocol):
    """An opened table.

    `names` are its columns; `is_positional` says that the file gives no names and columns are
    called 1, 2, 3 …; `head` are its first rows as text, for guessing what they hold.
    """

    @property
    def format(self) -> str:
        """Return CSV, Parquet or JSON."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, each once."""
        ...

    @property
    def is_positional(self) -> bool:
        """Return whether the names are only positions."""
        ...

    @property
    def head(self) -> Sequence[Mapping[str, str]]:
        """Return the first rows as text by column."""
        ...

    @property
    def has_decimal_commas(self) -> bool:
        """Return whether numbers are written 1,5 instead of 1.5."""
        ...

    def pieces(self, names: Sequence[str]) -> Iterator[Piece]:
        """Yield the rows with the named columns; raise InvalidImport where the file breaks off."""
        ...


def refuse_more_rows(name: str, rows: int) -> None:
    """Raise InvalidImport when a file holds more rows than are taken at once."""
    if rows > ROWS_MAX:
        raise InvalidImport(f"{name} has more than {ROWS_MAX:,} rows: split it")


def shown(names: Sequence[str]) -> str:
    """Return names out of a file as one line for people: shortened, nothing unprintable."""
    cleaned = ["".join(c if c.isprintable() else "?" for c in name[:40]) for name in names]
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(cleaned[:_NAMES_SHOWN]) + more


def first_line(error: Exception) -> str:
    """Return what a library says about a damaged file, as part of one sentence."""
    lines = str(error).splitlines() or [type(error).__name__]
    return "".join(c if c.isprintable() else "?" for c in lines[0][:120])
