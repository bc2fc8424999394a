"""Series both engines run over: real slices with their gaps, and random walks on round prices."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.timeframes import Timeframe
from tests.builders import START_NS
from tests.stored import stored_bars

# Files, and the timeframe to run over; a file's own bars then decide inside a bar (rule 21).
SOURCES: Final[tuple[tuple[str, Timeframe | None], ...]] = (
    ("bitfinex_BTC-USD_1m", None),
    ("bitfinex_BTC-USD_1m", Timeframe.M15),
    ("bitfinex_ETH-USD_1m", Timeframe.H1),
    ("bittrex_ADA-BTC_5m", None),
    ("bittrex_XMR-BTC_5m", Timeframe.M30),
    ("coinbase_BTC-USD_1h", None),
    ("coinbase_BTC-USD_4h", None),
    ("bitstamp_BTC-USD_1d", None),
    ("us_AAPL_1d", None),
    ("us_MSFT_1d", None),
    ("us_AAPL_1h", None),
    ("us_SPY_1m_2020-12", Timeframe.M5),
    ("mt5_EUR-USD_4h", None),
    ("mt5_GBP-USD_1h", None),
    ("fxcm_GBP-USD_1m_bid", None),
    ("mt5_EUR-USD_1d", None),
)


@dataclass(frozen=True)
class Series:
    """Bars to run over, and finer ones inside them where there are any."""

    bars: Bars
    finer: Bars | None


def real_series(
    shared_data: Path, chance: np.random.Generator, fewest: int = 400, most: int = 900
) -> Series:
    """Return a slice of a real file, somewhere in it."""
    name, larger = SOURCES[int(chance.integers(len(SOURCES)))]
    bars = stored_bars(shared_data, name)
    size = int(chance.integers(fewest, most))
    if larger is not None:
        size *= larger.seconds // bars.timeframe.seconds
    start = int(chance.integers(max(1, len(bars) - size)))
    part = bars.slice(start, start + size)
    return Series(part, None) if larger is None else Series(resampled(part, larger), part)


def random_walk(chance: np.random.Generator, fewest: int = 400, most: int = 900) -> Series:
    """Return a walk on a price grid, so coarse that levels are met exactly, with a few gaps."""
    size = int(chance.integers(fewest, most))
    grid = float(chance.choice([1.0, 0.5, 0.01]))
    spread = float(chance.choice([0.004, 0.02, 0.02, 0.2]))
    close = 100.0 * np.exp(np.cumsum(chance.normal(0.0, spread, size)))
    open_ = np.append(100.0, close[:-1]) * np.exp(chance.normal(0.0, spread / 3, size))
    reach = np.abs(chance.normal(0.0, spread, (2, size)))
    high = np.maximum(open_, close) * (1.0 + reach[0])
    low = np.minimum(open_, close) * (1.0 - reach[1])
    prices = [np.maximum(np.round(p / grid), 1.0) * grid for p in (open_, high, low, close)]
    steps = 1 + (chance.random(size) < 0.02) * chance.integers(1, 6, size)
    time = START_NS + np.cumsum(steps).astype(np.int64) * Timeframe.H1.nanos
    volume = np.where(chance.random(size) < 0.05, 0.0, 1.0)
    return Series(Bars(time, *prices, volume, Timeframe.H1), None)
