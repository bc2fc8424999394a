"""The comparison sees every difference, and none where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.backtest import (
    TRADE_FIELDS,
    ExitReason,
    OpenPosition,
    Outcome,
    PendingKind,
    Trades,
    no_trades,
)
from app.engine.parity import Difference, differences

HELD = OpenPosition(
    side=1, entry_bar=3, entry_time=4, quantity=2.0, entry_price=100.0, entry_fee=0.1, borrow=0.0,
    stop_price=float("nan"), target_price=110.0, entry_rule=0, unrealized_pnl=5.0,
)  # fmt: skip


def closed(count: int = 2) -> Trades:
    kinds = no_trades()
    return Trades(
        **{
            name: np.full(count, np.nan if name == "stop_price" else 3, getattr(kinds, name).dtype)
            for name in TRADE_FIELDS
        }
    )


OUTCOME = Outcome(
    first=0,
    equity=np.array([100.0, 50.0, 200.0]),
    position=np.array([0.0, 1.0, 1.0]),
    exposed=np.array([False, True, True]),
    gross=np.array([0.0, 0.5, 0.5]),
    trades=closed(),
    open_position=HELD,
    pending=((PendingKind.EXIT, 0, "exit_rule"),),
    refused_bar=np.array([1]),
    refused_reason=np.array([2], np.int8),
    ambiguous_bars=1,
    late_fills=2,
    zero_volume_fills=3,
    conflicting_entries=4,
    halted_bar=-1,
    bankrupt_bar=-1,
)


def test_an_outcome_agrees_with_itself():
    assert differences(OUTCOME, OUTCOME) == []


@pytest.mark.parametrize(
    "name",
    ["first", "ambiguous_bars", "late_fills", "zero_volume_fills", "conflicting_entries",
     "halted_bar", "bankrupt_bar", "daily_halts"],
)  # fmt: skip
def test_every_count_is_compared(name):
    other = replace(OUTCOME, **{name: 77})
    assert differences(OUTCOME, other) == [Difference(name, str(getattr(OUTCOME, name)), "77")]


def test_pending_orders_are_compared():
    assert [d.where for d in differences(OUTCOME, replace(OUTCOME, pending=()))] == ["pending"]


@pytest.mark.parametrize("name", ["equity", "position", "gross", "exposed"])
def test_every_bar_is_compared(name):
    changed = getattr(OUTCOME, name).copy()
    changed[1] = not changed[1] if name == "exposed" else changed[1] * (1 + 3e-9)
    found = differences(OUTCOME, replace(OUTCOME, **{name: changed}))
    assert [difference.where for difference in found] == [f"bar 1 {name}"]


@pytest.mark.parametrize("name", TRADE_FIELDS)
def test_every_column_of_the_trades_is_compared(name):
    changed = getattr(OUTCOME.trades, name).copy()
    changed[1] = 4 if np.isnan(changed[1]) or changed.dtype.kind == "i" else 3 * (1 + 3e-9)
    other = replace(OUTCOME, trades=replace(OUTCOME.trades, **{name: changed}))
    found = differences(OUTCOME, other)
    assert [difference.where for difference in found] == [f"trade 1 {name}"]


@pytest.mark.parametrize("name", ["quantity", "pnl", "entry_fee"])
def test_rounding_is_no_difference(name):
    changed = getattr(OUTCOME.trades, name) * (1 + 1e-10)
    other = replace(OUTCOME, trades=replace(OUTCOME.trades, **{name: changed}))
    assert differences(OUTCOME, other) == []


def test_a_profit_near_zero_is_judged_by_what_was_traded():
    value = float(OUTCOME.trades.quantity[0] * OUTCOME.trades.entry_price[0])
    one = replace(OUTCOME, trades=replace(OUTCOME.trades, pnl=np.array([0.0, 0.0])))
    near = replace(OUTCOME, trades=replace(OUTCOME.trades, pnl=np.array([0.0, 1e-13 * value])))
    far = replace(OUTCOME, trades=replace(OUTCOME.trades, pnl=np.array([0.0, 1e-11 * value])))
    assert differences(one, near) == []
    assert [difference.where for difference in differences(one, far)] == ["trade 1 pnl"]


def test_a_missing_trade_is_named_first():
    found = differences(OUTCOME, replace(OUTCOME, trades=closed(1)))
    assert [str(d) for d in found] == [
        "number of trades: 2 against 1",
        "trade 1: bar 3 only in the first against none",
    ]
    turned = differences(replace(OUTCOME, trades=closed(1)), OUTCOME)
    assert "only in the second" in turned[1].first


def test_reasons_are_named():
    reason = np.array([int(ExitReason.STOP_LOSS)] * 2, np.int8)
    other = replace(OUTCOME, trades=replace(OUTCOME.trades, reason=reason))
    assert str(differences(OUTCOME, other)[0]) == "trade 0 reason: exit_rule against stop_loss"


@pytest.mark.parametrize("name", list(OpenPosition.__dataclass_fields__))
def test_the_open_position_is_compared(name):
    changed = replace(HELD, **{name: 7 if isinstance(getattr(HELD, name), int) else 7.7})
    found = differences(OUTCOME, replace(OUTCOME, open_position=changed))
    assert [difference.where for difference in found] == [f"open position {name}"]


def test_one_open_position_against_none_is_a_difference():
    found = differences(OUTCOME, replace(OUTCOME, open_position=None))
    assert [difference.where for difference in found] == ["open position"]
    none = replace(OUTCOME, open_position=None)
    assert differences(none, none) == []


def test_refusals_are_compared():
    other = replace(OUTCOME, refused_reason=np.array([0], np.int8))
    assert [str(d) for d in differences(OUTCOME, other)] == [
        "refused entries: [(1, 'exit_illegal')] against [(1, 'below_lot_step')]"
    ]


def test_runs_of_different_length_are_not_compared_bar_by_bar():
    other = replace(OUTCOME, equity=OUTCOME.equity[:2])
    assert [d.where for d in differences(OUTCOME, other)] == ["number of bars"]


def test_a_long_list_is_cut():
    other = replace(
        OUTCOME, equity=np.zeros(500), position=np.zeros(500), gross=np.zeros(500),
        exposed=np.zeros(500, np.bool_),
    )  # fmt: skip
    found = differences(other, replace(other, equity=np.ones(500)))
    assert len(found) == 20
