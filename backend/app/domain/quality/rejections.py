"""The rows a file states wrongly, and the words for each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final

import numpy as np

from app.domain.arrays import Ints, Tinies
from app.domain.quality.raw import NO_TIME, PRICES, RawCandles

PRICE_MAX: Final = 1e15

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Reason(IntEnum):
    """Why a row was refused, in the order in which a row is looked at."""

    TIME_UNREADABLE = 1
    PRICE_MISSING = 2
    PRICE_NOT_POSITIVE = 3
    PRICE_HUGE = 4
    HIGH_TOO_LOW = 5
    LOW_TOO_HIGH = 6
    VOLUME_WRONG = 7
    OFF_MINUTE = 8
    OFF_GRID = 9
    FUTURE = 10
    UNFINISHED = 11
    TIME_REPEATED = 12
    TOO_CLOSE = 13


# Rules that an unreadable cell breaks: what the file says there is quoted.
_QUOTED: Final = frozenset({Reason.TIME_UNREADABLE, Reason.PRICE_MISSING, Reason.VOLUME_WRONG})


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused row and why, with the values that broke the rule."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rejected:
    """The refused rows in file order; their reasons are worded when asked for.

    Shapes: `rows`, `reasons` and `before` (n,); `before` is the time of the accepted bar that a row
            follows too closely. Times of `rows` are bar opens.
    """

    rows: RawCandles
    reasons: Tinies
    before: Ints
    timeframe: str
    now_ns: int

    def __len__(self) -> int:
        """Return the number of refused rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Rejection]:
        """Yield each refused row with its reason."""
        return (self._worded(index) for index in range(len(self)))

    def first(self, count: int) -> tuple[Rejection, ...]:
        """Return the first `count` refusals."""
        return tuple(self._worded(index) for index in range(min(count, len(self))))

    def count(self, *reasons: Reason) -> int:
        """Return how many rows were refused for one of the reasons."""
        return int(np.count_nonzero(np.isin(self.reasons, reasons)))

    def _worded(self, at: int) -> Rejection:
        row = int(self.rows.row[at])
        reason = Reason(int(self.reasons[at]))
        as_written = self.rows.unreadable.get(row, "")
        if reason in _QUOTED and as_written:
            return Rejection(row, as_written)
        return Rejection(row, self._words(reason, at))

    def _words(self, reason: Reason, at: int) -> str:
        match reason:
            case Reason.PRICE_MISSING | Reason.PRICE_NOT_POSITIVE | Reason.PRICE_HUGE:
                return self._price_words(reason, at)
            case Reason.HIGH_TOO_LOW | Reason.LOW_TOO_HIGH:
                return self._range_words(reason, at)
            case Reason.VOLUME_WRONG:
                return f"volume {self.rows.volume[at]:.12g} is neither zero, positive nor absent"
            case _:
                return self._time_words(reason, at)

    def _price_words(self, reason: Reason, at: int) -> str:
        prices = {name: float(getattr(self.rows, name)[at]) for name in PRICES}
        if reason is Reason.PRICE_MISSING:
            name = next(name for name in PRICES if not np.isfinite(prices[name]))
            return f"{name} is {prices[name]:g}, a price is needed"
        if reason is Reason.PRICE_NOT_POSITIVE:
            name = min(PRICES, key=lambda price: prices[price])
            return f"{name} {prices[name]:.12g} is not above zero"
        name = max(PRICES, key=lambda price: prices[price])
        return f"{name} {prices[name]:.12g} is above {PRICE_MAX:g}"

    def _range_words(self, reason: Reason, at: int) -> str:
        ends = (("open", float(self.rows.open[at])), ("close", float(self.rows.close[at])))
        if reason is Reason.HIGH_TOO_LOW:
            name, price = max(ends, key=lambda end: end[1])
            return f"high {self.rows.high[at]:.12g} is below {name} {price:.12g}"
        name, price = min(ends, key=lambda end: end[1])
        return f"low {self.rows.low[at]:.12g} is above {name} {price:.12g}"

    def _time_words(self, reason: Reason, at: int) -> str:
        time, now = text_of(int(self.rows.time[at])), text_of(self.now_ns)
        return {
            Reason.TIME_UNREADABLE: "time is missing",
            Reason.OFF_MINUTE: f"time {time} is not on a whole minute",
            Reason.OFF_GRID: f"time {time} is not on the UTC grid of {self.timeframe}",
            Reason.FUTURE: f"the bar of {time} lies in the future, now is {now}",
            Reason.UNFINISHED: f"the bar of {time} is not finished, now is {now}",
            Reason.TIME_REPEATED: f"time {time} repeats an earlier row with other values",
            Reason.TOO_CLOSE: f"time {time} is less than {self.timeframe} after the bar of "
            f"{text_of(int(self.before[at]))}",
        }[reason]


def text_of(time_ns: int) -> str:
    """Return a time as people read it; parts of a second only where there are some."""
    if time_ns == NO_TIME:
        return "unknown"
    seconds, rest = divmod(time_ns, 10**9)
    moment = _EPOCH + timedelta(seconds=seconds)
    fraction = f".{rest:09}".rstrip("0") if rest else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"
