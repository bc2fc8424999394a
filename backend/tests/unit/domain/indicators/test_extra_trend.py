"""Ichimoku, choppiness and extremes since an anchor, on bars counted by hand."""

import numpy as np
import pytest

from app.domain.indicators.registry import bound, compute, find
from app.domain.timeframes import Timeframe
from tests.builders import bars, ohlc
from tests.markets import flat, walk

NAN = float("nan")


def test_the_cloud_under_a_bar_was_measured_before_it():
    day = bars([1, 2, 3, 4, 5, 6, 7, 8])
    lines = compute(
        "ICHIMOKU",
        day,
        None,
        {"tenkan_period": 2, "kijun_period": 3, "senkou_period": 4, "displacement": 3},
    )
    np.testing.assert_array_equal(lines["tenkan"], [NAN, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5])
    np.testing.assert_array_equal(lines["kijun"], [NAN, NAN, 2, 3, 4, 5, 6, 7])
    # At bar 4 the cloud is what bar 2 measured: three bars ahead, bar 2 being the first.
    np.testing.assert_array_equal(lines["senkou_a"], [NAN, NAN, NAN, NAN, 2.25, 3.25, 4.25, 5.25])
    np.testing.assert_array_equal(lines["senkou_b"], [NAN, NAN, NAN, NAN, NAN, 2.5, 3.5, 4.5])


def test_a_chart_shorter_than_the_displacement_has_no_cloud():
    lines = compute("ICHIMOKU", bars(range(1, 20)))
    assert np.isnan(lines["senkou_a"]).all()
    assert np.isfinite(lines["tenkan"]).sum() == 11


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([(1, 1, 1, 1), (1, 2, 1, 2), (2, 3, 2, 3)], 0.0),
        ([(1, 2, 1, 2), (2, 2, 1, 1), (1, 2, 1, 2)], 100.0),
        ([(1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)], NAN),
    ],
    ids=["straight up", "up and down again", "no movement"],
)
def test_choppiness_at_the_extremes(rows, index):
    last = compute("CHOPPINESS", ohlc(rows), None, {"period": 2})["value"][-1]
    np.testing.assert_allclose(last, index, atol=1e-12)


def test_choppiness_of_a_short_series_is_unknown():
    assert np.isnan(compute("CHOPPINESS", flat(14))["value"]).all()


@pytest.mark.parametrize(
    ("name", "anchor", "expected"),
    [
        ("HIGHEST_SINCE", "start", [3, 3, 5, 5, 5]),
        ("HIGHEST_SINCE", "session", [3, 3, 5, 4, 4]),
        ("LOWEST_SINCE", "session", [3, 2, 2, 4, 1]),
        ("LOWEST_SINCE", "month", [3, 2, 2, 2, 1]),
    ],
)
def test_extremes_start_again_at_the_anchor(name, anchor, expected):
    eight_hours = bars([3, 2, 5, 4, 1], Timeframe.H8)
    result = compute(name, eight_hours, None, {"anchor": anchor})["value"]
    assert result.tolist() == expected


def test_extremes_follow_any_source():
    market = walk(30, 1)
    high = compute("HIGHEST_SINCE", market, market.high, {"anchor": "start"})["value"]
    np.testing.assert_array_equal(high, np.maximum.accumulate(market.high))


@pytest.mark.parametrize("name", ["ICHIMOKU", "CHOPPINESS", "HIGHEST_SINCE"])
def test_the_first_value_is_where_warm_up_says(name):
    entry = find(name)
    result = entry.compute(walk(200, 2), walk(200, 2).close, bound(entry, {}))
    first = min(int(np.flatnonzero(np.isfinite(values))[0]) for values in result)
    assert first == entry.warm_up(bound(entry, {}))
