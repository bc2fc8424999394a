"""What a document means when it leaves something out."""

import pytest

from app.domain.rules.spec import Direction, Risk, Size, SizeMode, Strategy
from app.domain.timeframes import Timeframe


def strategy(**changes: object) -> Strategy:
    return Strategy(name="x", symbol="BTC/USDT", timeframe=Timeframe.H1, entry_rules=(), **changes)


@pytest.mark.parametrize(
    ("size", "limit", "expected"),
    [
        (None, None, 10.0),
        (None, 25.0, 25.0),
        (Size(SizeMode.FIXED_AMOUNT, 500.0), None, 100.0),
        (Size(SizeMode.FIXED_AMOUNT, 500.0), 40.0, 40.0),
    ],
)
def test_the_position_limit_depends_on_whether_a_size_is_given(size, limit, expected):
    document = strategy(size=size, risk=Risk(max_position_size_pct=limit))
    assert document.effective_max_position_pct == expected


def test_without_a_size_the_position_limit_is_the_size():
    assert strategy().effective_size == Size(SizeMode.PERCENT_EQUITY, 10.0)


@pytest.mark.parametrize(
    ("direction", "long", "short"),
    [(Direction.LONG, True, False), (Direction.SHORT, False, True), (Direction.BOTH, True, True)],
)
def test_direction_decides_the_sides(direction, long, short):
    document = strategy(direction=direction)
    assert (document.allows("long"), document.allows("short")) == (long, short)
