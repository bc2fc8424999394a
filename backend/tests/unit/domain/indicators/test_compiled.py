"""The compiled loops, called directly."""

import numpy as np

from app.domain.indicators.compiled import fullest_slice


def test_the_highest_price_falls_into_the_last_slice():
    price = np.array([1.0, 2.0, 2.0])
    low, high = np.full(3, 1.0), np.full(3, 2.0)
    result = fullest_slice(price, np.ones(3), low, high, 3, 2)
    np.testing.assert_array_equal(result, [np.nan, np.nan, 1.75])


def test_fewer_bars_than_the_window_have_no_value():
    one = np.ones(1)
    assert np.isnan(fullest_slice(one, one, one, one, 2, 2)).all()
