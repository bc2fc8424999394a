"""From a file or a stored series to the bars of a run: one timeframe, a period, its warm-up."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from app.domain.errors import InvalidInput, NoData
from app.domain.market import Bars
from app.domain.resampling import resampled
from app.domain.timeframes import Timeframe
from app.services.market_data import MarketData, Provenance
from app.services.periods import Period, utc_text

# More bars than any series holds, for indicators that remember their whole past.
_EVERYTHING: Final = 10**9


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The bars of a run: `first` is the first bar of the period, warm-up bars lie before it.

    `finer` are the bars that decide between stop and target (rule 21), None where not asked for.
    """

    bars: Bars
    first: int
    finer: Bars | None = None


def prepared(
    data: Bars,
    timeframe: Timeframe,
    period: Period,
    look_back: float,
    intrabar: Timeframe | None = None,
) -> Prepared:
    """Return the bars a strategy of `timeframe` runs on, from data as fine or finer.

    Units:  `look_back` strategy bars kept before the period, math.inf for all there are. Without a
            start the whole series is the period, and rules are unknown until indicators are warm.
    Raises: InvalidInput for data coarser than what is asked; NoData for a period without bars,
            naming the range there is.
    """
    if not timeframe.is_multiple_of(data.timeframe):
        raise InvalidInput(
            f"the strategy trades {timeframe} bars, which bars of {data.timeframe} cannot make: "
            f"give data of {timeframe} or finer"
        )
    known = data if period.end_ns is None else data.between(int(data.time[0]), period.end_ns)
    bars = _bars_of(known, timeframe, period.end_ns)
    first = 0 if period.start_ns is None else int(np.searchsorted(bars.time, period.start_ns))
    if first >= len(bars):
        raise NoData(_nothing_inside(data, timeframe, period))
    begin = first - int(min(first, look_back))
    bars = bars.slice(begin, len(bars))
    finer = None if intrabar is None else _finer(known, bars, intrabar)
    return Prepared(bars, first - begin, finer)


def _bars_of(data: Bars, timeframe: Timeframe, end_ns: int | None) -> Bars:
    if data.timeframe is timeframe or not len(data):
        return data
    # Rule 4: a period that ends with the data has reached its end even if its last minutes are
    # missing; a period that ends long after the data has not.
    in_reach = end_ns is not None and end_ns <= int(data.time[-1]) + timeframe.nanos
    return resampled(data, timeframe, complete_until_ns=end_ns if in_reach else None)


def _finer(data: Bars, bars: Bars, intrabar: Timeframe) -> Bars:
    if intrabar.nanos >= bars.timeframe.nanos:
        raise InvalidInput(_not_finer(intrabar, bars.timeframe))
    if not intrabar.is_multiple_of(data.timeframe):
        raise InvalidInput(
            f"intrabar_timeframe is {intrabar}: bars of {data.timeframe} cannot make it"
        )
    inside = data.between(int(bars.time[0]), int(data.time[-1]) + 1)
    if intrabar is data.timeframe:
        return inside
    return resampled(inside, intrabar, complete_until_ns=int(data.time[-1]) + data.timeframe.nanos)


def _nothing_inside(data: Bars, timeframe: Timeframe, period: Period) -> str:
    begin = "the beginning" if period.start_ns is None else utc_text(period.start_ns)
    end = "the end" if period.end_ns is None else utc_text(period.end_ns)
    there = f"from {utc_text(int(data.time[0]))} to {utc_text(int(data.time[-1]))}"
    return f"no {timeframe} bars from {begin} until {end}: the data reach {there}"


async def stored(
    market_data: MarketData,
    symbol: str,
    timeframe: Timeframe,
    period: Period,
    look_back: float,
    *,
    source: str | None = None,
    intrabar: Timeframe | None = None,
    owner: UUID | None = None,
) -> tuple[Provenance, Prepared]:
    """Return the bars of a run from the stored series, and which series that is.

    Raises: what `MarketData.load` raises; InvalidInput for an intrabar timeframe that is not finer.
    """
    if intrabar is not None and intrabar.nanos >= timeframe.nanos:
        raise InvalidInput(_not_finer(intrabar, timeframe))
    warm_up = _EVERYTHING if look_back > _EVERYTHING else int(look_back)
    found = await market_data.load(
        symbol, timeframe, period, source=source, warm_up=warm_up, owner=owner
    )
    finer = None
    if intrabar is not None:
        inside = Period(int(found.bars.time[0]), period.end_ns)
        source = found.provenance.source
        loaded = await market_data.load(symbol, intrabar, inside, source=source, owner=owner)
        finer = loaded.bars
    return found.provenance, Prepared(found.bars, found.first, finer)


def _not_finer(intrabar: Timeframe, timeframe: Timeframe) -> str:
    return f"intrabar_timeframe is {intrabar}: must be finer than the strategy's {timeframe}"
