"""The largest and strangest documents a request can carry are answered at once."""

import json
import time

import pytest

from app.domain.indicators.registry import catalogue
from app.domain.rules.document import check

CATALOGUE = catalogue()
SECONDS = 5.0  # of processor time; on a quiet machine the slowest takes 0.7
RSI = {"left": {"indicator": "RSI"}, "operator": "less_than", "right": 30}
HEAD = 'name: x\nsymbol: x\ntimeframe: 1h\nbuy entry "r": '


def document(conditions):
    rule = {"name": "r", "signal": "BUY", "conditions": conditions}
    return json.dumps({"name": "x", "symbol": "x", "timeframe": "1h", "entry_rules": [rule]})


def between(k):
    bounds = [{"price": "open", "offset": 3 * k + 1}, {"price": "low", "offset": 3 * k + 2}]
    return {"left": {"price": "close", "offset": 3 * k}, "operator": "between", "right": bounds}


def quantified(quantifier):
    node = {"logic": "AND", "conditions": [between(k) for k in range(50)]}
    for _ in range(7):
        node = {"logic": "AND", "conditions": [node, RSI], quantifier: 5}
    return node


def alternatives(k):
    return {"logic": "OR", "conditions": [between(k), between(k + 100)]}


VALID = {
    "64 conditions over 192 prices": document([between(k) for k in range(64)]),
    "32 alternatives of two": document([alternatives(k) for k in range(32)]),
    "seven nested `for`": document([quantified("for")]),
    "seven nested `within`": document([quantified("within")]),
}
REFUSED = {
    "conditions": document([RSI] * 12_000),
    "faulty conditions": document([{**RSI, "operator": "lessthan"}] * 12_000),
    "unknown indicators": document(
        [{**RSI, "left": {"indicator": f"X{k}"}} for k in range(12_000)]
    ),
    "arguments": document([{**RSI, "left": {"op": "add", "args": [1] * 200_000}}]),
    "keys": json.dumps({f"k{k}": 1 for k in range(70_000)}),
    "quotation marks": '{"a": "' + '\\"' * 500_000,
    "brackets": "[" * 1_000_000,
    "a long name": json.dumps({"name": "x" * 1_000_000}),
    "text conditions": HEAD + " and ".join(f"RSI(14)<{k}" for k in range(14_000)),
    "text of unknown indicators": HEAD + " and ".join(f"X{k}(14)<3" for k in range(14_000)),
    "text rules": HEAD + '\nbuy entry "a": x' * 12_000,
    "text headers": "\n".join(f"k{k}: 3" for k in range(25_000)),
    "text parentheses": HEAD + "(" * 250_000,
    "text quotation marks": HEAD + '"' + '\\"' * 120_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", VALID.values(), ids=VALID.keys())
def test_a_document_at_its_limits_is_judged_at_once(text):
    started = time.process_time()
    assert check(text, CATALOGUE).faults == ()
    assert time.process_time() - started < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_document_beyond_every_limit_is_refused_at_once(text):
    started = time.process_time()
    assert 1 <= len(check(text, CATALOGUE).faults) <= 101
    assert time.process_time() - started < SECONDS
