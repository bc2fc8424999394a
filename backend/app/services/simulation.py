"""The simulated market as candles: a history for the demo and for tests of a strategy, offline."""

from typing import Final

from app.domain.market import Bars
from app.domain.timeframes import NANOS_PER_DAY, Timeframe
from app.engine import synthetic
from app.engine.synthetic import INSTRUMENTS

SOURCE: Final = "sim"
SEED: Final = 7
HISTORY_START_NS: Final = 1_735_689_600_000_000_000  # 2025-01-01T00:00Z
HISTORY_DAYS: Final = 90
_DEFAULT: Final = "BTC/USDT"


def simulated_minutes(symbol: str, days: int = HISTORY_DAYS) -> Bars:
    """Return the first `days` days of one instrument's simulated minutes.

    Raises: SymbolNotFound for an instrument the simulated venue does not list.
    """
    stop = HISTORY_START_NS + days * NANOS_PER_DAY
    return synthetic.candles(symbol, HISTORY_START_NS, stop, Timeframe.M1, SEED)


def simulated_symbols() -> tuple[str, ...]:
    """Return the instruments the simulated venue lists."""
    return tuple(INSTRUMENTS)


def last_minute_ns(symbol: str) -> int:
    """Return the open of the last minute of an instrument's history."""
    stop = HISTORY_START_NS + HISTORY_DAYS * NANOS_PER_DAY
    week = synthetic.candles(symbol, stop - 7 * NANOS_PER_DAY, stop, Timeframe.M1, SEED)
    return int(week.time[-1])


def simulated_history(symbol: str) -> tuple[str, Bars]:
    """Return minutes for a strategy on `symbol`: its own, or those of the first instrument."""
    listed = symbol if symbol in INSTRUMENTS else _DEFAULT
    return listed, simulated_minutes(listed)
