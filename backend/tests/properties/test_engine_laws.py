"""Laws no run may break, whatever its signals, size, stops, limits and costs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import TRADE_FIELDS, ExitReason, Outcome
from app.engine.compiled import plain_walk
from tests.engine_runs import CURVES, SignalRun, difference, signal_run

seeds = st.integers(0, 2**32 - 1)
many = settings(max_examples=150, deadline=None, derandomize=True)
few = settings(max_examples=25, deadline=None, derandomize=True)

AT_THE_OPEN = (ExitReason.EXIT_RULE, ExitReason.REVERSE, ExitReason.TIME_STOP, ExitReason.HALT)
STOPPED = (ExitReason.STOP_LOSS, ExitReason.TRAILING_STOP)


def capital_before(drawn: SignalRun, outcome: Outcome) -> np.ndarray:
    """Return the cash of the flat strategy before each trade: what came in and what was made."""
    pnl = outcome.trades.pnl
    return drawn.config.initial_capital + np.concatenate(([0.0], np.cumsum(pnl)))


@many
@given(seed=seeds)
def test_what_is_made_is_what_equity_gains(seed: int) -> None:
    drawn = signal_run(seed)
    outcome = drawn.outcome()
    made = float(outcome.trades.pnl.sum())
    if outcome.open_position is not None:
        made += outcome.open_position.unrealized_pnl
    gained = outcome.final_capital - drawn.config.initial_capital
    assert gained == pytest.approx(made, rel=1e-9, abs=1e-7)


@many
@given(seed=seeds)
def test_equity_is_cash_and_position_at_every_close(seed: int) -> None:
    drawn = signal_run(seed)
    outcome = drawn.outcome()
    trades, close = outcome.trades, drawn.bars.close[drawn.first :]
    bars = np.arange(drawn.first, len(drawn.bars))
    cash = np.full(bars.size, drawn.config.initial_capital)
    for k in range(len(trades)):
        side, quantity = trades.side[k], trades.quantity[k]
        paid = side * quantity * trades.entry_price[k] + trades.entry_fee[k]
        got = side * quantity * trades.exit_price[k] - trades.exit_fee[k]
        cash -= paid * (bars >= trades.entry_bar[k])
        cash += (got - trades.borrow[k]) * (bars >= trades.exit_bar[k])
    held = outcome.open_position
    if held is not None:
        paid = held.side * held.quantity * held.entry_price + held.entry_fee
        cash -= paid * (bars >= held.entry_bar)
    charged = drawn.config.borrow_pct_per_year > 0.0
    known = (outcome.position >= 0.0) if charged else np.ones(bars.size, bool)
    np.testing.assert_allclose(
        outcome.equity[known], (cash + outcome.position * close)[known], rtol=1e-9, atol=1e-6
    )


@many
@given(seed=seeds)
def test_nothing_is_entered_inside_the_bar_of_an_exit(seed: int) -> None:
    trades = signal_run(seed).outcome().trades
    again = trades.entry_bar[1:] == trades.exit_bar[:-1]
    assert np.all(trades.entry_bar[1:] >= trades.exit_bar[:-1])
    assert set(trades.reason[:-1][again]) <= {ExitReason.REVERSE}
    assert np.all(trades.side[1:][again] == -trades.side[:-1][again])


@many
@given(seed=seeds)
def test_an_entry_never_ties_up_more_than_cash_and_limit(seed: int) -> None:
    drawn = signal_run(seed)
    outcome = drawn.outcome()
    trades = outcome.trades
    before = capital_before(drawn, outcome)[:-1]
    outlay = trades.quantity * trades.entry_price + trades.entry_fee
    lot = 1e-9 * drawn.config.lot_step * trades.entry_price
    limit = drawn.strategy.effective_max_position_pct / 100.0
    assert np.all(outlay <= before * (1.0 + 1e-9))
    assert np.all(outlay <= before * limit * (1.0 + 1e-9) + lot)


@many
@given(seed=seeds)
def test_fills_need_a_bar_before_them_and_a_reason_in_it(seed: int) -> None:
    drawn = signal_run(seed)
    trades, bars = drawn.outcome().trades, drawn.bars
    slip = drawn.config.slippage_pct / 100.0
    side, low, high = trades.side, bars.low, bars.high
    bought = bars.open[trades.entry_bar] * (1.0 + side * slip)
    np.testing.assert_array_equal(trades.entry_price, bought)
    assert np.all(trades.entry_bar > drawn.first)
    market = np.isin(trades.reason, AT_THE_OPEN)
    sold = bars.open[trades.exit_bar] * (1.0 - side * slip)
    np.testing.assert_array_equal(trades.exit_price[market], sold[market])
    stopped = np.isin(trades.reason, STOPPED)
    before_slip = trades.exit_price / (1.0 - side * slip)
    assert np.all(before_slip[stopped] >= low[trades.exit_bar][stopped] * (1.0 - 1e-12))
    assert np.all(before_slip[stopped] <= high[trades.exit_bar][stopped] * (1.0 + 1e-12))
    target = trades.reason == ExitReason.TAKE_PROFIT
    assert np.all((side * (trades.exit_price - trades.target_price))[target] >= 0.0)


@many
@given(seed=seeds)
def test_a_flat_strategy_gains_and_loses_nothing(seed: int) -> None:
    outcome = signal_run(seed).outcome()
    flat = ~outcome.exposed[1:] & (outcome.position[:-1] == 0.0)
    assert np.all(np.diff(outcome.equity)[flat] == 0.0)
    assert np.all(outcome.exposed[outcome.position != 0.0])


@many
@given(seed=seeds, share=st.floats(0.05, 0.95))
def test_the_past_does_not_depend_on_the_future(seed: int, share: float) -> None:
    drawn = signal_run(seed)
    cut = max(drawn.first + 1, int(share * len(drawn.bars)))
    whole, part = drawn.outcome(), drawn.before(cut).outcome()
    last = cut - drawn.first - int(drawn.config.close_at_end)
    for name in CURVES:
        assert getattr(whole, name)[:last].tobytes() == getattr(part, name)[:last].tobytes()
    closed = int((whole.trades.exit_bar < cut).sum())
    forced = part.trades.reason == ExitReason.END_OF_DATA
    assert int((~forced).sum()) == closed
    for name in TRADE_FIELDS:
        column = getattr(part.trades, name)[~forced]
        assert getattr(whole.trades, name)[:closed].tobytes() == column.tobytes()


@many
@given(seed=seeds)
def test_skipping_quiet_bars_changes_no_bit(seed: int) -> None:
    drawn = signal_run(seed, count=600)
    assert difference(drawn.outcome(), drawn.outcome(skipping=False)) is None


@few
@given(seed=seeds)
def test_compiled_and_plain_runs_are_equal_to_the_bit(seed: int) -> None:
    drawn = signal_run(seed)
    assert difference(drawn.outcome(), drawn.outcome(plain_walk)) is None


@many
@given(seed=seeds)
def test_the_same_run_twice_is_the_same_to_the_bit(seed: int) -> None:
    assert difference(signal_run(seed).outcome(), signal_run(seed).outcome()) is None
