"""Messages between processes over Redis, and the names of their channels.

A message is `{"type": …, "data": {…}}`. Nobody keeps it: who listens at that moment hears it. What
must not be lost is a row of the outbox first, and the message only says that there is one.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from redis.asyncio import Redis

from app.core.logging import get_logger
from app.core.redis import redis_errors
from app.domain.errors import StorageUnavailable
from app.domain.user_events import UserEvent

_log = get_logger(__name__)

# An idle connection is asked for a sign of life this often; a silent one counts as lost.
_IDLE_SECONDS: Final = 10.0


def _ignored() -> None:
    return None


class RedisEventBus:
    """Publish and subscribe; the numbers of Redis databases play no part in it."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    async def publish(self, channel: str, event: Mapping[str, Any]) -> None:
        """Tell everybody who listens to `channel` now.

        Raises: StorageUnavailable when Redis is out of reach; ValueError for NaN and infinity.
        """
        text = json.dumps(event, separators=(",", ":"), allow_nan=False)
        with redis_errors():
            await self._client.publish(channel, text)

    async def subscribe(
        self, patterns: Sequence[str], ready: Callable[[], None] = _ignored
    ) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Yield (channel, event) for every channel that matches a pattern; `*` is any text.

        `ready` is called when Redis has confirmed the patterns, again after a lost connection was
        replaced: what was said in between was missed.

        Raises: StorageUnavailable when Redis is out of reach; subscribe again to go on.
        """
        with redis_errors():
            async with self._client.pubsub() as listener:
                await listener.psubscribe(*patterns)
                is_asked = False
                while True:
                    message = await listener.get_message(timeout=_IDLE_SECONDS)
                    if message is None:
                        if is_asked:
                            raise StorageUnavailable("Redis does not answer (silent)")
                        await listener.ping()
                        is_asked = True
                        continue
                    is_asked = False
                    if message["type"] == "psubscribe" and message["channel"] == patterns[-1]:
                        ready()
                    elif message["type"] == "pmessage":
                        channel = message["channel"]
                        if (event := _event(channel, message["data"])) is not None:
                            yield channel, event


def ticker_channel(symbol: str) -> str:
    """Prices of one symbol, written whole: `ticker:BTC/USDT`."""
    return f"ticker:{symbol}"


def candles_channel(symbol: str) -> str:
    return f"market:{symbol}"


def orderbook_channel(symbol: str) -> str:
    return f"book:{symbol}"


def backtest_channel(backtest_id: UUID | str) -> str:
    return f"backtest:{backtest_id}"


def signals_channel(strategy_id: UUID | str) -> str:
    return f"signals:{strategy_id}"


def orders_channel(portfolio_id: UUID | str) -> str:
    return f"orders:{portfolio_id}"


def trades_channel(portfolio_id: UUID | str) -> str:
    return f"trades:{portfolio_id}"


def portfolio_channel(portfolio_id: UUID | str) -> str:
    return f"portfolio:{portfolio_id}"


def alerts_channel(user_id: UUID | str) -> str:
    return f"alerts:{user_id}"


def user_channel(user_id: UUID | str) -> str:
    """Where a user's listeners are woken: `{"head": n}`, the number of the last fact there is."""
    return f"user:{user_id}"


def fact_channel(event: UserEvent) -> str:
    """Return the channel of a fact, by the first word of its type.

    A fact about a portfolio names it in `portfolio_id` of its payload, or is about it.
    """
    word = event.type.partition(".")[0]
    portfolio = event.payload.get("portfolio_id", event.entity_id)
    match word:
        case "backtest" if event.entity_id:
            return backtest_channel(event.entity_id)
        case "strategy" if event.entity_id:
            return signals_channel(event.payload.get("strategy_id", event.entity_id))
        case "order" if portfolio:
            return orders_channel(portfolio)
        case "trade" if portfolio:
            return trades_channel(portfolio)
        case "portfolio" if portfolio:
            return portfolio_channel(portfolio)
        case "alert":
            return alerts_channel(event.user_id)
        case _:
            return user_channel(event.user_id)


def _event(channel: str, text: str) -> Mapping[str, Any] | None:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        event = None
    if isinstance(event, dict):
        return event
    # Whoever sent it is not ours; nobody waits for it.
    _log.warning("message_dropped", channel=channel, reason="not a JSON object")
    return None
