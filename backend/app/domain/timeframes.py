"""Timeframes and calendars: how long a bar is and when its market trades."""

from enum import StrEnum
from typing import Final

NANOS_PER_SECOND: Final = 1_000_000_000
NANOS_PER_DAY: Final = 86_400 * NANOS_PER_SECOND


class Timeframe(StrEnum):
    """Length of a bar, in the field's short form."""

    M1 = "1m"
    M3 = "3m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    H2 = "2h"
    H4 = "4h"
    H6 = "6h"
    H8 = "8h"
    H12 = "12h"
    D1 = "1d"
    W1 = "1w"

    @property
    def seconds(self) -> int:
        """Return the length in seconds."""
        return int(self.value[:-1]) * _UNIT_SECONDS[self.value[-1]]

    @property
    def nanos(self) -> int:
        """Return the length in nanoseconds."""
        return self.seconds * NANOS_PER_SECOND

    def is_multiple_of(self, other: "Timeframe") -> bool:
        """Return whether whole bars of `other` fill one bar of this timeframe."""
        return self.seconds >= other.seconds and self.seconds % other.seconds == 0


_UNIT_SECONDS: Final = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class Calendar(StrEnum):
    """When an instrument trades; decides day boundaries and periods per year."""

    ALWAYS = "24/7"
    US_STOCK = "us_stock"
    FOREX = "forex"

    @property
    def periods_per_year(self) -> int:
        """Return A of the metric definitions: trading days in a year."""
        return {Calendar.ALWAYS: 365, Calendar.US_STOCK: 252, Calendar.FOREX: 260}[self]

    @property
    def default_lot_step(self) -> float:
        """Return the smallest tradable step where the venue's is not known, in base units."""
        return 1e-8 if self is Calendar.ALWAYS else 1.0
