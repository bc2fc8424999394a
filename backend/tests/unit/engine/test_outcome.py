"""From tables to an outcome: what the walk itself does not know."""

import numpy as np
import pytest

from app.domain.backtest import ExitReason, RunConfig
from app.domain.rules.spec import Size, SizeMode, Strategy
from app.domain.signals import Signals
from app.domain.timeframes import Timeframe
from app.engine.backtest import run_signals
from tests.builders import START_NS, ohlc
from tests.engine_runs import signal_run

HOUR = Timeframe.H1.nanos
STRATEGY = Strategy(
    name="one", symbol="TEST", timeframe=Timeframe.H1, entry_rules=(),
    size=Size(SizeMode.FIXED_QUANTITY, 1.0),
)  # fmt: skip


def fires(count: int, *at: int) -> np.ndarray:
    signal = np.full(count, -1, np.int16)
    signal[list(at)] = 0
    return signal


@pytest.mark.parametrize("seed", range(12))
def test_rule_23_excursions_are_those_of_each_trades_own_bars(seed: int) -> None:
    drawn = signal_run(seed)
    trades, low, high = drawn.outcome().trades, drawn.bars.low, drawn.bars.high
    for k in range(len(trades)):
        held = slice(trades.entry_bar[k], trades.exit_bar[k] + 1)
        entry, down, up = trades.entry_price[k], low[held].min(), high[held].max()
        worst, best = (down, up) if trades.side[k] > 0 else (up, down)
        assert trades.mae_pct[k] == trades.side[k] * (worst - entry) / entry * 100.0
        assert trades.mfe_pct[k] == trades.side[k] * (best - entry) / entry * 100.0


def test_times_are_bar_opens_and_the_end_of_data_is_the_end() -> None:
    flat = ohlc([(100.0, 101.0, 99.0, 100.0)] * 5)
    none = fires(5)
    signals = Signals(fires(5, 0, 3), fires(5, 1), none, none)
    outcome = run_signals(signals, flat, STRATEGY, RunConfig(close_at_end=True))
    hours = (outcome.trades.entry_time - START_NS) // HOUR
    assert hours.tolist() == [1, 4]
    assert ((outcome.trades.exit_time - START_NS) // HOUR).tolist() == [2, 5]
    assert outcome.trades.reason.tolist() == [ExitReason.EXIT_RULE, ExitReason.END_OF_DATA]


def test_an_open_position_is_marked_net_of_its_entry_fee() -> None:
    rows = ohlc([(100.0, 100.0, 100.0, 100.0)] * 2 + [(100.0, 104.0, 100.0, 104.0)])
    none = fires(3)
    config = RunConfig(commission_pct=1.0, slippage_pct=0.0)
    outcome = run_signals(Signals(fires(3, 0), none, none, none), rows, STRATEGY, config)
    position = outcome.open_position
    assert position is not None
    assert (position.entry_bar, position.entry_time) == (1, START_NS + HOUR)
    assert position.unrealized_pnl == pytest.approx(4.0 - 1.0)
    assert outcome.final_capital == pytest.approx(10_003.0)
