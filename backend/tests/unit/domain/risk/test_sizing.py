"""Rule 15: how much an entry trades, and every reason why it may not."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import Refusal
from app.domain.risk.fees import Fees
from app.domain.risk.sizing import (
    ACCEPTED,
    FIXED_AMOUNT,
    FIXED_QUANTITY,
    PERCENT_EQUITY,
    RISK_PER_TRADE,
    SizeTerms,
    entry_quantity,
    outlay,
    whole_lots,
)

FREE = Fees(0.0, 0.0, 0.0)
NO_STOP = math.nan


def terms(
    mode: int,
    value: float,
    *,
    limit: float = 1.0,
    distance: float = math.nan,
    lot: float = 1.0,
    notional: float = 0.0,
) -> SizeTerms:
    return SizeTerms(mode, value, limit, distance, lot, notional)


@dataclass(frozen=True)
class Sized:
    name: str
    terms: SizeTerms
    quantity: float
    fees: Fees = FREE


SIZED = [
    Sized("percent of equity", terms(PERCENT_EQUITY, 0.5), 50.0),
    Sized("percent cut by the limit", terms(PERCENT_EQUITY, 0.5, limit=0.2), 20.0),
    Sized("amount", terms(FIXED_AMOUNT, 1_234.0), 12.0),
    Sized("amount cut by the cash", terms(FIXED_AMOUNT, 99_999.0), 100.0),
    Sized("amount cut by the limit", terms(FIXED_AMOUNT, 5_000.0, limit=0.2), 20.0),
    Sized("quantity", terms(FIXED_QUANTITY, 7.0), 7.0),
    Sized("quantity in whole lots", terms(FIXED_QUANTITY, 7.9), 7.0),
    Sized("risk over distance", terms(RISK_PER_TRADE, 0.01, distance=0.02), 50.0),
    Sized("risk cut by the cash", terms(RISK_PER_TRADE, 0.05, distance=0.02), 100.0),
    Sized("risk cut by the limit", terms(RISK_PER_TRADE, 0.05, distance=0.02, limit=0.3), 30.0),
    Sized("the rate is paid from the amount", terms(PERCENT_EQUITY, 1.0), 99.0, Fees(0.01, 0, 0)),
    Sized("the fee per share too", terms(PERCENT_EQUITY, 1.0), 99.0, Fees(0, 1.0, 0)),
    Sized("the minimum fee too", terms(PERCENT_EQUITY, 1.0), 99.0, Fees(0, 0, 50.0)),
    # Wanted by risk is 50; the fee comes on top, as the cap of 60 % leaves room for it.
    Sized(
        "risk pays its fee beside",
        terms(RISK_PER_TRADE, 0.01, distance=0.02, limit=0.6), 50.0, Fees(0.01, 0, 0),
    ),
    Sized("a fine lot", terms(PERCENT_EQUITY, 1.0, lot=1e-8), 100.0),
    Sized("all the cash to the last digit", terms(PERCENT_EQUITY, 1.0, lot=0.1), 100.0),
]  # fmt: skip


@pytest.mark.parametrize("case", SIZED, ids=lambda case: case.name)
def test_rule_15_size_by_mode_and_cap(case: Sized) -> None:
    quantity, refusal = entry_quantity(case.terms, case.fees, 10_000.0, 100.0, NO_STOP)
    assert quantity == pytest.approx(case.quantity, rel=1e-9)
    assert refusal == ACCEPTED


@pytest.mark.parametrize(
    ("size", "fees", "stop", "reason"),
    [
        (terms(FIXED_AMOUNT, 99.0), FREE, NO_STOP, Refusal.BELOW_LOT_STEP),
        (terms(FIXED_QUANTITY, 0.5), FREE, NO_STOP, Refusal.BELOW_LOT_STEP),
        (terms(FIXED_AMOUNT, 5.0), Fees(0, 0, 9.0), NO_STOP, Refusal.BELOW_LOT_STEP),
        (terms(FIXED_QUANTITY, 101.0), FREE, NO_STOP, Refusal.INSUFFICIENT_CASH),
        (terms(FIXED_QUANTITY, 100.0), Fees(0.001, 0, 0), NO_STOP, Refusal.INSUFFICIENT_CASH),
        (terms(FIXED_QUANTITY, 51.0, limit=0.5), FREE, NO_STOP, Refusal.ABOVE_MAX_POSITION),
        (terms(FIXED_QUANTITY, 101.0, limit=0.5), FREE, NO_STOP, Refusal.INSUFFICIENT_CASH),
        (terms(FIXED_AMOUNT, 500.0, notional=501.0), FREE, NO_STOP, Refusal.BELOW_MIN_NOTIONAL),
        (terms(FIXED_QUANTITY, 1.0, notional=101.0), FREE, NO_STOP, Refusal.BELOW_MIN_NOTIONAL),
        (terms(FIXED_QUANTITY, 1.0, notional=99.0), FREE, 98.0, Refusal.EXIT_ILLEGAL),
    ],
)
def test_rule_15_refusals(size: SizeTerms, fees: Fees, stop: float, reason: Refusal) -> None:
    assert entry_quantity(size, fees, 10_000.0, 100.0, stop) == (0.0, int(reason))


def test_rule_15_a_stop_worth_the_smallest_notional_is_legal() -> None:
    size = terms(FIXED_QUANTITY, 1.0, notional=98.0)
    assert entry_quantity(size, FREE, 10_000.0, 100.0, 98.0) == (1.0, ACCEPTED)


def test_rule_15_one_lot_less_when_forgiven_rounding_costs_more_than_the_cash() -> None:
    # 3 lots miss by half a billionth of a lot, which flooring forgives and the cash does not.
    cash = 300.0 * (1.0 - 1e-10)
    assert entry_quantity(terms(PERCENT_EQUITY, 1.0), FREE, cash, 100.0, NO_STOP) == (2.0, ACCEPTED)


@pytest.mark.parametrize("equity", [0.0, -5.0])
def test_rule_15_without_equity_nothing_is_bought(equity: float) -> None:
    for mode in (PERCENT_EQUITY, FIXED_AMOUNT, RISK_PER_TRADE):
        size = terms(mode, 0.5, distance=0.02, lot=1e-8)
        assert entry_quantity(size, FREE, equity, 100.0, NO_STOP) == (0.0, Refusal.BELOW_LOT_STEP)


@pytest.mark.parametrize(
    ("quantity", "lot", "lots"),
    [(0.3, 0.1, 3.0), (0.29, 0.1, 2.0), (1e22, 1e-8, 1e30), (0.0, 1.0, 0.0)],
    ids=["binary rounding", "rounds down", "beyond whole numbers", "nothing"],
)
def test_whole_lots(quantity: float, lot: float, lots: float) -> None:
    assert whole_lots(quantity, lot) == pytest.approx(lots)


@settings(max_examples=60, deadline=None)
@given(
    mode=st.sampled_from([PERCENT_EQUITY, FIXED_AMOUNT, RISK_PER_TRADE, FIXED_QUANTITY]),
    value=st.floats(0.001, 1.0),
    limit=st.floats(0.01, 1.0),
    equity=st.floats(1.0, 1e9),
    price=st.floats(1e-6, 1e6),
    rate=st.floats(0.0, 0.05),
    minimum=st.floats(0.0, 10.0),
    lot=st.sampled_from([1e-8, 0.01, 1.0]),
)
def test_an_entry_never_costs_more_than_cash_and_limit_allow(
    mode: int, value: float, limit: float, equity: float, price: float, rate: float,
    minimum: float, lot: float,
) -> None:  # fmt: skip
    scale = equity if mode == FIXED_AMOUNT else 1.0
    fees = Fees(rate, 0.0, minimum)
    size = terms(mode, value * scale, limit=limit, distance=0.02, lot=lot)
    quantity, refusal = entry_quantity(size, fees, equity, price, NO_STOP)
    assert (quantity > 0.0) is (refusal == ACCEPTED)
    assert quantity == 0.0 or outlay(quantity, price, fees) <= equity * (1.0 + 1e-12)
    # Flooring forgives 1e-9 of a lot.
    assert quantity * price <= equity * limit * (1.0 + 1e-9) + 1e-9 * lot * price
