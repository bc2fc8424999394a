"""Which column of a table plays which role, told by its name."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

OPENS: Final = (
    "open_time", "opentime", "open_timestamp", "time_open", "start_time", "starttime", "start",
    "time_period_start", "period_start", "begins_at", "bar_start", "candle_begin_time", "timestamp",
    "unix_timestamp", "timestamp_ms", "timestamp_s", "unix_time", "unixtime", "unix", "epoch",
    "mts", "ts", "datetime", "date_time", "gmt_time", "time", "date", "utc", "day", "dt", "t",
    "index", "index_level_0", "unnamed_0", "column_1",
)  # fmt: skip
CLOSES: Final = (
    "close_time", "closetime", "close_timestamp", "time_close", "end_time", "endtime", "end",
    "time_period_end", "period_end", "bar_end", "candle_end_time",
)  # fmt: skip
CANDLES: Final[Mapping[str, Sequence[str]]] = {
    "open": ("open", "o", "open_price", "opening_price", "price_open", "first"),
    "high": ("high", "h", "high_price", "highest_price", "price_high", "max"),
    "low": ("low", "l", "low_price", "lowest_price", "price_low", "min"),
    "close": ("close", "c", "close_price", "closing_price", "price_close", "close_last", "last"),
    "volume": (
        "volume", "v", "base_volume", "volume_base", "volume_traded", "volumefrom", "tickvol",
        "tick_volume", "vol", "real_volume",
    ),
}  # fmt: skip
TICKS: Final[Mapping[str, Sequence[str]]] = {
    "price": ("price", "p", "trade_price", "px", "rate", "last"),
    "amount": (
        "amount", "size", "qty", "quantity", "base_qty", "base_quantity", "volume", "vol", "q", "v",
        "s",
    ),
}  # fmt: skip
TRADE_TIMES: Final = ("trade_time", "executed_at", "created_at", "transact_time", *OPENS)

# Volume in what the price is counted in, not in what is traded.
_QUOTES: Final = frozenset({"usd", "usdt", "usdc", "busd", "eur", "gbp", "jpy", "quote"})


def first_of(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Return the column whose name is wanted most, None when none is."""
    plain = {name: plain_name(name) for name in reversed(names)}
    for alias in wanted:
        for name, spelling in plain.items():
            if spelling == alias:
                return name
    return None


def matched(names: Sequence[str], roles: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the column of each role that has one."""
    found = {role: first_of(names, aliases) for role, aliases in roles.items()}
    if "volume" in roles and found["volume"] is None:
        found["volume"] = _named_volume(names)
    return {role: name for role, name in found.items() if name is not None}


def plain_name(name: str) -> str:
    """Return a header without case, brackets, numbering and zone: <OPEN>, "1. open" -> open."""
    text = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    text = re.sub(r"^\d+_(?=[a-z])", "", text)
    return re.sub(r"(?<=[a-z])_(utc|gmt)$", "", text)


def _named_volume(names: Sequence[str]) -> str | None:
    """Return "Volume BTC" of "Volume BTC, Volume USD"."""
    for name in names:
        what, _, currency = plain_name(name).partition("_")
        if what in ("volume", "vol") and currency not in _QUOTES:
            return name
    return None
