"""Names of series: checked where a person gives them, guessed from a file's name where not."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from app.domain.arrays import Ints
from app.domain.errors import Fault, InvalidInput
from app.domain.timeframes import Timeframe

_SOURCE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SOURCE_MAX: Final = 40
# Enough of an id that two users of one installation do not meet.
_SHORT_ID: Final = 8
_PRIVATE: Final = re.compile(r"u-[0-9a-f]{8}-")
_SYMBOL: Final = re.compile(r"[A-Z0-9.]{1,20}([/:-][A-Z0-9.]{1,20}){0,3}")
_FILE: Final = re.compile(
    r"(?P<source>.+)_(?P<symbol>[A-Z0-9.]+(?:-[A-Z0-9.]+)*)_(?P<timeframe>[0-9]+[mhdw]|trades|ticks)"
    r"(?:_(?P<kind>[a-z]+))?(?:_(?P<when>[0-9-]+))?"
)
_PERPETUAL: Final = "PERP"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialName:
    """What is known of a series' name so far."""

    source: str | None = None
    symbol: str | None = None
    timeframe: Timeframe | None = None

    def filled(self, other: "PartialName") -> "PartialName":
        """Return this name with what is missing taken from `other`."""
        return PartialName(
            source=self.source or other.source,
            symbol=self.symbol or other.symbol,
            timeframe=self.timeframe or other.timeframe,
        )


def checked_name(source: str | None, symbol: str | None, timeframe: str | None) -> PartialName:
    """Return the name a person gave, in the spelling it is stored with.

    Raises: InvalidInput saying which part is wrong and what is allowed.
    """
    return PartialName(
        source=None if source is None else _source(source),
        symbol=None if symbol is None else _symbol(symbol),
        timeframe=None if timeframe is None else timeframe_named(timeframe),
    )


def private_source(user_id: UUID, name: str) -> str:
    """Return the source of a user's own series called `name` (decision 13).

    Raises: InvalidInput for a name that does not fit behind the mark of the user.
    """
    prefix = f"u-{user_id.hex[-_SHORT_ID:]}-"
    own = name.removeprefix(prefix)
    if len(prefix) + len(own) > _SOURCE_MAX:
        message = (
            f"source {own[:60]!r} is too long: your own series have names of at most "
            f"{_SOURCE_MAX - len(prefix)} characters"
        )
        raise InvalidInput(message, [Fault("source", message)])
    return prefix + _source(own)


def is_private_source(source: str) -> bool:
    """Return whether a source has the form that is kept for series of users."""
    return bool(_PRIVATE.match(source))


def timeframe_named(text: str) -> Timeframe:
    """Return the timeframe of this name.

    Raises: InvalidInput listing the names there are.
    """
    try:
        return Timeframe(text.strip())
    except ValueError:
        known = " ".join(Timeframe)
        raise InvalidInput(f"timeframe {text!r} does not exist: must be one of {known}") from None


def name_from_file(stem: str) -> PartialName:
    """Return what a file's name without its ending says: SOURCE_BASE-QUOTE_TIMEFRAME.

    A word after the timeframe is another kind of price and becomes part of the source
    (fxcm_GBP-USD_1m_bid: fxcm-bid); a date after it says nothing about the series.
    """
    match = _FILE.fullmatch(stem)
    if match is None:
        return PartialName()
    timeframe = match["timeframe"]
    source = "-".join(part for part in (match["source"].replace("_", "-"), match["kind"]) if part)
    return PartialName(
        source=source.lower() if _SOURCE.fullmatch(source.lower()) else None,
        symbol=_symbol_from_file(match["symbol"]),
        timeframe=Timeframe(timeframe) if timeframe in set(Timeframe) else None,
    )


def timeframe_from_spacing(times_ns: Ints) -> Timeframe | None:
    """Return the timeframe that is the most frequent distance between neighbouring bars."""
    steps = np.diff(np.unique(times_ns))
    if not steps.size:
        return None
    distances, counts = np.unique(steps, return_counts=True)
    most = int(distances[np.argmax(counts)])
    return next((timeframe for timeframe in Timeframe if timeframe.nanos == most), None)


def is_same_market(one: str, other: str) -> bool:
    """Return whether two symbols move together: same base, and the same or a dollar quote."""
    (base, quote), (other_base, other_quote) = _parts(one), _parts(other)
    if base != other_base:
        return False
    return quote == other_quote or {quote, other_quote} <= _DOLLARS


_DOLLARS: Final = frozenset({"USD", "USDT", "USDC", "BUSD", "TUSD", "DAI", "FDUSD"})


def _parts(symbol: str) -> tuple[str, str]:
    base, _, quote = symbol.partition(":")[0].partition("/")
    return base, quote


def _source(text: str) -> str:
    source = text.strip().lower()
    if not _SOURCE.fullmatch(source):
        raise InvalidInput(
            f"source {text!r} is not a name: must be 1 to 40 characters a-z, 0-9 and -, "
            "such as bitfinex or fxcm-bid"
        )
    return source


def _symbol(text: str) -> str:
    symbol = text.strip().upper()
    if not _SYMBOL.fullmatch(symbol):
        raise InvalidInput(
            f"symbol {text!r} is not a name: must be letters, digits and dots, in parts joined by "
            "/ : or -, such as BTC/USD, AAPL or BTC/USDT:USDT"
        )
    return symbol


def _symbol_from_file(text: str) -> str:
    parts = text.split("-")
    if len(parts) == 3 and parts[2] == _PERPETUAL:
        return f"{parts[0]}/{parts[1]}:{parts[1]}"
    return "/".join(parts) if len(parts) == 2 else text
