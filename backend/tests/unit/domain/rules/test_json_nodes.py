"""Conditions, groups and operands from JSON, and what is said when they are wrong."""

import pytest

from app.domain.rules.json_nodes import arguments_fault
from app.domain.rules.parse import parse, read
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Node,
    Number,
    Operator,
    Price,
    PriceField,
    Rule,
)
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

CLOSE, OPEN = Price(PriceField.CLOSE), Price(PriceField.OPEN)
RSI = IndicatorCall("RSI")
BELOW_30 = {"left": {"indicator": "RSI"}, "operator": "less_than", "right": 30}


def document(*conditions, logic="AND"):
    rule = {"name": "r", "logic": logic, "conditions": list(conditions), "signal": "BUY"}
    return {"name": "x", "symbol": "BTC/USDT", "timeframe": "1h", "entry_rules": [rule]}


def body(*conditions, logic="AND") -> Node:
    (rule,) = parse(document(*conditions, logic=logic), CATALOGUE).entry_rules
    assert isinstance(rule, Rule)
    return rule.body


def faults(*conditions, logic="AND"):
    prefix = "/entry_rules/0/conditions"
    found = read(document(*conditions, logic=logic), CATALOGUE).faults
    return [(f.pointer.removeprefix(prefix), f.message) for f in found]


def test_the_flat_form_is_the_full_form_written_short():
    flat = {
        "indicator": "RSI",
        "params": {"period": 14},
        "operator": "less_than",
        "value": 30,
    }
    assert body(flat) == body(BELOW_30) == Condition(RSI, Operator.LESS_THAN, Number(30.0))


def test_the_flat_form_takes_everything_a_call_and_a_condition_take():
    flat = {
        "indicator": "MACD",
        "output": "signal",
        "source": {"price": "open"},
        "offset": 2,
        "timeframe": "4h",
        "operator": "between",
        "value": [0, {"price": "close"}],
        "within": 3,
    }
    call = IndicatorCall("MACD", (), "signal", OPEN, 2, Timeframe.H4)
    assert body(flat) == Condition(call, Operator.BETWEEN, (Number(0.0), CLOSE), within=3)


def test_every_kind_of_operand_is_read():
    left = {
        "op": "mul",
        "args": [
            {"op": "mul", "args": [2, {"price": "close", "offset": 1}]},
            {"op": "abs", "args": [{"price": "hl2"}], "timeframe": "1d"},
        ],
    }
    read_left = Expression(
        Arithmetic.MUL,
        (
            Number(2.0),
            Price(PriceField.CLOSE, 1),
            Expression(Arithmetic.ABS, (Price(PriceField.HL2),), 0, Timeframe.D1),
        ),
    )
    condition = {"left": left, "operator": "rising", "right": 3.0}
    assert body(condition) == Condition(read_left, Operator.RISING, 3)


def test_groups_of_one_are_unwrapped_and_nesting_is_kept():
    nested = {"logic": "OR", "conditions": [{"logic": "AND", "conditions": [BELOW_30], "for": 2}]}
    below = Condition(RSI, Operator.LESS_THAN, Number(30.0))
    assert body(nested) == Condition(RSI, Operator.LESS_THAN, Number(30.0), for_bars=2)
    same = {"logic": "AND", "conditions": [BELOW_30, BELOW_30]}
    inner = Group(Logic.AND, (below, below))
    assert body(same, BELOW_30) == Group(Logic.AND, (inner, below))


@pytest.mark.parametrize(
    ("condition", "pointer", "message"),
    [
        (7, "/0", "must be a condition or a group, not 7"),
        ({**BELOW_30, "foo": 1}, "/0/foo", 'unknown key in a condition: "foo"'),
        ({**BELOW_30, "within": 2, "for": 3}, "/0/for", "within and for stand together"),
        ({**BELOW_30, "within": "2"}, "/0/within", 'must be a number, not "2"'),
        ({**BELOW_30, "operator": "<"}, "/0/operator", "JSON writes < as less_than"),
        ({**BELOW_30, "operator": "les_than"}, "/0/operator", "did you mean less_than?"),
        ({**BELOW_30, "operator": 5}, "/0/operator", "must be one of less_than"),
        ({**BELOW_30, "operator": "rising"}, "/0/right", None),
        ({**BELOW_30, "operator": "rising", "right": []}, "/0/right", "must be a number"),
        ({**BELOW_30, "operator": "between"}, "/0/right", "must be [low, high] for between"),
        ({"left": 1, "right": 2}, "/0/operator", "is missing from a condition"),
        ({"left": 1, "operator": "equal"}, "/0/right", "is missing from a condition"),
        ({"operator": "equal", "right": 1}, "/0/left", "is missing from a condition"),
        ({**BELOW_30, "left": "close"}, "/0/left", "must be a number or one of"),
        ({**BELOW_30, "left": {}}, "/0/left", "must be a number or one of"),
        ({**BELOW_30, "left": {"price": "cloze"}}, "/0/left/price", "did you mean close?"),
        ({**BELOW_30, "left": {"price": None}}, "/0/left/price", "must not be null"),
        ({**BELOW_30, "left": {"price": "close", "op": "abs"}}, "/0/left", "must be a number or"),
        (
            {**BELOW_30, "left": {"price": "close", "timeframe": "5h"}},
            "/0/left/timeframe",
            'unknown timeframe "5h"',
        ),
        ({**BELOW_30, "right": float("inf")}, "/0/right", "must be a finite number"),
        ({**BELOW_30, "right": True}, "/0/right", "must be a number or one of"),
        ({**BELOW_30, "left": {"op": "sub", "args": [1]}}, "/0/left/args", "sub takes two"),
        ({**BELOW_30, "left": {"op": "ad", "args": [1, 2]}}, "/0/left/op", "did you mean add?"),
        ({**BELOW_30, "left": {"op": "add"}}, "/0/left/args", "is missing from an operand"),
        (
            {"indicator": "RSI", "params": {"period": "x", "foo": []}, "operator": "equal"},
            "/0/params/foo",
            "must be a number, not a list",
        ),
        (
            {**BELOW_30, "left": {"indicator": "RSI", "params": {"period": 3, "timeperiod": 4}}},
            "/0/left/params/timeperiod",
            "names a parameter given already",
        ),
        ({"logic": "AND", "conditions": []}, "/0/conditions", "is empty"),
        ({"logic": "XOR", "conditions": [BELOW_30]}, "/0/logic", 'unknown logic "XOR"'),
        ({"logic": "NOT", "conditions": [BELOW_30] * 2}, "/0/conditions", "NOT takes one"),
        ({"logic": "AND"}, "/0/conditions", "is missing from a group"),
        ({"logic": "AND", "conditions": {}}, "/0/conditions", "must be a list, not an object"),
    ],
)
def test_a_fault_says_where_and_what(condition, pointer, message):
    found = faults(condition)
    if message is None:
        assert found == []
    else:
        assert (pointer, True) in [(where, message in told) for where, told in found], found


def test_all_faults_are_told_at_once():
    bad = {"left": {"price": "x"}, "operator": "y", "right": {"op": "z", "args": [None, "q"]}}
    pointers = [pointer for pointer, _ in faults(bad, 5, {**BELOW_30, "for": []})]
    assert pointers == [
        "/0/left/price",
        "/0/operator",
        "/0/right/op",
        "/0/right/args/0",
        "/0/right/args/1",
        "/1",
        "/2/for",
    ]


@pytest.mark.parametrize("logic", ["AND", "NOT"])
def test_groups_may_nest_eight_deep_as_written(logic):
    node = BELOW_30
    for _ in range(8):
        node = {"logic": logic, "conditions": [node]}
    assert faults(node) == []
    ((pointer, message),) = faults({"logic": logic, "conditions": [node]})
    assert pointer == "/0" + "/conditions/0" * 8
    assert message == "groups nest 9 deep here, the limit is 8"


def test_operands_may_nest_eight_deep():
    operand = {"price": "close"}
    for _ in range(7):
        operand = {"op": "abs", "args": [operand]}
    assert faults({**BELOW_30, "left": operand}) == []
    deeper = {**BELOW_30, "left": {"op": "abs", "args": [operand]}}
    assert faults(deeper)[0][1] == "operands nest 9 deep here, the limit is 8"


@pytest.mark.parametrize(
    ("op", "count", "message"),
    [
        ("abs", 1, None),
        ("abs", 2, "abs takes one argument, not 2"),
        ("div", 2, None),
        ("div", 3, "div takes two arguments, not 3"),
        ("add", 3, None),
        ("add", 65, "add has 65 arguments, the limit is 16"),
        ("min", 1, "min takes two or more arguments, not 1"),
    ],
)
def test_each_operation_takes_its_number_of_arguments(op, count, message):
    assert arguments_fault(Arithmetic(op), count) == message
