"""Round ticks, bins around zero, colours that can be read."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.charts import (
    Bin,
    clamp_of,
    contrast,
    diverging,
    histogram,
    ink_on,
    log_ticks,
    padded,
    round_step,
    ticks,
    time_ticks,
)
from app.domain.errors import InvalidInput

finite = st.floats(-1e9, 1e9, allow_nan=False)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("span", "most", "step"), [(10, 5, 2), (10, 6, 2), (0.9, 5, 0.2), (1.0, 1, 1), (7e6, 4, 2e6)]
)
def test_a_step_is_one_two_or_five(span, most, step):
    assert round_step(span, most) == pytest.approx(step)


@pytest.mark.parametrize("span", [0.0, -1.0, math.inf, math.nan])
def test_a_scale_of_nothing_has_no_step(span):
    with pytest.raises(InvalidInput, match="must be above 0"):
        round_step(span, 5)


@settings(max_examples=60)
@example(one=1e9, other=999_999_999.9999999)
@given(one=finite, other=finite)
def test_ticks_lie_inside_and_are_few(one, other):
    low, high = sorted((one, other))
    found = ticks(low, high, 6)
    slack = (high - low) * 1e-6 + 1e-9
    assert all(low - slack <= tick <= high + slack for tick in found)
    assert len(found) <= 7
    assert list(found) == sorted(found)


def test_a_flat_line_lies_in_the_middle():
    low, high = padded([5.0, 5.0])
    assert low < 5.0 < high
    assert 5.0 - low == pytest.approx(high - 5.0)


@pytest.mark.parametrize(
    ("start", "end", "first", "label"),
    [
        ("2024-01-01T00:00", "2024-01-01T05:00", "2024-01-01T00:00", "01 Jan 00:00"),
        ("2024-01-01T13:00", "2024-01-08T00:00", "2024-01-02T00:00", "02 Jan 2024"),
        ("2024-01-15T00:00", "2024-08-01T00:00", "2024-02-01T00:00", "Feb 2024"),
        ("1990-06-01T00:00", "2022-01-01T00:00", "1995-01-01T00:00", "1995"),
    ],
)
def test_moments_are_those_of_the_calendar(start, end, first, label):
    found = time_ticks(ms(start), ms(end))
    assert found[0] == (ms(first), label)
    assert 1 <= len(found) <= 8


@settings(max_examples=60)
@given(values=st.lists(finite, min_size=1, max_size=200))
def test_every_value_is_in_one_bin_and_none_mixes_gain_and_loss(values):
    bins = histogram(np.array(values))
    assert sum(part.count for part in bins) == len(values)
    assert len(bins) <= 32
    assert all(part.high <= 0.0 or part.low >= 0.0 for part in bins)


def test_no_values_have_no_bins_and_equal_ones_share_one():
    assert histogram(np.empty(0)) == ()
    assert histogram(np.zeros(3)) == (Bin(0.0, 1.0, 3),)


def test_colours_meet_in_the_middle_and_stop_at_the_clamp():
    loss, middle, gain = (1.0, 0.0, 0.0), (0.5, 0.5, 0.5), (0.0, 1.0, 0.0)
    assert diverging(0.0, 0.1, loss, middle, gain) == middle
    assert diverging(-9.0, 0.1, loss, middle, gain) == loss
    assert diverging(0.1, 0.1, loss, middle, gain) == gain
    assert diverging(0.1, 0.0, loss, middle, gain) == middle


@settings(max_examples=80)
@given(background=st.tuples(*[st.floats(0, 1)] * 3))
def test_what_is_written_on_a_colour_can_be_read(background):
    assert contrast(ink_on(background), background) >= 4.2


def test_contrast_is_that_of_the_standard():
    assert contrast((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)) == pytest.approx(21.0)


def test_one_wild_month_does_not_pale_the_rest():
    assert clamp_of([0.01] * 99 + [5.0]) == pytest.approx(0.01)
    assert clamp_of([]) == 0.0


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (4.0, 60.0, (5.0, 10.0, 20.0, 50.0)),
        (9_000.0, 4e6, (1e4, 3e4, 1e5, 3e5, 1e6, 3e6)),
        (1e-3, 1e12, (1e-3, 1.0, 1e3, 1e6, 1e9, 1e12)),
    ],
)
def test_powers_are_few_and_inside(low, high, found):
    assert log_ticks(low, high) == pytest.approx(found)


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_a_scale_of_powers_begins_above_zero(low):
    with pytest.raises(InvalidInput, match="must be above 0"):
        log_ticks(low, 10.0)
