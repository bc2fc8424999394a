"""One meaning, one normal form."""

import pytest

from app.domain.rules import normal
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Operator,
    Price,
    PriceField,
    Rule,
    RuleRef,
    Signal,
)
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

CLOSE, OPEN, HIGH = (Price(PriceField(name)) for name in ("close", "open", "high"))
ABOVE = Condition(CLOSE, Operator.GREATER_THAN, OPEN)
ADD, SUB, MUL = Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL


@pytest.mark.parametrize("written", ["RSI", "rsi", "Rsi"])
def test_an_indicator_is_found_in_any_case(written):
    assert normal.found(CATALOGUE, written) is CATALOGUE["RSI"]


def test_an_indicator_is_found_by_its_alias():
    assert normal.found(CATALOGUE, "dc") is CATALOGUE["DONCHIAN"]
    assert normal.found(CATALOGUE, "nothing") is None


def test_minus_zero_is_zero():
    assert str(normal.number(-0.0).value) == "0.0"


@pytest.mark.parametrize("logic", [Logic.AND, Logic.OR])
def test_a_group_of_one_is_its_child(logic):
    assert normal.group(logic, (ABOVE,)) is ABOVE


def test_not_keeps_its_only_child():
    assert normal.group(Logic.NOT, (ABOVE,)) == Group(Logic.NOT, (ABOVE,))


def test_a_child_takes_over_the_quantifier_of_its_group():
    taken = normal.group(Logic.OR, (ABOVE,), within=3)
    assert taken == Condition(CLOSE, Operator.GREATER_THAN, OPEN, within=3)


def test_a_quantifier_around_a_quantifier_needs_a_group():
    inner = normal.quantified(ABOVE, 2, None)
    assert normal.quantified(inner, None, 3) == Group(Logic.AND, (inner,), for_bars=3)


@pytest.mark.parametrize("op", [ADD, MUL])
def test_a_sum_that_begins_with_a_sum_is_one_sum(op):
    left = normal.expression(op, (CLOSE, OPEN))
    assert normal.expression(op, (left, HIGH)) == Expression(op, (CLOSE, OPEN, HIGH))


def test_only_a_leading_sum_is_flattened_since_both_fold_from_the_left():
    right = normal.expression(ADD, (OPEN, HIGH))
    assert normal.expression(ADD, (CLOSE, right)).args == (CLOSE, right)


def test_a_shifted_sum_stays_what_it_is():
    left = normal.expression(ADD, (CLOSE, OPEN), offset=1)
    assert normal.expression(ADD, (left, HIGH)).args == (left, HIGH)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("RSI", {"period": 14}, ()),
        ("RSI", {"timeperiod": 9.0}, (("period", 9),)),
        ("BBANDS", {"deviations_up": 2, "ma_type": "SMA"}, ()),
        ("BBANDS", {"ma_type": 1}, (("ma_type", "ema"),)),
        ("BBANDS", {"ma_type": 99}, (("ma_type", 99),)),
        ("BBANDS", {"period": 5, "deviations_up": 3}, (("deviations_up", 3.0), ("period", 5))),
        ("RSI", {"foo": 1, "period": 2.5}, (("foo", 1), ("period", 2.5))),
    ],
)
def test_parameters_lose_defaults_and_aliases(name, given, expected):
    params, twice = normal.params(CATALOGUE[name], given)
    assert params == expected
    assert [type(value) for _, value in params] == [type(value) for _, value in expected]
    assert twice == ()


def test_a_parameter_given_by_name_and_alias_is_noticed():
    assert normal.params(CATALOGUE["RSI"], {"period": 3, "timeperiod": 4})[1] == ("timeperiod",)


def test_default_output_and_source_are_dropped():
    macd, atr = CATALOGUE["MACD"], CATALOGUE["ATR"]
    assert normal.output(macd, "macd") is None
    assert normal.output(macd, "signal") == "signal"
    assert normal.source(macd, CLOSE) is None
    assert normal.source(macd, OPEN) is OPEN
    assert normal.source(atr, CLOSE) is CLOSE, "a source it does not take is a fault to report"


def test_a_timeframe_equal_to_the_enclosing_one_says_nothing():
    inner = IndicatorCall("SMA", source=Price(PriceField.OPEN, 0, Timeframe.H4))
    call = IndicatorCall("SMA", source=inner, timeframe=Timeframe.H4)
    body = Condition(call, Operator.LESS_THAN, Price(PriceField.HIGH, 2, Timeframe.H1))
    rule = Rule("r", Signal.BUY, Group(Logic.NOT, (body,)))
    framed = normal.framed_rule(rule, Timeframe.H1, lambda old, new: None)
    expected_source = IndicatorCall("SMA", source=OPEN)
    expected = Condition(
        IndicatorCall("SMA", source=expected_source, timeframe=Timeframe.H4),
        Operator.LESS_THAN,
        Price(PriceField.HIGH, 2),
    )
    assert isinstance(framed, Rule)
    assert framed.body == Group(Logic.NOT, (expected,))


def test_dropping_a_timeframe_can_join_sums_and_uncover_the_default_source():
    inner = Expression(ADD, (CLOSE, OPEN), timeframe=Timeframe.H1)
    whole = Expression(ADD, (inner, HIGH))
    call = IndicatorCall("SMA", source=Price(PriceField.CLOSE, 0, Timeframe.H1))
    rule = Rule("r", Signal.BUY, Condition(whole, Operator.BETWEEN, (call, HIGH)))
    framed = normal.framed_rule(rule, Timeframe.H1, lambda old, new: None)
    assert isinstance(framed, Rule)
    assert isinstance(framed.body, Condition)
    assert framed.body.left == Expression(ADD, (CLOSE, OPEN, HIGH))
    assert framed.body.right == (IndicatorCall("SMA"), HIGH)


def test_what_says_nothing_new_stays_the_same_object():
    rule = Rule("r", Signal.BUY, normal.group(Logic.AND, (ABOVE, ABOVE)))
    assert normal.framed_rule(rule, Timeframe.H1, lambda old, new: None) is rule
    reference = RuleRef("rule_001")
    assert normal.framed_rule(reference, Timeframe.H1, lambda old, new: None) is reference
