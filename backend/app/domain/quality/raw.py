"""Candles as a source states them, before anything is believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import numpy as np

from app.domain.arrays import Floats, Ints

NO_TIME: Final = int(np.iinfo(np.int64).min)
PRICES: Final = ("open", "high", "low", "close")
VALUES: Final = (*PRICES, "volume")


class Stamp(StrEnum):
    """Which end of the bar a source's time column names."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RawCandles:
    """Candles as read, before any check.

    Shapes: every array (n,). `row` counts from 1 as in the file and rises.
    Units:  `time` int64 ns UTC, NO_TIME where it could not be read; prices and volume NaN where
            absent or unreadable. `unreadable` says, by row, what stood there instead.
    """

    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    row: Ints
    stamp: Stamp = Stamp.OPEN
    unreadable: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.time.size)

    def at(self, places: Ints) -> "RawCandles":
        """Return the rows at the given places, in that order."""
        columns = {name: getattr(self, name)[places] for name in ("time", *VALUES, "row")}
        return replace(self, **columns)
