"""Every function of the pinned TA-Lib as an entry of the catalogue."""

from collections.abc import Iterator

from app.domain.indicators.registry import Indicator
from app.domain.indicators.talib.averages import AVERAGES, BANDS
from app.domain.indicators.talib.cycle_average import cycle_average
from app.domain.indicators.talib.momentum import MOMENTUM
from app.domain.indicators.talib.patterns import PATTERNS
from app.domain.indicators.talib.rows import indicator
from app.domain.indicators.talib.statistics import MATHS, PRICES, STATISTICS
from app.domain.indicators.talib.trend import CYCLES, TREND, VOLATILITY
from app.domain.indicators.talib.volume import VOLUME

_GROUPS = {
    "Moving averages": AVERAGES,
    "Bands and stops": BANDS,
    "Momentum": MOMENTUM,
    "Trend": TREND,
    "Cycles": CYCLES,
    "Volatility": VOLATILITY,
    "Volume": VOLUME,
    "Statistics": STATISTICS,
    "Prices": PRICES,
    "Maths": MATHS,
    "Candlestick patterns": PATTERNS,
}


def indicators() -> Iterator[Indicator]:
    """Yield the entries, group by group."""
    for group, rows in _GROUPS.items():
        yield from (indicator(row, group) for row in rows)
    yield cycle_average()
