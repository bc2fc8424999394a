"""Tasks of the market data queue: candles in step with their venues."""

from app import bootstrap
from app.domain.timeframes import Timeframe
from app.services.market_sync import SYNC_TASK
from app.tasks.runtime import Platform, canary, process, task


async def sync_candles(platform: Platform, timeframe: Timeframe) -> None:
    """Store what closed since the last stored bar of every instrument that is followed."""
    await bootstrap.market_sync(platform.transactions, platform.venues, platform.clock).sync_all(
        timeframe
    )


async def trim_candles(platform: Platform) -> None:
    """Keep what is fetched as long as OHLCV_RETENTION_YEARS says; 0 keeps everything."""
    if years := platform.settings.ohlcv_retention_years:
        await bootstrap.market_sync(platform.transactions, platform.venues, platform.clock).trim(
            years
        )


def _sync_candles(timeframe: str) -> None:
    process().run(lambda platform: sync_candles(platform, Timeframe(timeframe)))


def _trim_candles() -> None:
    process().run(trim_candles)


sync_candles_task = task(SYNC_TASK, _sync_candles)
trim_candles_task = task("app.tasks.market_data.trim_candles", _trim_candles)
canary_task = canary("market_data_queue")
