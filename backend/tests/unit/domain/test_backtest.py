"""What a run is configured with and what its codes are called."""

import math
from dataclasses import replace

import pytest

from app.domain.backtest import (
    TRADE_FIELDS,
    ExitReason,
    PendingKind,
    Refusal,
    RunConfig,
    no_trades,
)
from app.domain.errors import InvalidInput


def test_codes_have_the_names_people_read() -> None:
    assert ExitReason.STOP_LOSS.label == "stop_loss"
    assert Refusal.BELOW_LOT_STEP.label == "below_lot_step"
    assert [kind.name for kind in PendingKind] == ["ENTRY_LONG", "ENTRY_SHORT", "EXIT"]


def test_no_trades_is_an_empty_table_of_the_right_kinds() -> None:
    trades = no_trades()
    assert len(trades) == 0
    assert {getattr(trades, name).size for name in TRADE_FIELDS} == {0}
    kinds = [column.dtype.str[1:] for column in (trades.side, trades.entry_bar, trades.pnl)]
    assert kinds == ["i1", "i8", "f8"]


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("initial_capital", 0.0, "above 0"),
        ("initial_capital", math.nan, "above 0"),
        ("initial_capital", math.inf, "up to 1e12"),
        ("commission_pct", -0.1, "0 up to"),
        ("commission_pct", 100.0, "not including, 100"),
        ("slippage_pct", 100.0, "not including, 100"),
        ("borrow_pct_per_year", -1.0, "0 to 10000"),
        ("risk_free_pct", -100.0, "above -100"),
        ("mar_pct", math.nan, "above -100"),
        ("lot_step", 0.0, "above 0"),
        ("tick_size", -1.0, "0 to 1e12"),
        ("min_notional", 1e13, "0 to 1e12"),
        ("min_fee", math.nan, "0 to 1e12"),
        ("fee_per_share", -0.01, "0 to 1e12"),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(field: str, value: float, allowed: str) -> None:
    with pytest.raises(InvalidInput, match=allowed) as refusal:
        replace(RunConfig(), **{field: value})
    assert [fault.pointer for fault in refusal.value.faults] == [field]


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        RunConfig(initial_capital=-1.0, slippage_pct=math.nan, lot_step=-5.0)
    pointers = [fault.pointer for fault in refusal.value.faults]
    assert pointers == ["initial_capital", "slippage_pct", "lot_step"]


def test_the_edges_are_allowed() -> None:
    RunConfig(commission_pct=0.0, slippage_pct=99.9, tick_size=0.0, lot_step=1e-8, min_fee=0.0)
