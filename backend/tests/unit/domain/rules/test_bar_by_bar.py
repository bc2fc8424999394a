"""The scalar reading; its truth tables stand in test_evaluate, which runs both readings."""

import numpy as np
import pytest

from app.domain.rules.bar_by_bar import BarByBar, evaluate_at
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.program import CompiledRules
from app.domain.rules.series import SeriesTable, compute_series
from tests.builders import bars
from tests.documents import CLOSE, condition, group, indicator, sell, strategy


@pytest.fixture(scope="module")
def swing() -> tuple[CompiledRules, SeriesTable]:
    """Return nested windows over a wave of 60 bars."""
    low = condition(CLOSE, "less_than", indicator("SMA", period=4), within=3)
    rules = compile_strategy(
        strategy(
            group("AND", low, condition(CLOSE, "rising", 2), within=5),
            exits=[sell(group("NOT", low, for_bars=2))],
        )
    )
    wave = 100 + 8 * np.sin(np.arange(60) / 3) + np.arange(60) % 4
    return rules, compute_series(rules, bars(wave))


def expected(swing: tuple[CompiledRules, SeriesTable]) -> list[tuple[int, int, int, int]]:
    signals = evaluate(*swing)
    return list(
        zip(
            signals.entry_long.tolist(),
            signals.exit_long.tolist(),
            signals.entry_short.tolist(),
            signals.exit_short.tolist(),
            strict=True,
        )
    )


def test_a_single_bar_needs_no_bar_before_it(swing):
    rows = expected(swing)
    assert {row[0] for row in rows} == {row[1] for row in rows} == {-1, 0}
    assert [evaluate_at(*swing, i) for i in range(60)] == rows


@pytest.mark.parametrize("order", [range(60), range(59, -1, -1), [7, 40, 8, 7, 59, 0]])
def test_bars_may_be_asked_in_any_order(swing, order):
    one_by_one, rows = BarByBar(*swing), expected(swing)
    assert [one_by_one.at(i) for i in order] == [rows[i] for i in order]


def test_before_the_series_everything_is_unknown(swing):
    """Rule 1."""
    assert np.isnan(BarByBar(*swing).value(0, -1))
