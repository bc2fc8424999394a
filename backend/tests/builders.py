"""Short, readable test data."""

from collections.abc import Iterable

import numpy as np

from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe

START_NS = 1_704_067_200_000_000_000  # 2024-01-01T00:00Z, a Monday


def bars(
    closes: str | Iterable[float],
    timeframe: Timeframe = Timeframe.H1,
    calendar: Calendar = Calendar.ALWAYS,
) -> Bars:
    """Return flat bars (open = high = low = close) from "100 101 99" or a list of closes."""
    values = [float(v) for v in closes.split()] if isinstance(closes, str) else list(closes)
    return ohlc([(v, v, v, v) for v in values], timeframe, calendar)


def ohlc(
    rows: Iterable[tuple[float, float, float, float]],
    timeframe: Timeframe = Timeframe.H1,
    calendar: Calendar = Calendar.ALWAYS,
    volume: float = 1.0,
) -> Bars:
    """Return bars from rows of (open, high, low, close), evenly spaced from START_NS."""
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 4)
    count = len(table)
    return Bars(
        time=START_NS + np.arange(count, dtype=np.int64) * timeframe.nanos,
        open=table[:, 0].copy(),
        high=table[:, 1].copy(),
        low=table[:, 2].copy(),
        close=table[:, 3].copy(),
        volume=np.full(count, volume),
        timeframe=timeframe,
        calendar=calendar,
    )
