"""Figures over closed trades."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import no_trades
from app.domain.performance import DEFINITIONS, Metric, Reason
from app.domain.performance.closed_trades import (
    expectancy,
    expectancy_r,
    profit_factor,
    system_quality,
    trade_figures,
    win_rate_pct,
)
from tests.unit.domain.performance.outcomes import trades

PNL = np.array([30.0, -10.0, 0.0, 20.0])
SECOND = 1_000_000_000

results = st.lists(st.integers(-1000, 1000), min_size=1, max_size=40).map(
    lambda values: np.array(values, np.float64)
)


def test_break_even_is_neither_a_win_nor_a_loss():
    found = trade_figures(trades(pnl=PNL.tolist()))
    counts = {name: metric.value for name, metric in found.items() if name.endswith("_trades")}
    assert counts == {
        "total_trades": 4,
        "winning_trades": 2,
        "losing_trades": 1,
        "break_even_trades": 1,
    }
    assert found["win_rate_pct"] == Metric(50.0, 4)


@pytest.mark.parametrize(
    ("pnl", "expected"),
    [
        ([30.0, -10.0, 0.0, 20.0], Metric(5.0, 4)),
        ([-10.0, -5.0], Metric(0.0, 2)),
        ([10.0], Metric(None, 1, Reason.NO_LOSSES)),
        ([0.0], Metric(None, 1, Reason.NO_LOSSES)),
        ([], Metric(None, 0, Reason.NO_TRADES)),
        ([1e308, 1e308, -1.0], Metric(None, 3, Reason.OUT_OF_RANGE)),
    ],
)
def test_profit_factor(pnl, expected):
    with np.errstate(over="ignore"):
        assert profit_factor(np.array(pnl)) == expected


def test_expectancy_by_hand():
    assert expectancy(PNL) == Metric(10.0, 4)


def test_expectancy_in_r_counts_only_trades_with_a_stop():
    closed = trades(
        pnl=[20.0, -10.0, 99.0],
        quantity=[2.0, 1.0, 5.0],
        entry_price=[100.0, 100.0, 100.0],
        stop_price=[95.0, 105.0, math.nan],  # long, short, none
    )
    assert expectancy_r(closed) == Metric((20.0 / 10.0 - 10.0 / 5.0) / 2, 2)


def test_no_stop_no_r():
    closed = trades(pnl=[1.0], stop_price=[math.nan])
    assert expectancy_r(closed) == Metric(None, 0, Reason.NO_STOPS)


def test_system_quality_by_hand():
    deviation = math.sqrt((20**2 + 20**2 + 10**2 + 10**2) / 3)
    assert system_quality(PNL).value == pytest.approx(2 * 10.0 / deviation, rel=1e-12)


@pytest.mark.parametrize(
    ("pnl", "reason"),
    [
        ([], Reason.TOO_FEW),
        ([5.0], Reason.TOO_FEW),
        ([5.0, 5.0], Reason.NO_VARIATION),
        ([0.0, 0.0], Reason.NO_VARIATION),
        ([5.0, 5.0 + 1e-13], Reason.NO_VARIATION),
    ],
)
def test_system_quality_needs_trades_that_differ(pnl, reason):
    assert system_quality(np.array(pnl)).reason is reason


def test_without_trades_only_counts_are_known():
    found = trade_figures(no_trades())
    known = {name for name, metric in found.items() if metric.value is not None}
    assert known == {"total_trades", "winning_trades", "losing_trades", "break_even_trades"}
    assert {m.reason for n, m in found.items() if n not in known} == {
        Reason.NO_TRADES,
        Reason.TOO_FEW,
    }


def test_durations_and_returns():
    found = trade_figures(
        trades(
            entry_time=[0, 10 * SECOND],
            exit_time=[60 * SECOND, 30 * SECOND],
            return_pct=[5.0, -2.0],
            pnl=[5.0, -2.0],
        )
    )
    assert found["avg_trade_duration_seconds"] == Metric(40.0, 2)
    assert found["max_trade_duration_seconds"] == Metric(60.0, 2)
    assert found["best_trade_pct"] == Metric(5.0, 2)
    assert found["worst_trade_pct"] == Metric(-2.0, 2)
    assert found["avg_trade_pct"] == Metric(1.5, 2)


def test_every_figure_is_in_the_catalogue():
    assert set(trade_figures(no_trades())) <= set(DEFINITIONS)


@given(pnl=results, seed=st.integers(0, 20))
@settings(max_examples=20)
def test_the_order_of_trades_does_not_matter(pnl, seed):
    mixed = np.random.default_rng(seed).permutation(pnl)
    for figure in (win_rate_pct, profit_factor, expectancy, system_quality):
        plain, shuffled = figure(pnl), figure(mixed)
        assert shuffled.reason == plain.reason
        assert (shuffled.value or 0.0) == pytest.approx(plain.value or 0.0, rel=1e-9, abs=1e-9)


@given(pnl=results)
@settings(max_examples=20)
def test_turning_every_trade_around_inverts_the_profit_factor(pnl):
    plain, turned = profit_factor(pnl).value, profit_factor(-pnl).value
    if plain and turned:
        assert plain * turned == pytest.approx(1.0, rel=1e-12)
