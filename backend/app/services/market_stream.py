"""Prices, order books and candles of the venues in use, told to whoever listens now.

Nobody keeps what is published here; the stored candles come from `market_sync`. Channels carry the
symbol alone, so an instrument that several venues list is told by the first of them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.core.events import candles_channel, orderbook_channel, ticker_channel
from app.core.logging import get_logger
from app.domain.errors import MarketRateLimited, MarketUnavailable
from app.domain.market import Bars
from app.domain.quotes import BookLevel, Listing, OrderBook, Ticker
from app.domain.sessions import is_open
from app.domain.timeframes import Timeframe
from app.ports.clock import Clock
from app.ports.events import EventBus
from app.services.market_sync import Venue
from app.services.periods import utc_iso

BOOK_DEPTH: Final = 25
# Just after the mark: what belongs to a second is there when it is read.
_LATE_SECONDS: Final = 0.02
AWAY_SECONDS: Final = 15.0
AWAY_SECONDS_MAX: Final = 600.0

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketStream:
    """Publishes what the venues show."""

    venues: Sequence[Venue]
    bus: EventBus
    clock: Clock

    async def run(self) -> None:
        """Follow every venue until cancelled.

        Raises: StorageUnavailable when nobody can be told.
        """
        teller: dict[str, str] = {}
        for venue in self.venues:
            symbols = venue.symbols
            if symbols is None:
                symbols = tuple(listing.symbol for listing in await venue.feed.listings())
            for symbol in symbols:
                teller.setdefault(symbol, venue.feed.source)
        try:
            async with asyncio.TaskGroup() as following:
                for venue in self.venues:
                    following.create_task(self._follow(venue, teller))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed

    async def publish(
        self, venue: Venue, listings: Sequence[Listing], under_way: Mapping[str, int]
    ) -> Mapping[str, int]:
        """Tell of each open market once; return the minutes under way, by symbol.

        `under_way` is what the time before returned: a minute that ended since is told as closed.
        """
        now: dict[str, int] = {}
        for listing in listings:
            forming = await venue.feed.forming(listing.symbol)
            before = under_way.get(listing.symbol)
            if before is not None and not (len(forming) and forming.time[0] == before):
                await self._tell_closed(venue, listing.symbol, before)
            if not is_open(np.array([self._now_ns()]), listing.calendar)[0]:
                continue
            ticker = await venue.feed.ticker(listing.symbol)
            await self._tell(ticker_channel(listing.symbol), "market.ticker.update", _price(ticker))
            book = await venue.feed.order_book(listing.symbol, BOOK_DEPTH)
            channel = orderbook_channel(listing.symbol)
            await self._tell(channel, "market.orderbook.update", _orders(book))
            if len(forming):
                await self._tell_candle(venue, listing.symbol, forming, is_closed=False)
                now[listing.symbol] = int(forming.time[0])
        return now

    async def _follow(self, venue: Venue, teller: Mapping[str, str]) -> None:
        source, pause_seconds = venue.feed.source, AWAY_SECONDS
        while True:
            began = self.clock.now()
            try:
                followed = await venue.followed()
                told = [found for found in followed if teller.get(found.symbol) == source]
                await self._publish_on(venue, told)
            except (MarketUnavailable, MarketRateLimited) as error:
                # Listeners see that its prices stand still. One that stays away is asked ever less
                # often, one that was there for a while soon.
                was_there = (self.clock.now() - began).total_seconds() > AWAY_SECONDS_MAX
                pause_seconds = AWAY_SECONDS if was_there else pause_seconds
                pause_seconds = max(pause_seconds, error.retry_after_seconds or 0.0)
                _log.warning(
                    "venue_silent", source=source, reason=str(error), again_seconds=pause_seconds
                )
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2.0 * pause_seconds, AWAY_SECONDS_MAX)

    async def _publish_on(self, venue: Venue, listings: Sequence[Listing]) -> None:
        under_way: Mapping[str, int] = {}
        while True:
            past = self.clock.now().timestamp() % venue.pause_seconds
            await asyncio.sleep(venue.pause_seconds - past + _LATE_SECONDS)
            under_way = await self.publish(venue, listings, under_way)

    async def _tell_closed(self, venue: Venue, symbol: str, open_ns: int) -> None:
        stop_ns = open_ns + Timeframe.M1.nanos
        closed = await venue.feed.candles(symbol, Timeframe.M1, open_ns, stop_ns)
        if len(closed):
            await self._tell_candle(venue, symbol, closed, is_closed=True)

    async def _tell_candle(self, venue: Venue, symbol: str, bars: Bars, *, is_closed: bool) -> None:
        data = {"source": venue.feed.source, **_candle(symbol, bars), "closed": is_closed}
        await self._tell(candles_channel(symbol), "market.candle.new", data)

    async def _tell(self, channel: str, type: str, data: Mapping[str, Any]) -> None:
        await self.bus.publish(channel, {"type": type, "data": data})

    def _now_ns(self) -> int:
        return int(self.clock.now().timestamp() * 1_000_000) * 1_000


def _price(ticker: Ticker) -> Mapping[str, Any]:
    return {
        "source": ticker.source,
        "symbol": ticker.symbol,
        "price": ticker.last,
        "bid": ticker.bid,
        "ask": ticker.ask,
        "high_24h": ticker.high_24h,
        "low_24h": ticker.low_24h,
        "volume_24h": ticker.volume_24h,
        "change_24h_pct": ticker.change_pct,
        "timestamp": utc_iso(ticker.time_ns),
    }


def _orders(book: OrderBook) -> Mapping[str, Any]:
    return {
        "source": book.source,
        "symbol": book.symbol,
        "bids": _levels(book.bids),
        "asks": _levels(book.asks),
        "timestamp": utc_iso(book.time_ns),
    }


def _levels(levels: Sequence[BookLevel]) -> list[tuple[float, float]]:
    return [(level.price, level.quantity) for level in levels]


def _candle(symbol: str, bars: Bars) -> Mapping[str, Any]:
    volume = float(bars.volume[-1])
    return {
        "symbol": symbol,
        "timeframe": bars.timeframe.value,
        "time": utc_iso(int(bars.time[-1])),
        "open": float(bars.open[-1]),
        "high": float(bars.high[-1]),
        "low": float(bars.low[-1]),
        "close": float(bars.close[-1]),
        # A venue that does not know its volume says NaN, which JSON cannot.
        "volume": volume if np.isfinite(volume) else None,
    }
