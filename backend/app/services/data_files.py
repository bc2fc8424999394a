"""Candle files as bars that can be trusted, named as far as can be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.domain.calendars import guess_calendar
from app.domain.errors import InvalidImport
from app.domain.market import Bars
from app.domain.quality import NO_TIME, RawCandles, Verdict, validated
from app.domain.resampling import bars_from_ticks
from app.domain.timeframes import Calendar, Timeframe
from app.ports.candle_files import CandleFiles, Reading
from app.ports.clock import Clock
from app.ports.market_data import SeriesKey
from app.services.series_names import PartialName, name_from_file, timeframe_from_spacing

NAMELESS: Final = PartialName()
# `Bars` of a file nobody named still need words for messages and hashes.
UNNAMED: Final = PartialName(source="file", symbol="FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBars:
    """The checked bars of one file, how it was read, and what was assumed about its name."""

    path: Path
    key: SeriesKey
    calendar: Calendar
    verdict: Verdict
    reading: Reading
    assumed: tuple[str, ...]

    @property
    def bars(self) -> Bars:
        """Return the bars that passed."""
        return self.verdict.bars


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """Reads candle files; nothing here needs a database."""

    files: CandleFiles
    clock: Clock
    max_mb: int

    def candles(
        self,
        path: Path,
        name: PartialName = NAMELESS,
        calendar: Calendar | None = None,
        *,
        unnamed: PartialName = NAMELESS,
        known: Mapping[SeriesKey, Calendar] = MappingProxyType({}),
    ) -> FileBars:
        """Return the bars of `path`; what `name` leaves open is guessed, then taken from `unnamed`.

        `known` holds the calendars of stored series, which no guess overrules.
        Raises: InvalidImport for a file without one usable row, or one that cannot be named.
        """
        content = self.files.read(path, max_mb=self.max_mb)
        key, assumed = _named(path, name, unnamed, content.raw)
        chosen = calendar or known.get(key) or guess_calendar(key.symbol)
        if calendar is None and key not in known:
            assumed = (*assumed, f"calendar {chosen} guessed from {key.symbol}")
        verdict = validated(content.raw, key.timeframe, chosen, self._now_ns())
        if not len(verdict.bars):
            raise InvalidImport(f"{path.name} has no usable row{_first_reason(verdict)}")
        return FileBars(
            path=path,
            key=key,
            calendar=chosen,
            verdict=verdict,
            reading=content.reading,
            assumed=assumed,
        )

    def bars_of_ticks(
        self, path: Path, timeframe: Timeframe, calendar: Calendar
    ) -> tuple[Bars, Reading]:
        """Return the trades of `path` as bars of `timeframe`."""
        ticks = self.files.read_ticks(path, max_mb=self.max_mb)
        bars = bars_from_ticks(ticks.time, ticks.price, ticks.amount, timeframe, calendar)
        return bars, ticks.reading

    def _now_ns(self) -> int:
        return int(self.clock.now().timestamp() * 1_000_000) * 1_000


def _named(
    path: Path, name: PartialName, unnamed: PartialName, raw: RawCandles
) -> tuple[SeriesKey, tuple[str, ...]]:
    guess = name_from_file(path.stem)
    assumed = [
        f"{part} {getattr(guess, part)} taken from the file's name"
        for part in ("source", "symbol", "timeframe")
        if getattr(name, part) is None and getattr(guess, part) is not None
    ]
    found = name.filled(guess).filled(unnamed)
    timeframe = found.timeframe
    if timeframe is None:
        timeframe = timeframe_from_spacing(raw.time[raw.time != NO_TIME])
        assumed.append(f"timeframe {timeframe} taken from the distance between bars")
    missing = [part for part in ("source", "symbol") if getattr(found, part) is None]
    if timeframe is None:
        missing.append("timeframe")
    if found.source is None or found.symbol is None or timeframe is None:
        raise InvalidImport(
            f"{path.name} does not say its {', '.join(missing)}: give "
            f"{' '.join('--' + part for part in missing)}, "
            "or name the file like bitfinex_BTC-USD_1m.parquet"
        )
    return SeriesKey(found.source, found.symbol, timeframe), tuple(assumed)


def _first_reason(verdict: Verdict) -> str:
    for rejection in verdict.rejected.first(1):
        return f" among {verdict.read}: row {rejection.row}: {rejection.reason}"
    return ""
