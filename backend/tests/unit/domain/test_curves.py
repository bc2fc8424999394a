"""A curve with few points keeps its ends and its extremes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.curves import drawdown_pct, extremes_kept
from app.domain.errors import InvalidInput

curves = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200).map(np.array)


@settings(max_examples=80, deadline=None)
@given(values=curves, most=st.integers(4, 60))
def test_few_points_keep_ends_and_extremes(values, most):
    kept = extremes_kept(values, most)
    assert kept.size <= most
    assert (np.diff(kept) > 0).all()
    assert kept[0] == 0
    assert kept[-1] == values.size - 1
    assert values[kept].min() == values.min()
    assert values[kept].max() == values.max()


@settings(max_examples=80, deadline=None)
@given(values=curves, most=st.integers(4, 60))
def test_nothing_between_two_kept_points_is_out_of_their_stretch(values, most):
    """Each stretch of the curve shows its own lowest and highest, not only the whole curve."""
    kept = set(extremes_kept(values, most).tolist())
    if values.size <= most:
        assert len(kept) == values.size
        return
    count = (most - 2) // 2
    bounds = 1 + (values.size - 2) * np.arange(count + 1) // count
    for first, last in pairwise(bounds):
        shown = values[[i for i in range(first, last) if i in kept]]
        assert shown.min() == values[first:last].min()
        assert shown.max() == values[first:last].max()


def test_a_short_curve_is_kept_whole():
    assert extremes_kept(np.array([3.0, 1.0, 2.0]), 10).tolist() == [0, 1, 2]


def test_too_few_points_are_refused():
    with pytest.raises(InvalidInput, match="4 or more"):
        extremes_kept(np.zeros(10), 3)


@pytest.mark.parametrize(
    ("equity", "expected"),
    [
        ([110.0, 99.0, 110.0, 121.0], [0.0, -10.0, 0.0, 0.0]),
        ([90.0, 100.0], [-10.0, 0.0]),
    ],
    ids=["below its peak", "below the start"],
)
def test_drawdown_is_measured_from_the_highest_so_far(equity, expected):
    assert drawdown_pct(np.array(equity), 100.0).round(9).tolist() == expected
