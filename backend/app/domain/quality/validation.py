"""From rows as a file states them to bars that can be trusted, with every refused row named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.arrays import Floats, Ints
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe


class Stamp(StrEnum):
    """Which end of the bar a source's time column names."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RawCandles:
    """Candles as read, before any check.

    Shapes: every array (n,). `row` counts from 1 as in the file.
    Units:  `time` int64 ns UTC, the smallest int64 where it could not be read; prices and volume
            NaN where absent or unreadable. `unreadable` holds, by row, what the file said there.
    """

    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    row: Ints
    stamp: Stamp = Stamp.OPEN
    unreadable: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.time.size)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused row and why, with the values that broke the rule."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Rejected:
    """The refused rows in file order; reasons are worded when asked for."""

    def __len__(self) -> int:
        """Return the number of refused rows."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Rejection]:
        """Yield each refused row with its reason."""
        raise NotImplementedError

    def first(self, count: int) -> tuple[Rejection, ...]:
        """Return the first `count` refusals."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Verdict:
    """The bars that passed, the rows that did not, and what is wrong with the file as a whole.

    read = len(bars) + duplicates + len(rejected). `duplicates` are rows that repeat an accepted
    row exactly; `was_sorted` is False when rows had to be put in order of time.
    """

    bars: Bars
    read: int
    duplicates: int
    was_sorted: bool
    rejected: Rejected
    diagnoses: tuple[str, ...] = ()


def validated(raw: RawCandles, timeframe: Timeframe, calendar: Calendar, now_ns: int) -> Verdict:
    """Return the bars of `raw` that can be trusted, and why the others cannot."""
    raise NotImplementedError
