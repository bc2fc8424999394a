"""Stored candles for whoever asks: the series that answers a request, and what is stored."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from uuid import UUID

import numpy as np

from app.domain.calendars import Gaps, gaps
from app.domain.errors import InvalidInput, NoData, SymbolNotFound
from app.domain.market import Bars
from app.domain.quality import dataset_hash
from app.domain.resampling import resampled
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.market_data import (
    Begin,
    CandleStore,
    MarketDataWork,
    RegisteredSeries,
    SeriesFacts,
    SeriesKey,
    SeriesRange,
)
from app.services.periods import Period, utc_text

ALL_TIME: Final = Period()
# Far enough from the ends of int64 that a timeframe can be added or taken away.
EVER: Final = (-(2**62), 2**62)


@dataclass(frozen=True, slots=True)
class StoredSeries:
    """A series with bars in it, as both databases know it."""

    extent: SeriesRange
    calendar: Calendar
    facts: SeriesFacts | None
    owner: UUID | None = None

    @property
    def key(self) -> SeriesKey:
        """Return the name of the series."""
        return self.extent.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which stored series the bars come from; `timeframe` was asked for, `stored` is there."""

    source: str
    symbol: str
    timeframe: Timeframe
    stored: Timeframe
    revision: int

    @property
    def is_derived(self) -> bool:
        """Return whether the bars were built from smaller ones."""
        return self.stored is not self.timeframe

    def __str__(self) -> str:
        """Return one line for a person."""
        name = f"{self.source} {self.symbol} {self.timeframe}"
        return f"{name}, built from stored {self.stored} bars" if self.is_derived else name


@dataclass(frozen=True, slots=True, eq=False)
class LoadedBars:
    """Bars of one series; `first` is the first one of the period, those before it are warm-up."""

    bars: Bars
    first: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is stored of one series."""

    key: SeriesKey
    calendar: Calendar
    first_ns: int
    last_ns: int
    bars: int
    gaps: Gaps
    dataset_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketData:
    """Reads stored candles."""

    begin: Begin[MarketDataWork]
    begin_candles: Begin[CandleStore]

    async def load(
        self,
        symbol: str,
        timeframe: Timeframe,
        period: Period = ALL_TIME,
        *,
        source: str | None = None,
        warm_up: int = 0,
        owner: UUID | None = None,
    ) -> LoadedBars:
        """Return the bars of the period, from the stored series if it covers it, else derived.

        Up to `warm_up` earlier bars precede the period where they exist.
        Raises: SymbolNotFound with near names; InvalidInput when several sources hold the symbol;
                NoData naming the stretch there is.
        """
        candidates = of_one_source(await self.stored(owner), symbol, source)
        chosen = best_for(candidates, timeframe, period)
        bars = await self._read(chosen, timeframe, period, warm_up)
        first = int(np.searchsorted(bars.time, bounds_of(period)[0]))
        if first == len(bars):
            raise NoData(nothing_between(chosen, timeframe, period))
        provenance = Provenance(
            source=chosen.key.source,
            symbol=chosen.key.symbol,
            timeframe=timeframe,
            stored=chosen.key.timeframe,
            revision=chosen.extent.revision,
        )
        return LoadedBars(bars, first, provenance)

    async def stored(self, owner: UUID | None = None) -> tuple[StoredSeries, ...]:
        """Return the series that hold bars and that `owner` may see, ordered by key."""
        async with self.begin() as work:
            visible = {series.key: series for series in await work.series.visible(owner)}
        async with self.begin_candles() as candles:
            extents = await candles.ranges()
        return tuple(
            _joined(extent, visible[extent.key]) for extent in extents if extent.key in visible
        )

    async def coverage(self, owner: UUID | None = None) -> tuple[Coverage, ...]:
        """Return what is stored of every series, gaps counted by its calendar."""
        rows = []
        for series in await self.stored(owner):
            facts = series.facts or await self.read_facts(series.key, series.calendar)
            extent = series.extent
            rows.append(
                Coverage(
                    series.key,
                    series.calendar,
                    extent.first_ns,
                    extent.last_ns,
                    extent.bars,
                    facts.gaps,
                    facts.dataset_hash,
                )
            )
        return tuple(rows)

    async def read_facts(self, key: SeriesKey, calendar: Calendar) -> SeriesFacts:
        """Read the whole series once, and keep what that finds out."""
        async with self.begin_candles() as candles:
            # The revision first: a write in between makes the facts old, never wrong.
            revision = next(
                (found.revision for found in await candles.ranges() if found.key == key), 0
            )
            bars = await candles.read(key, calendar, *EVER)
        # Some tenths of a second for years of minutes, which others should not wait for.
        holes = await asyncio.to_thread(gaps, bars.time, key.timeframe, calendar)
        sha = await asyncio.to_thread(dataset_hash, bars, key.source, key.symbol)
        facts = SeriesFacts(revision, holes, sha)
        async with self.begin() as work:
            await work.series.keep_facts(key, facts)
        return facts

    async def _read(
        self, series: StoredSeries, timeframe: Timeframe, period: Period, warm_up: int
    ) -> Bars:
        start, end = bounds_of(period)
        is_derived = series.key.timeframe is not timeframe
        # Everything that can belong to a bucket that opens in the period: session buckets carry
        # the label of a day that begins up to a day earlier or ends a day later.
        slack = timeframe.nanos + NANOS_PER_DAY if is_derived else 0
        ratio = timeframe.seconds // series.key.timeframe.seconds
        async with self.begin_candles() as candles:
            begin = max(start - slack, EVER[0])
            if warm_up and period.start_ns is not None:
                count = (warm_up + (1 if is_derived else 0)) * ratio
                earlier = await candles.open_before(series.key, begin, count)
                begin = begin if earlier is None else earlier
            stop = min(end + slack, EVER[1])
            bars = await candles.read(series.key, series.calendar, begin, stop)
        if is_derived:
            bars = derived_bars(bars, series, timeframe, begin, stop)
        low = max(0, int(np.searchsorted(bars.time, start)) - warm_up)
        return bars.slice(low, int(np.searchsorted(bars.time, end)))


def of_one_source(
    stored: Sequence[StoredSeries], symbol: str, source: str | None
) -> tuple[StoredSeries, ...]:
    """Return the series of `symbol` at `source`, or at the only source that has it.

    Raises: SymbolNotFound with near names; InvalidInput naming the sources when there are several.
    """
    name = spelled(stored, symbol)
    of_symbol = tuple(series for series in stored if series.key.symbol == name)
    if not of_symbol:
        raise SymbolNotFound(_unknown_symbol(stored, symbol))
    sources = sorted({series.key.source for series in of_symbol})
    if source is None and len(sources) > 1:
        raise InvalidInput(
            f"{name} is stored from several sources: name one of {', '.join(sources)}"
        )
    found = tuple(series for series in of_symbol if source in (None, series.key.source))
    if not found:
        raise SymbolNotFound(
            f"source {source!r} holds no {name}: it is stored from {', '.join(sources)}"
        )
    return found


def best_for(
    candidates: Sequence[StoredSeries], timeframe: Timeframe, period: Period
) -> StoredSeries:
    """Return the stored series to answer with: the largest timeframe that reaches furthest.

    The series itself when it covers the period; else the divisor that covers most whole bars of
    it, the largest of equals. An open end means as far as the series itself goes.
    Raises: NoData naming what is stored, or the stretch there is.
    """
    usable = [series for series in candidates if timeframe.is_multiple_of(series.key.timeframe)]
    if not usable:
        there = ", ".join(str(series.key.timeframe) for series in candidates)
        key = candidates[0].key
        raise NoData(
            f"{key.source} {key.symbol} is stored as {there}, from which no {timeframe} bars can "
            "be built"
        )
    bounded = _bounded(usable, timeframe, period)
    best = max(
        usable,
        key=lambda series: (_reach(series, timeframe, bounded), series.key.timeframe.seconds),
    )
    if _overlap_ns(best, period) <= 0:
        raise NoData(nothing_between(best, timeframe, period))
    return best


def _bounded(
    usable: Sequence[StoredSeries], timeframe: Timeframe, period: Period
) -> tuple[int, int]:
    """Return the period with its open ends set to those of the series itself, if it is stored."""
    start, end = bounds_of(period)
    exact = next((series.extent for series in usable if series.key.timeframe is timeframe), None)
    if exact is not None:
        start = exact.first_ns if period.start_ns is None else start
        end = exact.end_ns if period.end_ns is None else end
    return start, end


def _reach(series: StoredSeries, timeframe: Timeframe, bounds: tuple[int, int]) -> int:
    """Return how many whole bars of the stretch the series covers."""
    start, end = bounds
    return (
        max(0, min(series.extent.end_ns, end) - max(series.extent.first_ns, start))
        // timeframe.nanos
    )


def _overlap_ns(series: StoredSeries, period: Period) -> int:
    start, end = bounds_of(period)
    return min(series.extent.end_ns, end) - max(series.extent.first_ns, start)


def derived_bars(
    bars: Bars, series: StoredSeries, timeframe: Timeframe, begin: int, stop: int
) -> Bars:
    """Return larger bars from a slice [begin, stop) of a series."""
    # What was cut off here exists: the series reaches beyond the slice that was read.
    extent = series.extent
    return resampled(
        bars,
        timeframe,
        complete_from_ns=begin if extent.first_ns < begin else None,
        complete_until_ns=stop if extent.end_ns > stop else None,
    )


def bounds_of(period: Period) -> tuple[int, int]:
    """Return the period with numbers for its open ends."""
    start = EVER[0] if period.start_ns is None else period.start_ns
    return start, EVER[1] if period.end_ns is None else period.end_ns


def _joined(extent: SeriesRange, series: RegisteredSeries) -> StoredSeries:
    facts = series.facts
    is_current = facts is not None and facts.revision == extent.revision
    return StoredSeries(extent, series.calendar, facts if is_current else None, series.owner)


def spelled(stored: Sequence[StoredSeries], symbol: str) -> str:
    """Return the stored spelling: in URLs and file names the slash travels as a hyphen."""
    return spelled_in({series.key.symbol for series in stored}, symbol)


def spelled_in(symbols: Collection[str], symbol: str) -> str:
    """Return how one of `symbols` is written that a person or a URL means by `symbol`."""
    wanted = symbol.strip().upper()
    return wanted if wanted in symbols else wanted.replace("-", "/", 1)


def _unknown_symbol(stored: Sequence[StoredSeries], symbol: str) -> str:
    symbols = sorted({series.key.symbol for series in stored})
    if not symbols:
        return f"no candles are stored yet, so there is no {symbol}: import a file first"
    plain = {_letters(name): name for name in symbols}
    near = get_close_matches(_letters(symbol), plain, n=5, cutoff=0.5)
    if near:
        return f"no candles of {symbol} are stored; near names: {', '.join(plain[n] for n in near)}"
    shown = ", ".join(symbols[:20])
    return f"no candles of {symbol} are stored; there are {shown}"


def _letters(symbol: str) -> str:
    return "".join(letter for letter in symbol.upper() if letter.isalnum())


def nothing_between(series: StoredSeries, timeframe: Timeframe, period: Period) -> str:
    """Return the sentence about a period without bars: it names the stretch there is."""
    key, extent = series.key, series.extent
    asked = [
        f"{word} {utc_text(bound)}"
        for word, bound in (("from", period.start_ns), ("until", period.end_ns))
        if bound is not None
    ]
    return (
        f"{key.source} {key.symbol} has no {timeframe} bars {' '.join(asked)}".rstrip()
        + f": there are {key.timeframe} bars from {utc_text(extent.first_ns)} "
        f"to {utc_text(extent.last_ns)}"
    )
