"""Text tables as sheets: the separator, preamble and header are found by looking."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from app.adapters.files.sheets import Piece, first_line, refuse_more_rows
from app.domain.arrays import Ints
from app.domain.errors import InvalidImport

_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE_BYTES: Final = 65_536
_SAMPLE_LINES: Final = 60
_HEAD_ROWS: Final = 20
_BLOCK_BYTES: Final = 1 << 20
_ABSENT: Final = ["", "nan", "NaN", "NAN", "null", "NULL", "None", "none", "n/a", "N/A", "NA", "-"]
_NUMBER: Final = re.compile(r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$")
_MOMENT: Final = re.compile(r"^\d{1,4}[-./:]\d{1,2}([-./:]|$)")


@dataclass(frozen=True, slots=True)
class CsvSheet:
    """A text table whose rows begin after `skipped` lines; blank lines are not counted."""

    path: Path
    names: tuple[str, ...]
    is_positional: bool
    head: tuple[Mapping[str, str], ...]
    separator: str
    skipped: int
    has_decimal_commas: bool
    format: str = "CSV"

    def pieces(self, names: Sequence[str]) -> Iterator[Piece]:
        broken: dict[int, str] = {}

        def note(row: Any) -> str:
            broken[row.number] = f"{row.actual_columns} columns where {row.expected_columns} belong"
            return "skip"

        next_line, row = self.skipped + 1, np.empty(0, np.int64)
        try:
            for batch in self._reader(names, note):
                row = _line_numbers(next_line, batch.num_rows, broken)
                # The reader may be a block ahead: lines after this batch belong to the next piece.
                next_line = int(row[-1]) + 1 if row.size else next_line
                passed = {line: broken.pop(line) for line in list(broken) if line < next_line}
                refuse_more_rows(self.path.name, next_line)
                yield Piece(dict(zip(batch.schema.names, batch.columns, strict=True)), row, passed)
        except pa.ArrowException as error:
            raise InvalidImport(
                f"{self.path.name} cannot be read as a table: {first_line(error)}"
            ) from error
        if broken:
            yield Piece({name: pa.array([], pa.string()) for name in names}, row[:0], broken)

    def _reader(self, names: Sequence[str], note: Any) -> Any:
        return pa_csv.open_csv(
            self.path,
            # One thread, so that broken rows come with their line.
            read_options=pa_csv.ReadOptions(
                use_threads=False,
                skip_rows=self.skipped,
                column_names=list(self.names),
                block_size=_BLOCK_BYTES,
            ),
            parse_options=pa_csv.ParseOptions(delimiter=self.separator, invalid_row_handler=note),
            convert_options=pa_csv.ConvertOptions(
                include_columns=list(names),
                column_types={name: pa.string() for name in names},
                null_values=_ABSENT,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )


def opened_csv(path: Path, sample: str, *, is_whole: bool) -> CsvSheet:
    """Find how a text table is written; raise InvalidImport when it is none.

    `sample` is the beginning of the text, `is_whole` whether that is all of it.
    """
    lines = sample.splitlines()
    lines = lines if is_whole or len(lines) < 2 else lines[:-1]
    separator, width = _separator(path, [line for line in lines if line.strip()][:_SAMPLE_LINES])
    skipped = next(i for i, line in enumerate(lines) if line.count(separator) == width)
    table = list(csv.reader(lines[skipped : skipped + _HEAD_ROWS + 1], delimiter=separator))
    is_positional = _looks_like_data(table[0])
    names = _positions(len(table[0])) if is_positional else _unique(table[0])
    rows = table[0 if is_positional else 1 :]
    head = tuple(dict(zip(names, cells, strict=False)) for cells in rows)
    return CsvSheet(
        path=path,
        names=names,
        is_positional=is_positional,
        head=head,
        separator=separator,
        skipped=skipped + (not is_positional),
        has_decimal_commas=separator != "," and _has_decimal_commas(rows),
    )


def _separator(path: Path, lines: Sequence[str]) -> tuple[str, int]:
    """Return what separates columns and how often it stands in a usual line."""
    found = []
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        if counts:
            width, times = counts.most_common(1)[0]
            found.append((times, width, separator))
    times, width, separator = max(found, default=(0, 0, ""))
    if width < 2 or times < len(lines) / 2:
        raise InvalidImport(
            f"{path.name} is not a table: no comma, semicolon, tab or | separates three or more "
            "columns"
        )
    return separator, width


def _looks_like_data(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    values = [cell for cell in filled if _NUMBER.match(cell) or _MOMENT.match(cell)]
    return 2 * len(values) > len(filled)


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell.strip() for row in rows for cell in row if _NUMBER.match(cell.strip())]
    return any("," in cell for cell in cells) and not any("." in cell for cell in cells)


def _positions(count: int) -> tuple[str, ...]:
    return tuple(str(place) for place in range(1, count + 1))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    result = []
    for place, raw in enumerate(names, 1):
        name = raw.strip() or f"column {place}"
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)


def _line_numbers(first: int, count: int, broken: Mapping[int, str]) -> Ints:
    """Return the lines of `count` whole rows from line `first` on, broken ones left out."""
    ahead = [line for line in broken if line >= first]
    lines = np.arange(first, first + count + len(ahead), dtype=np.int64)
    return lines[~np.isin(lines, ahead)][:count]
