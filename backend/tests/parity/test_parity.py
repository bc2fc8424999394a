"""The default engine and Backtrader give the same trades, the same equity, the same refusals."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from app.adapters.backtesting.backtrader import BacktraderEngine
from app.domain.backtest import ExitReason, Refusal
from app.engine.backtest import FastEngine
from app.engine.parity import differences
from tests.parity.drawn import drawn_run

BRIEF = range(50)
LONG = range(1000, 1500)


def agree(seed: int, shared_data: Path) -> None:
    run = drawn_run(seed, shared_data)
    found = differences(run.through(FastEngine()), run.through(BacktraderEngine()))
    assert not found, "\n".join([f"seed {seed}: {run.strategy} {run.config}", *map(str, found)])


@pytest.mark.parametrize("seed", BRIEF)
def test_both_engines_agree(seed, shared_data):
    agree(seed, shared_data)


@pytest.mark.parity
@pytest.mark.parametrize("seed", LONG)
def test_both_engines_agree_at_length(seed, shared_data):
    agree(seed, shared_data)


def test_the_drawn_runs_meet_everything_the_fill_rule_knows(shared_data):
    met: Counter[str] = Counter()
    for seed in BRIEF:
        outcome = drawn_run(seed, shared_data).through(FastEngine())
        met.update(ExitReason(reason).label for reason in outcome.trades.reason.tolist())
        met.update(Refusal(reason).label for reason in outcome.refused_reason.tolist())
        met.update(f"side {side}" for side in outcome.trades.side.tolist())
        met.update(kind.name for kind, _, _ in outcome.pending)
        met["borrow"] += int(np.count_nonzero(outcome.trades.borrow))
        for name in ("ambiguous_bars", "late_fills", "zero_volume_fills", "conflicting_entries"):
            met[name] += getattr(outcome, name)
        met["halted"] += outcome.halted_bar >= 0
        met["daily halts"] += outcome.daily_halts
        met["open at the end"] += outcome.open_position is not None
    wanted = [
        *(reason.label for reason in ExitReason), *(refusal.label for refusal in Refusal),
        "side 1", "side -1", "EXIT", "ENTRY_LONG", "ENTRY_SHORT", "borrow", "ambiguous_bars",
        "late_fills", "zero_volume_fills", "conflicting_entries", "halted", "daily halts",
        "open at the end",
    ]  # fmt: skip
    assert [name for name in wanted if not met[name]] == []
    assert met["side 1"] + met["side -1"] > 1_000
