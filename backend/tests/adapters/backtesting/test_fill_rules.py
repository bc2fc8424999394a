"""Every numbered fill rule as bar tables, on the reference engine."""

import pytest

from app.adapters.backtesting.backtrader import BacktraderEngine
from tests.fill_rules.case import Case
from tests.fill_rules.catalogue import CASES
from tests.fill_rules.runner import check


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fill_rule(case: Case) -> None:
    check(case, BacktraderEngine())
