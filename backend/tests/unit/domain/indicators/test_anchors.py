"""Where sessions, weeks and months begin."""

import numpy as np
import pytest

from app.domain.indicators.anchors import anchor, segment_starts
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe


def stamped(times: list[str], timeframe: Timeframe, calendar: Calendar) -> Bars:
    price = np.full(len(times), 10.0)
    return Bars(
        time=np.array(times, dtype="datetime64[ns]").astype(np.int64),
        open=price,
        high=price,
        low=price,
        close=price,
        volume=price,
        timeframe=timeframe,
        calendar=calendar,
    )


HOURS = [
    "2024-01-31T22:00", "2024-01-31T23:00", "2024-02-01T00:00",  # Wednesday, Thursday
    "2024-02-02T23:00", "2024-02-05T00:00", "2024-02-05T01:00",  # Friday, Monday
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "starts"),
    [("start", [0]), ("session", [0, 2, 3, 4]), ("week", [0, 4]), ("month", [0, 2])],
)
def test_round_the_clock_markets_follow_the_utc_day(where, starts):
    bars = stamped(HOURS, Timeframe.H1, Calendar.ALWAYS)
    assert segment_starts(bars, where).tolist() == starts


def test_a_stock_session_is_new_yorks_date():
    times = ["2024-01-02T20:00", "2024-01-03T00:30", "2024-01-03T14:30"]
    bars = stamped(times, Timeframe.M30, Calendar.US_STOCK)
    assert segment_starts(bars, "session").tolist() == [0, 2]


def test_a_forex_week_starts_on_sunday_evening():
    times = ["2024-01-05T21:00", "2024-01-07T22:00", "2024-01-08T10:00"]
    bars = stamped(times, Timeframe.H1, Calendar.FOREX)
    assert segment_starts(bars, "week").tolist() == [0, 1]


def test_daily_bars_of_stocks_are_their_own_sessions():
    times = ["2024-01-02", "2024-01-03", "2024-01-04"]
    bars = stamped(times, Timeframe.D1, Calendar.US_STOCK)
    assert segment_starts(bars, "session").tolist() == [0, 1, 2]


def test_no_bars_start_one_empty_segment():
    assert segment_starts(stamped([], Timeframe.H1, Calendar.ALWAYS), "week").tolist() == [0]


def test_the_parameter_offers_every_anchor():
    assert anchor("week").default == "week"
    assert set(anchor("week").choices) == {"start", "session", "week", "month"}
