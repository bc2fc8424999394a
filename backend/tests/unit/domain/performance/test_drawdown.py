"""The deepest fall from a peak, its moments and its length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.performance.drawdown import deepest_episodes
from app.domain.performance.results import Episode

SECOND = 1_000_000_000

curves = st.lists(st.integers(1, 1000), min_size=1, max_size=50).map(
    lambda values: np.array(values, np.float64)
)


def moments(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int64) * 60 * SECOND


def episode(depth: float, start: int, trough: int, back: int | None, end: int) -> Episode:
    """Return an episode between points of a curve one minute apart."""
    stamps = moments(100)
    return Episode(
        depth=depth,
        started_at=int(stamps[start]),
        trough_at=int(stamps[trough]),
        recovered_at=None if back is None else int(stamps[back]),
        duration_seconds=(end - start) * 60.0,
    )


@pytest.mark.parametrize(
    ("equity", "share", "money"),
    [
        # Falls below the capital at once, and comes back to it exactly.
        ([100, 80, 100, 120], episode(20, 0, 1, 2, 2), episode(20, 0, 1, 2, 2)),
        # Never comes back: the length runs to the end.
        ([100, 200, 150, 160], episode(25, 1, 2, None, 3), episode(50, 1, 2, None, 3)),
        # Back at the peak for a moment: the last return to the peak starts the fall.
        ([100, 90, 100, 70, 100], episode(30, 2, 3, 4, 4), episode(30, 2, 3, 4, 4)),
        # The deepest share and the deepest amount are different episodes.
        ([100, 60, 1000, 900, 1000], episode(40, 0, 1, 2, 2), episode(100, 2, 3, 4, 4)),
        # Of two equally deep falls the first.
        ([100, 50, 100, 50, 100], episode(50, 0, 1, 2, 2), episode(50, 0, 1, 2, 2)),
        # Below zero: more than everything is lost.
        ([100, -20], episode(120, 0, 1, None, 1), episode(120, 0, 1, None, 1)),
    ],
    ids=["at once", "not back", "touches the peak", "two episodes", "equal", "below zero"],
)
def test_episodes_by_hand(equity, share, money):
    found = deepest_episodes(np.array(equity, np.float64), moments(len(equity)))
    assert found[0].depth == pytest.approx(share.depth, rel=1e-12)
    assert found[0] == Episode(found[0].depth, *_moments(share))
    assert found[1] == money


def _moments(of: Episode) -> tuple:
    return of.started_at, of.trough_at, of.recovered_at, of.duration_seconds


@pytest.mark.parametrize("equity", [[100], [100, 100], [100, 101, 101, 150]])
def test_a_curve_that_never_falls_has_no_episode(equity):
    assert deepest_episodes(np.array(equity, np.float64), moments(len(equity))) == (None, None)


@given(curve=curves)
@settings(max_examples=20)
def test_agrees_with_the_definition_bar_by_bar(curve):
    expected = max(1.0 - e / max(curve[: i + 1]) for i, e in enumerate(curve)) * 100.0
    share, money = deepest_episodes(curve, moments(curve.size))
    assert (share.depth if share else 0.0) == pytest.approx(expected, abs=1e-9)
    fall = max(max(curve[: i + 1]) - e for i, e in enumerate(curve))
    assert (money.depth if money else 0.0) == fall


@given(curve=curves, scale=st.sampled_from([0.25, 4.0]))
@settings(max_examples=20)
def test_the_share_does_not_depend_on_the_currency(curve, scale):
    share, money = deepest_episodes(curve, moments(curve.size))
    scaled, scaled_money = deepest_episodes(curve * scale, moments(curve.size))
    assert scaled == share
    assert (scaled_money.depth if scaled_money else 0.0) == (money.depth * scale if money else 0.0)
