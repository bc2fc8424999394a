"""The canonical JSON: full form, defaults dropped."""

import pytest

from app.domain.rules.parse import parse
from app.domain.rules.printing import plain, to_json
from tests.catalogue import CATALOGUE

LOOSE = {
    "id": "strategy_001",
    "name": "x",
    "description": "two words",
    "asset": "BTC/USDT",
    "venue": "binance",
    "timeframe": "1h",
    "direction": "both",
    "reverse": True,
    "entry_rules": [
        {
            "id": "rule_001",
            "name": "a",
            "signal": "BUY",
            "conditions": [
                {
                    "indicator": "macd",
                    "params": {"fastperiod": 10.0, "slow_period": 26},
                    "output": "signal",
                    "source": {"op": "add", "args": [{"price": "open"}, 0.5]},
                    "offset": 1,
                    "timeframe": "4h",
                    "operator": "rising",
                    "value": 2,
                    "within": 3,
                },
            ],
        },
        "rule_002",
    ],
    "exit_rules": [
        {
            "name": "b",
            "logic": "NOT",
            "signal": "SELL",
            "conditions": [
                {
                    "left": {"price": "close", "offset": 0, "timeframe": "1h"},
                    "operator": "between",
                    "right": [1.0, {"price": "high"}],
                }
            ],
        }
    ],
    "size": {"mode": "fixed_amount", "value": 500.0},
    "risk_management": {"stop_loss_pct": 2.0, "cooldown_bars": 0, "max_bars_in_trade": 9},
}
CANONICAL = {
    "name": "x",
    "description": "two words",
    "symbol": "BTC/USDT",
    "venue": "binance",
    "timeframe": "1h",
    "direction": "both",
    "reverse": True,
    "entry_rules": [
        {
            "name": "a",
            "key": "rule_001",
            "logic": "AND",
            "conditions": [
                {
                    "left": {
                        "indicator": "MACD",
                        "params": {"fast_period": 10},
                        "output": "signal",
                        "source": {"op": "add", "args": [{"price": "open"}, 0.5]},
                        "offset": 1,
                        "timeframe": "4h",
                    },
                    "operator": "rising",
                    "right": 2,
                    "within": 3,
                }
            ],
            "signal": "BUY",
        },
        "rule_002",
    ],
    "exit_rules": [
        {
            "name": "b",
            "logic": "NOT",
            "conditions": [
                {
                    "left": {"price": "close"},
                    "operator": "between",
                    "right": [1, {"price": "high"}],
                }
            ],
            "signal": "SELL",
        }
    ],
    "size": {"mode": "fixed_amount", "value": 500},
    "risk_management": {"stop_loss_pct": 2, "max_bars_in_trade": 9},
}


def test_the_canonical_form_is_full_and_without_defaults():
    assert to_json(parse(LOOSE, CATALOGUE)) == CANONICAL


def test_the_canonical_form_of_the_canonical_form_is_itself():
    strategy = parse(CANONICAL, CATALOGUE)
    assert strategy == parse(LOOSE, CATALOGUE)
    assert to_json(strategy) == CANONICAL


def test_a_quantified_group_keeps_a_rule_around_it():
    group = {"logic": "OR", "conditions": [CANONICAL["exit_rules"][0]["conditions"][0]] * 2}
    rule = {"name": "c", "conditions": [{**group, "for": 2}], "signal": "BUY"}
    document = {**CANONICAL, "entry_rules": [rule]}
    (written,) = to_json(parse(document, CATALOGUE))["entry_rules"]
    assert written["logic"] == "AND"
    assert written["conditions"] == [{**group, "for": 2}]


@pytest.mark.parametrize(
    ("value", "expected"), [(30.0, 30), (0.5, 0.5), (1e15, 1e15), (-7.0, -7), (1e300, 1e300)]
)
def test_whole_numbers_are_written_without_a_point(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)
