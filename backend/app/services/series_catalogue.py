"""The stored series as a list, and how one of them goes away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.domain.calendars import Gaps
from app.domain.errors import Forbidden, SymbolNotFound
from app.domain.pages import Page, PageRequest
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import Begin, CandleStore, MarketDataWork, SeriesKey
from app.services.market_data import MarketData, StoredSeries, spelled_in

_WHOLE: Final = Gaps(0, 0, 0)
_SORTED_BY: Final[Mapping[str, Callable[[StoredSeries], Any]]] = {
    "source": lambda series: series.key.source,
    "symbol": lambda series: series.key.symbol,
    "timeframe": lambda series: series.key.timeframe.seconds,
    "bars": lambda series: series.extent.bars,
    "first": lambda series: series.extent.first_ns,
    "last": lambda series: series.extent.last_ns,
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One stored series and its holes."""

    series: StoredSeries
    gaps: Gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCatalogue:
    """Lists and removes stored series."""

    begin: Begin[MarketDataWork]
    begin_candles: Begin[CandleStore]
    market_data: MarketData

    async def page(
        self,
        owner: UUID | None,
        request: PageRequest,
        *,
        source: str | None = None,
        symbol: str | None = None,
        timeframe: Timeframe | None = None,
    ) -> Page[Covered]:
        """Return some of the series that `owner` may see, with their holes."""
        request.checked(tuple(_SORTED_BY))
        stored = await self.market_data.stored(owner)
        name = None if symbol is None else spelled_in({one.key.symbol for one in stored}, symbol)
        found = [
            series
            for series in stored
            if source in (None, series.key.source)
            and name in (None, series.key.symbol)
            and timeframe in (None, series.key.timeframe)
        ]
        if request.sort:
            found.sort(key=_SORTED_BY[request.sort_field], reverse=request.is_descending)
        shown = found[request.offset : request.offset + request.limit]
        items = [Covered(series, await self._gaps(series)) for series in shown]
        return Page(items, request.page, request.limit, len(found))

    async def remove(self, key: SeriesKey, owner: UUID | None, *, is_admin: bool) -> int:
        """Delete a series and return how many bars it had: one's own, as an admin a shared one.

        Raises: SymbolNotFound for one that `owner` does not see; Forbidden for a shared one.
        """
        async with self.begin() as work:
            visible = {series.key: series for series in await work.series.visible(owner)}
        symbols = {known.symbol for known in visible}
        found = visible.get(SeriesKey(key.source, spelled_in(symbols, key.symbol), key.timeframe))
        if found is None:
            raise SymbolNotFound(f"there is no series {key}")
        if found.owner is None and not is_admin:
            raise Forbidden(f"series {found.key} is shared: only an administrator removes it")
        # The bars first: a process that dies in between leaves an empty series, which nobody sees
        # and the same request removes.
        async with self.begin_candles() as candles:
            removed = await candles.remove(found.key)
        async with self.begin() as work:
            await work.series.remove(found.key)
        return removed

    async def _gaps(self, series: StoredSeries) -> Gaps:
        if series.facts is not None:
            return series.facts.gaps
        extent = series.extent
        expected = (extent.last_ns - extent.first_ns) // series.key.timeframe.nanos + 1
        # A market that never closes and as many bars as fit: no need to read them for that.
        if series.calendar is Calendar.ALWAYS and extent.bars == expected:
            return _WHOLE
        return (await self.market_data.read_facts(series.key, series.calendar)).gaps
