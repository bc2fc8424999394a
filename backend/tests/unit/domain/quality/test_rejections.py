"""Refused rows and their words."""

import numpy as np
import pytest

from app.domain.quality import NO_TIME, Reason, validated
from app.domain.quality.rejections import text_of
from app.domain.timeframes import Calendar, Timeframe
from tests.unit.domain.quality.rows import at, flat, raw


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (at("2024-01-05T01:02:03"), "2024-01-05T01:02:03Z"),
        (at("2024-01-05T01:02:03.250"), "2024-01-05T01:02:03.25Z"),
        (at("1969-12-31T23:59:59"), "1969-12-31T23:59:59Z"),
        (NO_TIME, "unknown"),
        (int(np.iinfo(np.int64).max), "2262-04-11T23:47:16.854775807Z"),
    ],
)
def test_times_are_written_for_people(time: int, text: str) -> None:
    assert text_of(time) == text


def test_refusals_are_counted_and_shown_in_file_order() -> None:
    good = ("2024-01-01T00:00", 10.0, 12.0, 9.0, 11.0, 1.0)
    low = ("2024-01-01T02:00", 10.0, 12.0, 10.5, 11.0, 1.0)
    high = ("2024-01-01T01:00", 10.0, 10.5, 9.0, 11.0, 1.0)
    rejected = validated(raw(low, good, high), Timeframe.H1, Calendar.ALWAYS, 2**62).rejected
    assert len(rejected) == 2
    assert [rejection.row for rejection in rejected] == [1, 3]
    assert [rejection.row for rejection in rejected.first(1)] == [1]
    assert len(rejected.first(9)) == 2
    assert rejected.count(Reason.HIGH_TOO_LOW) == 1
    assert rejected.count(Reason.HIGH_TOO_LOW, Reason.LOW_TOO_HIGH) == 2
    assert rejected.count(Reason.FUTURE) == 0


def test_many_refusals_cost_little_until_they_are_read() -> None:
    times = (np.arange(5_000) * 60 + 1).astype("datetime64[s]").astype(str).tolist()
    rejected = validated(flat(*times), Timeframe.M1, Calendar.ALWAYS, 2**62).rejected
    assert len(rejected) == 5_000
    assert rejected.first(1)[0].reason == "time 1970-01-01T00:00:01Z is not on a whole minute"
