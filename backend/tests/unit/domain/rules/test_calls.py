"""Arguments of an indicator, by position and by name."""

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.spec import Condition, IndicatorCall, Number, Price, PriceField
from app.domain.rules.text import parse_expression
from tests.catalogue import CATALOGUE

OPEN, HIGH = Price(PriceField.OPEN), Price(PriceField.HIGH)


def call(text):
    condition = parse_expression(f"{text} > 1", CATALOGUE)
    assert isinstance(condition, Condition)
    return condition.left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RSI()", IndicatorCall("RSI")),
        ("rsi(14)", IndicatorCall("RSI")),
        ("RSI(close, 9)", IndicatorCall("RSI", (("period", 9),))),
        ("RSI(timeperiod = 9)", IndicatorCall("RSI", (("period", 9),))),
        ("RSI(period=9, source=open)", IndicatorCall("RSI", (("period", 9),), source=OPEN)),
        ("RSI(source=5)", IndicatorCall("RSI", source=Number(5.0))),
        ("MACD(10, 20, 5)", IndicatorCall(
            "MACD", (("fast_period", 10), ("signal_period", 5), ("slow_period", 20))
        )),
        ("MACD(slow_period=20, 10)", IndicatorCall(
            "MACD", (("fast_period", 10), ("slow_period", 20))
        )),
        ("BBANDS(20, 2, -1.5).lower", IndicatorCall(
            "BBANDS", (("deviations_down", -1.5),), "lower"
        )),
        ("BBANDS(ma_type=EMA)", IndicatorCall("BBANDS", (("ma_type", "ema"),))),
        ("BBANDS(ma_type=1)", IndicatorCall("BBANDS", (("ma_type", "ema"),))),
        ("BBANDS(5, wma)", IndicatorCall("BBANDS", (("ma_type", "wma"), ("period", 5)))),
        ('VWAP("week")', IndicatorCall("VWAP", (("anchor", "week"),))),
        ("VWAP(session)", IndicatorCall("VWAP")),
        ("STOCH(5, 3, 4).k", IndicatorCall("STOCH", (("slow_d_period", 4),))),
        ("CORREL(other=high, 20)", IndicatorCall("CORREL", (("other", "high"), ("period", 20)))),
        ("CORREL(open, high, 20)", IndicatorCall(
            "CORREL", (("other", "high"), ("period", 20)), source=OPEN
        )),
        ('MACD()."signal"', IndicatorCall("MACD", (), "signal")),
        ("DC(20).upper", IndicatorCall("DONCHIAN")),
        ("RSI(SMA(open, 3), 9)", IndicatorCall(
            "RSI", (("period", 9),), source=IndicatorCall("SMA", (("period", 3),), source=OPEN)
        )),
    ],
)  # fmt: skip
def test_numbers_words_and_the_series_find_their_places(text, expected):
    assert call(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("RSI(14, 3)", 9, "RSI takes no more numbers than it has parameters for: period"),
        ("OBV(3)", 5, "OBV takes no more numbers"),
        ("RSI(cloze)", 5, 'unknown name "cloze"; did you mean close?'),
        ("RSI(source=cloze)", 5, 'unknown name "cloze"'),
        ("RSI(close, open)", 12, "RSI takes no more series"),
        ("RSI(period=close+1)", 5, "RSI period must be a number or a word, not a series"),
        ("RSI(period=3, timeperiod=4)", 15, "period of RSI is given twice"),
        ("VWAP(week, month)", 12, "VWAP takes no more words"),
        ('VWAP("\\x")', 6, "escapes are those of JSON"),
        ("RSI(14,)", 8, "expected a number, a price or an indicator, found )"),
    ],
)
def test_an_argument_without_a_place_is_named(text, column, message):
    with pytest.raises(InvalidRules) as caught:
        call(text)
    fault = caught.value.faults[0]
    assert (fault.column, message in fault.message) == (column, True), fault.message


def test_unknown_indicators_are_all_told_at_once():
    with pytest.raises(InvalidRules) as caught:
        parse_expression("RIS(14) > SNA(close, 3) and STOK(1) < 2", CATALOGUE)
    assert [fault.column for fault in caught.value.faults] == [1, 11, 29]
