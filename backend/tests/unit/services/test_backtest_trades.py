"""Trades in tables."""

from dataclasses import replace

import pytest

from app.ports.reporting import Tone
from app.services.backtest_report import closed_trades
from app.services.backtest_trades import breakdowns, cost_facts, extremes, slippage_of
from tests.short_runs import short_report
from tests.stored_rows import trades

RUN = short_report()
CONFIG = {
    "initial_capital": 10_000.0,
    "commission_pct": 0.1,
    "min_fee": 0.0,
    "fee_per_share": 0.0,
    "borrow_pct_per_year": 0.0,
}


def costs(rows, slippage_pct=0.05):
    told = cost_facts(rows, CONFIG, "USD", slippage_pct=slippage_pct, digits=2)
    return {fact.name: fact.value for fact in told}


def test_groups_hold_every_trade_once():
    for table in breakdowns(closed_trades(trades(30)), ("Low",), 2):
        assert sum(int(row[1]) for row in table.rows) == 30
        assert len(table.tones) == len(table.rows)


def test_a_rule_that_is_not_known_is_a_dash():
    rows = [replace(trade, entry_rule=7) for trade in closed_trades(trades(2))]
    assert breakdowns(rows, ("Low",), 2)[2].rows[0][0] == "–"


def test_few_trades_are_listed_whole_many_by_rank():
    (table,) = extremes(closed_trades(trades(16)), 2)
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, 17)]
    best, worst = extremes(closed_trades(trades(17)), 2)
    assert [row[0] for row in best.rows] == [str(n) for n in range(1, 9)]
    assert [row[0] for row in worst.rows] == [str(n) for n in range(17, 9, -1)]


def test_no_trades_have_no_tables_and_cost_nothing():
    assert breakdowns([], (), 2) == extremes([], 2) == ()
    assert costs([])["Commission paid"] == "0.00 USD"


def test_what_slippage_took_is_what_a_run_without_it_keeps():
    rows = closed_trades(RUN.outcome.trades)
    trade = rows[0]
    opened = RUN.bars.open[trade.entry_bar]
    closed = RUN.bars.open[trade.exit_bar]
    lost = (trade.entry_price - opened + closed - trade.exit_price) * trade.quantity
    assert trade.reason == "exit_rule"
    assert slippage_of(trade, 0.0005) == pytest.approx(lost)
    # Without slippage on its way out, a target costs that of the entry alone.
    target = replace(trade, reason="take_profit")
    assert slippage_of(target, 0.0005) == pytest.approx(
        (trade.entry_price - opened) * trade.quantity
    )


def test_a_short_pays_slippage_on_both_sides():
    trade = replace(closed_trades(trades(1))[0], side="short", entry_price=99.0, exit_price=101.0)
    assert slippage_of(trade, 0.01) == pytest.approx(2.0)


def test_the_tone_is_that_of_the_money():
    (table,) = extremes([replace(t, pnl=-1.0) for t in closed_trades(trades(2))], 2)
    assert table.tones == (Tone.LOSS, Tone.LOSS)
    assert table.rows[0][-1] == "−1.00"
