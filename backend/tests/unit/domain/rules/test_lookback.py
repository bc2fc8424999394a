"""How much past a strategy reads and what it costs."""

import math

import pytest

from app.domain.errors import ResourceLimit
from app.domain.rules.lookback import cost_of, dependencies, look_back, memory
from app.domain.rules.spec import Price, PriceField
from app.domain.rules.text import parse_text
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE


def strategy(*rules, timeframe="1h"):
    lines = [f'buy entry "r{k}": {rule}' for k, rule in enumerate(rules)]
    head = f"name: x\nsymbol: BTC/USDT\ntimeframe: {timeframe}\n"
    return parse_text(head + "\n".join(lines), CATALOGUE)


@pytest.mark.parametrize(
    ("rule", "bars"),
    [
        ("1 < 2", 0),
        ("close > 1", 0),
        ("close[3] > 1", 3),
        ("SMA(20) > 1", 19),
        ("SMA(20)[3] > close", 22),
        ("SMA(RSI(14), 5) > 1", 18),
        ("close - SMA(20)[1] > RSI(30)", 30),
        ("(close[2] + open)[1] > 1", 3),
        ("close crosses above SMA(20)", 20),
        ("SMA(20) rising 3", 22),
        ("SMA(20) between 1 and RSI(25)", 25),
        ("SMA(20) > 1 for 5", 23),
        ("(SMA(20) > 1 or close[40] > 1 within 2) within 3", 43),
        # One closed 4h bar is there after 3 more 1h bars, and 3 more when it begins unluckily.
        ("close@4h > 1", 6),
        ("close[1]@4h > 1", 10),
        ("SMA(20)@4h > 1", 82),
        ("SMA(close@1d, 3)@4h > 1", (12 * 1 - 2 + 2 + 2) * 4 - 2),
        ("close@1h > 1", 0),
    ],
)
def test_look_back_is_the_bar_of_the_first_answer_at_the_latest(rule, bars):
    assert look_back(strategy(rule), CATALOGUE) == bars


def test_the_longest_rule_decides_and_references_say_nothing():
    rules = strategy("SMA(20) > 1", "SMA(30) > 1")
    assert look_back(rules, CATALOGUE) == 29
    only = parse_text("name: x\nsymbol: x\ntimeframe: 1h\nentry ref a", CATALOGUE)
    assert (look_back(only, CATALOGUE), memory(only, CATALOGUE)) == (0, 0)


@pytest.mark.parametrize(
    ("rule", "bars"),
    [
        ("SMA(20) > 1", 19),
        ("EMA(20) > 1", 280),
        ("EMA(RSI(10), 20)[2] > 1", 276 + 280 + 2),
        ("EMA(20)@4h > 1", 282 * 4 - 2),
        ("OBV() > 1", math.inf),
        ("VWAP() > 1", 24),
        ("VWAP(anchor=start)@4h > 1", math.inf),
    ],
)
def test_memory_is_what_must_be_loaded_before_a_period(rule, bars):
    assert memory(strategy(rule), CATALOGUE) == pytest.approx(bars)


def test_dependencies_are_distinct_computations_in_document_order():
    rule = "MACD(10).signal > MACD(10)[2] and SMA(RSI(open, 9), 5)@4h > SMA(30) and SMA() > 1"
    found = dependencies(strategy(rule, "not RSI(14) > 1"), CATALOGUE)
    assert [(d.indicator, d.timeframe.value, d.warm_up) for d in found] == [
        ("MACD", "1h", 33),
        ("SMA", "4h", (9 + 4 + 2) * 4 - 2),
        ("RSI", "4h", (9 + 2) * 4 - 2),
        ("SMA", "1h", 29),
        ("RSI", "1h", 14),
    ]
    assert found[0].params == (("fast_period", 10), ("signal_period", 9), ("slow_period", 26))
    assert found[2].source == Price(PriceField.OPEN)
    assert found[1].timeframe is Timeframe.H4


def test_cost_is_bars_times_window_over_what_grows_with_the_window():
    rules = strategy("MAX(100) > MIN(50)@4h and SMA(500) > 1 and MAX(100)[1] > 1")
    assert cost_of(rules, CATALOGUE, 1_000) == 1_000 * 100 + 250 * 50


def test_too_much_work_is_refused_with_the_number():
    rules = strategy("MAX(5000) > MIN(5000)")
    assert cost_of(rules, CATALOGUE, 500_000) == 5_000_000_000
    with pytest.raises(ResourceLimit, match=r"cost 5,000,010,000 steps.*limit is 5,000,000,000"):
        cost_of(rules, CATALOGUE, 500_001)
