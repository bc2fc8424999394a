"""Slippage, fees and borrowing."""

import pytest

from app.domain.timeframes import NANOS_PER_DAY
from app.engine.costs import BUY, SELL, Fees, borrow_cost, fee, slipped


def test_rule_16_slippage_works_against_the_trader() -> None:
    assert slipped(100.0, BUY, 0.0005) == 100.05
    assert slipped(100.0, SELL, 0.0005) == 99.95


def test_rule_16_the_engine_charges_the_fee_that_sizing_reckons_with() -> None:
    assert fee(10.0, 100.0, Fees(rate=0.001, per_share=0.0, minimum=0.0)) == 1.0


def test_rule_17_borrowing_is_a_share_of_the_marked_value_by_time() -> None:
    assert borrow_cost(10.0, 100.0, 0.365, NANOS_PER_DAY) == pytest.approx(1.0)
    assert borrow_cost(10.0, 100.0, 0.365, NANOS_PER_DAY // 2) == pytest.approx(0.5)
    assert borrow_cost(10.0, 100.0, 0.0, NANOS_PER_DAY) == 0.0
