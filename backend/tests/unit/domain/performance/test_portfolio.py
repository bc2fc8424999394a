"""Accounts with deposits and withdrawals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.performance import (
    Reason,
    chained_return_pct,
    money_weighted_return_pct,
    time_weighted_returns,
)
from app.domain.timeframes import NANOS_PER_DAY


def days(*numbers: float) -> np.ndarray:
    return (np.array(numbers) * NANOS_PER_DAY).astype(np.int64)


def test_a_deposit_is_not_a_return():
    found = time_weighted_returns(
        np.array([100.0, 110.0]), np.array([110.0, 210.0]), np.array([0.0, 100.0])
    )
    np.testing.assert_allclose(found, [0.1, 0.0])


def test_a_day_that_starts_with_nothing_has_no_return():
    found = time_weighted_returns(np.array([0.0]), np.array([100.0]), np.array([100.0]))
    assert math.isnan(found[0])


def test_daily_returns_chain():
    found = chained_return_pct(np.array([math.nan, 0.1, -0.5]))
    assert found.value == pytest.approx(-45.0)
    assert found.sample_size == 2


@pytest.mark.parametrize(
    ("returns", "reason"),
    [([], Reason.TOO_FEW), ([math.nan], Reason.TOO_FEW), ([1e300, 1e300], Reason.OUT_OF_RANGE)],
)
def test_chains_that_say_nothing(returns, reason):
    assert chained_return_pct(np.array(returns)).reason is reason


@pytest.mark.parametrize(
    ("times", "flows", "expected"),
    [
        (days(0, 365), [-100.0, 110.0], 10.0),
        (days(0, 730), [-100.0, 121.0], 10.0),
        (days(0, 365), [-100.0, 50.0], -50.0),
        # 100 now and 100 in a year, 231 in two years: 100 x^2 + 100 x = 231 at x = 1.1.
        (days(0, 365, 730), [-100.0, -100.0, 231.0], 10.0),
        (days(730, 0, 365), [231.0, -100.0, -100.0], 10.0),
        (days(0, 365), [-100.0, 100.0], 0.0),
    ],
)
def test_money_weighted_return_by_hand(times, flows, expected):
    found = money_weighted_return_pct(times, np.array(flows))
    assert found.value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("times", "flows", "reason"),
    [
        (days(), [], Reason.NO_FLOWS),
        (days(0, 365), [-100.0, -10.0], Reason.NO_FLOWS),
        # Rates of 10 % and 20 % both fit.
        (days(0, 365, 730), [-100.0, 230.0, -132.0], Reason.NO_SINGLE_ROOT),
        # No rate makes flows of one moment vanish.
        (days(0, 0), [-100.0, 110.0], Reason.NO_SINGLE_ROOT),
    ],
)
def test_a_rate_that_is_not_one_is_none(times, flows, reason):
    assert money_weighted_return_pct(times, np.array(flows)).reason is reason


@given(rate=st.floats(-0.9, 5.0), years=st.floats(0.1, 10.0))
@settings(max_examples=20)
def test_a_single_deposit_earns_its_rate(rate, years):
    end = int(years * 365 * NANOS_PER_DAY)
    final = 100.0 * (1.0 + rate) ** (end / NANOS_PER_DAY / 365)
    found = money_weighted_return_pct(np.array([0, end]), np.array([-100.0, final]))
    assert found.value == pytest.approx(rate * 100.0, rel=1e-6, abs=1e-6)
