"""An explanation shows what each condition read and what came of it."""

import json

import pytest

from app.domain.errors import InvalidInput
from app.domain.rules.compile import compile_strategy
from app.domain.rules.explain import ConditionExplained, GroupExplained, explain
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy
from tests.builders import bars
from tests.documents import CLOSE, buy, condition, group, indicator, sell, strategy

SMA3 = indicator("SMA", period=3)


def explained(document: Strategy, closes: str, i: int):
    rules = compile_strategy(document)
    return explain(rules, compute_series(rules, bars(closes)), i)


def test_a_condition_shows_both_sides_and_its_truth():
    told = explained(strategy(condition(CLOSE, "greater_than", SMA3)), "1 2 6", 2)
    assert told.rules[0].body == ConditionExplained(
        operator="greater_than",
        left=6.0,
        right=(3.0,),
        before=(),
        steps=None,
        now="true",
        within=None,
        for_bars=None,
        truth="true",
    )
    assert told.first_true == (0, -1, -1, -1)


def test_an_unknown_side_is_none_and_the_truth_says_so():
    told = explained(strategy(condition(CLOSE, "greater_than", SMA3)), "1 2 6", 1)
    body = told.rules[0].body
    assert isinstance(body, ConditionExplained)
    assert (body.left, body.right, body.truth) == (2.0, (None,), "unknown")
    assert told.rules[0].truth == "unknown"
    assert told.first_true == (-1, -1, -1, -1)


def test_a_cross_shows_the_bar_before():
    told = explained(strategy(condition(CLOSE, "crosses_above", 2)), "1 3", 1)
    assert told.rules[0].body.before == (1.0, 2.0)


def test_a_rise_shows_the_steps_that_led_to_it():
    told = explained(strategy(condition(CLOSE, "rising", 3)), "1 2 3 4", 3)
    assert told.rules[0].body.before == (1.0, 2.0, 3.0)
    long = explained(strategy(condition(CLOSE, "rising", 30)), " ".join("1" * 40), 39)
    assert len(long.rules[0].body.before) == 10


def test_a_window_tells_this_bar_from_the_bars_before():
    document = strategy(condition(CLOSE, "greater_than", 5, within=2))
    body = explained(document, "9 1", 1).rules[0].body
    assert (body.now, body.truth, body.within) == ("false", "true", 2)


def test_groups_are_nested_as_in_the_document():
    low, high = condition(CLOSE, "less_than", 2), condition(CLOSE, "greater_than", 8)
    told = explained(strategy(group("AND", low, group("NOT", high))), "1", 0)
    body = told.rules[0].body
    assert isinstance(body, GroupExplained)
    assert [type(child) for child in body.conditions] == [ConditionExplained, GroupExplained]
    assert [child.truth for child in body.conditions] == ["true", "true"]
    assert body.conditions[1].conditions[0].truth == "false"


def test_every_rule_is_told_in_document_order():
    up, down = condition(CLOSE, "greater_than", 5), condition(CLOSE, "less_than", 5)
    document = strategy(
        sell(down, "fade"), buy(up, "ride"), exits=[buy(up, "cover"), sell(down, "leave")]
    )
    told = explained(document, "9", 0)
    rows = [(r.list, r.index, r.name, r.signal, r.truth) for r in told.rules]
    assert rows == [
        ("entry_rules", 0, "fade", "SELL", "false"),
        ("entry_rules", 1, "ride", "BUY", "true"),
        ("exit_rules", 0, "cover", "BUY", "true"),
        ("exit_rules", 1, "leave", "SELL", "false"),
    ]
    assert told.first_true == (1, -1, -1, 0)


def test_an_explanation_is_json():
    told = explained(strategy(condition(CLOSE, "greater_than", SMA3)), "1 2 6", 0)
    back = json.loads(json.dumps(told.to_json(), allow_nan=False))
    assert back["index"] == 0
    assert back["rules"][0]["body"]["right"] == [None]


@pytest.mark.parametrize("i", [-1, 3])
def test_a_bar_that_does_not_exist_is_refused(i):
    with pytest.raises(InvalidInput, match=f"bar {i} does not exist: the series has bars 0 to 2"):
        explained(strategy(condition(CLOSE, "rising", 1)), "1 2 3", i)
