"""A sheet as arrays: one column of times and some of numbers, every unreadable cell quoted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.adapters.files.cells import numbers
from app.adapters.files.sheets import Piece, Sheet
from app.adapters.files.stamps import StampReader
from app.domain.arrays import Floats, Ints
from app.domain.quality import NO_TIME

_QUOTES_MAX: Final = 10_000
_TIME: Final = "time"
_ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the time and each number are read from.

    `values` names the column of each role, in the order in which faults are looked for; `clock` is
    a column with the time of day when `time` holds only dates.
    """

    time: str
    values: Mapping[str, str]
    clock: str | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """Return the columns to read, each once."""
        clock = (self.clock,) if self.clock else ()
        return tuple(dict.fromkeys((self.time, *clock, *self.values.values())))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows in file order: time in ns UTC or NO_TIME, numbers or NaN, and what could not be read."""

    time: Ints
    values: Mapping[str, Floats]
    row: Ints
    unreadable: Mapping[int, str] = field(default_factory=dict)


def read_table(sheet: Sheet, plan: Plan, reader: StampReader) -> Table:
    """Return all rows of a sheet."""
    unreadable: dict[int, str] = {}
    columns: dict[str, list[Any]] = {name: [] for name in (*plan.values, _TIME, _ROW)}
    for piece in sheet.pieces(plan.used):
        for name, part in _arrays(piece, plan, reader, sheet, unreadable).items():
            columns[name].append(part)
    # Column by column, so that the pieces of only one exist twice.
    whole = {name: _joined(columns.pop(name)) for name in list(columns)}
    if np.any(whole[_ROW][1:] <= whole[_ROW][:-1]):
        order = np.argsort(whole[_ROW], kind="stable")
        whole = {name: column[order] for name, column in whole.items()}
    time, row = whole.pop(_TIME), whole.pop(_ROW)
    return Table(time, whole, row, unreadable)


def _joined(parts: list[Any]) -> Any:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _arrays(
    piece: Piece, plan: Plan, reader: StampReader, sheet: Sheet, unreadable: dict[int, str]
) -> dict[str, Any]:
    """Return the columns of one piece; its broken rows stand at the end, with nothing in them."""
    broken = sorted(piece.broken)
    time, bad = reader.read(_times_of(piece, plan))
    _quote(unreadable, piece.row, bad, "time {} is not a time")
    arrays: dict[str, Any] = {
        _TIME: np.append(time, np.full(len(broken), NO_TIME)),
        _ROW: np.append(piece.row, np.array(broken, np.int64)),
    }
    for role, name in plan.values.items():
        column, bad = numbers(piece.columns[name], decimal_commas=sheet.has_decimal_commas)
        _quote(unreadable, piece.row, bad, role + " {} is not a number")
        # A volume may be unknown, so one that cannot be read must not look like that.
        column[list(bad)] = np.inf if role == "volume" else np.nan
        arrays[role] = np.append(column, np.full(len(broken), np.nan))
    if len(unreadable) < _QUOTES_MAX:
        unreadable |= piece.broken
    return arrays


def _times_of(piece: Piece, plan: Plan) -> Any:
    dates = piece.columns[plan.time]
    if plan.clock is None:
        return dates
    clocks = piece.columns[plan.clock]
    return pc.binary_join_element_wise(dates.cast(pa.string()), clocks.cast(pa.string()), " ")


def _quote(into: dict[int, str], row: Ints, bad: Mapping[int, str], words: str) -> None:
    for place, cell in bad.items():
        if len(into) >= _QUOTES_MAX:
            return
        into.setdefault(int(row[place]), words.format(cell))
