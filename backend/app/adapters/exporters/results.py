"""Trades and equity of a backtest out to CSV and Parquet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.adapters.files.writing import write_table
from app.domain.arrays import Floats, Ints

_TEXTS: Final = frozenset({"side", "entry_time", "exit_time", "reason", "entry_rule", "exit_rule"})


class ResultWriter:
    """Writes results through the same table writer as candles: complete or not at all."""

    def write_trades(
        self, rows: Sequence[Mapping[str, Any]], names: Sequence[str], path: Path
    ) -> None:
        """Write one row per trade; absent numbers are empty cells."""
        write_table(path, {name: _column(name, rows) for name in names})

    def write_equity(self, time_ns: Ints, equity: Floats, path: Path) -> None:
        """Write equity at each bar close."""
        write_table(path, {"time": time_ns.astype("datetime64[ns]"), "equity": equity})


def _column(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    if name in _TEXTS:
        return [str(row[name] or "") for row in rows]
    return np.array([np.nan if row[name] is None else row[name] for row in rows])
