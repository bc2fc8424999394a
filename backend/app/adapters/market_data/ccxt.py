"""Public data of real venues through CCXT: instruments, closed candles, prices, order books.

The library and the venue's list of instruments are loaded when they are first needed: a process
that asks no real venue pays nothing for one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from app.core.logging import get_logger
from app.domain.errors import InvalidInput, MarketRateLimited, MarketUnavailable, SymbolNotFound
from app.domain.market import Bars
from app.domain.quality import RawCandles, validated
from app.domain.quotes import BookLevel, Listing, OrderBook, Ticker
from app.domain.timeframes import NANOS_PER_SECOND, Calendar, Timeframe
from app.ports.clock import Clock

# How many candles each venue gives in one answer.
PAGE_BARS: Final[Mapping[str, int]] = MappingProxyType(
    {"binance": 1_000, "kraken": 720, "coinbase": 300}
)
# Answers about a stretch of time, empty where nothing was traded; the others begin at the first
# candle after the time they are asked for.
_BY_STRETCH: Final = frozenset({"coinbase"})
_OPTIONS: Final[Mapping[str, Any]] = {"fetchMarkets": {"types": ["spot"]}}
_TIMEOUT_MILLIS: Final = 10_000
_ATTEMPTS: Final = 3
_PAUSE_SECONDS: Final = 0.5
_PAUSE_SECONDS_MAX: Final = 4.0
_RETRY_AFTER_SECONDS: Final = 30
_LISTED_FOR: Final = timedelta(days=1)
_NANOS_PER_MILLI: Final = 1_000_000

_log = get_logger(__name__)


class CcxtFeed:
    """One real venue; `given` is added to what CCXT is configured with."""

    def __init__(
        self,
        source: str,
        clock: Clock,
        given: Mapping[str, Any] = MappingProxyType({}),
        pause_seconds: float = _PAUSE_SECONDS,
    ) -> None:
        if source not in PAGE_BARS:
            raise InvalidInput(f"venue {source!r} is not known: choose one of {_known()}")
        self._source = source
        self._clock = clock
        self._given = given
        self._pause_seconds = pause_seconds
        self._exchange: Any = None
        self._listed_at = clock.now() - 2 * _LISTED_FOR

    @property
    def source(self) -> str:
        return self._source

    async def listings(self) -> Sequence[Listing]:
        markets = await self._markets()
        return sorted(
            (self._listing(market) for market in markets.values() if _is_traded(market)),
            key=lambda listing: listing.symbol,
        )

    async def candles(self, symbol: str, timeframe: Timeframe, start_ns: int, stop_ns: int) -> Bars:
        """Return one page of closed bars; empty only where the venue has none up to `stop_ns`."""
        await self._known_symbol(symbol)
        limit = PAGE_BARS[self._source]
        now_ns = self._now_ns()
        while True:
            rows = await self._rows(symbol, timeframe, start_ns, limit)
            bars = self._closed(symbol, rows, timeframe, now_ns).between(start_ns, stop_ns)
            start_ns += limit * timeframe.nanos
            if len(bars) or self._source not in _BY_STRETCH or start_ns >= min(stop_ns, now_ns):
                return bars

    async def forming(self, symbol: str) -> Bars:
        """Return the minute under way; no bar until something was traded in it."""
        await self._known_symbol(symbol)
        open_ns = self._now_ns() // Timeframe.M1.nanos * Timeframe.M1.nanos
        rows = await self._rows(symbol, Timeframe.M1, open_ns, 2)
        until_ns = open_ns + Timeframe.M1.nanos
        return self._closed(symbol, rows, Timeframe.M1, until_ns).between(open_ns, until_ns)

    async def ticker(self, symbol: str) -> Ticker:
        await self._known_symbol(symbol)
        found = await self._ask(lambda venue: venue.fetch_ticker(symbol))
        if found["last"] is None:
            raise MarketUnavailable(f"{self._source} tells no price of {symbol} now")
        return Ticker(
            source=self._source,
            symbol=symbol,
            time_ns=self._time_ns(found),
            last=float(found["last"]),
            bid=_number(found["bid"]),
            ask=_number(found["ask"]),
            high_24h=_number(found["high"]),
            low_24h=_number(found["low"]),
            volume_24h=_number(found["baseVolume"]),
            change_pct=_number(found["percentage"]),
        )

    async def order_book(self, symbol: str, depth: int) -> OrderBook:
        await self._known_symbol(symbol)
        found = await self._ask(lambda venue: venue.fetch_order_book(symbol, depth))
        return OrderBook(
            source=self._source,
            symbol=symbol,
            time_ns=self._time_ns(found),
            bids=_levels(found["bids"], depth),
            asks=_levels(found["asks"], depth),
        )

    async def aclose(self) -> None:
        if self._exchange is not None:
            await self._exchange.close()
            self._exchange = None

    async def _known_symbol(self, symbol: str) -> None:
        if symbol not in await self._markets():
            raise SymbolNotFound(f"{self._source} does not list {symbol}")

    async def _markets(self) -> Mapping[str, Any]:
        """Return the venue's instruments by symbol, read anew each day."""
        is_old = self._clock.now() - self._listed_at >= _LISTED_FOR
        if is_old:
            await self._ask(lambda venue: venue.load_markets(True))
            self._listed_at = self._clock.now()
        markets: Mapping[str, Any] = self._venue().markets
        return markets

    async def _rows(
        self, symbol: str, timeframe: Timeframe, start_ns: int, limit: int
    ) -> Sequence[Sequence[float | None]]:
        since = -(-start_ns // _NANOS_PER_MILLI)
        rows: Sequence[Sequence[float | None]] = await self._ask(
            lambda venue: venue.fetch_ohlcv(symbol, timeframe.value, since, limit)
        )
        return rows

    async def _ask(self, question: Callable[[Any], Awaitable[Any]]) -> Any:
        """Return the venue's answer; a network that fails is tried three times.

        Raises: MarketRateLimited at once; MarketUnavailable; SymbolNotFound.
        """
        # Loading the library takes seconds, in which other work of the loop goes on.
        ccxt = await asyncio.to_thread(_library)
        try:
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(_ATTEMPTS),
                wait=wait_exponential_jitter(
                    max=_PAUSE_SECONDS_MAX,
                    multiplier=self._pause_seconds,
                    jitter=self._pause_seconds,
                ),
                retry=retry_if_exception_type(_Away),
                reraise=True,
            ):
                with attempt:
                    try:
                        return await question(self._venue())
                    except (ccxt.DDoSProtection, ccxt.RateLimitExceeded):
                        raise
                    except ccxt.NetworkError as error:
                        raise _Away(self._reason(error)) from error
        except (ccxt.DDoSProtection, ccxt.RateLimitExceeded) as error:
            raise MarketRateLimited(
                f"{self._source} asks for fewer requests", self._retry_after()
            ) from error
        except ccxt.BadSymbol as error:
            raise SymbolNotFound(self._reason(error)) from error
        except (ccxt.BaseError, _Away) as error:
            raise MarketUnavailable(self._reason(error)) from error

    def _venue(self) -> Any:
        if self._exchange is None:
            config = {
                "enableRateLimit": True,
                "timeout": _TIMEOUT_MILLIS,
                "options": dict(_OPTIONS) if self._source == "binance" else {},
                **self._given,
            }
            self._exchange = getattr(_library(), self._source)(config)
            # Names of currencies are not needed, and some venues answer slowly or ask for a key.
            self._exchange.has["fetchCurrencies"] = False
        return self._exchange

    def _closed(
        self,
        symbol: str,
        rows: Sequence[Sequence[float | None]],
        timeframe: Timeframe,
        now_ns: int,
    ) -> Bars:
        """Return the rows whose bar has ended; what cannot be a candle is left out and named."""
        table = np.array(rows, np.float64).reshape(len(rows), 6)
        time = table[:, 0].astype(np.int64) * _NANOS_PER_MILLI
        is_closed = time + timeframe.nanos <= now_ns
        table, time = table[is_closed], time[is_closed]
        names = ("open", "high", "low", "close", "volume")
        columns: dict[str, Any] = {
            name: table[:, place + 1].copy() for place, name in enumerate(names)
        }
        raw = RawCandles(time=time, row=np.arange(1, time.size + 1), **columns)
        verdict = validated(raw, timeframe, Calendar.ALWAYS, now_ns)
        for refusal in verdict.rejected.first(1):
            _log.warning(
                "candles_refused",
                source=self._source,
                symbol=symbol,
                count=len(verdict.rejected),
                first=refusal.reason,
            )
        return verdict.bars

    def _listing(self, market: Mapping[str, Any]) -> Listing:
        precision = market["precision"]
        return Listing(
            source=self._source,
            symbol=market["symbol"],
            calendar=Calendar.ALWAYS,
            tick_size=float(precision["price"] or 0.0),
            lot_step=float(precision["amount"] or 0.0),
        )

    def _reason(self, error: Exception) -> str:
        if isinstance(error, _Away):
            return str(error)
        said = str(error).removeprefix(self._source).strip() or "no answer"
        return f"{self._source} is out of reach ({type(error).__name__}: {said[:200]})"

    def _retry_after(self) -> int:
        headers = self._venue().last_response_headers or {}
        said = next((headers[name] for name in headers if name.lower() == "retry-after"), "")
        return max(1, int(said)) if str(said).isdigit() else _RETRY_AFTER_SECONDS

    def _time_ns(self, found: Mapping[str, Any]) -> int:
        millis = found.get("timestamp")
        return self._now_ns() if millis is None else int(millis) * _NANOS_PER_MILLI

    def _now_ns(self) -> int:
        return int(self._clock.now().timestamp() * 1_000) * (NANOS_PER_SECOND // 1_000)


class _Away(Exception):
    """A network that failed; worth another try."""


def _library() -> Any:
    from ccxt import async_support  # type: ignore[import-untyped]

    return async_support


def _known() -> str:
    return ", ".join(sorted(PAGE_BARS))


def _is_traded(market: Mapping[str, Any]) -> bool:
    return bool(market["spot"]) and market["active"] is not False


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _levels(levels: Sequence[Sequence[float]], depth: int) -> tuple[BookLevel, ...]:
    return tuple(BookLevel(float(level[0]), float(level[1])) for level in levels[:depth])
