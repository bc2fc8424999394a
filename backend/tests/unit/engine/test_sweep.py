"""A sweep is many single runs, only faster."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from app.domain.backtest import Hooks, Progress, RunConfig
from app.domain.errors import Cancelled, InvalidInput
from app.domain.rules.spec import Condition, IndicatorCall, Number, Operator, Rule, Signal
from app.engine.backtest import FastEngine
from app.engine.parameters import with_values
from app.engine.sweep import TOTAL_RETURN, Ranking, sweep
from tests.unit.engine.test_backtest import BARS, STRATEGY
from tests.unit.engine.test_parameters import POINTERS

COMBINATIONS = [
    {"period": period, "low": low, "stop": stop}
    for period, low, stop in itertools.product((5, 9, 14), (30.0, 45.0), (0.5, 3.0))
]


@pytest.mark.parametrize("close_at_end", [False, True])
def test_each_figure_is_that_of_its_single_run(close_at_end: bool) -> None:
    config = RunConfig(close_at_end=close_at_end)
    figures = sweep(STRATEGY, POINTERS, COMBINATIONS, BARS, config)
    singles = [
        FastEngine().run(with_values(STRATEGY, POINTERS, values), BARS, config).final_capital
        for values in COMBINATIONS
    ]
    assert figures.tobytes() == np.array(singles).tobytes()
    assert len(set(singles)) > 6


def test_a_figure_may_need_the_whole_outcome() -> None:
    ranking = Ranking("trades", of_outcome=lambda outcome: float(len(outcome.trades)))
    figures = sweep(STRATEGY, POINTERS, COMBINATIONS, BARS, RunConfig(), ranking=ranking, first=50)
    singles = [
        len(
            FastEngine().run(with_values(STRATEGY, POINTERS, v), BARS, RunConfig(), first=50).trades
        )
        for v in COMBINATIONS
    ]
    assert figures.tolist() == singles


def test_total_return_is_percent_of_the_start() -> None:
    config = RunConfig(initial_capital=500.0)
    figures = sweep(STRATEGY, POINTERS, [{"low": 45.0}], BARS, config, ranking=TOTAL_RETURN)
    capital = sweep(STRATEGY, POINTERS, [{"low": 45.0}], BARS, config)
    assert figures[0] == (capital[0] / 500.0 - 1.0) * 100.0


def test_an_indicator_over_a_swept_indicator_is_computed_anew() -> None:
    smoothed = IndicatorCall("SMA", (("period", 3),), source=IndicatorCall("RSI"))
    rule = Rule("low", Signal.BUY, Condition(smoothed, Operator.LESS_THAN, Number(40.0)))
    strategy = replace(STRATEGY, entry_rules=(rule,))
    pointers = {"inner": ["/entry_rules/0/body/left/source/params/period"]}
    combinations = [{"inner": n} for n in (5, 9, 14, 5)]
    figures = sweep(strategy, pointers, combinations, BARS, RunConfig())
    singles = [
        FastEngine().run(with_values(strategy, pointers, v), BARS, RunConfig()).final_capital
        for v in combinations
    ]
    assert figures.tolist() == singles
    assert len(set(singles)) == 3


def test_progress_and_cancellation_come_after_each_combination() -> None:
    seen: list[Progress] = []
    hooks = Hooks(progress=seen.append, cancelled=lambda: len(seen) >= 3)
    with pytest.raises(Cancelled, match="cancelled"):
        sweep(STRATEGY, POINTERS, COMBINATIONS, BARS, RunConfig(), hooks=hooks)
    assert [step.fraction for step in seen] == [1 / 12, 2 / 12, 3 / 12]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InvalidInput, match="speed is not a parameter of this sweep"):
        sweep(STRATEGY, POINTERS, [{"speed": 1}], BARS, RunConfig())
