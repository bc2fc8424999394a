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


def _sync_candles(timeframe: str) -> None:
    process().run(lambda platform: sync_candles(platform, Timeframe(timeframe)))


sync_candles_task = task(SYNC_TASK, _sync_candles)
canary_task = canary("market_data_queue")
