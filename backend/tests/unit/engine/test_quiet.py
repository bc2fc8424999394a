"""Skipping quiet bars changes nothing: every bit of the outcome, on walks of every kind."""

import pytest

from tests.engine_runs import difference, signal_run


@pytest.mark.parametrize("seed", range(60))
def test_skipping_quiet_bars_changes_no_bit(seed: int) -> None:
    drawn = signal_run(seed)
    assert difference(drawn.outcome(), drawn.outcome(skipping=False)) is None


def test_the_drawn_runs_reach_every_limit() -> None:
    outcomes = [signal_run(seed).outcome() for seed in range(60)]
    assert sum(outcome.halted_bar >= 0 for outcome in outcomes) >= 3
    assert sum(outcome.daily_halts > 0 for outcome in outcomes) >= 3
    assert sum(outcome.refused_bar.size > 0 for outcome in outcomes) >= 3
    assert len({int(reason) for o in outcomes for reason in o.trades.reason}) == 8
    assert {int(side) for o in outcomes for side in o.trades.side} == {-1, 1}
