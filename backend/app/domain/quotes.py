"""What a venue says right now: its instruments, the last price, the orders on both sides."""

from dataclasses import dataclass

from app.domain.timeframes import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One instrument as its venue lists it.

    Units: prices are whole multiples of `tick_size`, volumes of `lot_step`; 0 where unknown.
    """

    source: str
    symbol: str
    calendar: Calendar
    tick_size: float
    lot_step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """The price of one instrument at one moment.

    Units: `time_ns` since 1970 UTC; prices in quote currency, volume in base units; the 24 hours
           end at `time_ns`; `change_pct` is percent against the price 24 hours ago.
    Edge:  None where the venue does not say.
    """

    source: str
    symbol: str
    time_ns: int
    last: float
    bid: float | None
    ask: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    change_pct: float | None


@dataclass(frozen=True, slots=True)
class BookLevel:
    """The volume offered at one price, in base units."""

    price: float
    quantity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBook:
    """Both sides of the market, the best price first on each."""

    source: str
    symbol: str
    time_ns: int
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]
