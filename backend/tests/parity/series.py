"""Series both engines run over: real slices with their gaps, and random walks on round prices."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq

from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.timeframes import Calendar, Timeframe
from tests.builders import START_NS


@dataclass(frozen=True)
class Source:
    """One file; `to` resamples it, and the file's own bars then decide inside a bar (rule 21)."""

    file: str
    timeframe: Timeframe
    calendar: Calendar = Calendar.ALWAYS
    to: Timeframe | None = None


SOURCES: Final = (
    Source("bitfinex_BTC-USD_1m", Timeframe.M1),
    Source("bitfinex_BTC-USD_1m", Timeframe.M1, to=Timeframe.M15),
    Source("bitfinex_ETH-USD_1m", Timeframe.M1, to=Timeframe.H1),
    Source("bittrex_ADA-BTC_5m", Timeframe.M5),
    Source("bittrex_XMR-BTC_5m", Timeframe.M5, to=Timeframe.M30),
    Source("coinbase_BTC-USD_1h", Timeframe.H1),
    Source("coinbase_BTC-USD_4h", Timeframe.H4),
    Source("bitstamp_BTC-USD_1d", Timeframe.D1),
    Source("us_AAPL_1d", Timeframe.D1, Calendar.US_STOCK),
    Source("us_MSFT_1d", Timeframe.D1, Calendar.US_STOCK),
    Source("us_AAPL_1h", Timeframe.H1, Calendar.US_STOCK),
    Source("us_SPY_1m_2020-12", Timeframe.M1, Calendar.US_STOCK, to=Timeframe.M5),
    Source("mt5_EUR-USD_4h", Timeframe.H4, Calendar.FOREX),
    Source("mt5_GBP-USD_1h", Timeframe.H1, Calendar.FOREX),
    Source("fxcm_GBP-USD_1m_bid", Timeframe.M1, Calendar.FOREX),
    Source("mt5_EUR-USD_1d", Timeframe.D1, Calendar.FOREX),
)


@dataclass(frozen=True)
class Series:
    """Bars to run over, and finer ones inside them where there are any."""

    bars: Bars
    finer: Bars | None


def real_series(
    folder: Path, chance: np.random.Generator, fewest: int = 400, most: int = 900
) -> Series:
    """Return a slice of a real file, somewhere in it."""
    source = SOURCES[int(chance.integers(len(SOURCES)))]
    bars = _read(folder / f"{source.file}.parquet", source.timeframe, source.calendar)
    size = int(chance.integers(fewest, most))
    if source.to is None:
        start = int(chance.integers(max(1, len(bars) - size)))
        return Series(bars.slice(start, start + size), None)
    size *= source.to.seconds // source.timeframe.seconds
    start = int(chance.integers(max(1, len(bars) - size)))
    finer = bars.slice(start, start + size)
    return Series(resampled(finer, source.to), finer)


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


def _read(path: Path, timeframe: Timeframe, calendar: Calendar) -> Bars:
    table = pq.read_table(path)
    time = table["time"].to_numpy().astype("datetime64[ns]").astype(np.int64)
    columns = [
        table[name].to_numpy().astype(np.float64)
        for name in ("open", "high", "low", "close", "volume")
    ]
    return Bars(time, *columns, timeframe, calendar)
