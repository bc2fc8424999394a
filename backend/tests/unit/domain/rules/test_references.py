"""Saved rules take the place of references."""

import pytest

from app.domain.errors import InvalidRules
from app.domain.rules.parse import parse_rule
from app.domain.rules.references import references, resolved
from app.domain.rules.spec import Condition, Number, Operator, Price, PriceField, Rule, Signal
from app.domain.rules.text import parse_text
from tests.catalogue import CATALOGUE

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
DOCUMENT = f"""
name: x
symbol: BTC/USDT
timeframe: 1h
buy entry ref rule_001
buy entry "own": close@1h > 1
sell exit ref {UUID.upper()}
sell exit ref rule_001
"""
ABOVE = Condition(Price(PriceField.CLOSE), Operator.GREATER_THAN, Number(1.0))


def saved(signal):
    price = {"price": "close", "timeframe": "1h"}
    condition = {"left": price, "operator": "greater_than", "right": 1}
    return parse_rule({"name": "s", "signal": signal, "conditions": [condition]}, CATALOGUE)


def test_references_are_listed_once_each():
    assert references(parse_text(DOCUMENT, CATALOGUE)) == ("rule_001", UUID)


def test_saved_rules_take_their_place_in_the_strategys_normal_form():
    known = {"rule_001": saved("BUY"), UUID: saved("SELL")}
    strategy = resolved(parse_text(DOCUMENT, CATALOGUE), known.get)
    own = Rule("own", Signal.BUY, ABOVE)
    buy, sell = (Rule("s", signal, ABOVE) for signal in (Signal.BUY, Signal.SELL))
    assert strategy.entry_rules == (buy, own)
    assert strategy.exit_rules == (sell, buy)
    assert references(strategy) == ()


def test_unknown_references_are_all_named():
    with pytest.raises(InvalidRules) as caught:
        resolved(parse_text(DOCUMENT, CATALOGUE), {UUID: saved("SELL")}.get)
    assert [fault.pointer for fault in caught.value.faults] == ["/entry_rules/0", "/exit_rules/1"]
    assert str(caught.value) == (
        '/entry_rules/0 no saved rule has the id or key "rule_001" (and 1 more)'
    )
