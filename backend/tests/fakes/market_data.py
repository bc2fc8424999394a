"""Stored candles in memory: what the ports of market data promise, without a database."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from app.domain.market import Bars
from app.domain.timeframes import Calendar
from app.ports.market_data import Merged, RegisteredSeries, SeriesFacts, SeriesKey, SeriesRange

type Row = tuple[float, float, float, float, float]


@dataclass(slots=True)
class FakeSeriesRegistry:
    rows: dict[SeriesKey, RegisteredSeries] = field(default_factory=dict)

    async def register(self, series: RegisteredSeries) -> RegisteredSeries:
        kept = self.rows.get(series.key, series)
        self.rows[series.key] = replace(kept, calendar=series.calendar)
        return self.rows[series.key]

    async def visible(self, owner: UUID | None) -> Sequence[RegisteredSeries]:
        seen = [row for row in self.rows.values() if row.owner is None or row.owner == owner]
        return sorted(seen, key=lambda row: row.key)

    async def keep_facts(self, key: SeriesKey, facts: SeriesFacts) -> None:
        self.rows[key] = replace(self.rows[key], facts=facts)

    async def remove(self, key: SeriesKey) -> None:
        self.rows.pop(key, None)


@dataclass(slots=True)
class FakeCandleStore:
    rows: dict[SeriesKey, dict[int, Row]] = field(default_factory=dict)
    revisions: dict[SeriesKey, int] = field(default_factory=dict)
    reads: int = 0

    async def merge(self, key: SeriesKey, bars: Bars) -> Merged:
        if not len(bars):
            return Merged()
        stored = self.rows.setdefault(key, {})
        inserted = revised = 0
        for time, *values in zip(
            bars.time.tolist(),
            *(column.tolist() for column in (bars.open, bars.high, bars.low, bars.close)),
            bars.volume.tolist(),
            strict=True,
        ):
            if time not in stored:
                inserted += 1
            elif not np.array_equal(stored[time], values, equal_nan=True):
                revised += 1
            stored[time] = tuple(values)
        if inserted or revised:
            self.revisions[key] = self.revisions.get(key, 0) + 1
        return Merged(inserted, revised, len(bars) - inserted - revised)

    async def ranges(self) -> Sequence[SeriesRange]:
        return sorted(
            (
                SeriesRange(key, len(rows), min(rows), max(rows), self.revisions[key])
                for key, rows in self.rows.items()
                if rows
            ),
            key=lambda extent: extent.key,
        )

    async def read(self, key: SeriesKey, calendar: Calendar, start_ns: int, stop_ns: int) -> Bars:
        self.reads += 1
        rows = self.rows.get(key, {})
        times = sorted(time for time in rows if start_ns <= time < stop_ns)
        table = np.array([rows[time] for time in times], dtype=np.float64).reshape(-1, 5)
        columns = (table[:, column].copy() for column in range(5))
        return Bars(np.array(times, dtype=np.int64), *columns, key.timeframe, calendar)

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
        found = await self.read(key, calendar, start_ns, stop_ns)
        size = len(found)
        return found.slice(max(0, size - count), size) if newest else found.slice(0, count)

    async def remove(self, key: SeriesKey) -> int:
        self.revisions[key] = self.revisions.get(key, 0) + 1
        return len(self.rows.pop(key, {}))

    async def cut(self, key: SeriesKey, before_ns: int) -> int:
        rows = self.rows.get(key, {})
        kept = {time: values for time, values in rows.items() if time >= before_ns}
        if len(kept) < len(rows):
            self.rows[key] = kept
            self.revisions[key] += 1
        return len(rows) - len(kept)

    async def open_before(self, key: SeriesKey, time_ns: int, count: int) -> int | None:
        earlier = sorted(time for time in self.rows.get(key, {}) if time < time_ns)
        return earlier[-count:][0] if earlier else None


@dataclass(slots=True)
class FakeMarketDataWork:
    series: FakeSeriesRegistry


@dataclass(slots=True)
class FakeTransactions:
    """Both databases; a block that fails leaves nothing behind. Never two blocks at once."""

    registry: FakeSeriesRegistry = field(default_factory=FakeSeriesRegistry)
    store: FakeCandleStore = field(default_factory=FakeCandleStore)
    is_open: bool = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[FakeMarketDataWork]:
        before = dict(self.registry.rows)
        with self._only():
            try:
                yield FakeMarketDataWork(self.registry)
            except BaseException:
                self.registry.rows = before
                raise

    @asynccontextmanager
    async def begin_candles(self) -> AsyncIterator[FakeCandleStore]:
        rows = {key: dict(rows) for key, rows in self.store.rows.items()}
        revisions = dict(self.store.revisions)
        with self._only():
            try:
                yield self.store
            except BaseException:
                self.store.rows, self.store.revisions = rows, revisions
                raise

    @contextmanager
    def _only(self) -> Iterator[None]:
        assert not self.is_open, "a transaction is opened inside another one"
        self.is_open = True
        try:
            yield
        finally:
            self.is_open = False
