"""Stored candles page by page, forwards or backwards in time: for charts and downloads.

A cursor keeps the series that the first page chose, so the pages of one walk are never a mixture
(decision 13) and each bar comes once, whatever is imported meanwhile.
"""

import asyncio
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from app.domain.errors import Fault, InvalidInput, NoData
from app.domain.market import Bars
from app.domain.timeframes import NANOS_PER_DAY, Timeframe
from app.ports.market_data import Begin, CandleStore
from app.services.market_data import (
    ALL_TIME,
    EVER,
    MarketData,
    Provenance,
    StoredSeries,
    best_for,
    bounds_of,
    derived_bars,
    nothing_between,
    of_one_source,
)
from app.services.periods import Period

BARS_MAX: Final = 5_000
# What one page of built bars may read: a page of months from minutes is shorter than asked for.
_READ_MAX: Final = 1_000_000
_COLUMNS: Final = ("time", "open", "high", "low", "close", "volume")
_CURSOR: Final = re.compile(r"([fb]) (-?[0-9]{1,19}) ([0-9]{1,2}[mhdw]) ([a-z0-9-]{1,64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the next page begins, or with `newest` ends, and in which series."""

    source: str
    stored: Timeframe
    newest: bool
    time_ns: int

    def __str__(self) -> str:
        """Return the form a client sends back."""
        way = "b" if self.newest else "f"
        text = f"{way} {self.time_ns} {self.stored} {self.source}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandlesWanted:
    """Which bars of a symbol; without a cursor `newest` None means: by what the period opens."""

    symbol: str
    timeframe: Timeframe
    source: str | None = None
    period: Period = ALL_TIME
    limit: int = 500
    newest: bool | None = None
    cursor: Cursor | None = None

    @property
    def is_newest(self) -> bool:
        """Return whether the page lies at the end of the period; a start makes it the beginning."""
        if self.cursor is not None:
            return self.cursor.newest
        return self.period.start_ns is None if self.newest is None else self.newest


@dataclass(frozen=True, slots=True, eq=False)
class CandlePage:
    """Bars, oldest first, and where to go on; `next_cursor` is None on the last page."""

    bars: Bars
    series: StoredSeries
    provenance: Provenance
    next_cursor: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandlePages:
    """Reads a stored series in pages."""

    market_data: MarketData
    begin_candles: Begin[CandleStore]

    async def page(self, wanted: CandlesWanted, owner: UUID | None = None) -> CandlePage:
        """Return the bars that were asked for, at most `limit`.

        Raises: SymbolNotFound, NoData, InvalidInput as `MarketData.load`; InvalidInput for a
                cursor of another walk.
        """
        series = await self._series(wanted, owner)
        start, end = bounds_of(wanted.period)
        newest, cursor = wanted.is_newest, wanted.cursor
        if cursor is not None:
            start, end = (
                (start, min(end, cursor.time_ns)) if newest else (max(start, cursor.time_ns), end)
            )
        bars, has_more = await self._some(
            series, wanted.timeframe, (start, end), wanted.limit, newest=newest
        )
        if not len(bars) and cursor is None:
            raise NoData(nothing_between(series, wanted.timeframe, wanted.period))
        after = None
        if has_more and len(bars):
            after = Cursor(
                source=series.key.source,
                stored=series.key.timeframe,
                newest=newest,
                time_ns=int(bars.time[0]) if newest else int(bars.time[-1]) + 1,
            )
        return CandlePage(bars, series, provenance_of(series, wanted.timeframe), after)

    async def before(self, page: CandlePage, count: int) -> Bars:
        """Return up to `count` bars that precede a page, for indicators to warm up on."""
        if not count or not len(page.bars):
            return page.bars.slice(0, 0)
        stretch = (EVER[0], int(page.bars.time[0]))
        bars, _ = await self._some(
            page.series, page.provenance.timeframe, stretch, count, newest=True
        )
        return bars

    async def _series(self, wanted: CandlesWanted, owner: UUID | None) -> StoredSeries:
        cursor = wanted.cursor
        source = wanted.source
        if cursor is not None:
            if wanted.newest not in (None, cursor.newest) or source not in (None, cursor.source):
                raise _foreign_cursor()
            source = cursor.source
        candidates = of_one_source(await self.market_data.stored(owner), wanted.symbol, source)
        if cursor is None:
            return best_for(candidates, wanted.timeframe, wanted.period)
        for series in candidates:
            if series.key.timeframe is cursor.stored:
                if wanted.timeframe.is_multiple_of(cursor.stored):
                    return series
                break
        raise _foreign_cursor()

    async def _some(
        self,
        series: StoredSeries,
        timeframe: Timeframe,
        stretch: tuple[int, int],
        count: int,
        *,
        newest: bool,
    ) -> tuple[Bars, bool]:
        """Return at most `count` bars of a stretch, and whether it holds more."""
        if stretch[0] >= stretch[1]:
            async with self.begin_candles() as candles:
                return await candles.read(series.key, series.calendar, 0, 0), False
        if series.key.timeframe is not timeframe:
            return await self._built(series, timeframe, stretch, count, newest=newest)
        async with self.begin_candles() as candles:
            bars = await candles.read_some(
                series.key, series.calendar, *stretch, count + 1, newest=newest
            )
        return _cut(bars, count, newest=newest), len(bars) > count

    async def _built(
        self,
        series: StoredSeries,
        timeframe: Timeframe,
        stretch: tuple[int, int],
        count: int,
        *,
        newest: bool,
    ) -> tuple[Bars, bool]:
        """Return bars built from smaller ones, `count` or as many as may be read for them."""
        start, end = stretch
        step = series.key.timeframe.nanos
        ratio = timeframe.nanos // step
        count = min(count, max(1, _READ_MAX // ratio))
        # Session buckets carry the label of a day that begins or ends up to a day beside it.
        slack = timeframe.nanos + NANOS_PER_DAY
        begin, stop = max(start - slack, EVER[0]), min(end + slack, EVER[1])
        most = (count + 3) * ratio + 2 * (slack // step)
        async with self.begin_candles() as candles:
            smaller = await candles.read_some(
                series.key, series.calendar, begin, stop, most, newest=newest
            )
        is_cut = len(smaller) == most
        if is_cut and newest:
            begin = int(smaller.time[0])
        elif is_cut:
            stop = int(smaller.time[-1]) + step
        bars = await asyncio.to_thread(derived_bars, smaller, series, timeframe, begin, stop)
        bars = bars.between(start, end)
        has_more = len(bars) > count or (is_cut and (begin > start if newest else stop < end))
        return _cut(bars, count, newest=newest), has_more


def cursor_of(text: str) -> Cursor:
    """Return the cursor a client sent back.

    Raises: InvalidInput for a text that no answer held.
    """
    try:
        plain = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError:
        raise _foreign_cursor() from None
    match = _CURSOR.fullmatch(plain)
    if match is None or match[3] not in set(Timeframe) or abs(int(match[2])) > EVER[1]:
        raise _foreign_cursor()
    return Cursor(
        newest=match[1] == "b",
        time_ns=int(match[2]),
        stored=Timeframe(match[3]),
        source=match[4],
    )


def provenance_of(series: StoredSeries, timeframe: Timeframe) -> Provenance:
    """Return where bars of `timeframe` come from."""
    return Provenance(
        source=series.key.source,
        symbol=series.key.symbol,
        timeframe=timeframe,
        stored=series.key.timeframe,
        revision=series.extent.revision,
    )


def joined(earlier: Bars, later: Bars) -> Bars:
    """Return the bars of both, `earlier` first."""
    time, opens, highs, lows, closes, volumes = (
        np.concatenate((getattr(earlier, name), getattr(later, name))) for name in _COLUMNS
    )
    return Bars(time, opens, highs, lows, closes, volumes, later.timeframe, later.calendar)


def _cut(bars: Bars, count: int, *, newest: bool) -> Bars:
    size = len(bars)
    return bars.slice(max(0, size - count), size) if newest else bars.slice(0, min(count, size))


def _foreign_cursor() -> InvalidInput:
    message = "cursor belongs to another request: take next_cursor as it was answered"
    return InvalidInput(message, [Fault("cursor", message)])
