"""Instruments and their prices: from the venue where it answers, else from stored bars."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import numpy as np

from app.core.logging import get_logger
from app.domain.errors import (
    InvalidInput,
    MarketRateLimited,
    MarketUnavailable,
    NotFound,
    SymbolNotFound,
)
from app.domain.market import Bars
from app.domain.pages import Page, PageRequest
from app.domain.quotes import Listing, OrderBook, Ticker
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from app.ports.market_data import Begin, CandleStore
from app.ports.market_feed import MarketFeed
from app.services.market_data import MarketData, StoredSeries, of_one_source, spelled_in

_SORTED_BY: Final = ("source", "symbol")
_DAY_BARS: Final = 2 * NANOS_PER_DAY // Timeframe.M1.nanos
# One request must not take every connection to the databases.
_QUOTES_AT_ONCE: Final = 4
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One (source, symbol); `timeframes` are the stored ones, sizes None where nobody said."""

    source: str
    symbol: str
    calendar: Calendar
    is_live: bool
    is_own: bool
    timeframes: tuple[Timeframe, ...]
    tick_size: float | None
    lot_step: float | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A price, and whether its venue said so just now; else it is that of the last stored bar."""

    ticker: Ticker
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """Knows the instruments of the venues in use and of the stored series."""

    market_data: MarketData
    begin_candles: Begin[CandleStore]
    feeds: Mapping[str, MarketFeed]

    async def page(
        self,
        owner: UUID | None,
        request: PageRequest,
        *,
        source: str | None = None,
        search: str | None = None,
    ) -> Page[Instrument]:
        """Return some of the instruments; `search` is part of a symbol, its marks left out."""
        request.checked(_SORTED_BY)
        wanted = _letters(search or "")
        found = [
            one
            for one in await self.all(owner)
            if source in (None, one.source) and wanted in _letters(one.symbol)
        ]
        if request.sort:
            found.sort(key=lambda one: getattr(one, request.sort_field))
        if request.is_descending:
            found.reverse()
        shown = found[request.offset : request.offset + request.limit]
        return Page(shown, request.page, request.limit, len(found))

    async def all(self, owner: UUID | None) -> Sequence[Instrument]:
        """Return every instrument that `owner` may see, ordered by source and symbol."""
        known = {
            (one.source, one.symbol): _listed(one)
            for feed in self.feeds.values()
            for one in await _listings(feed)
        }
        for series in await self.market_data.stored(owner):
            name = (series.key.source, series.key.symbol)
            one = known.get(name) or _stored(series)
            known[name] = replace(one, timeframes=_with(one.timeframes, series.key.timeframe))
        return [known[name] for name in sorted(known)]

    async def quote(self, owner: UUID | None, symbol: str, source: str | None = None) -> Quote:
        """Return the price of an instrument.

        Raises: SymbolNotFound; InvalidInput where several sources hold it and no venue lists it;
                MarketUnavailable, MarketRateLimited when the venue is silent and nothing is stored.
        """
        silent: MarketUnavailable | MarketRateLimited | None = None
        for feed in self._feeds(source):
            try:
                name = await _listed_name(feed, symbol)
                if name is not None:
                    return Quote(await feed.ticker(name), is_live=True)
            except (MarketUnavailable, MarketRateLimited) as error:
                silent = error  # the stored bars answer instead, and the quote says so
        try:
            return await self._stored_quote(owner, symbol, source)
        except NotFound:
            if silent is not None:
                raise silent from None
            raise

    async def quotes(
        self, owner: UUID | None, symbols: Sequence[str], source: str | None = None
    ) -> tuple[list[Quote], list[str]]:
        """Return the prices of several instruments, and the names that nobody knows."""
        names = list(dict.fromkeys(symbols))
        turns = asyncio.Semaphore(_QUOTES_AT_ONCE)

        async def quoted(name: str) -> Quote | None:
            async with turns:
                return await self._quote_or_none(owner, name, source)

        found = await asyncio.gather(*map(quoted, names))
        missing = [name for name, one in zip(names, found, strict=True) if one is None]
        return [one for one in found if one is not None], missing

    async def order_book(self, symbol: str, depth: int, source: str | None = None) -> OrderBook:
        """Return the order book of an instrument that a venue lists.

        Raises: SymbolNotFound; MarketUnavailable; MarketRateLimited.
        """
        for feed in self._feeds(source):
            name = await _listed_name(feed, symbol)
            if name is not None:
                return await feed.order_book(name, depth)
        venues = ", ".join(sorted(self.feeds)) or "none"
        raise SymbolNotFound(f"no venue in use has an order book of {symbol}: there are {venues}")

    def _feeds(self, source: str | None) -> Iterator[MarketFeed]:
        return (feed for name, feed in self.feeds.items() if source in (None, name))

    async def _quote_or_none(
        self, owner: UUID | None, symbol: str, source: str | None
    ) -> Quote | None:
        try:
            return await self.quote(owner, symbol, source)
        except (SymbolNotFound, InvalidInput):
            return None

    async def _stored_quote(self, owner: UUID | None, symbol: str, source: str | None) -> Quote:
        candidates = of_one_source(await self.market_data.stored(owner), symbol, source)
        newest = max(candidates, key=lambda one: (one.extent.end_ns, -one.key.timeframe.seconds))
        start = newest.extent.end_ns - 2 * NANOS_PER_DAY - newest.key.timeframe.nanos
        async with self.begin_candles() as candles:
            bars = await candles.read_some(
                newest.key,
                newest.calendar,
                start,
                newest.extent.end_ns,
                int(_DAY_BARS),
                newest=True,
            )
        if not len(bars):
            raise SymbolNotFound(f"no candles of {symbol} are stored")
        return Quote(_ticker_of(newest, bars), is_live=False)


def _ticker_of(series: StoredSeries, bars: Bars) -> Ticker:
    """Return the price at the close of the last bar, and the 24 hours up to it."""
    step = bars.timeframe.nanos
    end = int(bars.time[-1]) + step
    day_ago = end - NANOS_PER_DAY
    inside = bars.between(day_ago, end)
    # A bar of a week says nothing about a day.
    knows_a_day = step <= NANOS_PER_DAY and len(inside) > 0
    before = bars.close[bars.time + step <= day_ago]
    last = float(bars.close[-1])
    volume = float(inside.volume.sum()) if knows_a_day else np.nan
    change = last / float(before[-1]) - 1.0 if knows_a_day and before.size else None
    return Ticker(
        source=series.key.source,
        symbol=series.key.symbol,
        time_ns=end,
        last=last,
        bid=None,
        ask=None,
        high_24h=float(inside.high.max()) if knows_a_day else None,
        low_24h=float(inside.low.min()) if knows_a_day else None,
        volume_24h=None if np.isnan(volume) else volume,
        change_pct=None if change is None else 100.0 * change,
    )


async def _listings(feed: MarketFeed) -> Sequence[Listing]:
    try:
        return await feed.listings()
    except (MarketUnavailable, MarketRateLimited) as error:
        # What is stored can still be listed; the status of the installation shows the venue.
        _log.warning("venue_not_listed", source=feed.source, reason=str(error))
        return ()


async def _listed_name(feed: MarketFeed, symbol: str) -> str | None:
    symbols = {one.symbol for one in await feed.listings()}
    name = spelled_in(symbols, symbol)
    return name if name in symbols else None


def _listed(one: Listing) -> Instrument:
    return Instrument(
        source=one.source,
        symbol=one.symbol,
        calendar=one.calendar,
        is_live=True,
        is_own=False,
        timeframes=(),
        tick_size=one.tick_size or None,
        lot_step=one.lot_step or None,
    )


def _stored(series: StoredSeries) -> Instrument:
    return Instrument(
        source=series.key.source,
        symbol=series.key.symbol,
        calendar=series.calendar,
        is_live=False,
        is_own=series.owner is not None,
        timeframes=(),
        tick_size=None,
        lot_step=None,
    )


def _with(timeframes: tuple[Timeframe, ...], one: Timeframe) -> tuple[Timeframe, ...]:

    return tuple(sorted({*timeframes, one}, key=lambda timeframe: timeframe.seconds))


def _letters(symbol: str) -> str:
    return "".join(letter for letter in symbol.upper() if letter.isalnum())
