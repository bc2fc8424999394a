"""What the reference engine promises besides the fill rules."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.adapters.backtesting.backtrader import BacktraderEngine
from app.domain.backtest import Hooks, Outcome, Progress, RunConfig
from app.domain.errors import Cancelled, InvalidInput, InvalidRules
from app.domain.market import Bars
from app.domain.rules.spec import (
    Condition,
    Direction,
    Operator,
    Price,
    PriceField,
    Risk,
    Rule,
    RuleRef,
    Signal,
    Strategy,
)
from app.domain.timeframes import Timeframe
from tests.builders import bars

BACKEND = Path(__file__).resolve().parents[3]
CLOSE = Price(PriceField.CLOSE)
RISES = Rule("rises", Signal.BUY, Condition(CLOSE, Operator.RISING, 1))
FALLS = Rule("falls", Signal.SELL, Condition(CLOSE, Operator.FALLING, 2))
STRATEGY = Strategy(
    name="test",
    symbol="TEST",
    timeframe=Timeframe.H1,
    entry_rules=(RISES, FALLS),
    exit_rules=(FALLS,),
    direction=Direction.BOTH,
    reverse=True,
    risk=Risk(stop_loss_pct=1.0, trailing_stop_pct=1.5, cooldown_bars=1),
)
COSTLY = RunConfig(borrow_pct_per_year=50.0, min_fee=0.2)


@pytest.fixture(scope="module")
def walk() -> Bars:
    return bars(100.0 * np.exp(np.cumsum(np.random.default_rng(5).normal(0.0, 0.01, 400))))


def money(outcome: Outcome) -> float:
    """Return what the trades and the open position add up to."""
    held = outcome.open_position
    open_profit = 0.0 if held is None else held.unrealized_pnl
    return COSTLY.initial_capital + float(outcome.trades.pnl.sum()) + open_profit


def test_every_cent_of_equity_is_a_trades(walk):
    outcome = BacktraderEngine().run(STRATEGY, walk, COSTLY)
    assert len(outcome.trades) > 50
    assert outcome.final_capital == pytest.approx(money(outcome), rel=1e-12)


def test_what_came_before_does_not_depend_on_what_follows(walk):
    whole = BacktraderEngine().run(STRATEGY, walk, COSTLY)
    for cut in (100, 217, 333):
        part = BacktraderEngine().run(STRATEGY, walk.slice(0, cut), COSTLY)
        np.testing.assert_array_equal(part.equity, whole.equity[:cut])
        closed = int((whole.trades.exit_bar < cut).sum())
        np.testing.assert_array_equal(part.trades.pnl, whole.trades.pnl[:closed])


def test_bars_before_the_period_are_read_but_not_traded():
    # Rises at bar 1; falls twice by bar 3, the first of the period: sold short at bar 4.
    series = bars("100 101 100 99 98 97")
    outcome = BacktraderEngine().run(STRATEGY, series, COSTLY, first=3)
    assert outcome.equity.size == 3
    assert outcome.open_position is not None
    assert (outcome.open_position.side, outcome.open_position.entry_bar) == (-1, 4)


def test_an_unfinished_run_says_where_it_is(walk):
    seen: list[Progress] = []
    outcome = BacktraderEngine().run(STRATEGY, walk, COSTLY, hooks=Hooks(progress=seen.append))
    fractions = [progress.fraction for progress in seen]
    assert len(seen) >= 50
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert seen[-1].equity == pytest.approx(outcome.final_capital)
    assert seen[-1].time_ns == walk.time[-1]


def test_the_caller_can_stop_it(walk):
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        BacktraderEngine().run(STRATEGY, walk, COSTLY, hooks=Hooks(cancelled=lambda: next(asked)))


def test_the_same_run_twice_is_the_same(walk):
    one, other = (BacktraderEngine().run(STRATEGY, walk, COSTLY) for _ in range(2))
    np.testing.assert_array_equal(one.equity, other.equity)


@pytest.mark.parametrize("first", [-1, 400])
def test_a_period_without_bars_is_refused(walk, first):
    with pytest.raises(InvalidInput, match=f"begins at bar {first}, but there are 400 bars"):
        BacktraderEngine().run(STRATEGY, walk, COSTLY, first=first)


def test_intrabar_bars_must_be_finer(walk):
    with pytest.raises(InvalidInput, match="bars of 1h are not finer than bars of 1h"):
        BacktraderEngine().run(STRATEGY, walk, COSTLY, finer=walk)


def test_saved_rules_must_be_filled_in(walk):
    with pytest.raises(InvalidRules):
        BacktraderEngine().run(replace(STRATEGY, entry_rules=(RuleRef("x"),)), walk, COSTLY)


def test_one_bar_is_a_run_without_trades():
    outcome = BacktraderEngine().run(STRATEGY, bars("100"), COSTLY)
    assert outcome.equity.tolist() == [10_000.0]
    assert len(outcome.trades) == 0


def test_it_loads_without_a_warning_in_a_fresh_interpreter(tmp_path):
    library = BACKEND / "app/adapters/backtesting/backtrader/library.py"
    found = subprocess.run(
        [sys.executable, "-W", "error", str(library)],
        env={**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
