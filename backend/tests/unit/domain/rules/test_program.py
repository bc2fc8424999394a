"""How much past rules read, and how parameters move."""

import math

import numpy as np
import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.program import CompiledRules
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Arithmetic, Expression, Node, Operand
from app.domain.timeframes import Timeframe
from tests.builders import bars
from tests.documents import CLOSE, condition, group, indicator, sell, strategy


def warm_up(body: Node, timeframe: Timeframe = Timeframe.H1) -> int:
    return compile_strategy(strategy(body, timeframe=timeframe)).history.warm_up


SMA5 = indicator("SMA", period=5)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (condition(CLOSE, "less_than", 1), 0),
        (condition(SMA5, "less_than", 1), 4),
        (condition(CLOSE, "greater_than", indicator("SMA", period=5, offset=3)), 7),
        (condition(indicator("SMA", period=5, source=indicator("RSI")), "less_than", 1), 18),
        (condition(Expression(Arithmetic.SUB, (CLOSE, SMA5), offset=2), "less_than", 1), 6),
        (condition(SMA5, "crosses_above", CLOSE), 5),
        (condition(SMA5, "rising", 3), 7),
        (condition(SMA5, "less_than", 1, within=10), 13),
        (group("OR", condition(SMA5, "less_than", 1), condition(CLOSE, "rising", 9)), 9),
        (group("NOT", condition(SMA5, "rising", 3), for_bars=2), 8),
        (condition(CLOSE, "between", (SMA5, indicator("SMA", period=8))), 7),
    ],
)
def test_warm_up_adds_up_along_the_longest_path(body, expected):
    """Rule 6."""
    assert warm_up(body) == expected


@pytest.mark.parametrize("start", range(4))
def test_warm_up_covers_a_larger_timeframe_wherever_the_series_begins(start):
    """Rules 4 and 6: the first whole 4h bar may begin three hours after the series."""
    mean = indicator("SMA", period=3, timeframe=Timeframe.H4)
    rules = compile_strategy(strategy(condition(mean, "greater_than", 1)))
    series = bars(np.linspace(5, 9, 60)).slice(start, 60)
    first = int(np.argmax(evaluate(rules, compute_series(rules, series)).entry_long == 0))
    assert first <= rules.history.warm_up == 14


def memory(operand: Operand) -> float:
    return compile_strategy(strategy(condition(operand, "less_than", 1))).history.memory


def test_memory_is_never_shorter_than_the_warm_up():
    assert memory(SMA5) == 4
    assert memory(indicator("EMA", period=5)) > 60


def test_a_sources_memory_comes_on_top():
    ema = indicator("EMA", period=5)
    assert memory(indicator("SMA", period=8, source=ema)) == memory(ema) + 7
    assert memory(indicator("EMA", period=5, source=ema, offset=2)) == 2 * memory(ema) + 2


def test_the_start_always_matters_to_a_cumulative_indicator():
    """Rule 6: not tradable without an anchor, and a backtest loads all there is."""
    rules = compile_strategy(strategy(condition(indicator("OBV"), "rising", 3)))
    assert rules.history.memory == math.inf
    assert rules.look_back() == math.inf
    assert rules.infinite == ("OBV",)


def test_look_back_counts_bars_of_the_stored_timeframe():
    rules = compile_strategy(strategy(condition(SMA5, "less_than", 1)))
    assert rules.look_back() == 4
    assert rules.look_back(Timeframe.M1) == 4 * 60 + 59


def rsi_rules() -> CompiledRules:
    rsi = indicator("RSI", period=14)
    return compile_strategy(
        strategy(
            condition(rsi, "less_than", 30),
            exits=[sell(condition(rsi, "greater_than", 70))],
        ),
        {
            "period": [
                "/entry_rules/0/body/left/params/period",
                "/exit_rules/0/body/left/params/period",
            ],
            "low": ["/entry_rules/0/body/right"],
            "high": ["/exit_rules/0/body/right"],
        },
    )


@pytest.mark.parametrize(("period", "low", "high"), [(3, 40, 60), (7, 25.5, 70), (14, 30, 30)])
def test_replaced_parameters_give_the_signals_of_the_document_that_says_so(period, low, high):
    swing = bars(100 + 10 * np.sin(np.arange(200) / 7) + np.arange(200) % 5)
    moved = rsi_rules().with_parameters({"period": period, "low": low, "high": high})
    rsi = indicator("RSI", period=period)
    fresh = compile_strategy(
        strategy(
            condition(rsi, "less_than", low), exits=[sell(condition(rsi, "greater_than", high))]
        )
    )
    got, expected = (evaluate(rules, compute_series(rules, swing)) for rules in (moved, fresh))
    np.testing.assert_array_equal(got.entry_long, expected.entry_long)
    np.testing.assert_array_equal(got.exit_long, expected.exit_long)
    assert (got.entry_long == 0).any()
    assert moved.history == fresh.history


def test_replacing_parameters_leaves_the_original_alone():
    rules = rsi_rules()
    before = rules.nodes, rules.runs
    rules.with_parameters({"period": 3, "low": 1.0})
    assert (rules.nodes, rules.runs) == before


def test_two_parameters_of_one_indicator_move_together():
    place = "/entry_rules/0/body/left/params/"
    rules = compile_strategy(
        strategy(condition(indicator("MACD", signal_period=4), "greater_than", 0)),
        {"fast": [place + "fast_period"], "slow": [place + "slow_period"]},
    )
    moved = rules.with_parameters({"fast": 30, "slow": 60})
    assert moved.runs[0].params == {"fast_period": 30, "slow_period": 60, "signal_period": 4}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"speed": 3}, "speed is not a parameter of these rules; declared: period, low, high"),
        ({"low": float("nan")}, "low must be a finite number"),
        ({"low": "much"}, "low must be a finite number, not 'much'"),
        ({"period": -3}, "-3"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(values, message):
    with pytest.raises(InvalidRules, match=message):
        rsi_rules().with_parameters(values)
