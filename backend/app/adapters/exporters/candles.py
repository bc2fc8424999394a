"""Candles out to CSV and Parquet."""

from pathlib import Path

import numpy as np

from app.adapters.files.writing import write_table
from app.domain.market import Bars


def write_candles(bars: Bars, path: Path, *, source: str, symbol: str) -> None:
    """Write bars with their names; what was written reads back to the same bars.

    Raises InvalidInput for an ending other than .csv and .parquet, StorageUnavailable when the file
    cannot be written; then nothing is left behind.
    """
    count = len(bars)
    write_table(
        path,
        {
            "time": bars.time.astype("datetime64[ns]"),
            "open": bars.open,
            "high": bars.high,
            "low": bars.low,
            "close": bars.close,
            "volume": bars.volume,
            "source": np.full(count, source),
            "symbol": np.full(count, symbol),
            "timeframe": np.full(count, bars.timeframe.value),
        },
    )
