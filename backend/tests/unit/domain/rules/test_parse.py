"""JSON documents: the specification's as they stand, and every fault at once."""

import json

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.notes import MORE_FAULTS
from app.domain.rules.parse import parse, parse_rule, read
from app.domain.rules.spec import (
    Condition,
    IndicatorCall,
    Number,
    Operator,
    Price,
    PriceField,
    Risk,
    Rule,
    RuleRef,
    Signal,
)
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

SPEC_RULE = {
    "id": "rule_001",
    "name": "RSI Oversold Buy",
    "conditions": [
        {"indicator": "RSI", "params": {"period": 14}, "operator": "less_than", "value": 30}
    ],
    "logic": "AND",
    "signal": "BUY",
}
SPEC_STRATEGY = {
    "id": "strategy_001",
    "name": "Mean Reversion BTC",
    "description": "Buy when RSI oversold, sell when overbought",
    "asset": "BTC/USDT",
    "timeframe": "1h",
    "entry_rules": ["rule_001"],
    "exit_rules": ["rule_002"],
    "risk_management": {
        "stop_loss_pct": 2.0,
        "take_profit_pct": 5.0,
        "max_position_size": 0.1,
    },
}
RSI_BELOW_30 = Condition(IndicatorCall("RSI"), Operator.LESS_THAN, Number(30.0))


def test_the_specifications_rule_is_valid_as_it_stands():
    expected = Rule("RSI Oversold Buy", Signal.BUY, RSI_BELOW_30, "rule_001")
    assert parse_rule(SPEC_RULE, CATALOGUE) == expected


@pytest.mark.parametrize("form", [dict, json.dumps, lambda d: json.dumps(d).encode()])
def test_the_specifications_strategy_is_valid_as_it_stands(form):
    strategy = parse(form(SPEC_STRATEGY), CATALOGUE)
    assert strategy.name == "Mean Reversion BTC"
    assert strategy.symbol == "BTC/USDT"
    assert strategy.entry_rules == (RuleRef("rule_001"),)
    assert strategy.exit_rules == (RuleRef("rule_002"),)
    assert strategy.risk == Risk(stop_loss_pct=2.0, take_profit_pct=5.0)
    assert strategy.effective_max_position_pct == 10.0


def test_rules_and_references_stand_side_by_side():
    uuid = "0F8FAD5B-D9CB-469F-A165-70867728950E"
    listed = [SPEC_RULE, {"rule_id": "rule_002"}, uuid]
    strategy = parse({**SPEC_STRATEGY, "entry_rules": listed}, CATALOGUE)
    assert strategy.entry_rules[1:] == (RuleRef("rule_002"), RuleRef(uuid.lower()))


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ({"id": "0f8fad5b-d9cb-469f-a165-70867728950e"}, None),
        ({"id": "0f8fad5b-d9cb-469f-a165-70867728950e", "key": "mine"}, "mine"),
        ({"id": "mine", "key": "mine"}, "mine"),
        ({"id": None}, None),
    ],
)
def test_the_key_of_a_rule_is_what_its_user_calls_it(names, key):
    rule = {name: value for name, value in SPEC_RULE.items() if name != "id"}
    assert parse_rule({**rule, **names}, CATALOGUE).key == key


def test_a_timeframe_that_is_the_strategys_says_nothing():
    price = {"price": "high", "timeframe": "1h"}
    rule = {**SPEC_RULE, "conditions": [{"left": price, "operator": "equal", "right": price}]}
    (read_rule,) = parse({**SPEC_STRATEGY, "entry_rules": [rule]}, CATALOGUE).entry_rules
    assert isinstance(read_rule, Rule)
    assert isinstance(read_rule.body, Condition)
    assert read_rule.body.left == Price(PriceField.HIGH)
    saved = parse_rule(rule, CATALOGUE).body
    assert isinstance(saved, Condition)
    assert saved.left == Price(PriceField.HIGH, 0, Timeframe.H1), "a saved rule has no strategy yet"


@pytest.mark.parametrize(
    ("changes", "pointer", "message"),
    [
        ({"entry_rules": None}, "/entry_rules", "is missing from the document"),
        ({"entry_rules": "rule_001"}, "/entry_rules", "must be a list"),
        ({"exit_rules": {}}, "/exit_rules", "must be a list, not an object"),
        ({"entry_rules": [7]}, "/entry_rules/0", "must be a rule, or the id or key"),
        ({"entry_rules": ["a b"]}, "/entry_rules/0", "must be the id or the key"),
        ({"entry_rules": [{"rule_id": 3}]}, "/entry_rules/0/rule_id", "must be the id"),
        ({"entry_rules": [{"rule_id": "x", "y": 1}]}, "/entry_rules/0/y", "unknown key"),
        ({"entry_rules": [{**SPEC_RULE, "signal": "HOLD"}]}, "/entry_rules/0/signal", "HOLD"),
        ({"entry_rules": [{**SPEC_RULE, "signal": "buy"}]}, "/entry_rules/0/signal", "mean BUY?"),
        ({"entry_rules": [{**SPEC_RULE, "signal": None}]}, "/entry_rules/0/signal", "is missing"),
        ({"entry_rules": [{**SPEC_RULE, "name": None}]}, "/entry_rules/0/name", "needs a name"),
        ({"entry_rules": [{**SPEC_RULE, "key": "b"}]}, "/entry_rules/0/id", "differs from the key"),
        ({"entry_rules": [{**SPEC_RULE, "key": "b c"}]}, "/entry_rules/0/key", "letters, digits"),
        ({"entry_rules": [{**SPEC_RULE, "logik": 1}]}, "/entry_rules/0/logik", "mean logic?"),
        (
            {"entry_rules": [{**SPEC_RULE, "key": "0f8fad5b-d9cb-469f-a165-70867728950e"}]},
            "/entry_rules/0/key",
            "must not look like a uuid",
        ),
    ],
)
def test_a_fault_says_where_and_what(changes, pointer, message):
    faults = read({**SPEC_STRATEGY, **changes}, CATALOGUE).faults
    assert (pointer, True) in [(f.pointer, message in f.message) for f in faults]


def test_numbers_and_names_no_document_can_hold_are_faults_at_their_place():
    text = json.dumps(SPEC_STRATEGY).replace("2.0", "NaN").replace("5.0", "1e400")
    text = text.replace('"name":', '"name": "first", "name":').replace("0.1", "9" * 5_000)
    faults = {f.pointer: f.message for f in read(text, CATALOGUE).faults}
    assert faults == {
        "/name": "is given twice; give it once",
        "/risk_management/stop_loss_pct": "is NaN; numbers must be finite",
        "/risk_management/take_profit_pct": (
            "is 1e400, too large a number; numbers must fit a double"
        ),
        "/risk_management/max_position_size": (
            "is a number of 5,000 digits; numbers must fit a double"
        ),
    }


@pytest.mark.parametrize(
    "document",
    [
        "[" * 10_000,
        '{"a":' * 10_000,
        "",
        "null",
        "[]",
        "7",
        b"\xff",
        "{",
        {"name": float("nan")},
        {1: 2},
        {"entry_rules": [[[[[]]]]]},
    ],
    ids=lambda document: str(document)[:12],
)
def test_anything_at_all_is_refused_with_faults_and_never_a_stack_trace(document):
    with pytest.raises(InvalidRules) as caught:
        parse(document, CATALOGUE)
    assert caught.value.faults


def test_a_value_that_holds_itself_is_refused():
    document: dict[str, object] = {}
    document["size"] = document
    with pytest.raises(InvalidRules, match="levels deep"):
        parse(document, CATALOGUE)


def test_the_error_names_the_first_fault_and_counts_the_rest():
    with pytest.raises(InvalidRules) as caught:
        parse({**SPEC_STRATEGY, "name": 3, "venue": 4}, CATALOGUE)
    assert str(caught.value) == (
        "the strategy is not valid: /name must be text, not 3 (and 1 more)"
    )


@pytest.mark.parametrize("document", ["{}", '"rule_001"', "7", {"rule_id": "x"}])
def test_a_saved_rule_must_be_a_rule(document):
    with pytest.raises(InvalidRules, match="the rule is not valid"):
        parse_rule(document, CATALOGUE)


def test_a_flood_of_faults_is_cut():
    document = {**SPEC_STRATEGY, **{f"key{n}": n for n in range(1_000)}}
    faults = read(document, CATALOGUE).faults
    assert len(faults) == 101
    assert faults[-1].message == MORE_FAULTS
