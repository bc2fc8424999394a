"""What people read is what they would write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rules.parse import parse
from app.domain.rules.spec import Condition, Number, Operator
from app.domain.rules.text import parse_expression, parse_text, print_text
from app.domain.rules.text_printing import node_text, number_text, operator_text
from tests.catalogue import CATALOGUE
from tests.strategies import documents


@pytest.mark.parametrize(
    "text",
    [
        "RSI(14) < 30 and (close crosses above SMA(200) or not ATR(14)@4h > 25)",
        "EMA(12)[1] <= close",
        "MACD(12, 26, 9).signal rising 3",
        "close / SMA(20) between 0.97 and 1.03",
        "BBANDS(20).lower != BBANDS(20, 2.5, ma_type=ema).lower",
        "BBANDS(20, deviations_down=1).upper > BBANDS(7, -1, 3).middle",
        "SAR() > SAR(maximum=0.5)",
        "CORREL(30) > CORREL(open, 9, other=high)",
        "VWAP(anchor=week) > OBV()",
        "RSI(source=5, 14) == RSI(source=-5, 14)",
        "STOCH(5, 3, 4, slow_k_ma=ema).k > 1",
        "(close + open) * high > close + open * high",
        "close - (open - high) > close - open - high",
        "close / (open * high) > close / open * high",
        "close * (open / high) > (close + open)[1]@4h + min(close, -2)[1]",
        "(0 - close) * -2 - -3 < 1e-05",
        "(not close > 1) within 3 or not (close > 1 and open > 1)",
        "((close > 1 within 2) for 3 and not not open > 1) within 4",
        "not (close > 1 or open > 1) for 2",
        "(close > 1 or open > 1) and ((close > 1 and open > 1) and high > 1)",
        "MAX(high, 20) > max(high, 20)",
        "close outside 1 and 2 and close falling 2 for 3",
    ],
)
def test_canonical_text_prints_as_it_was_written(text):
    node = parse_expression(text, CATALOGUE)
    assert parse_expression(node_text(node, CATALOGUE), CATALOGUE) == node
    assert node_text(node, CATALOGUE) == text


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_as_itself(value):
    condition = Condition(Number(value + 0.0), Operator.EQUAL, Number(1.0))
    assert parse_expression(node_text(condition, CATALOGUE), CATALOGUE) == condition


@pytest.mark.parametrize(
    ("value", "text"), [(30.0, "30"), (-0.5, "-0.5"), (1e15, "1000000000000000.0"), (1e22, "1e+22")]
)
def test_numbers_are_short(value, text):
    assert number_text(value) == text


def test_operators_have_one_spelling():
    assert [operator_text(operator) for operator in Operator] == [
        "<", "<=", ">", ">=", "==", "!=", "crosses above", "crosses below",
        "between", "outside", "rising", "falling",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(document=documents(CATALOGUE))
def test_printed_text_reads_back_as_the_same_strategy(document):
    strategy = parse(document, CATALOGUE)
    text = print_text(strategy, CATALOGUE)
    assert parse_text(text, CATALOGUE) == strategy
    assert print_text(parse_text(text, CATALOGUE), CATALOGUE) == text
