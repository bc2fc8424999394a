"""Series of the main database and candles of the time-series database."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.domain.calendars import Gaps
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe
from app.persistence.binary_copy import Layout, packed, unpacked
from app.persistence.models.market_data import Series
from app.ports.market_data import Merged, RegisteredSeries, SeriesFacts, SeriesKey, SeriesRange

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NANOS_PER_MICRO: Final = 1_000
_BAR: Final = Layout(times=("time",), floats=("open", "high", "low", "close", "volume"))


@dataclass(frozen=True, slots=True)
class SeriesRepository:
    """The `series` table."""

    session: AsyncSession

    async def register(self, series: RegisteredSeries) -> RegisteredSeries:
        key = series.key
        row = {
            "source": key.source,
            "symbol": key.symbol,
            "timeframe": key.timeframe.value,
            "calendar": series.calendar.value,
            "owner_id": series.owner,
        }
        added = insert(Series).values(row)
        kept = added.on_conflict_do_update(
            constraint="uq_series_source_symbol_timeframe",
            set_={"calendar": added.excluded.calendar},
        ).returning(Series)
        return _registered((await self.session.scalars(kept)).one())

    async def visible(self, owner: UUID | None) -> Sequence[RegisteredSeries]:
        is_visible: sa.ColumnElement[bool] = Series.owner_id.is_(None)
        if owner is not None:
            is_visible |= Series.owner_id == owner
        rows = await self.session.scalars(sa.select(Series).where(is_visible))
        return sorted((_registered(row) for row in rows), key=lambda series: series.key)

    async def all(self) -> Sequence[RegisteredSeries]:
        """Return every series, whosever it is, for administrators."""
        rows = await self.session.scalars(sa.select(Series))
        return sorted((_registered(row) for row in rows), key=lambda series: series.key)

    async def keep_facts(self, key: SeriesKey, facts: SeriesFacts) -> None:
        await self.session.execute(
            sa.update(Series)
            .where(*_named(key))
            .values(
                revision=facts.revision,
                gaps=facts.gaps.count,
                gap_bars=facts.gaps.missing_bars,
                gap_longest_ns=facts.gaps.longest_ns,
                dataset_hash=facts.dataset_hash,
            )
        )

    async def remove(self, key: SeriesKey) -> None:
        await self.session.execute(sa.delete(Series).where(*_named(key)))


@dataclass(frozen=True, slots=True)
class CandleRepository:
    """The `ohlcv` table, moved by binary COPY, and the counters of each series beside it.

    `connection` is an asyncpg connection inside a transaction.
    """

    connection: Any

    async def merge(self, key: SeriesKey, bars: Bars) -> Merged:
        if not len(bars):
            return Merged()
        names = _values(key)
        first, last = _moment(int(bars.time[0])), _moment(int(bars.time[-1]))
        stored = await self._locked(names)
        await self._stage(bars)
        revised = 0
        if stored["bars"] and stored["first_time"] <= last and stored["last_time"] >= first:
            revised = _affected(await self.connection.execute(_REVISE, *names, first, last))
        inserted = _affected(await self.connection.execute(_INSERT, *names))
        await self.connection.execute("DROP TABLE pg_temp.staged_bars")
        if inserted or revised:
            await self.connection.execute(_COUNT, *names, inserted, first, last)
        return Merged(inserted, revised, len(bars) - inserted - revised)

    async def ranges(self) -> Sequence[SeriesRange]:
        rows = await self.connection.fetch(
            "SELECT source, symbol, timeframe, bars, first_time, last_time, revision "
            "FROM ohlcv_series WHERE bars > 0"
        )
        return sorted(
            (
                SeriesRange(
                    SeriesKey(row["source"], row["symbol"], Timeframe(row["timeframe"])),
                    row["bars"],
                    _nanos(row["first_time"]),
                    _nanos(row["last_time"]),
                    row["revision"],
                )
                for row in rows
            ),
            key=lambda found: found.key,
        )

    async def read(self, key: SeriesKey, calendar: Calendar, start_ns: int, stop_ns: int) -> Bars:
        stretch = (*_values(key), _moment(start_ns), _moment(stop_ns))
        return await self._copied(_READ, stretch, key.timeframe, calendar)

    async def read_some(
        self,
        key: SeriesKey,
        calendar: Calendar,
        start_ns: int,
        stop_ns: int,
        count: int,
        *,
        newest: bool,
    ) -> Bars:
        query = _READ_NEWEST if newest else _READ_OLDEST
        stretch = (*_values(key), _moment(start_ns), _moment(stop_ns), count)
        return await self._copied(query, stretch, key.timeframe, calendar)

    async def remove(self, key: SeriesKey) -> int:
        names = _values(key)
        await self._locked(names)
        await self._allow_old_rows()
        removed = _affected(await self.connection.execute(_REMOVE, *names))
        # The counters stay, empty: an import that waits for them goes on, and the revision of a
        # series of this name in the future is none that anything was computed from.
        await self.connection.execute(_FORGET, *names)
        return removed

    async def cut(self, key: SeriesKey, before_ns: int) -> int:
        names = _values(key)
        await self._locked(names)
        await self._allow_old_rows()
        cut = _affected(await self.connection.execute(_CUT, *names, _moment(before_ns)))
        if cut:
            await self.connection.execute(_RECOUNT, *names, cut)
        return cut

    async def _copied(
        self, query: str, arguments: tuple[Any, ...], timeframe: Timeframe, calendar: Calendar
    ) -> Bars:
        stream = io.BytesIO()
        await self.connection.copy_from_query(query, *arguments, output=stream, format="binary")
        times, prices = unpacked(_BAR, stream.getbuffer())
        return Bars(time=times["time"], **prices, timeframe=timeframe, calendar=calendar)

    async def open_before(self, key: SeriesKey, time_ns: int, count: int) -> int | None:
        found = await self.connection.fetchval(_EARLIER, *_values(key), _moment(time_ns), count)
        return None if found is None else _nanos(found)

    async def _locked(self, names: tuple[str, str, str]) -> Any:
        """Return the counters of the series, created if need be, held until the transaction ends.

        Two imports of one series take turns chunk by chunk, so what `merge` counts stays true.
        """
        await self.connection.execute(
            "INSERT INTO ohlcv_series (source, symbol, timeframe) VALUES ($1, $2, $3) "
            "ON CONFLICT DO NOTHING",
            *names,
        )
        return await self.connection.fetchrow(_LOCK, *names)

    async def _allow_old_rows(self) -> None:
        # A compressed hypertable refuses to touch more than 100,000 old rows in one transaction;
        # a chunk of ours may. Servers without the extension take the setting as a mere name.
        await self.connection.execute(
            "SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0"
        )

    async def _stage(self, bars: Bars) -> None:
        await self._allow_old_rows()
        await self.connection.execute(
            "CREATE TEMPORARY TABLE staged_bars (time timestamptz, open float8, high float8, "
            "low float8, close float8, volume float8) ON COMMIT DROP"
        )
        columns = {name: getattr(bars, name) for name in _BAR.names}
        await self.connection.copy_to_table(
            "staged_bars", source=io.BytesIO(packed(_BAR, columns)), format="binary"
        )


_LOCK: Final = """
SELECT bars, first_time, last_time FROM ohlcv_series
WHERE source = $1 AND symbol = $2 AND timeframe = $3
FOR UPDATE
"""

_REVISE: Final = """
UPDATE ohlcv AS kept
SET open = staged.open, high = staged.high, low = staged.low, close = staged.close,
    volume = nullif(staged.volume, 'NaN')
FROM pg_temp.staged_bars AS staged
WHERE kept.source = $1 AND kept.symbol = $2 AND kept.timeframe = $3
  AND kept.time BETWEEN $4 AND $5 AND kept.time = staged.time
  AND (kept.open, kept.high, kept.low, kept.close, kept.volume) IS DISTINCT FROM
      (staged.open, staged.high, staged.low, staged.close, nullif(staged.volume, 'NaN'))
"""

_INSERT: Final = """
INSERT INTO ohlcv (source, symbol, timeframe, time, open, high, low, close, volume)
SELECT $1, $2, $3, time, open, high, low, close, nullif(volume, 'NaN')
FROM pg_temp.staged_bars
ON CONFLICT (source, symbol, timeframe, time) DO NOTHING
"""

_COUNT: Final = """
UPDATE ohlcv_series
SET bars = bars + $4, first_time = least(first_time, $5), last_time = greatest(last_time, $6),
    revision = revision + 1
WHERE source = $1 AND symbol = $2 AND timeframe = $3
"""

_READ: Final = """
SELECT time, open, high, low, close, coalesce(volume, 'NaN') FROM ohlcv
WHERE source = $1 AND symbol = $2 AND timeframe = $3 AND time >= $4 AND time < $5
ORDER BY time
"""

_READ_OLDEST: Final = f"{_READ.rstrip()} LIMIT $6"

_READ_NEWEST: Final = """
SELECT * FROM (
    SELECT time, open, high, low, close, coalesce(volume, 'NaN') FROM ohlcv
    WHERE source = $1 AND symbol = $2 AND timeframe = $3 AND time >= $4 AND time < $5
    ORDER BY time DESC LIMIT $6
) AS newest ORDER BY time
"""

_REMOVE: Final = "DELETE FROM ohlcv WHERE source = $1 AND symbol = $2 AND timeframe = $3"

_CUT: Final = f"{_REMOVE} AND time < $4"

_RECOUNT: Final = """
UPDATE ohlcv_series AS counted
SET bars = counted.bars - $4, first_time = left_over.first, last_time = left_over.last,
    revision = counted.revision + 1
FROM (
    SELECT min(time) AS first, max(time) AS last FROM ohlcv
    WHERE source = $1 AND symbol = $2 AND timeframe = $3
) AS left_over
WHERE counted.source = $1 AND counted.symbol = $2 AND counted.timeframe = $3
"""

_FORGET: Final = """
UPDATE ohlcv_series SET bars = 0, first_time = NULL, last_time = NULL, revision = revision + 1
WHERE source = $1 AND symbol = $2 AND timeframe = $3
"""

_EARLIER: Final = """
SELECT min(time) FROM (
    SELECT time FROM ohlcv
    WHERE source = $1 AND symbol = $2 AND timeframe = $3 AND time < $4
    ORDER BY time DESC LIMIT $5
) AS earlier
"""


def _values(key: SeriesKey) -> tuple[str, str, str]:
    return key.source, key.symbol, key.timeframe.value


def _named(key: SeriesKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Series.source == key.source,
        Series.symbol == key.symbol,
        Series.timeframe == key.timeframe.value,
    )


def _registered(row: Series) -> RegisteredSeries:
    key = SeriesKey(row.source, row.symbol, Timeframe(row.timeframe))
    facts = None
    if row.dataset_hash is not None:
        gaps = Gaps(row.gaps or 0, row.gap_bars or 0, row.gap_longest_ns or 0)
        facts = SeriesFacts(row.revision or 0, gaps, row.dataset_hash)
    return RegisteredSeries(key, Calendar(row.calendar), row.owner_id, facts)


def _affected(status: str) -> int:
    """Return the row count of a command's answer ("INSERT 0 42", "UPDATE 42")."""
    return int(status.rpartition(" ")[2])


def _moment(nanos: int) -> datetime:
    """Return the first whole microsecond at or after `nanos`; the databases hold no finer time."""
    return _EPOCH + timedelta(microseconds=-(-nanos // _NANOS_PER_MICRO))


def _nanos(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * _NANOS_PER_MICRO
