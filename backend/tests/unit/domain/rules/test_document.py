"""JSON or text, read and judged in one step."""

import json

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.document import check, is_text, load
from app.domain.rules.parse import parse_rule
from app.domain.rules.spec import Rule
from app.domain.rules.text import TextFault
from tests.catalogue import CATALOGUE

FLAT = {"indicator": "RSI", "params": {"timeperiod": 14}, "operator": "less_than", "value": 30}
RULE = {"name": "r", "signal": "BUY", "logic": "AND", "conditions": [FLAT]}
DOCUMENT = {"name": "x", "asset": "BTC/USDT", "timeframe": "1h", "entry_rules": [RULE]}
TEXT = 'name: x\nsymbol: BTC/USDT\ntimeframe: 1h\nbuy entry "r": RSI(14) < 30\n'


@pytest.mark.parametrize("form", [DOCUMENT, json.dumps(DOCUMENT), TEXT, TEXT.encode()])
def test_any_form_is_read(form):
    checked = check(form, CATALOGUE)
    assert checked.faults == ()
    assert load(form, CATALOGUE) == checked.strategy == load(TEXT, CATALOGUE)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{}", False),
        ("\ufeff \n[1]", False),
        (b"\xef\xbb\xbf{}", False),
        (b" {", False),
        ("name: x", True),
        (b"# {", True),
        ("", True),
    ],
)
def test_json_begins_with_a_bracket(document, expected):
    assert is_text(document) is expected


def test_faults_of_content_point_into_what_was_written():
    wrong = {**FLAT, "params": {"timeperiod": 1}, "offset": -1}
    wrapped = {"logic": "OR", "conditions": [{"logic": "AND", "conditions": [wrong]}]}
    between = {**FLAT, "operator": "between", "value": [2, 1]}
    document = {
        **DOCUMENT,
        "direction": "short",
        "risk_management": {"max_position_size": 0.2, "stop_loss_pct": 0},
        "entry_rules": [{**RULE, "conditions": [wrapped, between]}],
    }
    pointers = [fault.pointer for fault in check(document, CATALOGUE).faults]
    inner = "/entry_rules/0/conditions/0/conditions/0/conditions/0"
    assert pointers == [
        f"{inner}/offset",
        f"{inner}/params/timeperiod",
        "/entry_rules/0/conditions/1/value",
        "/risk_management/stop_loss_pct",
        "/entry_rules/0/signal",
    ]


def test_faults_of_form_and_of_single_values_are_told_together():
    document = {
        **DOCUMENT,
        "foo": 1,
        "entry_rules": [{**RULE, "conditions": [7, {**FLAT, "indicator": "RIS"}]}],
        "risk_management": {"stop_loss_pct": 200, "cooldown_bars": "x"},
    }
    checked = check(document, CATALOGUE)
    assert checked.strategy is None
    assert [fault.pointer for fault in checked.faults] == [
        "/foo",
        "/risk_management/cooldown_bars",
        "/entry_rules/0/conditions/0",
        "/entry_rules/0/conditions/1/indicator",
        "/risk_management/stop_loss_pct",
    ]


def test_faults_of_a_text_carry_line_and_column():
    checked = check(TEXT.replace("14", "1"), CATALOGUE)
    (fault,) = checked.faults
    assert isinstance(fault, TextFault)
    assert (fault.line, fault.column) == (4, 20)


def test_data_that_is_too_short_is_a_fault():
    (fault,) = check(DOCUMENT, CATALOGUE, bars=10).faults
    assert fault.message == "this needs 14 bars before its first answer, the data has 10"


def test_loading_resolves_references_and_judges_the_whole():
    document = {**DOCUMENT, "entry_rules": ["rule_001"]}
    known = {"rule_001": parse_rule(RULE, CATALOGUE)}
    (rule,) = load(document, CATALOGUE, known.get).entry_rules
    assert isinstance(rule, Rule)
    with pytest.raises(InvalidRules, match="no saved rule has the id or key"):
        load(document, CATALOGUE)
    with pytest.raises(InvalidRules, match="direction short forbids"):
        load({**document, "direction": "short"}, CATALOGUE, known.get)


@pytest.mark.parametrize("document", [{}, "", TEXT + "foo: 1", {**DOCUMENT, "entry_rules": []}])
def test_loading_refuses_what_cannot_run(document):
    with pytest.raises(InvalidRules):
        load(document, CATALOGUE)
