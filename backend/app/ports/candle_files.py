"""What the core needs from candle and tick files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.arrays import Floats, Ints
from app.domain.market import Bars
from app.domain.quality import RawCandles


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file was understood, for the person who imports it.

    `columns` pairs each role (time, open, …) with the column it was taken from; `ignored` are the
    other columns; `time_unit` says how stamps were read ("ISO text", "ms", …); `notes` are
    sentences about anything assumed.
    """

    format: str
    rows: int
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    time_unit: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CandleFile:
    """The candles of one file, unchecked, and how they were read."""

    raw: RawCandles
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False)
class TickFile:
    """The trades of one file in file order, and how they were read."""

    time: Ints
    price: Floats
    amount: Floats
    reading: Reading


class CandleFiles(Protocol):
    """Read and write candles as CSV, Parquet or JSON.

    Raises: InvalidImport for a file that cannot be read as candles (missing, empty, truncated, too
            large, wrong columns); StorageUnavailable when writing fails, with nothing left behind.
    """

    def read(self, path: Path, *, max_mb: int) -> CandleFile:
        """Return the candles of a CSV, Parquet or JSON file."""
        ...

    def read_ticks(self, path: Path, *, max_mb: int) -> TickFile:
        """Return the trades of a CSV, Parquet or JSON file."""
        ...

    def write(self, bars: Bars, path: Path, *, source: str, symbol: str) -> None:
        """Write bars to `path`, CSV or Parquet by its ending, whole or not at all."""
        ...

    def rows_as_json(self, bars: Bars) -> str:
        """Return bars as JSON objects {time, open, high, low, close, volume} joined by commas.

        Edge: a volume that is not known is null.
        """
        ...
