"""What the core needs from stored candles: which series there are, and their bars."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.calendars import Gaps
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe

type Begin[T] = Callable[[], AbstractAsyncContextManager[T]]
"""Open one transaction: committed on leaving the block, rolled back on any exception."""


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Name of one stored series: whose prices, of what, in bars of which length."""

    source: str
    symbol: str
    timeframe: Timeframe

    def __str__(self) -> str:
        """Return the form shown to people: bitfinex BTC/USD 1m."""
        return f"{self.source} {self.symbol} {self.timeframe}"


@dataclass(frozen=True, slots=True)
class SeriesRange:
    """Extent of a stored series, counted in the transactions that write its bars.

    Units: `first_ns` and `last_ns` are bar opens; `revision` rises with every write that changed
           something, so whatever was computed from the bars knows when it is out of date.
    """

    key: SeriesKey
    bars: int
    first_ns: int
    last_ns: int
    revision: int

    @property
    def end_ns(self) -> int:
        """Return the close of the last bar."""
        return self.last_ns + self.key.timeframe.nanos


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What reading a whole series found out; true of `revision` only."""

    revision: int
    gaps: Gaps
    dataset_hash: str


@dataclass(frozen=True, slots=True)
class RegisteredSeries:
    """A series in the main database: who may see it and by which calendar it trades.

    `owner` is None for a series everybody sees.
    """

    key: SeriesKey
    calendar: Calendar
    owner: UUID | None = None
    facts: SeriesFacts | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What a write did to a stored series, in bars."""

    inserted: int = 0
    revised: int = 0
    duplicate: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        """Return the sum of two writes."""
        return Merged(
            self.inserted + other.inserted,
            self.revised + other.revised,
            self.duplicate + other.duplicate,
        )


class SeriesRegistry(Protocol):
    """The series of the main database, inside one transaction."""

    async def register(self, series: RegisteredSeries) -> RegisteredSeries:
        """Add the series, or set the calendar of the one with its key; return what is there."""
        ...

    async def visible(self, owner: UUID | None) -> Sequence[RegisteredSeries]:
        """Return the shared series and those of `owner`, ordered by key."""
        ...

    async def keep_facts(self, key: SeriesKey, facts: SeriesFacts) -> None:
        """Remember what reading the series found out."""
        ...

    async def remove(self, key: SeriesKey) -> None:
        """Forget a series; its name is free again."""
        ...


class MarketDataWork(Protocol):
    """One transaction of the main database, as far as market data needs it."""

    @property
    def series(self) -> SeriesRegistry:
        """Return the stored series."""
        ...


class CandleStore(Protocol):
    """The candles of the time-series database, inside one transaction."""

    async def merge(self, key: SeriesKey, bars: Bars) -> Merged:
        """Write the bars: new ones inserted, equal ones left alone, different ones overwritten."""
        ...

    async def ranges(self) -> Sequence[SeriesRange]:
        """Return the extent of every series that holds bars, ordered by key."""
        ...

    async def read(self, key: SeriesKey, calendar: Calendar, start_ns: int, stop_ns: int) -> Bars:
        """Return the bars that open in [start_ns, stop_ns)."""
        ...

    async def read_some(
        self,
        key: SeriesKey,
        calendar: Calendar,
        start_ns: int,
        stop_ns: int,
        count: int,
        *,
        newest: bool,
    ) -> Bars:
        """Return at most `count` of the bars that open in [start_ns, stop_ns), oldest first.

        They are the first ones of the stretch, or with `newest` the last ones.
        """
        ...

    async def remove(self, key: SeriesKey) -> int:
        """Delete every bar of a series; return how many there were."""
        ...

    async def cut(self, key: SeriesKey, before_ns: int) -> int:
        """Delete the bars that open before an instant; return how many there were."""
        ...

    async def open_before(self, key: SeriesKey, time_ns: int, count: int) -> int | None:
        """Return the open of the `count`-th bar before `time_ns`.

        Edge: the first bar where there are fewer; None where there is none.
        """
        ...
