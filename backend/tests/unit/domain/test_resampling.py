"""Larger bars: exact sums, honest edges, nothing seen early."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.calendars import bucket_end
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.resampling import (
    bars_from_ticks,
    resampled,
    resampled_on_utc_grid,
    visible_index,
)
from app.domain.timeframes import Calendar, Timeframe
from tests.builders import bars, ohlc
from tests.stored import stored_bars

M1, M5, M15, H1, H4, D1, W1 = (Timeframe(t) for t in ("1m", "5m", "15m", "1h", "4h", "1d", "1w"))
STOCK = Calendar.US_STOCK
PRICES = ("open", "high", "low", "close")


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def from_times(*texts: str, timeframe: Timeframe, calendar: Calendar = Calendar.ALWAYS) -> Bars:
    """Return bars at the given times whose prices count 1, 2, 3 …"""
    price = np.arange(1.0, len(texts) + 1.0)
    time = np.array(texts, "datetime64[ns]").astype(np.int64)
    return Bars(time, *(price.copy() for _ in range(4)), price.copy(), timeframe, calendar)


def labels(of: Bars) -> list[str]:
    return [str(t) for t in of.time.astype("datetime64[ns]").astype("datetime64[m]")]


def test_a_bucket_is_first_highest_lowest_last_and_the_sum() -> None:
    rows = [(10, 12, 9, 11), (11, 15, 10, 14), (14, 14, 7, 8), (8, 9, 8, 9), (9, 9, 9, 9)]
    five = resampled(ohlc(rows, M1, volume=2.0), M5)
    assert labels(five) == ["2024-01-01T00:00"]
    assert [float(getattr(five, name)[0]) for name in PRICES] == [10, 15, 7, 9]
    assert five.volume.tolist() == [10.0]
    assert five.timeframe is M5


def test_an_unknown_volume_stays_unknown_in_its_bucket_only() -> None:
    series = ohlc([(1, 1, 1, 1)] * 10, M1)
    volume = series.volume.copy()
    volume[3] = np.nan
    holed = Bars(series.time, series.open, series.high, series.low, series.close, volume, M1)
    assert np.isnan(resampled(holed, M5).volume).tolist() == [True, False]


def test_no_bar_is_made_in_a_gap() -> None:
    series = from_times(
        "2024-01-01T00:00", "2024-01-01T00:14", "2024-01-01T01:00", "2024-01-01T01:14", timeframe=M1
    )
    assert labels(resampled(series, M5)) == [
        "2024-01-01T00:00", "2024-01-01T00:10", "2024-01-01T01:00", "2024-01-01T01:10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "buckets"),
    [
        ("00:00", "00:09", ["00:00", "00:05"]),
        ("00:01", "00:09", ["00:05"]),
        ("00:00", "00:08", ["00:00"]),
        ("00:01", "00:08", []),
        ("00:01", "00:04", []),
    ],
    ids=["whole", "begun before", "not finished", "neither", "one partial bucket"],
)
def test_rule_4_edges(first: str, last: str, buckets: list[str]) -> None:
    minutes = np.arange(at(f"2024-01-01T{first}"), at(f"2024-01-01T{last}") + 1, M1.nanos)
    texts = minutes.astype("datetime64[ns]").astype(str).tolist()
    got = resampled(from_times(*texts, timeframe=M1), M5)
    assert [label[-5:] for label in labels(got)] == buckets


def test_a_gap_at_the_end_of_an_inner_bucket_does_not_unfinish_it() -> None:
    series = from_times("2024-01-01T00:00", "2024-01-01T00:02", "2024-01-01T00:05", timeframe=M1)
    assert labels(resampled(series, M5)) == ["2024-01-01T00:00"]


def test_declared_ends_keep_the_edges() -> None:
    series = from_times("2024-01-01T00:02", "2024-01-01T00:07", timeframe=M1)
    assert labels(resampled(series, M5)) == []
    assert len(resampled(series, M5, complete_until_ns=at("2024-01-01T00:09"))) == 0
    assert len(resampled(series, M5, complete_until_ns=at("2024-01-01T00:10"))) == 1
    assert len(resampled(series, M5, complete_from_ns=at("2024-01-01T00:00"))) == 1
    whole = resampled(series, M5, at("2024-01-01T00:10"), at("2024-01-01T00:00"))
    assert labels(whole) == ["2024-01-01T00:00", "2024-01-01T00:05"]


@pytest.mark.parametrize(
    ("series", "to", "expected"),
    [
        (from_times("2024-01-02T14:30", "2024-01-02T20:59", timeframe=M1, calendar=STOCK),
         D1, ["2024-01-02T00:00"]),
        (from_times("2024-01-02T14:31", "2024-01-02T20:59", timeframe=M1, calendar=STOCK),
         D1, []),
        (from_times("2024-01-02T14:30", "2024-01-02T20:58", timeframe=M1, calendar=STOCK),
         D1, []),
        (from_times("2024-07-03T13:30", "2024-07-03T16:59", timeframe=M1, calendar=STOCK),
         D1, ["2024-07-03T00:00"]),
        (from_times("2024-01-02", "2024-01-05", timeframe=D1, calendar=STOCK),
         W1, ["2024-01-01T00:00"]),
        (from_times("2024-03-25", "2024-03-28", timeframe=D1, calendar=STOCK),
         W1, ["2024-03-25T00:00"]),
        (from_times("2024-03-26", "2024-03-27", timeframe=D1, calendar=STOCK), W1, []),
        (from_times("2024-01-07T22:00", "2024-01-08T21:00", timeframe=H1, calendar=Calendar.FOREX),
         D1, ["2024-01-08T00:00"]),
        (from_times("2024-01-08T00:00", "2024-01-08T21:00", timeframe=H1, calendar=Calendar.FOREX),
         D1, ["2024-01-08T00:00"]),
        (from_times("2024-01-08T01:00", "2024-01-08T20:00", timeframe=H1, calendar=Calendar.FOREX),
         D1, []),
    ],
    ids=["bell to bell", "after the bell", "before the close", "a short day ends at 13:00",
         "a week after New Year's Day", "Good Friday's week ends on Thursday", "a week's middle",
         "a forex Monday", "a broker that opens late", "neither edge of a forex day"],
)  # fmt: skip
def test_edges_follow_the_session(series: Bars, to: Timeframe, expected: list[str]) -> None:
    assert labels(resampled(series, to)) == expected


def test_the_same_timeframe_and_an_empty_series_pass_through() -> None:
    series = bars("1 2 3")
    assert resampled(series, H1) is series
    assert len(resampled(series.slice(0, 0), H4)) == 0
    assert resampled(series.slice(0, 0), H4).timeframe is H4
    assert len(resampled_on_utc_grid(series.slice(0, 0), H4)) == 0


@pytest.mark.parametrize("function", [resampled, resampled_on_utc_grid])
def test_only_a_multiple_is_made(function: object) -> None:
    with pytest.raises(InvalidInput, match="timeframe 1h: bars of 4h do not fill it evenly"):
        function(bars("1 2", H4), H1)  # type: ignore[operator]


def test_the_views_keep_partial_edges_and_know_no_sessions() -> None:
    series = from_times(
        "2024-01-03T23:59", "2024-01-04T00:00", timeframe=M1, calendar=Calendar.FOREX
    )
    assert labels(resampled_on_utc_grid(series, D1)) == ["2024-01-03T00:00", "2024-01-04T00:00"]
    assert len(resampled(series, D1)) == 0


@pytest.mark.parametrize(
    ("calendar", "low", "high", "bar", "seen"),
    [
        (Calendar.ALWAYS, H1, D1, "2024-01-02T22:00", -1),
        (Calendar.ALWAYS, H1, D1, "2024-01-02T23:00", 0),
        (Calendar.US_STOCK, H1, D1, "2024-01-02T20:00", -1),
        (Calendar.US_STOCK, H1, D1, "2024-01-03T14:00", 0),
        (Calendar.FOREX, H1, D1, "2024-01-02T20:00", -1),
        (Calendar.FOREX, H1, D1, "2024-01-02T21:00", 0),
        (Calendar.US_STOCK, D1, W1, "2024-01-05", -1),
    ],
    ids=["before the last hour", "the last hour's close", "still the session's date",
         "the next session", "before 17:00", "17:00", "the day's bar belongs to a later week"],
)  # fmt: skip
def test_rule_4_when_a_higher_bar_is_visible(
    calendar: Calendar, low: Timeframe, high: Timeframe, bar: str, seen: int
) -> None:
    label = "2024-01-02" if high is D1 else "2024-01-08"
    higher = from_times(label, timeframe=high, calendar=calendar)
    lower = from_times(bar, timeframe=low, calendar=calendar)
    assert visible_index(lower, higher).tolist() == [seen]


def test_the_last_higher_bar_stays_visible_through_a_gap() -> None:
    lower = from_times("2024-01-01T03:00", "2024-01-01T04:00", "2024-01-03T00:00", timeframe=H1)
    higher = from_times("2024-01-01T00:00", "2024-01-01T04:00", timeframe=H4)
    assert visible_index(lower, higher).tolist() == [0, 0, 1]
    assert visible_index(lower, higher.slice(0, 0)).tolist() == [-1, -1, -1]


def test_ticks_become_bars_in_their_order() -> None:
    seconds = np.array([0, 59, 59, 61, 130, 125], np.int64) * 10**9 + at("2024-01-01")
    price = np.array([5.0, 4.0, 6.0, 7.0, 9.0, 8.0])
    made = bars_from_ticks(seconds, price, np.ones(6), M1, Calendar.ALWAYS)
    assert labels(made) == ["2024-01-01T00:00", "2024-01-01T00:01"]  # the third has more to come
    assert [made.open.tolist(), made.close.tolist()] == [[5.0, 7.0], [6.0, 7.0]]
    assert [made.high.tolist(), made.low.tolist()] == [[6.0, 7.0], [4.0, 7.0]]
    declared = bars_from_ticks(
        seconds, price, np.ones(6), M1, Calendar.ALWAYS, complete_until_ns=at("2024-01-01T00:03")
    )
    assert [declared.open[-1], declared.close[-1], declared.volume[-1]] == [8.0, 9.0, 2.0]


def test_ticks_that_begin_inside_a_bar_do_not_make_it() -> None:
    time = np.array([at("2024-01-01T00:00:01"), at("2024-01-01T00:01"), at("2024-01-01T00:02")])
    made = bars_from_ticks(time, np.ones(3), np.ones(3), M1, Calendar.ALWAYS)
    assert labels(made) == ["2024-01-01T00:01"]
    midnight = at("2024-01-01")
    made = bars_from_ticks(
        time, np.ones(3), np.ones(3), M1, Calendar.ALWAYS, complete_from_ns=midnight
    )
    assert len(made) == 2


def test_no_ticks_make_no_bars() -> None:
    nothing = np.empty(0)
    made = bars_from_ticks(np.empty(0, np.int64), nothing, nothing.copy(), M1, Calendar.ALWAYS)
    assert len(made) == 0


@pytest.mark.parametrize(
    ("price", "amount", "message"),
    [
        ([1.0, -2.0], [1.0, 1.0], "price -2.0 in trade 2 must be finite and above zero"),
        ([np.nan, 1.0], [1.0, 1.0], "price nan in trade 1"),
        ([1.0, 1.0], [1.0, -1.0], "amount -1.0 in trade 2 must be zero, positive or unknown"),
        ([1.0], [1.0, 1.0], "2 times, 1 prices and 2 amounts"),
    ],
)
def test_bad_ticks_are_named(price: list[float], amount: list[float], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        bars_from_ticks(np.arange(2), np.array(price), np.array(amount), M1, Calendar.ALWAYS)


def test_real_hours_of_a_stock_are_its_real_days(shared_data: Path) -> None:
    made = resampled(stored_bars(shared_data, "us_AAPL_1h"), D1)
    days = stored_bars(shared_data, "us_AAPL_1d")
    np.testing.assert_array_equal(made.time, days.time)
    for name in PRICES:
        np.testing.assert_allclose(getattr(made, name), getattr(days, name), rtol=1e-9)
    np.testing.assert_array_equal(made.volume, days.volume)


def test_real_four_hours_of_forex_are_its_real_days(shared_data: Path) -> None:
    made = resampled(stored_bars(shared_data, "mt5_EUR-USD_4h"), D1)
    days = stored_bars(shared_data, "mt5_EUR-USD_1d")
    made = made.between(int(days.time[0]), int(days.time[-1]) + 1)
    np.testing.assert_array_equal(made.time, days.time)
    for name in PRICES:
        np.testing.assert_allclose(getattr(made, name), getattr(days, name), rtol=1e-9)


def test_a_year_of_minutes_loses_nothing(shared_data: Path) -> None:
    minutes = stored_bars(shared_data, "bitfinex_BTC-USD_1m")
    for to, count in ((H1, 8_760), (D1, 365)):
        made = resampled(minutes, to)
        assert len(made) == count
        assert made.high.max() == minutes.high.max()
        np.testing.assert_allclose(made.volume.sum(), minutes.volume.sum(), rtol=1e-12)
    weeks = resampled(minutes, W1)
    assert labels(weeks)[0] == "2018-01-01T00:00"
    assert bucket_end(weeks.time[-1:], W1, Calendar.ALWAYS)[0] <= minutes.time[-1] + M1.nanos
