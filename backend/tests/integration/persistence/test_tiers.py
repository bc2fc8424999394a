"""The same candles and the same views on plain PostgreSQL and on both editions of TimescaleDB."""

import asyncio

import numpy as np
import pytest

from app.core.config import load_settings
from app.core.database import Database, opened
from app.domain.resampling import resampled_on_utc_grid
from app.domain.timeframes import Calendar, Timeframe
from app.persistence import migrations
from app.persistence.tiers import Tier, tier
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import Merged, SeriesKey
from tests.integration.persistence import timescale_server

VIEWS = [
    Timeframe.M5,
    Timeframe.M15,
    Timeframe.M30,
    Timeframe.H1,
    Timeframe.H4,
    Timeframe.D1,
]
SERIES = {
    # Gaps of up to 84 minutes; sessions with nights between; no volume at all.
    SeriesKey("bitfinex", "ETH/USD", Timeframe.M1): ("bitfinex_ETH-USD_1m", Calendar.ALWAYS),
    SeriesKey("us", "SPY", Timeframe.M1): ("us_SPY_1m_2020-12", Calendar.US_STOCK),
    SeriesKey("fxcm-bid", "GBP/USD", Timeframe.M1): ("fxcm_GBP-USD_1m_bid", Calendar.FOREX),
}
VIEW_ROWS = """
SELECT (extract(epoch FROM bucket) * 1000)::bigint * 1000000, open, high, low, close,
       coalesce(volume, 'NaN')
FROM VIEW WHERE source = $1 AND symbol = $2 ORDER BY bucket
"""
# The newest 40,000 minutes are enough for every kind of edge, and quick on every tier.
MINUTES = 40_000


@pytest.fixture(scope="module")
def debian_server(tmp_path_factory):
    programs = timescale_server.debian_programs()
    with timescale_server.started(programs, tmp_path_factory.mktemp("timescale")) as url:
        yield url


@pytest.fixture
def debian_timeseries(debian_server):
    with timescale_server.new_timeseries(debian_server) as endpoints:
        yield endpoints


@pytest.fixture
def full_timeseries():
    with timescale_server.new_timeseries(timescale_server.url_of_full_server()) as endpoints:
        yield endpoints


def open_database(endpoints, tmp_path):
    settings = load_settings(
        env_file=tmp_path / "no.env", app_env="testing", apex_home=tmp_path, database_pool_size=2
    )
    return opened(endpoints.timeseries_url, settings)


async def stored_bars(database, real_bars):
    """Store the series, and return the bars of each."""
    transactions = Transactions(database, database)
    found = {}
    for key, (name, calendar) in SERIES.items():
        whole = real_bars(name, key.timeframe, calendar)
        found[key] = whole.slice(max(0, len(whole) - MINUTES), len(whole))
        async with transactions.begin_candles() as candles:
            assert await candles.merge(key, found[key]) == Merged(inserted=len(found[key]))
    return found


async def check_writes(database, real_bars):
    """Check that a second write of changed bars revises them on this server too."""
    key = SeriesKey("bitfinex", "ETH/USD", Timeframe.M1)
    whole = real_bars("bitfinex_ETH-USD_1m", Timeframe.M1)
    old = whole.slice(0, 3_000)
    async with Transactions(database, database).begin_candles() as candles:
        assert await candles.merge(key, old) == Merged(inserted=3_000)
        assert await candles.merge(key, old) == Merged(duplicate=3_000)
        moved = whole.slice(2_000, 4_000)
        changed = type(moved)(
            moved.time,
            *(getattr(moved, name) * 2.0 for name in ("open", "high", "low", "close")),
            moved.volume,
            moved.timeframe,
        )
        assert await candles.merge(key, changed) == Merged(inserted=1_000, revised=1_000)
        [found] = [extent for extent in await candles.ranges() if extent.key == key]
    assert found.bars >= 4_000


async def check_views(database: Database, stored):
    for key, bars in stored.items():
        for timeframe in VIEWS:
            expected = resampled_on_utc_grid(bars, timeframe)
            query = VIEW_ROWS.replace("VIEW", f"ohlcv_{timeframe}")
            async with database.raw() as connection:
                rows = await connection.fetch(query, key.source, key.symbol)
            found = np.array([tuple(row) for row in rows], dtype=np.float64).T
            times = np.array([row[0] for row in rows], dtype=np.int64)
            np.testing.assert_array_equal(times, expected.time)
            for column, name in enumerate(("open", "high", "low", "close"), start=1):
                np.testing.assert_array_equal(found[column], getattr(expected, name))
            # Sums depend on the order of the terms in their last digits.
            np.testing.assert_allclose(found[5], expected.volume, rtol=1e-12)


async def found_tier(database):
    async with database.engine.connect() as connection:
        return await connection.run_sync(tier)


async def test_views_on_plain_postgresql_equal_resampled_bars(timeseries_database, real_bars):
    if await found_tier(timeseries_database) is not Tier.PLAIN:
        pytest.skip("not run here: the test server has TimescaleDB")
    await check_views(timeseries_database, await stored_bars(timeseries_database, real_bars))


async def test_a_view_keeps_the_venues_apart(timeseries_database, real_bars):
    bars = real_bars("bitfinex_ETH-USD_1m", Timeframe.M1).slice(0, 600)
    larger = resampled_on_utc_grid(bars, Timeframe.H1)
    async with Transactions(timeseries_database, timeseries_database).begin_candles() as candles:
        for source in ("bitfinex", "other"):
            await candles.merge(SeriesKey(source, "ETH/USD", Timeframe.M1), bars)
        # Only one-minute bars feed the views; a stored larger bar must not be counted again.
        await candles.merge(SeriesKey("other", "ETH/USD", Timeframe.H1), larger)
    async with timeseries_database.raw() as connection:
        rows = await connection.fetch(
            "SELECT source, count(*), sum(volume) FROM ohlcv_1h GROUP BY source ORDER BY source"
        )
    whole = pytest.approx(bars.volume.sum())
    assert [tuple(row) for row in rows] == [
        ("bitfinex", len(larger), whole),
        ("other", len(larger), whole),
    ]


@pytest.mark.tier2
def test_a_server_that_did_not_load_the_library_is_plain(tmp_path):
    async def tier_of(endpoints):
        async with open_database(endpoints, tmp_path) as database:
            return await found_tier(database)

    programs = timescale_server.debian_programs()
    with (
        timescale_server.started(programs, tmp_path, libraries="") as url,
        timescale_server.new_timeseries(url, is_loaded=False) as endpoints,
    ):
        assert asyncio.run(tier_of(endpoints)) is Tier.PLAIN


@pytest.mark.tier2
async def test_the_apache_edition_has_hypertables_and_the_same_views(
    debian_timeseries, real_bars, tmp_path
):
    async with open_database(debian_timeseries, tmp_path) as database:
        assert await found_tier(database) is Tier.APACHE
        await check_views(database, await stored_bars(database, real_bars))
        await check_writes(database, real_bars)
        async with database.raw() as connection:
            names = await connection.fetch(
                "SELECT hypertable_name FROM timescaledb_information.hypertables ORDER BY 1"
            )
    assert [row[0] for row in names] == ["ohlcv", "ticks"]
    await migrations.downgrade(debian_timeseries, trees=("timeseries",))
    await migrations.upgrade(debian_timeseries, trees=("timeseries",))


@pytest.mark.tier3
async def test_the_full_edition_compresses_and_aggregates(full_timeseries, real_bars, tmp_path):
    async with open_database(full_timeseries, tmp_path) as database:
        assert await found_tier(database) is Tier.FULL
        stored = await stored_bars(database, real_bars)
        # Nothing is materialised yet: the newest buckets must be there all the same.
        await check_views(database, stored)
        async with database.raw() as connection:
            for timeframe in VIEWS:
                await connection.execute(
                    f"CALL refresh_continuous_aggregate('ohlcv_{timeframe}', NULL, NULL)"
                )
            await connection.execute("SELECT compress_chunk(c, true) FROM show_chunks('ohlcv') c")
        await check_views(database, stored)
        await check_writes(database, real_bars)
        async with database.raw() as connection:
            jobs = await connection.fetch(
                "SELECT proc_name, hypertable_name FROM timescaledb_information.jobs "
                "WHERE proc_name IN ('policy_retention', 'policy_compression')"
            )
    policies = {(row["proc_name"], row["hypertable_name"]) for row in jobs}
    assert ("policy_retention", "ticks") in policies
    assert ("policy_retention", "ohlcv") not in policies
    assert ("policy_compression", "ohlcv") in policies
    await migrations.downgrade(full_timeseries, trees=("timeseries",))
