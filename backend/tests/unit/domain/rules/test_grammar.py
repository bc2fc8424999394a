"""The text form of conditions: what it means, and what is said when it means nothing."""

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Number,
    Operator,
    Price,
    PriceField,
)
from app.domain.rules.text import parse_expression
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

CLOSE, OPEN, HIGH = (Price(PriceField(name)) for name in ("close", "open", "high"))
A = Condition(CLOSE, Operator.GREATER_THAN, Number(1.0))
B = Condition(OPEN, Operator.LESS_THAN, Number(2.0))
ADD, SUB, MUL, DIV = Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL, Arithmetic.DIV


def read(text):
    return parse_expression(text, CATALOGUE)


def left(text):
    condition = read(f"{text} > 1")
    assert isinstance(condition, Condition)
    assert condition.right == Number(1.0)
    return condition.left


@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("<", "less_than"),
        ("<=", "less_or_equal"),
        (">", "greater_than"),
        (">=", "greater_or_equal"),
        ("==", "equal"),
        ("!=", "not_equal"),
        ("crosses above", "crosses_above"),
        ("Crosses  Below", "crosses_below"),
    ],
)
def test_two_sides_are_compared(written, operator):
    assert read(f"close {written} open") == Condition(CLOSE, Operator(operator), OPEN)


def test_ranges_take_two_sums_and_runs_a_number_of_bars():
    between = read("close between 1 + 2 and open")
    assert between == Condition(
        CLOSE, Operator.BETWEEN, (Expression(ADD, (Number(1.0), Number(2.0))), OPEN)
    )
    outside = read("close outside 1 and 2 and open < 2")
    assert outside == Group(
        Logic.AND, (Condition(CLOSE, Operator.OUTSIDE, (Number(1.0), Number(2.0))), B)
    )
    assert read("close falling 3 within 2") == Condition(CLOSE, Operator.FALLING, 3, within=2)


def test_not_binds_tighter_than_and_and_and_tighter_than_or():
    text = "not close > 1 and open < 2 or close > 1"
    assert read(text) == Group(Logic.OR, (Group(Logic.AND, (Group(Logic.NOT, (A,)), B)), A))


def test_parentheses_keep_what_they_group():
    a, b = "close > 1", "open < 2"
    assert read(f"{a} and {b} and {a}") == Group(Logic.AND, (A, B, A))
    assert read(f"({a} and {b}) and {a}") == Group(Logic.AND, (Group(Logic.AND, (A, B)), A))
    assert read(f"(({a}))") == A


def test_quantifiers_stand_after_a_condition_or_a_group():
    assert read("close > 1 for 2") == Condition(CLOSE, Operator.GREATER_THAN, Number(1.0), None, 2)
    assert read("(close > 1 or open < 2) within 3") == Group(Logic.OR, (A, B), 3)
    assert read("(not close > 1) within 3") == Group(Logic.NOT, (A,), 3)
    inner = Condition(CLOSE, Operator.GREATER_THAN, Number(1.0), 2)
    assert read("not close > 1 within 2") == Group(Logic.NOT, (inner,))
    assert read("(close > 1 within 2) for 3") == Group(Logic.AND, (inner,), None, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("close + open * high", Expression(ADD, (CLOSE, Expression(MUL, (OPEN, HIGH))))),
        ("(close + open) * high", Expression(MUL, (Expression(ADD, (CLOSE, OPEN)), HIGH))),
        ("close - open - high", Expression(SUB, (Expression(SUB, (CLOSE, OPEN)), HIGH))),
        ("close - (open - high)", Expression(SUB, (CLOSE, Expression(SUB, (OPEN, HIGH))))),
        ("close / open * high", Expression(MUL, (Expression(DIV, (CLOSE, OPEN)), HIGH))),
        ("close + open + high", Expression(ADD, (CLOSE, OPEN, HIGH))),
        ("-2", Number(-2.0)),
        ("--2", Number(2.0)),
        ("-(2)", Number(-2.0)),
        ("-close", Expression(SUB, (Number(0.0), CLOSE))),
        ("close - -2", Expression(SUB, (CLOSE, Number(-2.0)))),
        ("2*-close", Expression(MUL, (Number(2.0), Expression(SUB, (Number(0.0), CLOSE))))),
        ("min(close, open, 3)", Expression(Arithmetic.MIN, (CLOSE, OPEN, Number(3.0)))),
        ("abs(close)[1]", Expression(Arithmetic.ABS, (CLOSE,), 1)),
    ],
)
def test_arithmetic_binds_as_usual(text, expected):
    assert left(text) == expected


def test_small_min_is_arithmetic_and_large_min_is_talibs():
    assert left("max(high, 20)") == Expression(Arithmetic.MAX, (HIGH, Number(20.0)))
    assert left("MAX(high, 20)") == IndicatorCall("MAX", (("period", 20),), source=HIGH)
    assert left("Max(20)") == IndicatorCall("MAX", (("period", 20),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("close[2]@4h", Price(PriceField.CLOSE, 2, Timeframe.H4)),
        ("close@ 1d", Price(PriceField.CLOSE, 0, Timeframe.D1)),
        ("Close[0]", CLOSE),
        ("(close)[2]", Price(PriceField.CLOSE, 2)),
        ("(close[1])[2]@4h", Price(PriceField.CLOSE, 3, Timeframe.H4)),
        ("(close + open)[2]@4h", Expression(ADD, (CLOSE, OPEN), 2, Timeframe.H4)),
        ("(close + open)@1d + high", Expression(
            ADD, (Expression(ADD, (CLOSE, OPEN), 0, Timeframe.D1), HIGH)
        )),
        ("RSI(9)[1]@4h", IndicatorCall("RSI", (("period", 9),), None, None, 1, Timeframe.H4)),
        ("MACD().signal[1]", IndicatorCall("MACD", (), "signal", None, 1)),
    ],
)  # fmt: skip
def test_offset_and_timeframe_follow_any_operand(text, expected):
    assert left(text) == expected


@pytest.mark.parametrize(
    ("text", "is_group"),
    [
        ("(close) > 1", False),
        ("((close)) + 1 > 1", False),
        ("(close)[1] > 1", False),
        ("(close)@4h > 1", False),
        ("(close + 1) rising 2", False),
        ("(close > 1) and close > 1", True),
        ("((close > 1) or (close) > 1) for 2", True),
    ],
)
def test_a_parenthesis_opens_a_sum_or_a_group_by_what_follows_it(text, is_group):
    assert isinstance(read(text), Group) is is_group


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "expected a number, a price or an indicator, found the end"),
        ("close", 6, "expected a comparison"),
        ("close >", 8, "expected a number, a price or an indicator, found the end"),
        ("close > > 1", 9, "expected a number, a price or an indicator, found >"),
        ("close = 1", 7, "write == to compare"),
        ("close crosss above 1", 7, "found crosss; did you mean crosses?"),
        ("close crosses abov 1", 15, "expected above or below, found abov; did you mean above?"),
        ("close > 1 an open > 1", 11, "found an; did you mean and?"),
        ("close > 1 open > 1", 11, "expected and, or, or the end of the rule, found open"),
        ("cloze > 1", 1, 'unknown name "cloze"; did you mean close?'),
        ("RSI > 1", 1, "RSI needs its parentheses: RSI()"),
        ("RIS(14) > 1", 1, 'unknown indicator "RIS"; did you mean RSI?'),
        ("RSI(14 > 1", 8, "expected a comma or ), found >"),
        ("RSI(14)) > 1", 8, "expected a comparison"),
        ("(close > 1", 11, "expected ), found the end"),
        ("close[-1] > 1", 7, "a negative one would see the future"),
        ("close[1.5] > 1", 7, "expected a number of bars after ["),
        ("close[99999999999] > 1", 7, "is above the limit of 1,000,000,000"),
        ("close[1 > 1", 9, "expected ], found >"),
        ("close@4h[1] > 1", 9, "write the offset before the timeframe"),
        ("MACD()[1].signal > 1", 10, "write the output before the offset"),
        ("close@60m > 1", 6, 'unknown timeframe "60m"'),
        ("close@ > 1", 6, 'unknown timeframe ""'),
        ("(close@4h)[1] > 1", 11, "this part is on 4h already"),
        ("5[1] > 1", 2, "a number is the same on every bar"),
        ("(5)[1] > 1", 4, "a number is the same on every bar"),
        ("1e999 > 1", 1, "1e999 is too large a number"),
        ("min(close) > 1", 1, "min takes two or more arguments, not 1"),
        ("abs(close, open) > 1", 1, "abs takes one argument, not 2"),
        ("min(close open) > 1", 11, "expected a comma or ), found open"),
        ("close rising > 1", 14, "expected a number of bars after rising"),
        ("close between 1 or 2", 17, "expected and, found or"),
        ("close > 1 within 2 for 3", 20, "within or for, not both"),
        ("close > 1 within", 17, "expected a number of bars after within, found the end"),
        ("not", 4, "expected a number, a price or an indicator"),
        ("MACD(). > 1", 9, "expected the name of an output"),
        ("9**9**9 > 1", 3, "expected a number, a price or an indicator, found *"),
        ("().__class__ > 1", 2, "expected a number"),
        ("__import__(1) > 1", 1, 'unknown indicator "__import__"'),
        ("lambda: 1 > 1", 1, 'unknown name "lambda"'),
        ("close.real > 1", 6, "expected a comparison"),
    ],
)
def test_an_error_says_where_and_what_was_expected(text, column, message):
    with pytest.raises(InvalidRules) as caught:
        read(text)
    fault = caught.value.faults[0]
    assert (fault.line, fault.column) == (1, column)
    assert message in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "close > 1" + ")" * 10_000,
        "(" * 10_000,
        "not " * 10_000 + "close > 1",
        "abs(" * 10_000 + "close",
        "-" * 10_001 + "close > 1 and" * 3,
        "close - " * 10_000 + "close > 1",
        "close * " * 10_000 + "close > 1",
        "RSI(" * 5_000 + "close" + ")" * 5_000 + "> 1",
    ],
    ids=lambda text: text[:8],
)
def test_depth_and_length_are_refused_before_python_recurses(text):
    with pytest.raises(InvalidRules):
        read(text)
