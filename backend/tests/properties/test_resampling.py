"""Laws of resampling on arbitrary series with gaps."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.calendars import bucket_end, bucket_open
from app.domain.market import Bars
from app.domain.resampling import bars_from_ticks, resampled, visible_index
from app.domain.sessions import is_open
from app.domain.timeframes import Calendar, Timeframe

M1 = Timeframe.M1
LARGER = [Timeframe(t) for t in ("5m", "1h", "4h", "1d", "1w")]
MINUTE = 60 * 10**9
START = 28_401_120  # minutes to 2024-01-01

# Minutes cluster so that buckets are sometimes full, sometimes empty.
steps = st.lists(st.sampled_from([1, 1, 2, 7, 61, 190, 700, 4_000]), min_size=1, max_size=120)


def series(gaps: list[int], calendar: Calendar, seed: int, *, closed_too: bool = False) -> Bars:
    """Return minutes with gaps; `closed_too` keeps those outside of the sessions."""
    minutes = START + np.cumsum(np.array(gaps, np.int64))
    times = minutes * MINUTE
    times = times[is_open(times, calendar) | closed_too]
    generator = np.random.default_rng(seed)
    open_, close = generator.uniform(90, 110, (2, times.size))
    high = np.maximum(open_, close) + generator.uniform(0, 2, times.size)
    low = np.minimum(open_, close) - generator.uniform(0, 2, times.size)
    return Bars(times, open_, high, low, close, generator.uniform(0, 5, times.size), M1, calendar)


def assert_same(left: Bars, right: Bars) -> None:
    for name in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


@settings(max_examples=150, deadline=None)
@given(steps, st.sampled_from(Calendar), st.sampled_from(LARGER), st.integers(0, 99))
def test_every_larger_bar_is_exactly_its_minutes(
    gaps: list[int], calendar: Calendar, to: Timeframe, seed: int
) -> None:
    minutes = series(gaps, calendar, seed)
    buckets = bucket_open(minutes.time, to, calendar, M1)
    made = resampled(minutes, to)
    assert set(made.time.tolist()) <= set(buckets.tolist())
    assert len(made) >= len(set(buckets.tolist())) - 2
    for index in range(len(made)):
        inside = buckets == made.time[index]
        assert made.open[index] == minutes.open[inside][0]
        assert made.close[index] == minutes.close[inside][-1]
        assert made.high[index] == minutes.high[inside].max()
        assert made.low[index] == minutes.low[inside].min()
        assert made.volume[index] == pytest.approx(minutes.volume[inside].sum(), rel=1e-12)


@settings(max_examples=150, deadline=None)
@given(
    steps, st.sampled_from(Calendar), st.sampled_from(LARGER), st.integers(0, 120), st.booleans()
)
def test_what_is_visible_at_a_bar_never_depends_on_later_bars(
    gaps: list[int], calendar: Calendar, to: Timeframe, cut: int, closed_too: bool
) -> None:
    minutes = series(gaps, calendar, 1, closed_too=closed_too)
    cut = min(cut, len(minutes))
    prefix = minutes.slice(0, cut)
    whole, known = resampled(minutes, to), resampled(prefix, to)
    seen, seen_then = visible_index(minutes, whole)[:cut], visible_index(prefix, known)
    np.testing.assert_array_equal(seen, seen_then)
    shown = int(seen.max(initial=-1)) + 1
    assert_same(whole.slice(0, shown), known.slice(0, shown))


@settings(max_examples=100, deadline=None)
@given(steps, st.sampled_from(Calendar), st.sampled_from(LARGER), st.booleans())
@example([190] * 60, Calendar.US_STOCK, Timeframe.D1, True)
def test_a_higher_bar_is_seen_only_when_no_later_minute_belongs_to_it(
    gaps: list[int], calendar: Calendar, to: Timeframe, closed_too: bool
) -> None:
    minutes = series(gaps, calendar, 2, closed_too=closed_too)
    higher = resampled(minutes, to)
    buckets = bucket_open(minutes.time, to, calendar, M1)
    for bar, index in enumerate(visible_index(minutes, higher)):
        if index >= 0:
            assert not np.any(buckets[bar + 1 :] == higher.time[index])
            end = bucket_end(higher.time[index : index + 1], to, calendar)[0]
            assert end <= minutes.time[bar] + M1.nanos


@settings(max_examples=100, deadline=None)
@given(steps, st.sampled_from(Calendar), st.integers(0, 9))
def test_resampling_in_steps_is_resampling_at_once(
    gaps: list[int], calendar: Calendar, seed: int
) -> None:
    minutes = series(gaps, calendar, seed)
    if not len(minutes):
        return
    # Declared whole, so that the steps do not trim edges of their own.
    first, last = int(minutes.time[0]) - 10**16, int(minutes.time[-1]) + 10**16
    at_once = resampled(minutes, Timeframe.D1, last, first)
    hours = resampled(minutes, Timeframe.H1, last, first)
    in_steps = resampled(hours, Timeframe.D1, last, first)
    if calendar is not Calendar.ALWAYS:
        np.testing.assert_array_equal(at_once.time, in_steps.time)
    for name in ("open", "high", "low", "close"):
        np.testing.assert_array_equal(getattr(at_once, name), getattr(in_steps, name))
    np.testing.assert_allclose(at_once.volume, in_steps.volume, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(steps, st.sampled_from(LARGER))
def test_ticks_and_minutes_made_of_them_agree(gaps: list[int], to: Timeframe) -> None:
    seconds = np.cumsum(np.array(gaps, np.int64)) * 10**9 + START * MINUTE
    price = np.random.default_rng(3).uniform(50, 60, seconds.size)
    amount = np.ones(seconds.size)
    edges = {
        "complete_from_ns": int(seconds[0]) - 10**16,
        "complete_until_ns": int(seconds[-1]) + 10**16,
    }
    direct = bars_from_ticks(seconds, price, amount, to, Calendar.ALWAYS, **edges)
    minutes = bars_from_ticks(seconds, price, amount, M1, Calendar.ALWAYS, **edges)
    assert_same(direct, resampled(minutes, to, **edges))
