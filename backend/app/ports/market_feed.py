"""What the core needs from a venue's public data: instruments, closed bars, prices, order books."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.market import Bars
from app.domain.quotes import Listing, OrderBook, Ticker
from app.domain.timeframes import Timeframe


class MarketFeed(Protocol):
    """The public side of one venue.

    Every method raises MarketUnavailable when the venue cannot be reached, MarketRateLimited when
    it asks for fewer requests, and SymbolNotFound for an instrument it does not list.
    """

    @property
    def source(self) -> str:
        """Return the name its candles are stored under."""
        ...

    async def listings(self) -> Sequence[Listing]:
        """Return every instrument, ordered by symbol."""
        ...

    async def candles(self, symbol: str, timeframe: Timeframe, start_ns: int, stop_ns: int) -> Bars:
        """Return bars that open in [start_ns, stop_ns), closed ones only, from the oldest on.

        Edge: a venue answers in pages; fewer bars than asked for mean: ask again after the last.
        """
        ...

    async def ticker(self, symbol: str) -> Ticker:
        """Return the price now."""
        ...

    async def order_book(self, symbol: str, depth: int) -> OrderBook:
        """Return at most `depth` levels of each side, now."""
        ...

    async def aclose(self) -> None:
        """Close what is open."""
        ...


class LiveFeed(MarketFeed, Protocol):
    """A venue whose minute under way can be watched as well."""

    async def forming(self, symbol: str) -> Bars:
        """Return the minute under way as far as it has come; no bar while the market is shut."""
        ...
