"""Candle files into the database: read, check, compare clocks, write in whole chunks, report.

A chunk is one transaction, so a process that dies leaves whole chunks behind, and the same file
again writes only what is missing.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from app.domain.calendars import Gaps
from app.domain.errors import Fault, InvalidImport, InvalidInput
from app.domain.market import Bars
from app.domain.quality import Rejected, Verdict, clock_shift
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.candle_files import Reading
from app.ports.market_data import (
    Begin,
    CandleStore,
    MarketDataWork,
    Merged,
    RegisteredSeries,
    SeriesFacts,
    SeriesKey,
)
from app.services.data_files import NAMELESS, DataFiles
from app.services.market_data import MarketData, StoredSeries
from app.services.series_names import PartialName, is_same_market

CHUNK_BARS: Final = 50_000
_FAULTS_SHOWN: Final = 20
# A clock is compared over windows of seven days; two series of daily bars cannot tell hours.
_OVERLAP_NS_MIN: Final = 7 * NANOS_PER_DAY
_TIMEFRAME_MAX: Final = Timeframe.D1
_REFERENCES_MAX: Final = 3

type ImportProgress = Callable[[int, int], None]
"""Called with the bars written so far and the bars to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import found and did.

    read = inserted + duplicate + revised + len(rejected), in rows of the file. `gaps` and
    `dataset_hash` are those of the stored series afterwards. `findings` are sentences about the
    file as a whole; `assumed` says what was not given but guessed.
    """

    path: Path
    key: SeriesKey
    calendar: Calendar
    reading: Reading
    read: int
    inserted: int
    duplicate: int
    revised: int
    rejected: Rejected
    first_ns: int
    last_ns: int
    gaps: Gaps
    dataset_hash: str
    findings: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataImport:
    """Imports files; `begin` and `begin_candles` open transactions of the two databases."""

    begin: Begin[MarketDataWork]
    begin_candles: Begin[CandleStore]
    files: DataFiles
    market_data: MarketData

    async def import_file(
        self,
        path: Path,
        name: PartialName = NAMELESS,
        calendar: Calendar | None = None,
        *,
        strict: bool = False,
        owner: UUID | None = None,
        progress: ImportProgress | None = None,
    ) -> ImportReport:
        """Store the candles of one file and report on every row.

        Faulty rows are listed and the rest is stored; with `strict` one faulty row, or a clock that
        is off, means that nothing is. Raises: InvalidImport, InvalidInput, StorageUnavailable.
        """
        stored = await self.market_data.stored(owner)
        known = {series.key: series.calendar for series in stored}
        # Reading a large file takes seconds, in which others want to be served.
        file = await asyncio.to_thread(self.files.candles, path, name, calendar, known=known)
        _refuse_other_calendar(file.key, file.calendar, known)
        shifts = await self._clock_findings(file.key, file.bars, stored)
        if strict:
            _refuse_faults(path, file.verdict, shifts)
        merged, facts = await self.store(
            RegisteredSeries(file.key, file.calendar, owner), file.bars, progress
        )
        return ImportReport(
            path=path,
            key=file.key,
            calendar=file.calendar,
            reading=file.reading,
            read=file.verdict.read,
            inserted=merged.inserted,
            duplicate=merged.duplicate + file.verdict.duplicates,
            revised=merged.revised,
            rejected=file.verdict.rejected,
            first_ns=int(file.bars.time[0]),
            last_ns=int(file.bars.time[-1]),
            gaps=facts.gaps,
            dataset_hash=facts.dataset_hash,
            findings=(*file.verdict.diagnoses, *shifts),
            assumed=file.assumed,
        )

    async def store_bars(self, series: RegisteredSeries, bars: Bars) -> Merged:
        """Store bars that come from elsewhere than a candle file."""
        stored = await self.market_data.stored(series.owner)
        known = {found.key: found.calendar for found in stored}
        _refuse_other_calendar(series.key, series.calendar, known)
        merged, _ = await self.store(series, bars)
        return merged

    async def store(
        self, series: RegisteredSeries, bars: Bars, progress: ImportProgress | None = None
    ) -> tuple[Merged, SeriesFacts]:
        """Write bars chunk by chunk; return what that changed and what is stored afterwards."""
        async with self.begin() as work:
            kept = await work.series.register(series)
            if kept.owner != series.owner:
                raise InvalidInput(f"series {series.key} belongs to someone else: choose a source")
        total = Merged()
        for start in range(0, len(bars), CHUNK_BARS):
            chunk = bars.slice(start, start + CHUNK_BARS)
            async with self.begin_candles() as candles:
                total += await candles.merge(series.key, chunk)
            if progress is not None:
                progress(start + len(chunk), len(bars))
        return total, await self.market_data.read_facts(series.key, series.calendar)

    async def _clock_findings(
        self, key: SeriesKey, bars: Bars, stored: Sequence[StoredSeries]
    ) -> tuple[str, ...]:
        """Say where the labels run early or late, by the first series that shows it."""
        start, stop = int(bars.time[0]) - NANOS_PER_DAY, int(bars.time[-1]) + NANOS_PER_DAY
        for series in _references(key, bars, stored):
            async with self.begin_candles() as candles:
                reference = await candles.read(series.key, series.calendar, start, stop)
            if shifts := await asyncio.to_thread(clock_shift, bars, reference):
                return tuple(f"{shift} (compared with {series.key})" for shift in shifts)
        return ()


def _references(
    key: SeriesKey, bars: Bars, stored: Sequence[StoredSeries]
) -> Sequence[StoredSeries]:
    """Return the stored series to compare with: the longest overlap first, the finest of equals."""
    start, stop = int(bars.time[0]), int(bars.time[-1])
    overlaps = {
        series.key: min(series.extent.last_ns, stop) - max(series.extent.first_ns, start)
        for series in stored
    }
    usable = [
        series
        for series in stored
        if is_same_market(series.key.symbol, key.symbol)
        and max(series.key.timeframe.seconds, key.timeframe.seconds) <= _TIMEFRAME_MAX.seconds
        and min(series.key.timeframe.seconds, key.timeframe.seconds) < _TIMEFRAME_MAX.seconds
        and overlaps[series.key] >= _OVERLAP_NS_MIN
    ]
    usable.sort(key=lambda series: (-overlaps[series.key], series.key.timeframe.seconds))
    return usable[:_REFERENCES_MAX]


def _refuse_other_calendar(
    key: SeriesKey, calendar: Calendar, known: Mapping[SeriesKey, Calendar]
) -> None:
    kept = known.get(key, calendar)
    if kept is not calendar:
        raise InvalidInput(
            f"series {key} is stored with calendar {kept}: {calendar} is another one, "
            "give the file another source"
        )


def _refuse_faults(path: Path, verdict: Verdict, shifts: Sequence[str]) -> None:
    count = len(verdict.rejected)
    if not count and not shifts:
        return
    rows = [
        Fault(f"row {fault.row}", fault.reason) for fault in verdict.rejected.first(_FAULTS_SHOWN)
    ]
    wrong = f"{count} of {verdict.read} rows are faulty" if count else "its clock is off"
    raise InvalidImport(
        f"{path.name}: {wrong}, and a strict import takes all rows or none: nothing was imported",
        [*(Fault(path.name, text) for text in (*verdict.diagnoses, *shifts)), *rows],
    )
