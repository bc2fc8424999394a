"""The last prices of several series in one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.persistence.repositories.market_data import CandleRepository
from app.ports.market_data import SeriesKey

# Both halves walk the primary key from its end: one row each, however long the series is.
_LAST: Final = """
SELECT latest.time, latest.close, earlier.close AS day_before, named.place
FROM unnest($1::text[], $2::text[], $3::text[])
    WITH ORDINALITY AS named (source, symbol, timeframe, place)
CROSS JOIN LATERAL (
    SELECT time, close FROM ohlcv
    WHERE source = named.source AND symbol = named.symbol AND timeframe = named.timeframe
    ORDER BY time DESC LIMIT 1
) AS latest
LEFT JOIN LATERAL (
    SELECT close FROM ohlcv
    WHERE source = named.source AND symbol = named.symbol AND timeframe = named.timeframe
      AND time <= latest.time - interval '24 hours'
    ORDER BY time DESC LIMIT 1
) AS earlier ON true
"""


@dataclass(frozen=True, slots=True)
class LastClose:
    """The newest bar of a series: its open time, its close, and the close a day before it."""

    time: datetime
    close: float
    day_before: float | None


async def last_closes(
    candles: CandleRepository, keys: Sequence[SeriesKey]
) -> Mapping[SeriesKey, LastClose]:
    """Return the newest bar of each series that has one."""
    if not keys:
        return {}
    rows = await candles.connection.fetch(
        _LAST,
        [key.source for key in keys],
        [key.symbol for key in keys],
        [key.timeframe.value for key in keys],
    )
    return {
        keys[row["place"] - 1]: LastClose(row["time"], row["close"], row["day_before"])
        for row in rows
    }
