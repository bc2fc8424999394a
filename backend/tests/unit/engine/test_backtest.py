"""The default engine as its callers meet it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from app.domain.backtest import Hooks, Progress, RunConfig
from app.domain.errors import Cancelled, InvalidInput, InvalidRules
from app.domain.rules.spec import (
    Condition,
    IndicatorCall,
    Number,
    Operator,
    Risk,
    Rule,
    RuleRef,
    Signal,
    Strategy,
)
from app.domain.timeframes import Timeframe
from app.engine.backtest import FastEngine, run_signals
from tests.engine_runs import difference, signal_run
from tests.markets import walk

RSI = IndicatorCall("RSI")
STRATEGY = Strategy(
    name="dip",
    symbol="TEST",
    timeframe=Timeframe.H1,
    entry_rules=(Rule("low", Signal.BUY, Condition(RSI, Operator.LESS_THAN, Number(40.0))),),
    exit_rules=(Rule("high", Signal.SELL, Condition(RSI, Operator.GREATER_THAN, Number(60.0))),),
    risk=Risk(stop_loss_pct=2.0, take_profit_pct=5.0),
)
BARS = walk(400, 11)


def test_a_strategy_is_traded_from_its_document_alone() -> None:
    outcome = FastEngine().run(STRATEGY, BARS, RunConfig())
    assert len(outcome.trades) > 5
    assert outcome.equity.shape == (400,)
    assert outcome.final_capital == outcome.equity[-1]


def test_the_same_inputs_give_the_same_bits() -> None:
    first = FastEngine().run(STRATEGY, BARS, RunConfig())
    again = FastEngine().run(STRATEGY, BARS, RunConfig())
    assert difference(first, again) is None


def test_seconds_are_counted_by_the_clock_given() -> None:
    ticks = itertools.count()
    _, timing = FastEngine().run_timed(STRATEGY, BARS, RunConfig(), lambda: float(next(ticks)))
    assert (timing.series, timing.rules, timing.walk, timing.total) == (1.0, 1.0, 1.0, 3.0)


@pytest.mark.parametrize("count", [10, 400])
def test_progress_is_told_fifty_times_and_ends_with_the_end(count: int) -> None:
    seen: list[Progress] = []
    outcome = FastEngine().run(
        STRATEGY, BARS.slice(0, count), RunConfig(), hooks=Hooks(progress=seen.append)
    )
    fractions = [step.fraction for step in seen]
    assert len(seen) == 50
    assert fractions == sorted(fractions)
    assert seen[-1] == Progress(1.0, int(BARS.time[count - 1]), outcome.final_capital)


def test_listening_changes_no_bit() -> None:
    drawn = signal_run(5)
    heard = drawn.outcome(hooks=Hooks(progress=lambda _: None, cancelled=lambda: False))
    assert difference(drawn.outcome(), heard) is None


def test_a_cancelled_run_stops_at_the_next_report() -> None:
    asked = itertools.count()
    with pytest.raises(Cancelled, match="cancelled"):
        FastEngine().run(
            STRATEGY, BARS, RunConfig(), hooks=Hooks(cancelled=lambda: next(asked) >= 3)
        )
    assert next(asked) == 4


@pytest.mark.parametrize("first", [-1, 400, 1_000])
def test_the_period_must_have_a_bar(first: int) -> None:
    with pytest.raises(InvalidInput, match="but there are 400 bars"):
        FastEngine().run(STRATEGY, BARS, RunConfig(), first=first)


def test_signals_must_be_as_long_as_the_bars() -> None:
    drawn = signal_run(5)
    with pytest.raises(InvalidInput, match="signals for 250 bars, but 100 bars"):
        run_signals(drawn.signals, drawn.bars.slice(0, 100), drawn.strategy, drawn.config)


def test_bars_of_another_timeframe_are_refused() -> None:
    with pytest.raises(InvalidInput, match="1h"):
        FastEngine().run(STRATEGY, replace(BARS, timeframe=Timeframe.H4), RunConfig())


def test_a_rule_still_to_be_looked_up_is_refused() -> None:
    with pytest.raises(InvalidRules, match="rule_001"):
        FastEngine().run(replace(STRATEGY, entry_rules=(RuleRef("rule_001"),)), BARS, RunConfig())


def test_rule_05_warm_up_bars_give_the_indicators_their_past() -> None:
    with_past = FastEngine().run(STRATEGY, BARS, RunConfig(), first=200)
    without = FastEngine().run(STRATEGY, BARS.slice(200, 400), RunConfig())
    assert with_past.equity.shape == without.equity.shape == (200,)
    assert np.all(with_past.trades.entry_bar > 200)
    assert with_past.equity.tobytes() != without.equity.tobytes()
