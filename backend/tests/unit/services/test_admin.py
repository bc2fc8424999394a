"""What an administrator may change, and how a service is judged; the rest needs a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.calendars import Gaps
from app.domain.errors import Conflict, Forbidden
from app.domain.heartbeats import Heartbeat
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesFacts, SeriesKey, SeriesRange
from app.services.admin import AccountChange, SeenSeries, _require_allowed, _state, to_count

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ADA, EVE, BOB = (UUID(int=number) for number in (1, 2, 3))
DISABLE, DEMOTE = AccountChange(is_active=False), AccountChange(is_admin=False)
PROMOTE = AccountChange(is_admin=True)


@pytest.mark.parametrize(
    ("admins", "who", "change"),
    [
        ([ADA], BOB, DISABLE),
        ([ADA], BOB, PROMOTE),
        ([ADA, EVE], EVE, DEMOTE),
        ([ADA], ADA, PROMOTE),
    ],
)
def test_what_is_allowed(admins, who, change):
    assert _require_allowed(admins, ADA, who, change) is None


@pytest.mark.parametrize(
    ("admins", "who", "change", "error"),
    [
        ([ADA, EVE], ADA, DISABLE, Conflict),
        ([ADA, EVE], ADA, DEMOTE, Conflict),
        ([EVE], BOB, DISABLE, Forbidden),
        ([], EVE, DISABLE, Forbidden),
    ],
)
def test_what_is_refused(admins, who, change, error):
    with pytest.raises(error):
        _require_allowed(admins, ADA, who, change)


def beat(instance: str, seconds: float) -> Heartbeat:
    at = NOW - timedelta(seconds=seconds)
    return Heartbeat(service="api", instance=instance, started_at=NOW, beat_at=at, detail={})


@pytest.mark.parametrize(
    ("ages", "is_ok", "shown"),
    [([], False, []), ([1, 100], True, [1]), ([100, 200], False, [100]), ([1, 2], True, [1, 2])],
    ids=["never seen", "one of two", "the last that was", "both"],
)
def test_a_service_lives_while_one_of_its_processes_does(ages, is_ok, shown):
    state = _state("api", [beat(str(age), age) for age in ages], now=NOW)
    assert state.is_ok is is_ok
    assert [one.instance for one in state.instances] == [str(age) for age in shown]


@pytest.mark.parametrize(("counted", "is_current"), [(3, True), (2, False), (None, False)])
def test_gaps_are_current_while_nothing_was_written(counted, is_current):
    key = SeriesKey("sim", "BTC/USDT", Timeframe.M1)
    facts = None if counted is None else SeriesFacts(counted, Gaps(1, 2, 3), "hash")
    seen = SeenSeries(
        RegisteredSeries(key, Calendar.ALWAYS, None, facts), SeriesRange(key, 9, 0, 1, 3)
    )
    assert seen.is_current is is_current
    assert seen.gaps == (None if counted is None else Gaps(1, 2, 3))


def seen(symbol: str, bars: int, counted: int | None) -> SeenSeries:
    key = SeriesKey("sim", symbol, Timeframe.M1)
    facts = None if counted is None else SeriesFacts(counted, Gaps(0, 0, 0), "hash")
    return SeenSeries(
        RegisteredSeries(key, Calendar.ALWAYS, None, facts), SeriesRange(key, bars, 0, 1, 3)
    )


def test_what_was_never_counted_comes_first_and_no_more_is_read_than_allowed():
    known = [seen("OLD", 10, 2), seen("NEW", 60, None), seen("NOW", 10, 3), seen("BIG", 90, None)]
    assert [one.series.key.symbol for one in to_count(known, 100)] == ["NEW", "OLD"]
    assert [one.series.key.symbol for one in to_count(known, 0)] == []
