"""The terms and the first state of a run."""

import math
from dataclasses import replace

import pytest

from app.domain.backtest import RunConfig
from app.domain.risk.sizing import PERCENT_EQUITY, RISK_PER_TRADE
from app.domain.rules.spec import Risk, Size, SizeMode, Strategy
from app.domain.timeframes import Timeframe
from app.engine.state import fresh_state, terms_of

STRATEGY = Strategy(name="terms", symbol="TEST", timeframe=Timeframe.H1, entry_rules=())


def term(strategy: Strategy, name: str, config: RunConfig | None = None) -> float:
    return float(terms_of(strategy, config or RunConfig(), 60)[name][0])


def test_percent_becomes_a_fraction_exactly_once() -> None:
    strategy = replace(STRATEGY, risk=Risk(stop_loss_pct=2.0, max_daily_loss_pct=5.0))
    config = RunConfig(commission_pct=0.1, slippage_pct=0.05, borrow_pct_per_year=36.5)
    names = ("stop_distance", "max_daily_loss", "fee_rate", "slippage", "borrow_rate")
    values = [term(strategy, name, config) for name in names]
    assert values == [0.02, 0.05, 0.001, 0.0005, 0.365]


def test_what_is_not_set_is_nan_or_zero() -> None:
    for name in ("stop_distance", "trail_distance", "target_distance", "max_drawdown"):
        assert math.isnan(term(STRATEGY, name))
    assert term(STRATEGY, "max_bars") == 0.0


def test_no_size_is_ten_percent_of_equity() -> None:
    assert term(STRATEGY, "size_mode") == PERCENT_EQUITY
    assert term(STRATEGY, "size_value") == 0.1
    assert term(STRATEGY, "max_position") == 0.1


def test_amounts_are_not_taken_for_percent() -> None:
    amount = replace(STRATEGY, size=Size(SizeMode.FIXED_AMOUNT, 500.0))
    risking = replace(STRATEGY, size=Size(SizeMode.RISK_PER_TRADE_PCT, 1.0))
    assert term(amount, "size_value") == 500.0
    assert term(risking, "size_value") == 0.01
    assert term(risking, "size_mode") == RISK_PER_TRADE


@pytest.mark.parametrize(
    ("stop", "trail", "distance"),
    [(2.0, 3.0, 0.02), (4.0, 3.0, 0.03), (2.0, None, 0.02), (None, 3.0, 0.03)],
)
def test_rule_15_risk_is_measured_to_the_tighter_stop(
    stop: float | None, trail: float | None, distance: float
) -> None:
    strategy = replace(STRATEGY, risk=Risk(stop_loss_pct=stop, trailing_stop_pct=trail))
    assert term(strategy, "risk_distance") == distance


def test_rule_13_a_loss_waits_at_least_as_long_as_a_win() -> None:
    strategy = replace(STRATEGY, risk=Risk(cooldown_bars=3, cooldown_after_loss_bars=1))
    assert term(strategy, "cooldown_after_loss") == 3


def test_a_run_starts_flat_with_its_capital_and_nothing_due() -> None:
    state = fresh_state(5, 1_000.0)
    assert state["next_bar"][0] == 5
    assert [state[n][0] for n in ("cash", "equity", "peak_equity")] == [1_000.0] * 3
    assert [state[n][0] for n in ("side", "due_side", "trades", "refusals")] == [0] * 4
    assert [state[n][0] for n in ("due_exit", "halted_bar", "bankrupt_bar")] == [-1] * 3
