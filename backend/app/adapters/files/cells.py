"""Cells of a column as numbers, with every cell that is none quoted."""

import re
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.domain.arrays import Bools, Floats, Ints

_QUOTED_CHARACTERS: Final = 40
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity)|nan", re.I)


def numbers(column: Any, *, decimal_commas: bool = False) -> tuple[Floats, dict[int, str]]:
    """Return a pyarrow array as float64, NaN where a cell is empty or no number.

    The dictionary quotes, by position, the cells that say something else than a number.
    """
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _from_text(column, decimal_commas)
    try:
        return as_floats(column.cast(pa.float64(), safe=False)), {}
    except (pa.ArrowException, TypeError):
        return _from_text(column.cast(pa.string()), decimal_commas)


def as_floats(column: Any) -> Floats:
    """Return a pyarrow array of doubles as numpy, absent values as NaN."""
    values: Floats = without_gaps(column).astype(np.float64)
    values[is_absent(column)] = np.nan
    return values


def as_ints(column: Any, absent: int) -> Ints:
    """Return a pyarrow array of 64-bit integers as numpy, with `absent` where there is no value."""
    values: Ints = without_gaps(column).astype(np.int64)
    values[is_absent(column)] = absent
    return values


def without_gaps(column: Any) -> Any:
    """Return the memory of a pyarrow array of numbers, with anything where values are absent."""
    # pyarrow's own to_numpy and fill_null load pandas, which takes a second.
    data = [None, column.buffers()[1]]
    return np.from_dlpack(
        pa.Array.from_buffers(column.type, len(column), data, offset=column.offset)
    )


def is_absent(column: Any) -> Bools:
    """Return where a pyarrow array has no value."""
    if not column.null_count:
        return np.zeros(len(column), np.bool_)
    return np.from_dlpack(column.is_null().cast(pa.uint8())).astype(np.bool_)


def quoted(value: str) -> str:
    """Return a cell as it is shown to people, shortened."""
    text = value if len(value) <= _QUOTED_CHARACTERS else value[:_QUOTED_CHARACTERS] + "…"
    return repr(text)


def _from_text(column: Any, decimal_commas: bool) -> tuple[Floats, dict[int, str]]:
    if decimal_commas:
        column = pc.replace_substring(column, ",", ".")
    try:
        return as_floats(column.cast(pa.float64())), {}
    except pa.ArrowException:
        return _cell_by_cell(column.to_pylist())


def _cell_by_cell(cells: list[str | None]) -> tuple[Floats, dict[int, str]]:
    values = np.full(len(cells), np.nan)
    bad: dict[int, str] = {}
    for place, cell in enumerate(cells):
        text = (cell or "").strip()
        if _NUMBER.fullmatch(text):
            values[place] = float(text)
        elif text:
            bad[place] = quoted(text)
    return values, bad
