"""Real candles for tests, read straight from the shared files."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from app.domain.arrays import Ints
from app.domain.calendars import guess_calendar
from app.domain.market import Bars
from app.domain.timeframes import Timeframe

COLUMNS = ("open", "high", "low", "close", "volume")


def stored_bars(shared_data: Path, name: str, folder: str = "ohlcv") -> Bars:
    """Return a file named SOURCE_BASE-QUOTE_TIMEFRAME as bars, by its name without ending."""
    symbol, timeframe = name.removeprefix("dirty_tzshift_").split("_")[1:3]
    return Bars(
        **stored_columns(shared_data, name, folder),
        timeframe=Timeframe(timeframe),
        calendar=guess_calendar(symbol),
    )


def stored_columns(shared_data: Path, name: str, folder: str = "ohlcv") -> dict[str, Any]:
    """Return the columns of a file as arrays, unchecked; time in nanoseconds."""
    table = pq.ParquetFile(shared_data / folder / f"{name}.parquet").read(["time", *COLUMNS])
    return {"time": _times(table), **{name: _values(_known(table[name])) for name in COLUMNS}}


def stored_times(shared_data: Path, name: str, folder: str = "ohlcv") -> Ints:
    """Return only the stamps of a file."""
    return _times(pq.ParquetFile(shared_data / folder / f"{name}.parquet").read(["time"]))


def _times(table: pa.Table) -> Ints:
    return _values(table["time"].cast(pa.timestamp("ns", "UTC")).cast(pa.int64()))


def _known(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column, float("nan"))


def _values(column: pa.ChunkedArray) -> Any:
    # pyarrow's own to_numpy would load pandas, which takes a second.
    return np.concatenate([np.from_dlpack(chunk) for chunk in column.chunks])
