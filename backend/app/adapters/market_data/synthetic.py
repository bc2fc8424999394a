"""The simulated venue behind the market feed port: in step with the clock, without a network."""

import asyncio
from collections.abc import Sequence

import numpy as np

from app.domain.market import Bars
from app.domain.quotes import Listing, OrderBook, Ticker
from app.domain.timeframes import Timeframe
from app.engine import synthetic, synthetic_quotes
from app.ports.clock import Clock


class SimulatedFeed:
    """A market that depends on nothing but its seed and the clock."""

    def __init__(self, source: str, seed: int, clock: Clock) -> None:
        self._source = source
        self._seed = seed
        self._clock = clock

    @property
    def source(self) -> str:
        return self._source

    async def listings(self) -> Sequence[Listing]:
        return synthetic_quotes.listings(self._source)

    async def candles(self, symbol: str, timeframe: Timeframe, start_ns: int, stop_ns: int) -> Bars:
        """Return all of the range in one answer; computed beside the event loop."""
        now_ns = self._now_ns()
        made = await asyncio.to_thread(
            synthetic.candles, symbol, start_ns, min(stop_ns, now_ns), timeframe, self._seed
        )
        return synthetic_quotes.closed(made, now_ns)

    async def ticker(self, symbol: str) -> Ticker:
        return synthetic_quotes.ticker(self._source, symbol, self._now_ns(), self._seed)

    async def order_book(self, symbol: str, depth: int) -> OrderBook:
        now_ns = self._now_ns()
        return synthetic_quotes.order_book(self._source, symbol, now_ns, depth, self._seed)

    async def forming(self, symbol: str) -> Bars:
        return synthetic_quotes.forming(symbol, self._now_ns(), self._seed)

    async def aclose(self) -> None:
        return None

    def _now_ns(self) -> int:
        # datetime64 keeps the microseconds that a float of seconds would round.
        return int(np.datetime64(self._clock.now().replace(tzinfo=None), "ns").astype(np.int64))
