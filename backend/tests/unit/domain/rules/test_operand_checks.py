"""What is wrong with conditions and operands by themselves."""

import pytest

from app.domain.rules.operand_checks import operand_faults
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    IndicatorCall,
    Number,
    Operator,
    Price,
    PriceField,
    Rule,
    Signal,
    Strategy,
)
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

CLOSE = Price(PriceField.CLOSE)
LEFT, CONDITION = "/entry_rules/0/conditions/0/left", "/entry_rules/0/conditions/0"


def faults(condition, timeframe=Timeframe.H1):
    rule = Rule("r", Signal.BUY, condition)
    strategy = Strategy(name="x", symbol="x", timeframe=timeframe, entry_rules=(rule,))
    return [(f.pointer, f.message) for f in operand_faults(strategy, CATALOGUE)]


def above(left):
    return Condition(left, Operator.GREATER_THAN, Number(1.0))


def nested(depth):
    operand = CLOSE
    for _ in range(depth - 1):
        operand = Expression(Arithmetic.ABS, (operand,))
    return operand


@pytest.mark.parametrize(
    ("left", "pointer", "message"),
    [
        (IndicatorCall("RIS"), f"{LEFT}/indicator", 'unknown indicator "RIS"; did you mean RSI?'),
        (
            IndicatorCall("MACD", output="signl"),
            f"{LEFT}/output",
            'unknown output of MACD: "signl"; did you mean signal?; '
            "allowed: macd, signal, histogram",
        ),
        (
            IndicatorCall("RSI", (("perod", 3),)),
            f"{LEFT}/params/perod",
            'unknown parameter of RSI: "perod"; did you mean period?; allowed: period',
        ),
        (
            IndicatorCall("RSI", (("period", 10**9),)),
            f"{LEFT}/params/period",
            "RSI: period is 1000000000, allowed: a whole number from 2 to 5000",
        ),
        (
            IndicatorCall("RSI", (("period", 2.5),)),
            f"{LEFT}/params/period",
            "RSI: period is 2.5, allowed: a whole number from 2 to 5000",
        ),
        (
            IndicatorCall("VWAP", (("anchor", "year"),)),
            f"{LEFT}/params/anchor",
            "VWAP: anchor is 'year', allowed: session, week, month, start",
        ),
        (
            IndicatorCall("ATR", source=CLOSE),
            f"{LEFT}/source",
            "ATR reads high, low, close; it takes no source",
        ),
        (
            Price(PriceField.CLOSE, -1),
            f"{LEFT}/offset",
            "an offset counts bars back; a negative one would see the future",
        ),
        (
            Price(PriceField.CLOSE, 5_001),
            f"{LEFT}/offset",
            "an offset is at most 5,000 bars, not 5,001",
        ),
        (
            Price(PriceField.CLOSE, 0, Timeframe.M30),
            f"{LEFT}/timeframe",
            "timeframe 30m must be a multiple of 1h, in which this is computed",
        ),
        (
            IndicatorCall(
                "SMA", source=Price(PriceField.OPEN, 0, Timeframe.H12), timeframe=Timeframe.H8
            ),
            f"{LEFT}/source/timeframe",
            "timeframe 12h must be a multiple of 8h, in which this is computed",
        ),
        (
            Expression(Arithmetic.ADD, (CLOSE,) * 17),
            f"{LEFT}/args",
            "add has 17 arguments, the limit is 16",
        ),
        (
            nested(9),
            LEFT + "/args/0" * 8,
            "operands nest 9 deep here, the limit is 8",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_fault_says_where_and_what(left, pointer, message):
    ((where, told),) = faults(above(left))
    assert (where, told[: len(message)]) == (pointer, message)


@pytest.mark.parametrize(
    "left",
    [
        nested(8),
        Price(PriceField.CLOSE, 5_000, Timeframe.D1),
        IndicatorCall("BBANDS", (("deviations_up", -10.0), ("ma_type", "wma")), "lower"),
        IndicatorCall("OBV", source=Price(PriceField.OPEN)),
    ],
    ids=["eight deep", "far back", "parameters at their bounds", "a source beside volume"],
)
def test_what_is_allowed_has_no_faults(left):
    assert faults(above(left)) == []


@pytest.mark.parametrize(
    ("condition", "field", "message"),
    [
        (Condition(CLOSE, Operator.EQUAL, CLOSE, within=0), "within", "1 to 5,000 bars, not 0"),
        (Condition(CLOSE, Operator.EQUAL, CLOSE, for_bars=5_001), "for", "not 5,001"),
        (Condition(CLOSE, Operator.EQUAL, CLOSE, 2, 2), "for", "stand together"),
        (Condition(CLOSE, Operator.RISING, 0), "right", "rising takes 1 to 5,000 bars"),
        (
            Condition(CLOSE, Operator.BETWEEN, (Number(30.25), Number(30.0))),
            "right",
            "between takes the lower bound first: 30.25 is above 30",
        ),
    ],
)
def test_a_condition_counts_bars_and_orders_its_bounds(condition, field, message):
    ((pointer, told),) = faults(condition)
    assert pointer == f"{CONDITION}/{field}"
    assert message in told


def test_bounds_that_are_computed_may_cross():
    bounds = (CLOSE, Number(1.0))
    assert faults(Condition(CLOSE, Operator.OUTSIDE, bounds)) == []
