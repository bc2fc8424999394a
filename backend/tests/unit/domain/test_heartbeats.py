"""When a process counts as alive."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.heartbeats import Heartbeat

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("service", "seconds", "is_fresh"),
    [
        ("api", 0, True),
        ("api", 37.5, True),
        ("api", 38, False),
        ("backtest_queue", 150, True),
        ("backtest_queue", 151, False),
        ("api", -5, True),
    ],
)
def test_one_sign_of_life_may_be_lost(service, seconds, is_fresh):
    beat_at = NOW - timedelta(seconds=seconds)
    beat = Heartbeat(service=service, instance="a:1", started_at=NOW, beat_at=beat_at, detail={})
    assert beat.is_fresh(NOW) is is_fresh
