"""MAVP with the measured cycle as its period."""

import numpy as np
import pytest

from app.domain.indicators.registry import bound, compute, find
from tests.markets import walk

MARKET = walk(300, 9)


@pytest.mark.parametrize("params", [{}, {"min_period": 5, "max_period": 12}, {"ma_type": "ema"}])
def test_the_first_value_is_where_warm_up_says(params):
    entry = find("MAVP")
    result = compute("MAVP", MARKET, None, params)["value"]
    assert np.flatnonzero(np.isfinite(result))[0] == entry.warm_up(bound(entry, params))


def test_each_bar_averages_the_cycle_measured_there():
    cycle = np.clip(np.rint(compute("HT_DCPERIOD", MARKET)["value"]), 2, 30)
    result = compute("MAVP", MARKET)["value"]
    for i in (120, 200, 299):
        window = MARKET.close[i + 1 - int(cycle[i]) : i + 1]
        assert result[i] == pytest.approx(window.mean())


def test_limits_given_the_wrong_way_round_are_put_in_order():
    right = compute("MAVP", MARKET, None, {"min_period": 5, "max_period": 20})["value"]
    wrong = compute("MAVP", MARKET, None, {"min_period": 20, "max_period": 5})["value"]
    np.testing.assert_array_equal(right, wrong)
