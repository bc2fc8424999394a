"""The demo's market: the last 90 days of every simulated instrument."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.persistence.unit_of_work import Transactions

_MINUTE_NS: Final = 60_000_000_000


async def filled(databases: "Transactions", settings: "Settings") -> str:
    """Store the minutes that are missing up to now; say what there is."""
    from app import bootstrap
    from app.core.clock import SystemClock
    from app.domain.timeframes import NANOS_PER_DAY, Timeframe
    from app.engine.synthetic import INSTRUMENTS, candles
    from app.ports.market_data import RegisteredSeries, SeriesKey
    from app.services.simulation import HISTORY_DAYS, SEED, SOURCE

    stop = int(SystemClock().now().timestamp()) * 1_000_000_000 // _MINUTE_NS * _MINUTE_NS
    start = stop - HISTORY_DAYS * NANOS_PER_DAY
    stored = await bootstrap.market_data(databases).stored()
    ends = {series.key: series.extent.end_ns for series in stored}
    service = bootstrap.data_import(databases, settings)
    for symbol, instrument in INSTRUMENTS.items():
        key = SeriesKey(SOURCE, symbol, Timeframe.M1)
        bars = candles(symbol, max(start, ends.get(key, 0)), stop, Timeframe.M1, SEED)
        if len(bars):
            await service.store_bars(RegisteredSeries(key, instrument.calendar, None), bars)
    return f"the last {HISTORY_DAYS} days of {', '.join(INSTRUMENTS)}"
