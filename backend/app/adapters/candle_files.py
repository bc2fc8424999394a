"""Candle files on this machine's disk: the port with all its formats."""

from dataclasses import dataclass
from pathlib import Path

from app.adapters.exporters.candles import candle_rows, write_candles
from app.adapters.importers.candles import read_candles
from app.adapters.importers.ticks import read_ticks
from app.domain.market import Bars
from app.ports.candle_files import CandleFile, TickFile


@dataclass(frozen=True, slots=True)
class LocalCandleFiles:
    """CSV, Parquet and JSON in; CSV, Parquet and rows of JSON out."""

    def read(self, path: Path, *, max_mb: int) -> CandleFile:
        return read_candles(path, max_mb)

    def read_ticks(self, path: Path, *, max_mb: int) -> TickFile:
        return read_ticks(path, max_mb)

    def write(self, bars: Bars, path: Path, *, source: str, symbol: str) -> None:
        write_candles(bars, path, source=source, symbol=symbol)

    def rows_as_json(self, bars: Bars) -> str:
        return candle_rows(bars)
