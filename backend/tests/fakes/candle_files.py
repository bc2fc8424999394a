"""Candle files in memory, by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from app.domain.errors import InvalidImport
from app.domain.market import Bars
from app.domain.quality import RawCandles
from app.ports.candle_files import CandleFile, Reading, TickFile


@dataclass(slots=True)
class FakeCandleFiles:
    candles: dict[str, CandleFile] = field(default_factory=dict)
    ticks: dict[str, TickFile] = field(default_factory=dict)
    written: dict[str, Bars] = field(default_factory=dict)

    def read(self, path: Path, *, max_mb: int) -> CandleFile:
        if path.name not in self.candles:
            raise InvalidImport(f"{path.name} does not exist")
        return self.candles[path.name]

    def read_ticks(self, path: Path, *, max_mb: int) -> TickFile:
        if path.name not in self.ticks:
            raise InvalidImport(f"{path.name} does not exist")
        return self.ticks[path.name]

    def write(self, bars: Bars, path: Path, *, source: str, symbol: str) -> None:
        self.written[path.name] = bars

    def rows_as_json(self, bars: Bars) -> str:
        return ",".join(f'{{"close":{close!r}}}' for close in bars.close.tolist())


READING = Reading(
    format="fake", rows=0, columns=(("time", "time"),), ignored=(), time_unit="ns", notes=()
)


def candle_file(bars: Bars, **changed: Sequence[float]) -> CandleFile:
    """Return a file that states these bars, some columns replaced by wrong ones."""
    columns = {
        name: np.asarray(changed.get(name, getattr(bars, name)), dtype=getattr(bars, name).dtype)
        for name in ("time", "open", "high", "low", "close", "volume")
    }
    rows = np.arange(1, len(bars) + 1)
    return CandleFile(RawCandles(**columns, row=rows), replace(READING, rows=len(bars)))
