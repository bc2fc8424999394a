"""Landmarks of the oscillators, on bars a person can check."""

import numpy as np
import pytest

from app.domain.indicators.registry import compute
from tests.builders import bars, ohlc

RISE, FALL, FLAT = [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], [5] * 6


@pytest.mark.parametrize(
    ("name", "params", "closes", "last"),
    [
        ("RSI", {"period": 3}, RISE, 100.0),
        ("RSI", {"period": 3}, FALL, 0.0),
        ("RSI", {"period": 3}, FLAT, 0.0),
        ("CMO", {"period": 3}, RISE, 100.0),
        ("CMOU", {"period": 3}, FALL, -100.0),
        ("MOM", {"period": 2}, RISE, 2.0),
        ("ROC", {"period": 2}, [1, 2, 3, 4], 100.0),
        ("ROCP", {"period": 2}, [1, 2, 3, 4], 1.0),
        ("ROCR", {"period": 2}, [1, 2, 3, 4], 2.0),
        ("ROCR100", {"period": 2}, [1, 2, 3, 4], 200.0),
        ("MACD", {"fast_period": 2, "slow_period": 3, "signal_period": 1}, FLAT, 0.0),
        ("STOCH", {"k_period": 3, "k_slowing": 1, "d_period": 1}, RISE, 100.0),
        ("WILLR", {"period": 3}, RISE, 0.0),
        ("WILLR", {"period": 3}, FALL, -100.0),
        ("TSI", {"first_period": 2, "second_period": 2}, RISE, 100.0),
        ("ULTOSC", {"period1": 1, "period2": 2, "period3": 3}, RISE, 100.0),
        ("IMI", {"period": 2}, FLAT, 50.0),
    ],
)
def test_landmarks(name, params, closes, last):
    outputs = compute(name, bars(closes), None, params)
    assert next(iter(outputs.values()))[-1] == pytest.approx(last)


def test_wilders_rsi_example_of_three_bars():
    # Gains 1 and 2, a loss of 1: means 1 and 1/3, then a gain of 2 smoothed in by a third.
    rsi = compute("RSI", bars([10, 11, 10, 12, 14]), None, {"period": 3})["value"]
    np.testing.assert_allclose(rsi[3:], [75.0, 100 * (4 / 3) / (4 / 3 + 2 / 9)])


def test_the_shorter_period_of_macd_is_always_the_fast_one():
    market = bars(np.sin(np.arange(60.0)) + 10)
    as_given = compute("MACD", market, None, {"fast_period": 12, "slow_period": 26})
    swapped = compute("MACD", market, None, {"fast_period": 26, "slow_period": 12})
    np.testing.assert_array_equal(as_given["macd"], swapped["macd"])


def test_a_bar_that_opens_low_and_closes_high_is_all_the_bulls():
    assert compute("BOP", ohlc([(1, 2, 1, 2), (2, 2, 1, 1)]))["value"].tolist() == [1.0, -1.0]
