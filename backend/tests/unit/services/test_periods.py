import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.services.periods import (
    Period,
    duration_text,
    instant,
    period_between,
    utc_iso,
    utc_text,
)

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2018-06-01", "2018-06-01T00:00:00Z"),
        (" 2018-06-01 ", "2018-06-01T00:00:00Z"),
        ("2018-06-01T14:30", "2018-06-01T14:30:00Z"),
        ("2018-06-01 14:30:05Z", "2018-06-01T14:30:05Z"),
        ("2018-06-01T14:30+02:00", "2018-06-01T12:30:00Z"),
        ("1969-12-31T23:59:59.5", "1969-12-31T23:59:59.500000Z"),
    ],
)
def test_dates_and_instants_are_utc_unless_they_say_otherwise(text, iso):
    assert utc_iso(instant(text, "start")) == iso


def test_an_absent_bound_stays_open():
    assert period_between(None, None) == Period(None, None)
    assert period_between("2018-01-01", None).end_ns is None


@pytest.mark.parametrize("text", ["yesterday", "2018-13-01", "2018-02-30", "", "1e9"])
def test_what_is_no_date_is_named_with_what_is_allowed(text):
    with pytest.raises(InvalidInput, match=r"end .* is not a date: must be an ISO date") as caught:
        period_between("2018-01-01", text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["1492-01-01", "2263-01-01", "9999-12-31"])
def test_a_year_that_nanoseconds_cannot_hold_is_out_of_range(text):
    with pytest.raises(InvalidInput, match="must be from 1700 to 2200"):
        instant(text, "start")


@pytest.mark.parametrize("end", ["2018-01-01", "2017-12-31"], ids=["empty", "reversed"])
def test_a_period_must_start_before_it_ends(end):
    with pytest.raises(InvalidInput, match="the start must be before the end") as caught:
        period_between("2018-01-01", end)
    assert "2018-01-01 00:00" in str(caught.value)
    assert f"{end} 00:00" in str(caught.value)


@given(st.integers(-8_000_000_000, 7_000_000_000))
@settings(max_examples=50)
def test_text_for_machines_is_read_back(seconds):
    assert instant(utc_iso(seconds * SECOND), "start") == seconds * SECOND


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1970-01-01 00:00"), (59, "1970-01-01 00:00:59"), (60, "1970-01-01 00:01")],
)
def test_people_see_seconds_only_where_there_are_any(seconds, text):
    assert utc_text(seconds * SECOND) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00"), (68 * 60, "01:08"), (61, "00:01:01"), (13 * 86_400, "13 d 00:00")],
)
def test_lengths_of_time_read_like_a_clock(seconds, text):
    assert duration_text(seconds * SECOND) == text
