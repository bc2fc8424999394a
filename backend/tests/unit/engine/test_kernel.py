"""The walk as a whole; its rules are the tables of tests/fill_rules."""

import numpy as np
import pytest

from app.domain.backtest import RunConfig
from app.domain.rules.spec import Size, SizeMode, Strategy
from app.domain.signals import Signals
from app.domain.timeframes import Timeframe
from app.engine.backtest import run_signals
from app.engine.compiled import compiled_walk
from app.engine.tables import Walking, fresh_tables, tape_of
from tests.builders import bars
from tests.engine_runs import signal_run


def test_any_split_into_calls_gives_the_same_walk() -> None:
    drawn = signal_run(3)
    size = len(drawn.bars)
    tape = tape_of(drawn.signals, drawn.bars, None)
    ends = []
    for stops in ([size], list(range(drawn.first + 1, size + 1))):
        tables = fresh_tables(drawn.strategy, drawn.config, drawn.bars, drawn.first, recording=True)
        walking = Walking(compiled_walk(), tape, tables, drawn.first)
        for stop in stops:
            walking.advance(stop)
        ends.append((tables.state.tobytes(), tables.trades.tobytes(), tables.equity.tobytes()))
    assert ends[0] == ends[1]


def test_without_recording_only_the_per_bar_arrays_are_missing() -> None:
    drawn = signal_run(4)
    tape = tape_of(drawn.signals, drawn.bars, None)
    ends = []
    for recording in (True, False):
        tables = fresh_tables(
            drawn.strategy, drawn.config, drawn.bars, drawn.first, recording=recording
        )
        Walking(compiled_walk(), tape, tables, drawn.first).advance(len(drawn.bars))
        ends.append((tables.state.tobytes(), tables.trades.tobytes()))
        assert tables.equity.size == recording * (len(drawn.bars) - drawn.first)
    assert ends[0] == ends[1]


@pytest.mark.parametrize("side", ["long", "short"])
def test_trading_every_bar_fills_no_table_for_good(side: str) -> None:
    count = 1_400
    none, every = np.full(count, -1, np.int16), np.zeros(count, np.int16)
    even = np.where(np.arange(count) % 2, -1, 0).astype(np.int16)
    odd = np.where(np.arange(count) % 2, 0, -1).astype(np.int16)
    signals = Signals(even, odd, none, none) if side == "long" else Signals(none, none, even, odd)
    strategy = Strategy(
        name="often", symbol="TEST", timeframe=Timeframe.H1, entry_rules=(),
        size=Size(SizeMode.FIXED_QUANTITY, 1.0),
    )  # fmt: skip
    flat = bars([100.0] * count)
    outcome = run_signals(signals, flat, strategy, RunConfig())
    assert len(outcome.trades) == count // 2 - 1
    # Ten refusals per cent of the bars, and more than the first table holds.
    refused = run_signals(
        Signals(every, none, none, none), flat, strategy, RunConfig(initial_capital=1.0)
    )
    assert refused.refused_bar.tolist() == list(range(count - 1))
