"""When stocks and forex trade, against real sessions."""

from pathlib import Path

import numpy as np
import pytest

from app.domain import sessions
from app.domain.sessions import is_open, last_open, next_open, session_days, trading_time
from app.domain.timeframes import NANOS_PER_DAY, Calendar
from tests.stored import stored_times

HOUR = 3_600 * 10**9


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def text(time_ns: int) -> str:
    return str(np.datetime64(time_ns, "ns").astype("datetime64[m]"))


def stored_days(shared_data: Path, name: str) -> np.ndarray:
    return stored_times(shared_data, name) // NANOS_PER_DAY


@pytest.mark.parametrize("name", ["us_MSFT_1d", "us_AAPL_1d", "us_IBM_1d"])
def test_stock_sessions_are_exactly_the_days_that_really_traded(
    shared_data: Path, name: str
) -> None:
    days = stored_days(shared_data, name)
    expected = session_days(Calendar.US_STOCK)
    expected = expected[(expected >= days[0]) & (expected <= days[-1])]
    np.testing.assert_array_equal(expected, days)


def test_forex_sessions_are_the_days_that_really_traded(shared_data: Path) -> None:
    days = stored_days(shared_data, "mt5_EUR-USD_1d")
    expected = session_days(Calendar.FOREX)
    expected = expected[(expected >= days[0]) & (expected <= days[-1])]
    assert np.setdiff1d(expected, days).size == 0
    not_expected = np.setdiff1d(days, expected).astype("datetime64[D]").astype(str)
    assert not_expected.tolist() == ["2013-01-01", "2014-01-01"]  # a broker open on New Year


@pytest.mark.parametrize(
    ("date", "is_session"),
    [("2022-06-20", False), ("2021-06-18", True), ("2021-12-31", True), ("2023-01-02", False),
     ("2024-03-29", False), ("2025-01-09", False), ("2026-07-03", False), ("2027-12-24", False),
     ("1997-01-20", True), ("1998-01-19", False), ("2024-06-01", False)],
    ids=["Juneteenth moved to Monday", "before Juneteenth", "Saturday's New Year is not moved",
         "Sunday's New Year is", "Good Friday", "mourning day", "4 July on a Saturday",
         "Christmas on a Saturday", "before King Day", "King Day", "a Saturday"],
)  # fmt: skip
def test_holidays_by_rule(date: str, is_session: bool) -> None:
    day = int(np.datetime64(date, "D").astype(np.int64))
    assert (day in session_days(Calendar.US_STOCK)) is is_session


@pytest.mark.parametrize(
    ("calendar", "time", "opens"),
    [
        (Calendar.US_STOCK, "2024-01-02T14:29", "2024-01-02T14:30"),
        (Calendar.US_STOCK, "2024-01-02T14:30", "2024-01-02T14:30"),
        (Calendar.US_STOCK, "2024-07-02T20:00", "2024-07-03T13:30"),
        (Calendar.US_STOCK, "2024-07-03T17:00", "2024-07-05T13:30"),
        (Calendar.US_STOCK, "2024-03-08T21:00", "2024-03-11T13:30"),
        (Calendar.FOREX, "2024-01-05T21:59", "2024-01-05T21:59"),
        (Calendar.FOREX, "2024-01-05T22:00", "2024-01-07T22:00"),
        (Calendar.FOREX, "2024-03-08T22:00", "2024-03-10T21:00"),
        (Calendar.FOREX, "2024-12-24T22:00", "2024-12-25T22:00"),
        (Calendar.ALWAYS, "2024-01-06T03:00", "2024-01-06T03:00"),
    ],
    ids=["before the bell", "at the bell", "after the close", "a short day's close",
         "a weekend with a change of the clock", "Friday's last minute", "Friday's close",
         "forex across the change", "Christmas", "coins never close"],
)  # fmt: skip
def test_the_next_open(calendar: Calendar, time: str, opens: str) -> None:
    assert text(next_open(at(time), calendar)) == opens


@pytest.mark.parametrize(
    ("calendar", "time", "was_open"),
    [
        (Calendar.ALWAYS, "2024-06-08T12:00", "2024-06-08T12:00"),
        (Calendar.US_STOCK, "2024-06-07T15:00", "2024-06-07T15:00"),
        (Calendar.US_STOCK, "2024-06-08T12:00", "2024-06-07T19:59:59.999999999"),
        (Calendar.FOREX, "2024-06-09T12:00", "2024-06-07T20:59:59.999999999"),
        (Calendar.FOREX, "2024-06-09T21:00", "2024-06-09T21:00"),
    ],
)
def test_the_last_open_instant(calendar: Calendar, time: str, was_open: str) -> None:
    at, then = np.array([time, was_open], "datetime64[ns]").astype(np.int64).tolist()
    assert last_open(at, calendar) == then


def test_before_the_first_session_the_market_was_never_open() -> None:
    assert last_open(-1, Calendar.US_STOCK) is None


def test_the_sure_forex_week_forgives_a_late_sunday() -> None:
    assert text(next_open(at("2024-01-05T22:00"), Calendar.FOREX, sure=True)) == "2024-01-08T00:00"


def test_trading_time_stands_still_while_the_market_is_shut() -> None:
    times = np.array([at("2024-01-05T21:00"), at("2024-01-08T14:30"), at("2024-01-08T15:30")])
    passed = np.diff(trading_time(times, Calendar.US_STOCK))
    assert passed.tolist() == [0, HOUR]


def test_a_year_of_trading_time() -> None:
    edges = np.array([at("2024-01-01"), at("2025-01-01")])
    stocks = np.diff(trading_time(edges, Calendar.US_STOCK))[0] / HOUR
    assert stocks == 252 * 6.5 - 3 * 3  # 252 sessions, three of them end at 13:00
    assert np.diff(trading_time(edges, Calendar.ALWAYS))[0] == 366 * 24 * HOUR


def test_before_the_first_session_no_time_has_passed() -> None:
    assert trading_time(np.array([-(10**18)]), Calendar.US_STOCK).tolist() == [0]


def test_open_hours() -> None:
    times = np.array([at("2024-07-03T16:59"), at("2024-07-03T17:00"), at("2024-07-04T15:00")])
    assert is_open(times, Calendar.US_STOCK).tolist() == [True, False, False]
    assert is_open(times, Calendar.ALWAYS).tolist() == [True, True, True]
    assert is_open(np.empty(0, np.int64), Calendar.FOREX).size == 0


@pytest.mark.parametrize(
    ("year", "date"),
    [(1954, "04-18"), (1981, "04-19"), (2008, "03-23"), (2024, "03-31"), (2038, "04-25")],
)
def test_easter(year: int, date: str) -> None:
    assert np.datetime64(sessions.easter(year), "D") == np.datetime64(f"{year}-{date}")
