"""Growth, Sharpe, Sortino, Calmar, volatility and the line against the benchmark."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.performance import Metric, Reason
from app.domain.performance.returns import (
    alpha_and_beta,
    cagr_pct,
    calmar_ratio,
    daily_returns,
    day_ends,
    is_wiped_out,
    sharpe_ratio,
    sortino_ratio,
    volatility_pct,
)

# 30 returns: 20 days of +1 % and 10 days of -1 %; mean 1/300, variance (ddof 1) by hand below.
RETURNS = np.array([0.01] * 20 + [-0.01] * 10)
MEAN = 0.1 / 30
DEVIATION = math.sqrt((20 * (0.01 - MEAN) ** 2 + 10 * (0.01 + MEAN) ** 2) / 29)

series = st.builds(
    lambda seed, size: np.random.default_rng(seed).normal(0.001, 0.02, size),
    st.integers(0, 10_000),
    st.integers(30, 60),
)


def test_days_end_at_their_last_bar():
    assert day_ends(np.array([5, 5, 5, 6, 9, 9])).tolist() == [2, 3, 5]


def test_one_bar_is_one_day():
    assert day_ends(np.array([5])).tolist() == [0]


def test_the_first_day_is_measured_from_the_capital_and_a_gap_is_one_return():
    equity = np.array([101.0, 110.0, 55.0, 66.0])
    ends = day_ends(np.array([1, 1, 2, 9]))
    np.testing.assert_allclose(daily_returns(equity, ends, 100.0), [0.1, -0.5, 0.2])


def test_sharpe_by_hand():
    expected = MEAN / DEVIATION * math.sqrt(365)
    assert sharpe_ratio(RETURNS, 365).value == pytest.approx(expected, rel=1e-12)


def test_the_risk_free_rate_is_spread_over_the_days():
    expected = (MEAN - 0.05 / 252) / DEVIATION * math.sqrt(252)
    assert sharpe_ratio(RETURNS, 252, 0.05).value == pytest.approx(expected, rel=1e-12)


def test_sortino_averages_the_downside_over_all_days():
    downside = math.sqrt(10 * 0.01**2 / 30)
    expected = MEAN / downside * math.sqrt(365)
    assert sortino_ratio(RETURNS, 365).value == pytest.approx(expected, rel=1e-12)


def test_a_minimum_return_moves_what_counts_as_downside():
    minimum = 0.012 * 365  # every day falls short of it
    downside = math.sqrt((20 * 0.002**2 + 10 * 0.022**2) / 30)
    expected = (MEAN - 0.012) / downside * math.sqrt(365)
    assert sortino_ratio(RETURNS, 365, minimum).value == pytest.approx(expected, rel=1e-9)


def test_volatility_by_hand():
    expected = DEVIATION * math.sqrt(260) * 100
    assert volatility_pct(RETURNS, 260).value == pytest.approx(expected, rel=1e-12)


def test_volatility_of_a_flat_line_is_zero_and_defined():
    assert volatility_pct(np.zeros(2), 365) == Metric(0.0, 2)


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        (sharpe_ratio(RETURNS, 365, wiped_out=True), Reason.WIPED_OUT),
        (sortino_ratio(RETURNS, 365, wiped_out=True), Reason.WIPED_OUT),
        (volatility_pct(RETURNS, 365, wiped_out=True), Reason.WIPED_OUT),
        (sharpe_ratio(RETURNS[:29], 365), Reason.TOO_FEW_RETURNS),
        (sortino_ratio(RETURNS[:29], 365), Reason.TOO_FEW_RETURNS),
        (volatility_pct(RETURNS[:1], 365), Reason.TOO_FEW),
        (sharpe_ratio(np.zeros(30), 365), Reason.NO_VARIATION),
        (sortino_ratio(np.zeros(30), 365), Reason.NO_VARIATION),
        (sortino_ratio(np.abs(RETURNS) + np.arange(30), 365), Reason.NO_DOWNSIDE),
    ],
)
def test_what_cannot_be_said_has_a_reason(metric, reason):
    assert metric.value is None
    assert metric.reason is reason


def test_a_constant_growth_does_not_vary_although_its_last_digits_do():
    equity = 1000.0 * 1.001 ** np.arange(1, 61)
    returns = daily_returns(equity, np.arange(60), 1000.0)
    assert np.ptp(returns) > 0.0
    assert sharpe_ratio(returns, 365).reason is Reason.NO_VARIATION


@given(returns=series, scale=st.sampled_from([0.5, 2.0, 8.0]))
@settings(max_examples=20)
def test_leverage_changes_neither_sharpe_nor_sortino(returns, scale):
    for ratio in (sharpe_ratio, sortino_ratio):
        plain, scaled = ratio(returns, 365), ratio(returns * scale, 365)
        assert scaled.value == pytest.approx(plain.value, rel=1e-9)


@given(returns=series, seed=st.integers(0, 100))
@settings(max_examples=20)
def test_the_order_of_days_does_not_matter(returns, seed):
    shuffled = np.random.default_rng(seed).permutation(returns)
    for ratio in (sharpe_ratio, sortino_ratio, volatility_pct):
        plain, mixed = ratio(returns, 365), ratio(shuffled, 365)
        assert mixed.value == pytest.approx(plain.value, rel=1e-9)


@pytest.mark.parametrize(
    ("final", "days", "expected"),
    [
        (200.0, 365.0, 100.0),
        (200.0, 730.0, (math.sqrt(2) - 1) * 100),
        (50.0, 365.0, -50.0),
        (100.0, 90.0, 0.0),
    ],
)
def test_growth_per_year_by_hand(final, days, expected):
    found = cagr_pct(100.0, final, days, wiped_out=False)
    assert found.value == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert found.sample_size == int(days)


@pytest.mark.parametrize(
    ("days", "wiped_out", "reason"),
    [
        (89.99, False, Reason.TOO_SHORT),
        (400.0, True, Reason.WIPED_OUT),
        (10.0, True, Reason.WIPED_OUT),
    ],
)
def test_growth_per_year_is_not_guessed(days, wiped_out, reason):
    assert cagr_pct(100.0, 110.0, days, wiped_out=wiped_out).reason is reason


@pytest.mark.parametrize("initial", [1.0, 1e-9])
def test_growth_beyond_a_number_is_out_of_range(initial):
    assert cagr_pct(initial, 1e300, 90.0, wiped_out=False).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("cagr", "drawdown", "expected"),
    [
        (Metric(30.0, 400), 15.0, Metric(2.0, 400)),
        (Metric(0.0, 400), 15.0, Metric(0.0, 400)),
        (Metric(30.0, 400), 0.0, Metric(None, 400, Reason.NO_DRAWDOWN)),
        (
            Metric(None, 10, Reason.TOO_SHORT),
            15.0,
            Metric(None, 10, Reason.TOO_SHORT),
        ),
    ],
)
def test_calmar_needs_growth_and_a_drawdown(cagr, drawdown, expected):
    assert calmar_ratio(cagr, drawdown) == expected


def test_a_line_laid_by_hand_is_found_again():
    benchmark = RETURNS
    returns = 0.001 + 1.5 * benchmark
    alpha, beta = alpha_and_beta(returns, benchmark, 365, 0.0, wiped_out=False)
    assert beta.value == pytest.approx(1.5, rel=1e-12)
    assert alpha.value == pytest.approx(0.001 * 365 * 100, rel=1e-9)


def test_alpha_compares_excess_returns():
    daily = 0.0365 / 365
    alpha, beta = alpha_and_beta(2.0 * RETURNS, RETURNS, 365, 0.0365, wiped_out=False)
    assert beta.value == pytest.approx(2.0, rel=1e-12)
    assert alpha.value == pytest.approx((-daily + 2 * daily) * 365 * 100, rel=1e-6)


@pytest.mark.parametrize(
    ("returns", "benchmark", "wiped_out", "reason"),
    [
        (RETURNS, RETURNS, True, Reason.WIPED_OUT),
        (RETURNS[:29], RETURNS[:29], False, Reason.TOO_FEW),
        (RETURNS, np.zeros(30), False, Reason.NO_VARIATION),
    ],
)
def test_a_line_needs_points_that_vary(returns, benchmark, wiped_out, reason):
    alpha, beta = alpha_and_beta(returns, benchmark, 365, 0.0, wiped_out=wiped_out)
    assert alpha.reason is beta.reason is reason


@pytest.mark.parametrize(("lowest", "expected"), [(0.01, False), (0.0, True), (-5.0, True)])
def test_zero_equity_is_the_end(lowest, expected):
    assert is_wiped_out(np.array([100.0, lowest, 100.0])) is expected
