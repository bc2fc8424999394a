"""Which series a price comes from, and how a curve becomes small."""

import numpy as np
import pytest

from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import SeriesKey, SeriesRange
from app.services.dashboard import SPARK_POINTS, freshest, sampled
from app.services.market_data import StoredSeries

HOUR = 3_600 * 10**9


def stored(timeframe: Timeframe, end_hours: int, source: str = "sim") -> StoredSeries:
    key = SeriesKey(source, "BTC/USDT", timeframe)
    last = end_hours * HOUR - timeframe.nanos
    return StoredSeries(SeriesRange(key, 9, 0, last, 1), Calendar.ALWAYS, None)


@pytest.mark.parametrize(
    ("series", "chosen"),
    [
        ([stored(Timeframe.H1, 48)], Timeframe.H1),
        ([stored(Timeframe.D1, 48), stored(Timeframe.M1, 48)], Timeframe.M1),
        ([stored(Timeframe.M1, 24), stored(Timeframe.D1, 48)], Timeframe.D1),
    ],
    ids=["only one", "the finer of equals", "the one that reaches further"],
)
def test_the_freshest_series_gives_the_price(series, chosen):
    for order in (series, series[::-1]):
        assert freshest(order)["sim", "BTC/USDT"].timeframe is chosen


def test_sources_do_not_mix():
    found = freshest([stored(Timeframe.H1, 48), stored(Timeframe.H1, 96, "import")])
    assert set(found) == {("sim", "BTC/USDT"), ("import", "BTC/USDT")}


@pytest.mark.parametrize("size", [1, 99, 100, 101, 2_000])
def test_a_small_curve_keeps_ends_and_extremes(size):
    equity = 100.0 + np.cumsum(np.sin(np.arange(size) * 0.7) - 0.01)
    curve = {"time": list(range(size)), "equity": equity.tolist(), "drawdown_pct": []}
    time, values = sampled(curve)
    assert len(time) == len(values) <= min(size, SPARK_POINTS)
    assert (time[0], time[-1]) == (0, size - 1)
    assert (min(values), max(values)) == (equity.min(), equity.max())
