"""Holes stay unknown and leak into nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.domain.arrays import Floats, Ints
from app.domain.indicators.runs import known_bars, over_runs, over_segments

NAN = float("nan")


def pair_sums(values: Floats) -> tuple[Floats, ...]:
    """Sum of two bars: a window with a warm-up of one bar."""
    out = np.full(values.size, np.nan)
    out[1:] = values[1:] + values[:-1]
    return (out,)


def totals(values: Floats) -> tuple[Floats, ...]:
    return (np.cumsum(values),)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([1, 2, 3], [NAN, 3, 5]),
        ([NAN, 1, 2], [NAN, NAN, 3]),
        ([1, NAN, 2, 3], [NAN, NAN, NAN, 5]),
        ([1, 2, np.inf, 3, 4], [NAN, 3, NAN, NAN, 7]),
        ([NAN, NAN], [NAN, NAN]),
        ([], []),
    ],
    ids=["whole", "late start", "hole", "infinite", "nothing known", "no bars"],
)
def test_a_window_is_unknown_while_it_sees_a_hole(series, expected):
    (result,) = over_runs(pair_sums, (np.array(series, float),), 1, warm_up=1)
    np.testing.assert_array_equal(result, expected)


def test_any_input_can_tear_a_hole():
    def added(a: Floats, b: Floats) -> tuple[Floats, ...]:
        return a + b, a - b

    first, second = np.array([1.0, NAN, 3.0]), np.array([1.0, 1.0, NAN])
    plus, minus = over_runs(added, (first, second), 2, warm_up=0)
    np.testing.assert_array_equal(plus, [2.0, NAN, NAN])
    np.testing.assert_array_equal(minus, [0.0, NAN, NAN])


@pytest.mark.parametrize(
    ("series", "starts", "expected"),
    [
        ([1, 2, 3, 4], [0], [1, 3, 6, 10]),
        ([1, 2, 3, 4], [0, 2], [1, 3, 3, 7]),
        ([NAN, 2, 3, 4], [0], [NAN, 2, 5, 9]),
        ([1, NAN, 3, 4], [0], [1, NAN, NAN, NAN]),
        ([1, NAN, 3, 4], [0, 3], [1, NAN, NAN, 4]),
        ([1, 2, NAN, 4], [0, 2], [1, 3, NAN, 4]),
        ([NAN, NAN, 3, 4], [0, 1], [NAN, NAN, 3, 7]),
        ([], [0], []),
    ],
    ids=[
        "from the start", "anchored", "late start", "hole", "hole, then anchor",
        "hole at an anchor", "unknown segment", "no bars",
    ],
)  # fmt: skip
def test_a_total_is_unknown_from_a_hole_to_the_next_anchor(series, starts, expected):
    result = over_segments(totals, (np.array(series, float),), 1, np.array(starts, np.int64))
    np.testing.assert_array_equal(result[0], expected)


def test_known_bars_are_none_where_nothing_is_missing():
    assert known_bars((np.ones(3), np.zeros(3))) is None
    known = known_bars((np.array([1.0, NAN]), np.array([NAN, 1.0])))
    assert known is not None
    assert not known.any()


HOLED = arrays.arrays(np.float64, st.integers(0, 40), elements=st.sampled_from([1.0, 2.0, NAN]))


@settings(max_examples=60, deadline=None)
@given(series=HOLED, cuts=st.lists(st.integers(1, 39), max_size=4), length=st.integers(0, 40))
def test_neither_way_reads_the_future(series: Floats, cuts: list[int], length: int):
    head = series[:length]
    starts: Ints = np.unique([0, *cuts]).astype(np.int64)
    inside = starts[starts < max(series.size, 1)]
    inside_head = starts[starts < max(head.size, 1)]
    for whole, part in (
        (over_runs(pair_sums, (series,), 1, 1), over_runs(pair_sums, (head,), 1, 1)),
        (
            over_segments(totals, (series,), 1, inside),
            over_segments(totals, (head,), 1, inside_head),
        ),
    ):
        np.testing.assert_array_equal(whole[0][:length], part[0])
