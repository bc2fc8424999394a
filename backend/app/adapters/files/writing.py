"""Tables out to files, whole or not at all."""

import csv
import io
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from app.domain.errors import InvalidInput, StorageUnavailable

type Column = np.ndarray[Any, Any] | Sequence[str]
type Write = Callable[[IO[bytes]], None]

# A spreadsheet runs a cell that begins like this as a formula.
_FORMULA: Final = r"^([=+\-@\t\r])"
_SPECIAL: Final = '[",\\r\\n]'
_MILLISECOND: Final = 10**6


def write_table(path: Path, columns: Mapping[str, Column]) -> None:
    """Write columns to a CSV or Parquet file, told by its ending, replacing what was there.

    Arrays of datetime64[ns] are times in UTC; NaN is written as absent; text that a spreadsheet
    would run as a formula begins with an apostrophe in CSV. The file appears complete or not at
    all. Raises InvalidInput for another ending or a missing folder, StorageUnavailable when the
    disk is full or refuses.
    """
    write_tables({path: columns})


def write_tables(tables: Mapping[Path, Mapping[str, Column]]) -> None:
    """Write several tables like `write_table`: either every file appears or none does."""
    for path in tables:
        check_place(path)
    _write_together({path: _writer(path, columns) for path, columns in tables.items()})


def check_place(path: Path) -> None:
    """Refuse a path with an ending that says no known format, or in no folder that exists."""
    if path.suffix.lower() not in _WRITERS:
        raise InvalidInput(f"output {path.name or path} must end in .csv or .parquet")
    if not path.parent.is_dir():
        raise InvalidInput(f"output folder {path.parent} does not exist")
    if path.is_dir():
        raise InvalidInput(f"output {path} is a folder: name a file")


def write_whole(path: Path, write: Write) -> None:
    """Let `write` fill a hidden file beside `path`, and move it there when it is complete."""
    _write_together({path: write})


def _write_together(writes: Mapping[Path, Write]) -> None:
    parts = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.part") for path in writes}
    try:
        for path, part in parts.items():
            with _refusals(path), part.open("xb") as file:
                writes[path](file)
        for path, part in parts.items():
            with _refusals(path):
                part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(
            f"{path} could not be written ({error.strerror or error}): nothing was left behind"
        ) from error


def _writer(path: Path, columns: Mapping[str, Column]) -> Write:
    table = pa.table({name: _arrow(column) for name, column in columns.items()})
    write = _WRITERS[path.suffix.lower()]
    return lambda file: write(table, file)


def _write_csv(table: pa.Table, file: IO[bytes]) -> None:
    header = io.StringIO(newline="")
    csv.writer(header, lineterminator="\n").writerow(_unarmed(name) for name in table.column_names)
    file.write(header.getvalue().encode())
    columns = [_as_text(column) for column in table.columns]
    # pyarrow puts quotes around every text or around none.
    style = "needed" if any(_needs_quotes(column) for column in columns) else "none"
    options = pa_csv.WriteOptions(include_header=False, quoting_style=style)
    pa_csv.write_csv(pa.table(columns, table.column_names), file, options)


def _write_parquet(table: pa.Table, file: IO[bytes]) -> None:
    pq.write_table(table, file, compression="zstd")


_WRITERS: Final[Mapping[str, Callable[[pa.Table, IO[bytes]], None]]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}


def _arrow(column: Column) -> Any:
    """Return a column as a pyarrow array, without the detour over pandas that pyarrow takes."""
    if not isinstance(column, np.ndarray):
        return pa.array(list(column), pa.string())
    if column.dtype.kind == "M":
        return _times(column.astype("datetime64[ns]").astype(np.int64))
    if column.dtype.kind == "f":
        values = np.ascontiguousarray(column, np.float64)
        known = pa.py_buffer(np.packbits(~np.isnan(values), bitorder="little"))
        return pa.Array.from_buffers(pa.float64(), values.size, [known, pa.py_buffer(values)])
    if column.dtype.kind in "iub":
        values = np.ascontiguousarray(column, np.int64)
        return pa.Array.from_buffers(pa.int64(), values.size, [None, pa.py_buffer(values)])
    return pa.array([str(value) for value in column], pa.string())


def _times(nanos: np.ndarray[Any, np.dtype[np.int64]]) -> Any:
    """Return times as milliseconds where that loses nothing: more programs read them."""
    is_coarse = not np.any(nanos % _MILLISECOND)
    values = nanos // _MILLISECOND if is_coarse else nanos
    unit = pa.timestamp("ms" if is_coarse else "ns", "UTC")
    return pa.Array.from_buffers(unit, values.size, [None, pa.py_buffer(values)])


def _as_text(column: Any) -> Any:
    if pa.types.is_timestamp(column.type):
        seconds = column.cast(pa.timestamp("s", "UTC"), safe=False)
        is_whole = pc.all(pc.equal(seconds.cast(column.type), column)).as_py() is not False
        return pc.strftime(seconds if is_whole else column, "%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, pattern=_FORMULA, replacement=r"'\1")
    return column


def _needs_quotes(column: Any) -> bool:
    is_text = pa.types.is_string(column.type)
    return is_text and bool(pc.any(pc.match_substring_regex(column, _SPECIAL)).as_py())


def _unarmed(name: str) -> str:
    return f"'{name}" if name[:1] in set("=+-@\t\r") else name
