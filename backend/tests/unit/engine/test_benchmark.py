"""Buy and hold pays what the strategy pays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import RunConfig
from app.engine.benchmark import buy_and_hold
from tests.builders import bars, ohlc

FREE = RunConfig(initial_capital=1000.0, commission_pct=0.0, slippage_pct=0.0, lot_step=1.0)


def test_it_buys_at_the_open_after_the_first_close_and_is_marked_at_every_close():
    rows = [(10, 10, 10, 10), (20, 30, 20, 25), (25, 40, 25, 40)]
    # 50 lots at 20: all of 1000 is spent at the open of bar 1.
    assert buy_and_hold(ohlc(rows), FREE).tolist() == [1000.0, 1250.0, 2000.0]


def test_it_waits_as_long_as_the_strategy_warms_up():
    found = buy_and_hold(bars("10 10 20 40"), FREE, warm_up=1)
    assert found.tolist() == [1000.0, 1000.0, 1000.0, 2000.0]


def test_only_the_period_counts_when_bars_before_it_warm_up():
    found = buy_and_hold(bars("10 10 20 40"), FREE, first=1, warm_up=0)
    assert found.tolist() == [1000.0, 1000.0, 2000.0]


def test_slippage_fee_and_lot_step_are_the_strategys():
    config = RunConfig(
        initial_capital=1000.0, commission_pct=1.0, slippage_pct=2.0, lot_step=0.5, min_fee=3.0
    )
    # p = 10.2; 1000 / (10.2 * 1.01) = 97.07 -> 97 lots of 989.40, fee 9.894, cash 0.706 left.
    cash = 1000.0 - 97.0 * 10.2 - 97.0 * 10.2 * 0.01
    assert buy_and_hold(bars("10 10 11"), config).tolist() == pytest.approx(
        [1000.0, cash + 97.0 * 10.0, cash + 97.0 * 11.0], rel=1e-12
    )


@pytest.mark.parametrize(
    ("closes", "warm_up"), [("10", 0), ("10 10", 1), ("5000 5000 6000", 0)],
    ids=["no second bar", "never warm", "not one lot"],
)  # fmt: skip
def test_without_a_purchase_the_capital_stays(closes, warm_up):
    found = buy_and_hold(bars(closes), FREE, warm_up=warm_up)
    assert set(found.tolist()) == {1000.0}


@given(seed=st.integers(0, 1000), commission=st.floats(0.0, 2.0), slippage=st.floats(0.0, 2.0))
@settings(max_examples=25)
def test_more_than_the_capital_is_never_spent(seed, commission, slippage):
    closes = np.random.default_rng(seed).uniform(0.1, 500.0, 5)
    config = RunConfig(commission_pct=commission, slippage_pct=slippage)
    found = buy_and_hold(bars(closes), config)
    spent = config.initial_capital / ((1 + commission / 100) * (1 + slippage / 100))
    change_left = 2.0 * config.lot_step * closes[1]  # what does not make a lot stays in cash
    assert found[-1] <= spent * closes[-1] / closes[1] * (1 + 1e-9) + change_left
