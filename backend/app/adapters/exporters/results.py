"""Trades and equity of a backtest out to CSV and Parquet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from app.adapters.files.writing import Column, check_place, write_table, write_tables
from app.domain.arrays import Floats, Ints
from app.domain.errors import InvalidInput

_TEXTS: Final = frozenset({"side", "entry_time", "exit_time", "reason", "entry_rule", "exit_rule"})


@dataclass(frozen=True, slots=True)
class ResultWriter:
    """Writes results through the same table writer as candles: complete or not at all."""

    write: Callable[[Path, Mapping[str, Column]], None] = write_table

    def check(self, paths: Sequence[Path]) -> None:
        """Refuse a place no table can be written to, or one that is named twice."""
        for path in paths:
            check_place(path)
        if len({path.absolute() for path in paths}) < len(paths):
            raise InvalidInput(f"{paths[0]} is named twice: give every output a file of its own")

    @contextmanager
    def together(self) -> Iterator[Self]:
        """Hold back what is written in the block, then write every file or none."""
        tables: dict[Path, Mapping[str, Column]] = {}
        yield type(self)(tables.__setitem__)
        write_tables(tables)

    def write_trades(
        self, rows: Sequence[Mapping[str, Any]], names: Sequence[str], path: Path
    ) -> None:
        """Write one row per trade; absent numbers are empty cells."""
        self.write(path, {name: _column(name, rows) for name in names})

    def write_equity(self, time_ns: Ints, equity: Floats, path: Path) -> None:
        """Write equity at each bar close."""
        self.write(path, {"time": time_ns.astype("datetime64[ns]"), "equity": equity})


def _column(name: str, rows: Sequence[Mapping[str, Any]]) -> Column:
    if name in _TEXTS:
        return [str(row[name] or "") for row in rows]
    return np.array([np.nan if row[name] is None else row[name] for row in rows])
