"""Bars: the frozen arrays everything in the core reads."""

from dataclasses import dataclass, replace

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.errors import InvalidInput
from app.domain.timeframes import Calendar, Timeframe


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Closed bars of one instrument, oldest first, validated once at construction.

    Shapes: every array (n,); arrays are made read-only.
    Units:  `time` is the bar's open, int64 nanoseconds since 1970-01-01 UTC; prices in quote
            currency; `volume` in base units, NaN where the source does not know it.
    Raises: InvalidInput when lengths differ, times do not rise,
            a price is not finite and positive, or high and low do not enclose open and close.
    """

    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    timeframe: Timeframe
    calendar: Calendar = Calendar.ALWAYS

    def __post_init__(self) -> None:
        """Check every invariant and freeze the arrays."""
        size = self.time.size
        if self.time.dtype != np.int64 or self.time.ndim != 1:
            raise InvalidInput("bar times must be a one-dimensional int64 array of nanoseconds")
        for name in ("open", "high", "low", "close", "volume"):
            array = getattr(self, name)
            if array.dtype != np.float64 or array.shape != (size,):
                raise InvalidInput(f"{name} must be a float64 array of {size} values")
        _check_prices(self)
        for name in ("time", "open", "high", "low", "close", "volume"):
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        """Return the number of bars."""
        return int(self.time.size)

    def slice(self, start: int, stop: int) -> "Bars":
        """Return bars start … stop-1 as views."""
        return replace(
            self,
            time=self.time[start:stop],
            open=self.open[start:stop],
            high=self.high[start:stop],
            low=self.low[start:stop],
            close=self.close[start:stop],
            volume=self.volume[start:stop],
        )

    def between(self, start_ns: int, stop_ns: int) -> "Bars":
        """Return the bars whose open lies in [start_ns, stop_ns)."""
        low, high = np.searchsorted(self.time, (start_ns, stop_ns))
        return self.slice(int(low), int(high))


def _check_prices(bars: Bars) -> None:
    if not len(bars):
        return
    if np.any(np.diff(bars.time) <= 0):
        raise InvalidInput("bar times must rise")
    for name in ("open", "high", "low", "close"):
        array = getattr(bars, name)
        if not np.all(np.isfinite(array)) or array.min() <= 0.0:
            raise InvalidInput(f"{name} prices must be finite and above zero")
    top, bottom = np.maximum(bars.open, bars.close), np.minimum(bars.open, bars.close)
    if np.any(bars.high < top) or np.any(bars.low > bottom):
        raise InvalidInput("high and low must enclose open and close")
    if np.any(bars.volume < 0.0) or np.any(np.isinf(bars.volume)):
        raise InvalidInput("volume must be zero, positive or unknown")
