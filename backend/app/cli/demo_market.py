"""The demo's market: what the platform stores of the simulated venue when it starts."""

import asyncio
import time
from typing import TYPE_CHECKING, Final

from app.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    from app.persistence.unit_of_work import Transactions

_FILL_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.1
# A bar may have closed since it was looked.
_BARS_BEHIND: Final = 3


async def filled(databases: "Transactions") -> str:
    """Wait until every simulated series reaches up to now; say what there is.

    Raises: StorageUnavailable when they do not in two minutes.
    """
    from app.services.market_sync import HISTORY_DAYS
    from app.services.simulation import simulated_symbols

    deadline = time.monotonic() + _FILL_SECONDS
    while missing := await _missing(databases):
        if time.monotonic() > deadline:
            raise StorageUnavailable(
                f"the simulated market is not filled after {_FILL_SECONDS:.0f} s ({missing[0]} is "
                "missing): apextrade status shows whether pool-market-data runs"
            )
        await asyncio.sleep(_POLL_SECONDS)
    spans = ", ".join(f"{days} days of {timeframe}" for timeframe, days in HISTORY_DAYS.items())
    return f"{', '.join(simulated_symbols())}: {spans}"


async def _missing(databases: "Transactions") -> list[str]:
    """Return the series that end too early."""
    from app import bootstrap
    from app.core.clock import SystemClock
    from app.domain.sessions import last_open
    from app.engine.synthetic import INSTRUMENTS
    from app.ports.market_data import SeriesKey
    from app.services.market_sync import HISTORY_DAYS
    from app.services.simulation import SOURCE

    now_ns = int(SystemClock().now().timestamp()) * 1_000_000_000
    stored = await bootstrap.market_data(databases).stored()
    ends = {series.key: series.extent.end_ns for series in stored}
    missing = []
    for symbol, instrument in INSTRUMENTS.items():
        newest_ns = last_open(now_ns, instrument.calendar) or now_ns
        for timeframe in HISTORY_DAYS:
            key = SeriesKey(SOURCE, symbol, timeframe)
            if ends.get(key, 0) < newest_ns - _BARS_BEHIND * timeframe.nanos:
                missing.append(str(key))
    return missing
