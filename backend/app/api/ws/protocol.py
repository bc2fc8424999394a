"""The messages of the gateway: what a client may say, and how an answer is written.

Client: `{"action": hello|subscribe|unsubscribe|ping|ack, "channel": …, "symbols" | "backtest_id" |
"strategy_id" | "portfolio_id": …, "cursor": …}`. Server: `{"channel", "type", "seq"?, "data"}`;
only facts carry `seq`, which counts each user's facts by one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

from app.core import events

SUBPROTOCOL: Final = "apex.v1"
TICKET_PREFIX: Final = "ticket."
SYSTEM: Final = "system"
FRAME_BYTES_MAX: Final = 65_536
_SYMBOLS_MAX: Final = 100
_SYMBOL_LENGTH_MAX: Final = 64
_CURSOR_MAX: Final = 2**63 - 1
_SHOWN: Final = 60


class Close(IntEnum):
    """Why the server ends a connection."""

    POLICY = 1008
    TOO_LARGE = 1009
    RESTARTING = 1012
    SESSION_OVER = 4401
    FORBIDDEN = 4403
    TOO_SLOW = 4408


class Malformed(ValueError):
    """Report a message that breaks the protocol; the text says what is allowed."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Follow every fact of the user; with a cursor first those after it."""

    cursor: int | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Hear a channel: its keys are symbols, or one id, or none for the user's own."""

    channel: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Stop hearing a channel."""

    channel: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask for a sign of life."""


@dataclass(frozen=True, slots=True)
class Ack:
    """Say which fact was seen last."""

    cursor: int


type Command = Hello | Subscribe | Unsubscribe | Ping | Ack


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of the protocol: the field that selects from it, and where it comes from."""

    selector: str
    topic: Callable[[str], str]


CHANNELS: Final[Mapping[str, Channel]] = {
    "ticker": Channel("symbols", events.ticker_channel),
    "candles": Channel("symbols", events.candles_channel),
    "orderbook": Channel("symbols", events.orderbook_channel),
    "signals": Channel("strategy_id", events.signals_channel),
    "orders": Channel("portfolio_id", events.orders_channel),
    "trade": Channel("portfolio_id", events.trades_channel),
    "portfolio": Channel("portfolio_id", events.portfolio_channel),
    "backtest_progress": Channel("backtest_id", events.backtest_channel),
    "alerts": Channel("", events.alerts_channel),
    "notifications": Channel("", events.user_channel),
}
# What passes through at once; everything else is a fact and comes from its table, with a number.
EPHEMERAL: Final[Mapping[str, tuple[str, str]]] = {
    "ticker": ("ticker", "market.ticker.update"),
    "market": ("candles", "market.candle.new"),
    "book": ("orderbook", "market.orderbook.update"),
    "backtest": ("backtest_progress", "backtest.progress"),
}
_FACT_CHANNEL: Final[Mapping[str, str]] = {
    "backtest": "backtest_progress",
    "strategy": "signals",
    "order": "orders",
    "trade": "trade",
    "portfolio": "portfolio",
    "alert": "alerts",
}
_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "hello": frozenset({"cursor"}),
    "ack": frozenset({"cursor"}),
    "ping": frozenset(),
}


def command(text: str) -> Command:
    """Return what the client asks for.

    Raises: Malformed with what is allowed.
    """
    message = _object(text)
    action = message.pop("action", None)
    if action in ("subscribe", "unsubscribe"):
        channel, keys = _selection(message)
        return Subscribe(channel, keys) if action == "subscribe" else Unsubscribe(channel, keys)
    if not isinstance(action, str) or action not in _FIELDS:
        raise Malformed(
            f"action is {_short(action)}: must be hello, subscribe, unsubscribe, ping or ack"
        )
    _only(message, _FIELDS[action])
    match action:
        case "hello":
            return Hello(_cursor(message["cursor"]) if "cursor" in message else None)
        case "ack":
            return Ack(_cursor(message.get("cursor")))
        case _:
            return Ping()


def fact_channel_name(type: str) -> str:
    """Return the channel on which a fact of this type is told."""
    return _FACT_CHANNEL.get(type.partition(".")[0], "notifications")


def frame(channel: str, type: str, data: Any, seq: int | None = None) -> str:
    """Return one message of the server as text; ASCII, so its length is its size."""
    message = {"channel": channel, "type": type, "data": data}
    if seq is not None:
        message["seq"] = seq
    return json.dumps(message, separators=(",", ":"), allow_nan=False)


def error_frame(code: str, message: str, **about: Any) -> str:
    """Return a refusal; the connection goes on."""
    return frame(SYSTEM, "error", {"code": code, "message": message, **about})


def ephemeral(topic: str, event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (key, frame) of a message that may be replaced by a newer one of the same key.

    None for what is no business of a listener on this topic: facts come from their table.
    """
    prefix, _, name = topic.partition(":")
    known = EPHEMERAL.get(prefix)
    if known is None:
        return None
    channel, type = known
    if event.get("type", type) != type:
        return None
    data = event.get("data")
    if not isinstance(data, Mapping):
        data = {field: value for field, value in event.items() if field != "type"}
    key = topic
    if prefix == "market":
        # A bar that closed is not replaced by the beginning of the next one.
        key = f"{topic}|{data.get('timeframe')}|{data.get('time')}"
    selector = "backtest_id" if prefix == "backtest" else "symbol"
    return key, frame(channel, type, {selector: name, **data})


def _object(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("the message is no JSON: must be one JSON object") from error
    if not isinstance(message, dict):
        raise Malformed("the message is no object: must be one JSON object")
    return message


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _selection(message: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    name = message.pop("channel", None)
    if not isinstance(name, str) or name not in CHANNELS:
        raise Malformed(f"channel is {_short(name)}: must be one of {', '.join(CHANNELS)}")
    selector = CHANNELS[name].selector
    _only(message, {selector} - {""})
    if not selector:
        return name, ()
    given = message.get(selector)
    return name, _symbols(given) if selector == "symbols" else (_id(selector, given),)


def _symbols(given: object) -> tuple[str, ...]:
    if (
        not isinstance(given, list)
        or not 1 <= len(given) <= _SYMBOLS_MAX
        or not all(_is_symbol(symbol) for symbol in given)
    ):
        raise Malformed(
            f"symbols is {_short(given)}: must be a list of 1 to {_SYMBOLS_MAX} texts "
            f"of 1 to {_SYMBOL_LENGTH_MAX} characters"
        )
    return tuple(dict.fromkeys(given))


def _is_symbol(symbol: object) -> bool:
    return (
        isinstance(symbol, str)
        and 1 <= len(symbol) <= _SYMBOL_LENGTH_MAX
        and symbol.isascii()
        and symbol.isprintable()
    )


def _id(selector: str, given: object) -> str:
    try:
        return str(UUID(given if isinstance(given, str) else ""))
    except ValueError as error:
        raise Malformed(f"{selector} is {_short(given)}: must be a UUID") from error


def _cursor(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _CURSOR_MAX:
        raise Malformed(f"cursor is {_short(given)}: must be a whole number, 0 or more")
    return given


def _only(message: Mapping[str, Any], allowed: frozenset[str] | set[str]) -> None:
    if foreign := sorted(set(message) - allowed):
        names = ", ".join(sorted(allowed)) or "none"
        raise Malformed(f"unknown field {_short(foreign[0])}: allowed are {names}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
