"""Candles fetched by the clock: run once, twice or never, the stored bars end the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.market_data.synthetic import SimulatedFeed
from app.core.events import RedisEventBus
from app.domain.timeframes import Timeframe
from app.services.market_sync import Venue
from app.services.simulation import SEED, SOURCE
from app.tasks.market_data import sync_candles, trim_candles
from app.tasks.runtime import Platform
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 6, 3, 15, 0, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def platform(queue_settings, transactions, redis, clock):
    feed = SimulatedFeed(SOURCE, SEED, clock)
    return Platform(
        settings=queue_settings,
        transactions=transactions,
        events=RedisEventBus(redis),
        clock=clock,
        instance="here:1",
        started_at=NOW,
        venues=(Venue(feed=feed, symbols=("AAPL",), pause_seconds=1.0),),
    )


async def stored(transactions):
    async with transactions.begin_candles() as candles:
        return {(found.key.symbol, found.key.timeframe): found for found in await candles.ranges()}


@pytest.mark.parametrize("timeframe", [Timeframe.M1, Timeframe.H1, Timeframe.D1])
async def test_twice_is_as_good_as_once(platform, transactions, timeframe):
    await sync_candles(platform, timeframe)
    once = await stored(transactions)
    assert once["AAPL", timeframe].bars > 300
    await sync_candles(platform, timeframe)
    assert await stored(transactions) == once


async def test_runs_that_never_took_place_are_made_up_for(platform, transactions, clock):
    await sync_candles(platform, Timeframe.M1)
    clock.advance(timedelta(hours=3))
    await sync_candles(platform, Timeframe.M1)
    late = (await stored(transactions))["AAPL", Timeframe.M1]
    before = late.bars
    clock.advance(timedelta(minutes=1))
    await sync_candles(platform, Timeframe.M1)
    after = (await stored(transactions))["AAPL", Timeframe.M1]
    assert (after.bars, after.last_ns) == (before + 1, late.last_ns + Timeframe.M1.nanos)


async def test_without_a_venue_there_is_nothing_to_do(platform, transactions):
    await sync_candles(replace(platform, venues=()), Timeframe.M1)
    assert await stored(transactions) == {}


@pytest.mark.parametrize(("years", "oldest"), [(0, 2024), (1, 2025)], ids=["keep all", "one year"])
async def test_fetched_bars_are_kept_as_long_as_is_set(platform, transactions, years, oldest):
    settings = platform.settings.model_copy(update={"ohlcv_retention_years": years})
    platform = replace(platform, settings=settings)
    await sync_candles(platform, Timeframe.D1)
    await trim_candles(platform)
    once = await stored(transactions)
    await trim_candles(platform)
    assert await stored(transactions) == once
    first = datetime.fromtimestamp(once["AAPL", Timeframe.D1].first_ns / 10**9, UTC)
    assert first.year == oldest
    await sync_candles(platform, Timeframe.D1)
    assert await stored(transactions) == once


async def test_what_is_not_followed_is_never_trimmed(platform, transactions, clock):
    await sync_candles(platform, Timeframe.D1)
    kept = await stored(transactions)
    (venue,) = platform.venues
    settings = platform.settings.model_copy(update={"ohlcv_retention_years": 1})
    others = (replace(venue, symbols=("BTC/USDT",)),)
    await trim_candles(replace(platform, settings=settings, venues=others))
    assert await stored(transactions) == kept
