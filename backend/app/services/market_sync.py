"""Stored candles in step with their venues: what closed since the last stored bar, page by page.

The stored extent is the cursor: a run that never took place, died half-way or came twice leaves
nothing wrong, and the venue is the buffer for whatever was missed (decision 35).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from app.core.logging import get_logger
from app.domain.calendars import bucket_open, has_session_labels
from app.domain.errors import (
    InvalidInput,
    MarketRateLimited,
    MarketUnavailable,
    SymbolNotFound,
)
from app.domain.market import Bars
from app.domain.quality import RawCandles, Verdict, validated
from app.domain.quotes import Listing
from app.domain.sessions import last_open
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.clock import Clock
from app.ports.market_data import Begin, CandleStore, MarketDataWork, RegisteredSeries, SeriesKey
from app.ports.market_feed import LiveFeed

SYNC_TASK: Final = "app.tasks.market_data.sync_candles"
# What is fetched by the clock, and how far a first run reaches back, in days.
HISTORY_DAYS: Final[Mapping[Timeframe, int]] = {
    Timeframe.M1: 90,
    Timeframe.H1: 365,
    Timeframe.D1: 730,
}
CHUNK_BARS: Final = 50_000
# A run begins no further page after this time: the next one goes on where it ended.
RUN: Final = timedelta(seconds=45)
_COLUMNS: Final = ("time", "open", "high", "low", "close", "volume")

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A venue in use: which of its instruments are followed, and how often its prices are read.

    `symbols` is None where every instrument is followed.
    """

    feed: LiveFeed
    symbols: tuple[str, ...] | None
    pause_seconds: float

    async def followed(self) -> Sequence[Listing]:
        """Return the instruments to follow, as the venue lists them; unknown ones are named."""
        listed = await self.feed.listings()
        if self.symbols is None:
            return listed
        by_symbol = {listing.symbol: listing for listing in listed}
        if unknown := [symbol for symbol in self.symbols if symbol not in by_symbol]:
            _log.warning("symbols_unknown", source=self.feed.source, symbols=unknown)
        return [by_symbol[symbol] for symbol in self.symbols if symbol in by_symbol]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSync:
    """Fetches closed bars and stores them for everybody."""

    begin: Begin[MarketDataWork]
    begin_candles: Begin[CandleStore]
    venues: Sequence[Venue]
    clock: Clock

    async def sync_all(self, timeframe: Timeframe) -> int:
        """Bring every followed instrument up to date; return how many bars came.

        A venue out of reach is left for the next run and holds up no other.
        Raises: StorageUnavailable.
        """
        try:
            async with asyncio.TaskGroup() as running:
                tasks = [
                    running.create_task(self._sync_venue(venue, timeframe)) for venue in self.venues
                ]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        return sum(task.result() for task in tasks)

    async def sync(self, source: str, symbol: str, timeframe: Timeframe) -> int:
        """Bring one series up to date; return how many bars came.

        Raises: InvalidInput for a source that is not in use; SymbolNotFound; MarketUnavailable and
                MarketRateLimited as the venue does; StorageUnavailable.
        """
        for venue in self.venues:
            if venue.feed.source == source:
                listed = {found.symbol: found for found in await venue.feed.listings()}
                if symbol not in listed:
                    raise SymbolNotFound(f"{source} does not list {symbol}")
                until = self.clock.now() + RUN
                return await self._sync(venue.feed, listed[symbol], timeframe, until)
        used = ", ".join(venue.feed.source for venue in self.venues)
        raise InvalidInput(f"source {source!r} is not in use: there is {used}")

    async def trim(self, years: int) -> int:
        """Delete bars older than `years` of what is fetched here; return how many.

        What was imported under another name, or is no longer followed, is left alone.
        """
        # A year of 366 days: never a day too early.
        before_ns = self._now_ns() - years * 366 * NANOS_PER_DAY
        cut = 0
        for venue in self.venues:
            try:
                followed = await venue.followed()
            except (MarketUnavailable, MarketRateLimited) as error:
                # Tomorrow's run trims it.
                _log.warning("venue_not_trimmed", source=venue.feed.source, reason=str(error))
                continue
            for listing in followed:
                for timeframe in HISTORY_DAYS:
                    key = SeriesKey(venue.feed.source, listing.symbol, timeframe)
                    async with self.begin_candles() as candles:
                        cut += await candles.cut(key, before_ns)
        return cut

    async def _sync_venue(self, venue: Venue, timeframe: Timeframe) -> int:
        until = self.clock.now() + RUN
        came = 0
        try:
            for listing in await venue.followed():
                came += await self._sync(venue.feed, listing, timeframe, until)
        except (MarketUnavailable, MarketRateLimited) as error:
            # Whoever looks at the coverage sees the hole; the next run asks again.
            _log.warning("venue_skipped", source=venue.feed.source, reason=str(error))
        return came

    async def _sync(
        self, feed: LiveFeed, listing: Listing, timeframe: Timeframe, until: datetime
    ) -> int:
        key = SeriesKey(feed.source, listing.symbol, timeframe)
        now_ns = self._now_ns()
        stop_ns = _open_bar(now_ns, timeframe, listing.calendar)
        last_ns = await self._last(key)
        if last_ns is None:
            await self._register(key, listing.calendar)
            start_ns = stop_ns - HISTORY_DAYS.get(timeframe, 90) * NANOS_PER_DAY
        else:
            start_ns = last_ns + timeframe.nanos
        came = 0
        while _can_hold_bars(start_ns, stop_ns, timeframe, listing.calendar):
            page = await feed.candles(listing.symbol, timeframe, start_ns, stop_ns)
            if not len(page):
                break
            came += await self._store(key, page.between(start_ns, stop_ns), now_ns)
            start_ns = int(page.time[-1]) + timeframe.nanos
            if self.clock.now() >= until:
                break
        return came

    async def _store(self, key: SeriesKey, page: Bars, now_ns: int) -> int:
        verdict = await asyncio.to_thread(_checked, page, now_ns)
        if len(verdict.rejected):
            first = next(iter(verdict.rejected.first(1)))
            _log.warning(
                "bars_refused", series=str(key), count=len(verdict.rejected), first=first.reason
            )
        came = 0
        for start in range(0, len(verdict.bars), CHUNK_BARS):
            async with self.begin_candles() as candles:
                merged = await candles.merge(key, verdict.bars.slice(start, start + CHUNK_BARS))
            came += merged.inserted + merged.revised
        return came

    async def _last(self, key: SeriesKey) -> int | None:
        async with self.begin_candles() as candles:
            ranges = await candles.ranges()
        return next((extent.last_ns for extent in ranges if extent.key == key), None)

    async def _register(self, key: SeriesKey, calendar: Calendar) -> None:
        async with self.begin() as work:
            kept = await work.series.register(RegisteredSeries(key, calendar))
            if kept.owner is not None:
                raise InvalidInput(f"series {key} belongs to someone else: choose a source")

    def _now_ns(self) -> int:
        return int(self.clock.now().timestamp() * 1_000_000) * 1_000


def _open_bar(now_ns: int, timeframe: Timeframe, calendar: Calendar) -> int:
    """Return the label of the bar that is still open; every earlier one is asked for."""
    return int(bucket_open(np.array([now_ns]), timeframe, calendar, Timeframe.M1)[0])


def _can_hold_bars(start_ns: int, stop_ns: int, timeframe: Timeframe, calendar: Calendar) -> bool:
    """Return whether a bar can open in [start, stop); no venue is asked about a closed market."""
    if start_ns >= stop_ns or has_session_labels(timeframe, calendar):
        return start_ns < stop_ns
    open_ns = last_open(stop_ns - 1, calendar)
    return open_ns is not None and open_ns >= start_ns


def _checked(page: Bars, now_ns: int) -> Verdict:
    columns = {name: getattr(page, name) for name in _COLUMNS}
    raw = RawCandles(**columns, row=np.arange(1, len(page) + 1))
    return validated(raw, page.timeframe, page.calendar, now_ns)
