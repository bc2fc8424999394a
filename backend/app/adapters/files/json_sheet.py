"""JSON files as sheets: lists of objects, lists of lists, lines of objects, columns of lists.

A list is read one record at a time: the objects that Python makes of a whole file would take ten
times its size.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from app.adapters.files.sheets import Piece, refuse_more_rows, shown
from app.domain.errors import InvalidImport

_ROWS_AT_ONCE: Final = 16_384
_HEAD_ROWS: Final = 20
_BLOCK: Final = 1 << 18
_CLOSING: Final = str.maketrans("[{", "]}")
_WRAPPED_MAX: Final = 64 << 20
_DEPTH_MAX: Final = 5
_BETWEEN: Final = re.compile(r"\s*(,|\])\s*")
_SPACE: Final = re.compile(r"\s*")
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonSheet:
    """Records of a JSON file: `source` is the text to read them from, or the records."""

    path: Path
    names: tuple[str, ...]
    is_positional: bool
    head: tuple[Mapping[str, str], ...]
    source: str | Sequence[Any]
    format: str = "JSON"
    has_decimal_commas: bool = False

    def pieces(self, names: Sequence[str]) -> Iterator[Piece]:
        records, start = _records(self.path, self.source), 1
        while rows := list(islice(records, _ROWS_AT_ONCE)):
            lines = np.arange(start, start + len(rows), dtype=np.int64)
            start += len(rows)
            refuse_more_rows(self.path.name, start)
            kind = list if self.is_positional else dict
            kept = [record for record in rows if isinstance(record, kind)]
            fits = np.array([isinstance(record, kind) for record in rows])
            broken = dict.fromkeys(lines[~fits].tolist(), "not a record like the others")
            columns = {name: _column(_values(kept, name)) for name in names}
            yield Piece(columns, lines[fits], broken)


def opened_json(path: Path, text: str) -> JsonSheet:
    """Find the records of a JSON text; raise InvalidImport when there are none."""
    source = text if text[0] == "[" else _unwrapped(path, text)
    first = [
        record
        for record in islice(_records(path, source), _HEAD_ROWS)
        if isinstance(record, list | dict)
    ]
    if not first or not any(first):
        raise InvalidImport(f"{path.name} holds no list of records")
    fields = [_fields(record) for record in first if isinstance(record, type(first[0]))]
    return JsonSheet(
        path=path,
        names=tuple(dict.fromkeys(name for field in fields for name in field)),
        is_positional=isinstance(first[0], list),
        head=tuple({name: str(value) for name, value in field.items()} for field in fields),
        source=source,
    )


def _fields(record: list[Any] | dict[str, Any]) -> Mapping[str, Any]:
    """Return a record's values by name, those of a list by position."""
    if isinstance(record, dict):
        return record
    return {str(place): value for place, value in enumerate(record, 1)}


def _values(records: Sequence[Any], name: str) -> list[Any]:
    """Return one value of each record, None where it has none."""
    if records and isinstance(records[0], list):
        place = int(name) - 1
        return [record[place] if place < len(record) else None for record in records]
    return [record.get(name) for record in records]


def _records(path: Path, source: str | Sequence[Any]) -> Iterator[Any]:
    if not isinstance(source, str):
        yield from source
    elif source[0] == "[":
        yield from _of_list(path, source)
    else:
        yield from _of_lines(path, source)


def _of_list(path: Path, text: str) -> Iterator[Any]:
    start = _after_space(text, 1)
    if text[start : start + 1] == "]":
        return
    while True:
        while (block := _block(text, start)) is not None:
            values, start = block
            yield from values
        value, end = _decoded(path, text, start)
        yield value
        between = _BETWEEN.match(text, end)
        if between is None:
            raise _broken_off(path, text, end)
        start = between.end()
        if between[1] == "]":
            break
    if start < len(text):
        raise _broken_off(path, text, start)


def _block(text: str, start: int) -> tuple[list[Any], int] | None:
    """Decode many flat records at once, several times faster than one by one.

    None when no record ends and is followed by another in the next block, or when what ended there
    was not a record but something inside one.
    """
    end = text.rfind(text[start : start + 1].translate(_CLOSING) + ",", start, start + _BLOCK)
    if end < 0:
        return None
    try:
        return json.loads(f"[{text[start : end + 1]}]"), _after_space(text, end + 2)
    except (ValueError, RecursionError):
        return None


def _of_lines(path: Path, text: str) -> Iterator[Any]:
    start = 0
    while start < len(text):
        value, end = _decoded(path, text, start)
        yield value
        start = _after_space(text, end)


def _decoded(path: Path, text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise _broken_off(path, text, start) from error


def _broken_off(path: Path, text: str, place: int) -> InvalidImport:
    line = text.count("\n", 0, place) + 1
    return InvalidImport(
        f"{path.name} is not whole JSON: it breaks off after character {place:,} in line {line:,}"
    )


def _after_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _unwrapped(path: Path, text: str) -> str | Sequence[Any]:
    """Return the records inside an object; the text itself when it is lines of objects."""
    value, end = _decoded(path, text, 0)
    if end < len(text.rstrip()):
        return text
    if len(text) > _WRAPPED_MAX:
        raise InvalidImport(
            f"{path.name} is an object of {len(text) >> 20} MB: more than {_WRAPPED_MAX >> 20} MB "
            "are only read as a list of records"
        )
    lists = dict(_lists_in(value, "", 0))
    if len(lists) > 1:
        raise InvalidImport(
            f"{path.name} holds several lists ({shown(list(lists))}): keep only one"
        )
    return next(iter(lists.values())) if lists else _from_columns(path, value)


def _lists_in(value: Any, name: str, depth: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield every list of records inside an object with the path that leads there."""
    if isinstance(value, list):
        if value and isinstance(value[0], list | dict):
            yield name, value
    elif isinstance(value, dict) and depth < _DEPTH_MAX:
        for key, inner in value.items():
            yield from _lists_in(inner, f"{name}.{key}".lstrip("."), depth + 1)


def _from_columns(path: Path, value: Mapping[str, Any]) -> Sequence[Any]:
    """Return records made of an object that holds one list per column."""
    columns = {
        name: column for name, column in value.items() if isinstance(column, list) and column
    }
    if len(columns) < 3 or len({len(column) for column in columns.values()}) != 1:
        raise InvalidImport(f"{path.name} holds no list of records and no columns of equal length")
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _column(values: list[Any]) -> Any:
    """Return values as a pyarrow array; what is not all numbers becomes text."""
    with suppress(ValueError, OverflowError):
        plain = np.array(values)
        if plain.dtype.kind in "if" and plain.ndim == 1:
            kind = pa.int64() if plain.dtype.kind == "i" else pa.float64()
            return pa.Array.from_buffers(kind, plain.size, [None, pa.py_buffer(plain)])
    return pa.array([None if value is None else str(value) for value in values], pa.string())
