"""Buckets, days, ends, lateness and gaps by calendar."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.arrays import Ints
from app.domain.calendars import (
    Gaps,
    bucket_end,
    bucket_open,
    bucket_start,
    expected_next_open,
    gaps,
    guess_calendar,
    has_session_labels,
    is_late,
    trading_day,
)
from app.domain.timeframes import Calendar, Timeframe
from tests.stored import stored_times

H1, H4, D1, W1, M1 = Timeframe.H1, Timeframe.H4, Timeframe.D1, Timeframe.W1, Timeframe.M1
ALWAYS, STOCK, FOREX = Calendar.ALWAYS, Calendar.US_STOCK, Calendar.FOREX


def at(*texts: str) -> Ints:
    return np.array(texts, "datetime64[ns]").astype(np.int64)


def texts(times: Ints) -> list[str]:
    return [str(t) for t in times.astype("datetime64[ns]").astype("datetime64[m]")]


@pytest.mark.parametrize(
    ("symbol", "calendar"),
    [("BTC/USD", ALWAYS), ("BTC/USDT:USDT", ALWAYS), ("1INCH/USDT", ALWAYS), ("btc-usdt", ALWAYS),
     ("XRP-USDT-PERP", ALWAYS), ("ETH/BTC", ALWAYS), ("BTCUSDT", ALWAYS), ("BTCUSDT_PERP", ALWAYS),
     ("EUR/USD", FOREX), ("EURUSD", FOREX), ("XAU/USD", FOREX), ("GBP-JPY", FOREX),
     ("AAPL", STOCK), ("GOOGL", STOCK), ("BRK-B", STOCK), ("BRK.B", STOCK), ("USD", STOCK)],
)  # fmt: skip
def test_the_symbol_tells_the_calendar(symbol: str, calendar: Calendar) -> None:
    assert guess_calendar(symbol) is calendar


@pytest.mark.parametrize(
    ("calendar", "timeframe", "time", "bucket"),
    [
        (ALWAYS, H4, "2024-01-03T07:59", "2024-01-03T04:00"),
        (ALWAYS, D1, "2024-01-03T23:59", "2024-01-03T00:00"),
        (ALWAYS, W1, "2024-01-07T23:59", "2024-01-01T00:00"),
        (ALWAYS, W1, "1969-12-31T23:59", "1969-12-29T00:00"),
        (STOCK, H4, "2024-01-03T14:30", "2024-01-03T12:00"),
        (STOCK, D1, "2024-01-03T14:30", "2024-01-03T00:00"),
        (STOCK, D1, "2024-01-04T00:30", "2024-01-03T00:00"),
        (STOCK, D1, "2024-07-03T04:00", "2024-07-03T00:00"),
        (STOCK, W1, "2024-01-05T20:59", "2024-01-01T00:00"),
        (FOREX, H1, "2024-01-03T21:59", "2024-01-03T21:00"),
        (FOREX, D1, "2024-01-03T21:59", "2024-01-03T00:00"),
        (FOREX, D1, "2024-01-03T22:00", "2024-01-04T00:00"),
        (FOREX, D1, "2024-07-03T21:00", "2024-07-04T00:00"),
        (FOREX, D1, "2024-01-07T22:00", "2024-01-08T00:00"),
        (FOREX, D1, "2024-01-05T22:00", "2024-01-08T00:00"),
        (FOREX, W1, "2024-01-05T21:59", "2024-01-01T00:00"),
        (FOREX, W1, "2024-01-07T22:00", "2024-01-08T00:00"),
    ],
    ids=["4h grid", "UTC day", "week from Monday", "before 1970", "stocks intraday on the grid",
         "session date", "an evening in New York", "midnight in New York", "stock week",
         "forex intraday on the grid", "before 17:00", "17:00 in winter", "17:00 in summer",
         "Sunday is Monday's", "Friday evening is Monday's", "forex week",
         "Sunday starts the week"],
)  # fmt: skip
def test_rule_4_buckets(calendar: Calendar, timeframe: Timeframe, time: str, bucket: str) -> None:
    assert texts(bucket_open(at(time), timeframe, calendar, M1)) == [bucket]


@pytest.mark.parametrize("calendar", [STOCK, FOREX])
def test_daily_stamps_are_dates_not_instants(calendar: Calendar) -> None:
    dates = at("2024-01-05", "2024-01-08")
    assert bucket_open(dates, D1, calendar, D1).tolist() == dates.tolist()
    assert bucket_open(dates, D1, calendar).tolist() == dates.tolist()
    assert texts(bucket_open(dates, W1, calendar, D1)) == ["2024-01-01T00:00", "2024-01-08T00:00"]
    assert np.diff(trading_day(dates, calendar)).tolist() == [3]


def test_midnight_among_other_stamps_is_an_instant() -> None:
    evening = at("2024-01-04T00:00", "2024-01-04T15:00")
    assert texts(bucket_open(evening, D1, STOCK)) == ["2024-01-03T00:00", "2024-01-04T00:00"]


@pytest.mark.parametrize(
    ("calendar", "timeframe", "label", "start", "end"),
    [
        (ALWAYS, D1, "2024-01-03", "2024-01-03T00:00", "2024-01-04T00:00"),
        (STOCK, H1, "2024-01-03T14:00", "2024-01-03T14:00", "2024-01-03T15:00"),
        (STOCK, D1, "2024-01-03", "2024-01-03T05:00", "2024-01-04T05:00"),
        (STOCK, D1, "2024-03-10", "2024-03-10T05:00", "2024-03-11T04:00"),
        (STOCK, W1, "2024-01-01", "2023-12-30T05:00", "2024-01-06T05:00"),
        (FOREX, D1, "2024-01-03", "2024-01-02T22:00", "2024-01-03T22:00"),
        (FOREX, D1, "2024-01-08", "2024-01-05T22:00", "2024-01-08T22:00"),
        (FOREX, W1, "2024-03-11", "2024-03-08T22:00", "2024-03-15T21:00"),
    ],
)
def test_where_a_bucket_starts_and_ends(
    calendar: Calendar, timeframe: Timeframe, label: str, start: str, end: str
) -> None:
    assert texts(bucket_start(at(label), timeframe, calendar)) == [start]
    assert texts(bucket_end(at(label), timeframe, calendar)) == [end]


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.lists(st.integers(10_000_000, 31_000_000), min_size=1, max_size=30),
    calendar=st.sampled_from(Calendar),
    timeframe=st.sampled_from(Timeframe),
)
def test_every_instant_lies_inside_its_bucket(
    minutes: list[int], calendar: Calendar, timeframe: Timeframe
) -> None:
    times = np.array(sorted(minutes), np.int64) * 60 * 10**9
    labels = bucket_open(times, timeframe, calendar, M1)
    assert np.all(np.diff(labels) >= 0)
    assert np.all(bucket_start(labels, timeframe, calendar) <= times)
    assert np.all(times < bucket_end(labels, timeframe, calendar))
    if has_session_labels(timeframe, calendar):
        assert np.all(bucket_open(labels, timeframe, calendar, timeframe) == labels)


@pytest.mark.parametrize(
    ("calendar", "timeframe", "bar", "following"),
    [
        (ALWAYS, H1, "2024-01-05T21:00", "2024-01-05T22:00"),
        (STOCK, H1, "2024-01-05T20:00", "2024-01-08T14:30"),
        (STOCK, M1, "2024-07-03T16:59", "2024-07-05T13:30"),
        (STOCK, D1, "2024-07-03", "2024-07-05T00:00"),
        (STOCK, W1, "2024-07-01", "2024-07-08T00:00"),
        (FOREX, H1, "2024-01-05T21:00", "2024-01-07T22:00"),
        (FOREX, D1, "2024-12-24", "2024-12-26T00:00"),
    ],
)
def test_what_the_calendar_expects_next(
    calendar: Calendar, timeframe: Timeframe, bar: str, following: str
) -> None:
    assert texts(np.array([expected_next_open(int(at(bar)[0]), timeframe, calendar)])) == [
        following
    ]


def test_beyond_the_known_calendar_every_day_is_expected() -> None:
    last = int(at("2200-01-01")[0])
    assert expected_next_open(last, D1, STOCK) == last + D1.nanos


@pytest.mark.parametrize(
    ("calendar", "timeframe", "bars", "late"),
    [
        (ALWAYS, H1, ["2024-01-05T20:00", "2024-01-05T21:00"], False),
        (ALWAYS, H1, ["2024-01-05T20:00", "2024-01-05T22:00"], False),
        (ALWAYS, H1, ["2024-01-05T20:00", "2024-01-05T23:00"], True),
        (STOCK, H1, ["2024-01-05T20:00", "2024-01-08T14:00"], False),
        (STOCK, M1, ["2024-01-05T20:59", "2024-01-08T14:32"], True),
        (STOCK, D1, ["2024-01-12", "2024-01-16"], False),
        (STOCK, D1, ["2024-01-11", "2024-01-17"], True),
        (FOREX, H1, ["2024-01-05T21:00", "2024-01-07T22:00"], False),
        (FOREX, H4, ["2024-01-05T19:00", "2024-01-08T00:00"], False),
        (FOREX, W1, ["2024-01-01", "2024-01-22"], True),
    ],
    ids=["next bar", "exactly one timeframe after", "two missing", "over a weekend",
         "two minutes after the bell", "over King Day", "two sessions missing", "forex weekend",
         "a broker that opens late", "two weeks missing"],
)  # fmt: skip
def test_rule_7_late_fills(
    calendar: Calendar, timeframe: Timeframe, bars: list[str], late: bool
) -> None:
    assert is_late(at(*bars), timeframe, calendar).tolist() == [False, late]


@pytest.mark.parametrize("count", [0, 1])
def test_a_short_series_has_neither_gaps_nor_late_bars(count: int) -> None:
    times = at("2024-01-05")[:count]
    for calendar in Calendar:
        for timeframe in (M1, D1, W1):
            assert gaps(times, timeframe, calendar) == Gaps(0, 0, 0)
            assert is_late(times, timeframe, calendar).tolist() == [False] * count


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bitfinex_BTC-USD_1m", Gaps(3_992, 5_101, 4_080 * 10**9)),
        ("coinbase_BTC-USD_4h", Gaps(3, 5, 16 * 3_600 * 10**9)),
        ("bitstamp_BTC-USD_1d", Gaps(1, 12, 13 * 86_400 * 10**9)),
        ("bittrex_ADA-BTC_5m", Gaps(5, 40, 10_200 * 10**9)),
        ("mt5_EUR-USD_4h", Gaps(0, 0, 0)),
        ("mt5_EUR-USD_1d", Gaps(0, 0, 0)),
        ("us_AAPL_1d", Gaps(0, 0, 0)),
        ("us_SPY_1m_2020-12", Gaps(0, 0, 0)),
    ],
)
def test_gaps_of_real_series(shared_data: Path, name: str, expected: Gaps) -> None:
    symbol, timeframe = name.split("_")[1:3]
    times = stored_times(shared_data, name)
    assert gaps(times, Timeframe(timeframe), guess_calendar(symbol)) == expected
