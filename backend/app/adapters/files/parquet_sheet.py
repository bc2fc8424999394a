"""Parquet files as sheets."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from app.adapters.files.sheets import Piece, first_line, refuse_more_rows
from app.domain.errors import InvalidImport

_ROWS_AT_ONCE: Final = 65_536
_HEAD_ROWS: Final = 20
# A small file can unpack to any size: cells of candles are numbers and short words.
_CELL_BYTES: Final = 256
_SLACK_BYTES: Final = 64 << 20
_GROUPS_MAX: Final = 10_000
# Names that are no text reach us as UnicodeDecodeError, a ValueError.
_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class ParquetSheet:
    """A Parquet file; `file` is pyarrow's handle."""

    path: Path
    file: Any
    names: tuple[str, ...]
    head: tuple[Mapping[str, str], ...]
    format: str = "Parquet"
    is_positional: bool = False
    has_decimal_commas: bool = False

    def pieces(self, names: Sequence[str]) -> Iterator[Piece]:
        start = 1
        batches = self.file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=list(names))
        try:
            for batch in batches:
                row = np.arange(start, start + batch.num_rows, dtype=np.int64)
                start += batch.num_rows
                yield Piece(dict(zip(batch.schema.names, batch.columns, strict=True)), row)
        except _DAMAGE as error:
            raise _damaged(self.path, error) from error


def opened_parquet(path: Path) -> ParquetSheet:
    """Open a Parquet file; raise InvalidImport when it is damaged or too long."""
    try:
        file = pq.ParquetFile(path)
        _refuse_bomb(path, file.metadata)
        names = tuple(file.schema_arrow.names)
        flat = [
            name for name in names if not pa.types.is_nested(file.schema_arrow.field(name).type)
        ]
        first = next(file.iter_batches(batch_size=_HEAD_ROWS, columns=flat), None)
    except _DAMAGE as error:
        raise _damaged(path, error) from error
    if len(set(names)) < len(names):
        raise InvalidImport(f"{path.name} has two columns of the same name")
    refuse_more_rows(path.name, file.metadata.num_rows)
    return ParquetSheet(path, file, tuple(flat), _as_text(first))


def _refuse_bomb(path: Path, metadata: Any) -> None:
    """Refuse a column that unpacks to more than candles can need, before anything is unpacked."""
    if metadata.num_row_groups > _GROUPS_MAX:
        raise InvalidImport(f"{path.name} has more than {_GROUPS_MAX:,} row groups: write it anew")
    for group in (metadata.row_group(number) for number in range(metadata.num_row_groups)):
        allowed = _SLACK_BYTES + _CELL_BYTES * group.num_rows
        for column in (group.column(number) for number in range(metadata.num_columns)):
            if column.total_uncompressed_size > allowed:
                raise InvalidImport(
                    f"{path.name} unpacks to {column.total_uncompressed_size >> 20:,} MB in one "
                    "column: leave out what is no candle"
                )


def _as_text(batch: Any) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a batch as text; columns without a text form are left out."""
    if batch is None:
        return ()
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        with suppress(pa.ArrowException):
            columns[name] = column.cast(pa.string()).to_pylist()
    rows = zip(*columns.values(), strict=True)
    return tuple(dict(zip(columns, ("" if c is None else c for c in r), strict=True)) for r in rows)


def _damaged(path: Path, error: Exception) -> InvalidImport:
    return InvalidImport(f"{path.name} is not a whole Parquet file: {first_line(error)}")
