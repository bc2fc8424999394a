"""Which bars are asked for, decided without a venue and without a database."""

import numpy as np
import pytest

from app.adapters.market_data.synthetic import SimulatedFeed
from app.core.clock import SystemClock
from app.domain.timeframes import Calendar, Timeframe
from app.services import market_sync
from app.services.market_sync import HISTORY_DAYS, Venue
from app.services.simulation import SEED, simulated_symbols


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


@pytest.mark.parametrize(
    ("now", "timeframe", "calendar", "still_open"),
    [
        ("2026-06-03T15:00:30", "1m", Calendar.ALWAYS, "2026-06-03T15:00"),
        ("2026-06-03T15:00:00", "1m", Calendar.ALWAYS, "2026-06-03T15:00"),
        ("2026-06-03T15:59:59", "1h", Calendar.US_STOCK, "2026-06-03T15:00"),
        ("2026-06-03T23:59:59", "1d", Calendar.ALWAYS, "2026-06-03"),
        ("2026-06-04T03:59:59", "1d", Calendar.US_STOCK, "2026-06-03"),
        ("2026-06-04T04:00:00", "1d", Calendar.US_STOCK, "2026-06-04"),
        ("2026-06-03T00:00:00", "1d", Calendar.US_STOCK, "2026-06-02"),
        ("2026-06-03T20:59:59", "1d", Calendar.FOREX, "2026-06-03"),
        ("2026-06-03T21:00:00", "1d", Calendar.FOREX, "2026-06-04"),
        ("2026-06-06T12:00:00", "1d", Calendar.FOREX, "2026-06-08"),
    ],
)
def test_the_bar_that_is_still_open(now, timeframe, calendar, still_open):
    found = market_sync._open_bar(at(now), Timeframe(timeframe), calendar)
    assert found == at(still_open)


@pytest.mark.parametrize(
    ("start", "stop", "timeframe", "calendar", "asks"),
    [
        ("2026-06-06T10:00", "2026-06-06T10:01", "1m", Calendar.ALWAYS, True),
        ("2026-06-06T10:00", "2026-06-06T10:00", "1m", Calendar.ALWAYS, False),
        ("2026-06-05T20:00", "2026-06-08T13:30", "1m", Calendar.US_STOCK, False),
        ("2026-06-05T20:00", "2026-06-08T13:31", "1m", Calendar.US_STOCK, True),
        ("2026-06-05T21:00", "2026-06-07T21:00", "1h", Calendar.FOREX, False),
        ("2026-06-05T21:00", "2026-06-07T22:00", "1h", Calendar.FOREX, True),
        ("2026-06-06", "2026-06-08", "1d", Calendar.US_STOCK, True),
        ("2026-06-08", "2026-06-08", "1d", Calendar.US_STOCK, False),
    ],
    ids=["a minute", "nothing", "a weekend", "its first minute", "a forex weekend",
         "its first hour", "days are asked for", "no day"],
)  # fmt: skip
def test_a_venue_is_asked_only_where_a_bar_can_be(start, stop, timeframe, calendar, asks):
    found = market_sync._can_hold_bars(at(start), at(stop), Timeframe(timeframe), calendar)
    assert found is asks


async def test_without_a_choice_every_listed_instrument_is_followed():
    feed = SimulatedFeed("sim", SEED, SystemClock())
    everything = await Venue(feed=feed, symbols=None, pause_seconds=1.0).followed()
    assert {listing.symbol for listing in everything} == set(simulated_symbols())
    chosen = Venue(feed=feed, symbols=("AAPL", "DOGE/USDT"), pause_seconds=1.0)
    assert [listing.symbol for listing in await chosen.followed()] == ["AAPL"]


def test_a_first_run_reaches_back_ninety_days_of_minutes_and_further_for_larger_bars():
    assert HISTORY_DAYS[Timeframe.M1] == 90
    assert HISTORY_DAYS[Timeframe.M1] < HISTORY_DAYS[Timeframe.H1] < HISTORY_DAYS[Timeframe.D1]
