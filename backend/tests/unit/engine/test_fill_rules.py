"""Every numbered fill rule as bar tables, on the default engine."""

import pytest

from app.engine.backtest import FastEngine
from tests.fill_rules.case import Case
from tests.fill_rules.catalogue import CASES
from tests.fill_rules.runner import check

RULES = [
    "05", "07", "08a", "08b", "08c", "08d", "09", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20", "21", "22", "23",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fill_rule(case: Case) -> None:
    check(case, FastEngine())


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("side", ["long", "short"])
def test_every_rule_has_a_table_for_either_side(rule: str, side: str) -> None:
    assert [case for case in CASES if case.rule == rule and case.id.endswith(side)]


def test_table_names_are_distinct() -> None:
    names = [case.id for case in CASES]
    assert len(names) == len(set(names))
