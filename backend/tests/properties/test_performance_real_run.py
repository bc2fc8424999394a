"""Figures of a real run fit together, and cost little."""

import json
import math
import time

import numpy as np
import pytest

from app.domain.backtest import Outcome, RunConfig
from app.domain.market import Bars
from app.domain.performance import Metrics, metrics, to_json
from app.domain.rules.spec import Risk, Rule, Signal, Strategy
from app.domain.timeframes import Timeframe
from app.engine.backtest import FastEngine
from app.engine.benchmark import buy_and_hold
from tests.documents import condition, indicator
from tests.stored import stored_bars
from tests.unit.domain.performance.outcomes import outcome, trades

RSI = indicator("RSI", period=14)
CONFIG = RunConfig()


def dips(timeframe: Timeframe) -> Strategy:
    return Strategy(
        name="dips",
        symbol="BTC/USD",
        timeframe=timeframe,
        entry_rules=(Rule("dip", Signal.BUY, condition(RSI, "less_than", 30.0)),),
        exit_rules=(Rule("up", Signal.SELL, condition(RSI, "greater_than", 60.0)),),
        risk=Risk(stop_loss_pct=3.0, take_profit_pct=6.0),
    )


@pytest.fixture(scope="module")
def run(shared_data) -> tuple[Bars, Outcome, Metrics]:
    bars = stored_bars(shared_data, "coinbase_BTC-USD_1h")
    result = FastEngine().run(dips(Timeframe.H1), bars, CONFIG)
    return bars, result, metrics(result, bars, CONFIG, buy_and_hold(bars, CONFIG, warm_up=14))


def test_profit_is_what_the_trades_made(run):
    _, result, found = run
    held = result.open_position
    assert found["net_profit"].value == pytest.approx(
        float(result.trades.pnl.sum()) + (held.unrealized_pnl if held else 0.0)
    )
    assert found["total_trades"].value == len(result.trades) > 100
    assert found["expectancy"].value == pytest.approx(float(result.trades.pnl.mean()))


def test_months_and_years_compound_to_the_total_return(run):
    _, _, found = run
    total = 1.0 + found["total_return_pct"].value / 100.0
    for periods in (found.monthly_returns, found.yearly_returns):
        assert math.prod(1.0 + p.value for p in periods) == pytest.approx(total)


def test_every_figure_of_a_long_run_is_defined(run):
    _, _, found = run
    json.dumps(to_json(found), allow_nan=False)
    assert to_json(found)["undefined"] == {}


def test_buy_and_hold_is_the_price_but_for_its_costs(run):
    bars, _, found = run
    price = bars.close[-1] / bars.open[15] - 1.0
    assert found["buy_and_hold_return_pct"].value == pytest.approx(price * 100.0, abs=0.5)


def test_a_year_of_minutes_is_measured_in_a_tenth_of_a_second(shared_data):
    bars = stored_bars(shared_data, "bitfinex_BTC-USD_1m")
    chance = np.random.default_rng(7)
    equity = 10_000.0 * np.exp(np.cumsum(chance.normal(0.0, 1e-4, len(bars))))
    result = outcome(equity.tolist(), closed=trades(pnl=chance.normal(0.0, 10.0, 5_000).tolist()))
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        metrics(result, bars, CONFIG, buy_and_hold(bars, CONFIG))
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.1
