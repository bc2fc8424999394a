"""Lengths of bars and which fill which."""

import pytest

from app.domain.timeframes import Calendar, Timeframe


@pytest.mark.parametrize(
    ("timeframe", "seconds"),
    [("1m", 60), ("3m", 180), ("1h", 3_600), ("1d", 86_400), ("1w", 604_800)],
)
def test_a_timeframe_knows_its_length(timeframe: str, seconds: int) -> None:
    assert Timeframe(timeframe).seconds == seconds
    assert Timeframe(timeframe).nanos == seconds * 10**9


@pytest.mark.parametrize(
    ("larger", "smaller", "fills"),
    [("1h", "5m", True), ("1d", "8h", True), ("1w", "1d", True), ("1h", "1h", True),
     ("8h", "6h", False), ("12h", "8h", False), ("5m", "3m", False), ("1m", "1h", False)],
)  # fmt: skip
def test_only_whole_bars_fill_a_larger_one(larger: str, smaller: str, fills: bool) -> None:
    assert Timeframe(larger).is_multiple_of(Timeframe(smaller)) is fills


def test_each_calendar_has_its_trading_days_per_year() -> None:
    assert [calendar.periods_per_year for calendar in Calendar] == [365, 252, 260]
