"""Every distinct part once, in the right frame, under the right intent."""

from dataclasses import replace

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.compile import compile_strategy
from app.domain.rules.program import Column, Constant, Intent, Output, Seen
from app.domain.rules.spec import Arithmetic, Expression, Number, PriceField, RuleRef
from app.domain.timeframes import Timeframe
from tests.documents import CLOSE, VOLUME, buy, condition, group, indicator, sell, strategy


def test_an_unresolved_reference_is_refused_with_its_place():
    document = strategy(
        condition(CLOSE, "less_than", 1), RuleRef("rule_001"), exits=[RuleRef("rule_002")]
    )
    with pytest.raises(InvalidRules, match="rule_001 is not resolved") as caught:
        compile_strategy(document)
    assert [f.pointer for f in caught.value.faults] == ["/entry_rules/1", "/exit_rules/0"]


def test_an_indicator_named_often_is_computed_once():
    rsi = indicator("RSI", period=14)
    rules = compile_strategy(
        strategy(
            condition(rsi, "less_than", 30),
            condition(indicator("RSI"), "rising", 2),
            exits=[sell(condition(rsi, "greater_than", 70))],
        )
    )
    assert len(rules.runs) == 1
    assert rules.runs[0].params["period"] == 14
    assert sum(isinstance(node, Output) for node in rules.nodes) == 1


def test_several_outputs_share_one_run():
    macd = [indicator("MACD", output=output) for output in (None, "signal")]
    rules = compile_strategy(strategy(condition(macd[0], "crosses_above", macd[1])))
    (run,) = rules.runs
    assert [output for output, _ in run.outputs] == [0, 1]


def test_other_parameters_sources_and_frames_are_other_runs():
    calls = [
        indicator("SMA", period=3),
        indicator("SMA", period=4),
        indicator("SMA", period=3, source=VOLUME),
        indicator("SMA", period=3, timeframe=Timeframe.H4),
    ]
    rules = compile_strategy(strategy(*(condition(call, "less_than", 1) for call in calls)))
    assert len(rules.runs) == 4


def test_the_source_of_an_indicator_stands_before_it():
    smooth = indicator("SMA", source=indicator("RSI"), period=3)
    rules = compile_strategy(strategy(condition(smooth, "less_than", 1)))
    assert [run.indicator.name for run in rules.runs] == ["RSI", "SMA"]
    assert rules.runs[1].source == rules.runs[0].outputs[0][1]


def test_a_repeated_condition_is_one_truth_with_several_users():
    trend = condition(CLOSE, "greater_than", indicator("SMA"))
    rules = compile_strategy(
        strategy(
            group("AND", trend, condition(CLOSE, "rising", 2)),
            group("AND", trend, condition(CLOSE, "rising", 3)),
        )
    )
    assert len(rules.truths) == 5
    assert rules.shared == {0}


def test_buy_and_sell_mean_what_their_list_says():
    """An entry that buys opens a long; an exit that buys closes a short."""
    falls = condition(CLOSE, "falling", 1)
    rules = compile_strategy(
        strategy(buy(falls), sell(falls), exits=[buy(falls), sell(falls), sell(falls)])
    )
    found = {intent: [rule.index for rule in rules.intents[intent]] for intent in Intent}
    assert found == {
        Intent.ENTRY_LONG: [0],
        Intent.ENTRY_SHORT: [1],
        Intent.EXIT_SHORT: [0],
        Intent.EXIT_LONG: [1, 2],
    }


def test_the_strategys_own_timeframe_named_is_the_strategys_frame():
    own = replace(CLOSE, timeframe=Timeframe.H1)
    rules = compile_strategy(strategy(condition(own, "less_than", CLOSE)))
    assert rules.frames == (Timeframe.H1,)
    assert rules.nodes == (Column(PriceField.CLOSE, 0),)


def test_what_stands_inside_lives_in_the_frame_around_it():
    mean = indicator("SMA", source=VOLUME, period=3, timeframe=Timeframe.H4)
    rules = compile_strategy(strategy(condition(mean, "less_than", 1)))
    assert rules.frames == (Timeframe.H1, Timeframe.H4)
    assert rules.nodes[0] == Column(PriceField.VOLUME, 1)
    assert Seen(1, 1, 0) in rules.nodes


def test_a_source_with_its_own_timeframe_is_seen_by_the_indicators_bars():
    mean = indicator(
        "SMA",
        source=replace(CLOSE, timeframe=Timeframe.D1),
        period=3,
        timeframe=Timeframe.H4,
    )
    rules = compile_strategy(strategy(condition(mean, "less_than", 1)))
    seen = [(node.origin, node.frame) for node in rules.nodes if isinstance(node, Seen)]
    names = [(rules.frames[origin].value, rules.frames[frame].value) for origin, frame in seen]
    assert names == [("1d", "4h"), ("4h", "1h")]


@pytest.mark.parametrize(
    ("operand", "message"),
    [
        (replace(CLOSE, timeframe=Timeframe.M30), "30m must be a multiple of the strategy's 1h"),
        (indicator("SMMA2"), "unknown indicator 'SMMA2'"),
        (indicator("SMA", output="upper"), "no output upper"),
        (indicator("SMA", period=-1), "-1"),
    ],
    ids=["smaller timeframe", "unknown indicator", "unknown output", "parameter out of range"],
)
def test_what_cannot_be_computed_is_refused(operand, message):
    with pytest.raises(InvalidRules, match=message):
        compile_strategy(strategy(condition(operand, "less_than", 1)))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"x": ["/entry_rules/0/body/left"]}, "/entry_rules/0/body/left: no number"),
        ({"x": ["/entry_rules/7/body/right"]}, "no number and no indicator parameter"),
        (
            {"x": ["/entry_rules/0/body/right", "/entry_rules/0/body/left/params/period"]},
            "hold 14 and 30.0",
        ),
    ],
)
def test_a_declared_parameter_must_lead_to_one_value(parameters, message):
    document = strategy(condition(indicator("RSI"), "less_than", 30))
    with pytest.raises(InvalidRules, match=message):
        compile_strategy(document, parameters)


def test_a_declared_parameter_is_found_inside_groups_sources_and_ranges():
    smooth = indicator("SMA", source=indicator("RSI", period=5), period=3)
    body = group(
        "AND",
        condition(CLOSE, "rising", 1),
        group("NOT", condition(smooth, "between", (Number(20.0), Number(80.0)))),
    )
    place = "/exit_rules/0/body/conditions/1/conditions/0/"
    rules = compile_strategy(
        strategy(condition(CLOSE, "rising", 1), exits=[sell(body)]),
        {"period": [place + "left/source/params/period"], "high": [place + "right/1"]},
    )
    moved = rules.with_parameters({"period": 9, "high": 75})
    assert [run.params["period"] for run in moved.runs] == [9, 3]
    assert [n.value for n in moved.nodes if isinstance(n, Constant)] == [20.0, 75.0]


def test_a_declared_number_is_kept_apart_from_its_equals():
    total = Expression(Arithmetic.ADD, (CLOSE, Number(30.0)))
    document = strategy(condition(total, "less_than", 30))
    pointer = "/entry_rules/0/body/right"
    assert len(compile_strategy(document).nodes) == 3
    assert len(compile_strategy(document, {"level": [pointer]}).nodes) == 4
