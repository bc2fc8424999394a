"""Indicators of stored bars for charts: one value per bar of the page, unknown in the warm-up."""

import asyncio
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from app.domain.arrays import Floats
from app.domain.errors import Fault, InvalidInput
from app.domain.indicators.columns import column
from app.domain.indicators.parameters import OTHER_INPUTS
from app.domain.indicators.registry import (
    Indicator,
    Params,
    bound,
    compute,
    find,
    memory_bars,
)
from app.domain.market import Bars
from app.domain.timeframes import Timeframe
from app.services.candle_pages import CandlePage, CandlePages, CandlesWanted, joined

CALLS_MAX: Final = 10
# Bars read before the page at most: an average of 5,000 bars has settled by then.
HISTORY_MAX: Final = 20_000
_CALL: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]{0,39})\s*(?:\(([^()]{0,400})\))?\s*")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,18}\.?[0-9]{0,18}|\.[0-9]{1,18})(e[+-]?[0-9]{1,3})?")
_SOURCE: Final = "source"


@dataclass(frozen=True, slots=True)
class IndicatorCall:
    """One indicator of a chart, its parameters complete."""

    indicator: Indicator
    params: Params
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class ChartSeries:
    """The outputs of one call, aligned with the bars of the page."""

    call: IndicatorCall
    outputs: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A page of bars and what was computed on them; `history` bars before it were read as well."""

    page: CandlePage
    history: int
    series: tuple[ChartSeries, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartIndicators:
    """Computes indicators on pages of stored bars."""

    pages: CandlePages

    async def chart(
        self, wanted: CandlesWanted, calls: Sequence[IndicatorCall], owner: UUID | None = None
    ) -> Chart:
        """Return the indicators of a page, warmed up on the bars before it where there are any.

        Raises: as `CandlePages.page`.
        """
        page = await self.pages.page(wanted, owner)
        history = max((_history(call, wanted.timeframe) for call in calls), default=0)
        earlier = await self.pages.before(page, history)
        bars = joined(earlier, page.bars)
        first = len(earlier)
        series = await asyncio.to_thread(_computed, calls, bars, first)
        return Chart(page, first, series)


def calls_of(texts: Sequence[str]) -> tuple[IndicatorCall, ...]:
    """Return the calls written as RSI, RSI(21), MACD(fast=12, slow=26) or SMA(50, source=hl2).

    Raises: InvalidInput with a fault for each wrong name, parameter or value.
    """
    if not 1 <= len(texts) <= CALLS_MAX:
        message = f"indicator is given {len(texts)} times; allowed is 1 to {CALLS_MAX}"
        raise InvalidInput(message, [Fault("indicator", message)])
    found, faults = [], []
    for place, text in enumerate(texts):
        try:
            found.append(_call(text))
        except InvalidInput as error:
            pointer = f"/indicator/{place}"
            inner = [Fault(f"{pointer}/{f.pointer}", f.message) for f in error.faults]
            faults += inner or [Fault(pointer, str(error))]
    if faults:
        raise InvalidInput("; ".join(fault.message for fault in faults), faults)
    return tuple(found)


def _call(text: str) -> IndicatorCall:
    match = _CALL.fullmatch(text)
    if match is None:
        raise InvalidInput(
            f"indicator {text[:60]!r} cannot be read: write RSI, RSI(21) or "
            "MACD(fast_period=12, slow_period=26)"
        )
    indicator = find(match[1])
    given = _arguments(indicator, match[2] or "")
    source = given.pop(_SOURCE, None)
    if source is not None:
        _check_source(indicator, source)
    return IndicatorCall(indicator, bound(indicator, given), str(source or "close"))


def _arguments(indicator: Indicator, text: str) -> dict[str, float | int | str]:
    """Return arguments by name; those without one take the parameters in catalogue order."""
    names = iter([parameter.name for parameter in indicator.parameters])
    given: dict[str, float | int | str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, has_name, value = part.partition("=")
        if not has_name:
            name, value = next(names, ""), part
            if not name:
                message = f"{indicator.name} takes {len(indicator.parameters)} parameters, not more"
                raise InvalidInput(message)
        name = name.strip()[:40]
        if name in given:
            raise InvalidInput(f"{name} is given twice", [Fault(name, f"{name} is given twice")])
        given[name] = _value(value.strip())
    return given


def _value(text: str) -> float | int | str:
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text.lower()) else text


def _check_source(indicator: Indicator, source: float | str) -> None:
    message = None
    if _SOURCE not in indicator.inputs:
        message = f"{indicator.name} reads no source: it takes {', '.join(indicator.inputs)}"
    elif source not in OTHER_INPUTS:
        message = f"source is {str(source)[:40]!r}, allowed: {', '.join(OTHER_INPUTS)}"
    if message is not None:
        raise InvalidInput(message, [Fault(_SOURCE, message)])


def _history(call: IndicatorCall, timeframe: Timeframe) -> int:
    """Return how many earlier bars change the values of a page."""
    memory = memory_bars(call.indicator, call.params, timeframe)
    return HISTORY_MAX if math.isinf(memory) else min(HISTORY_MAX, math.ceil(memory))


def _computed(calls: Sequence[IndicatorCall], bars: Bars, first: int) -> tuple[ChartSeries, ...]:
    done = []
    for call in calls:
        source = np.ascontiguousarray(column(bars, bars.close, call.source))
        outputs = compute(call.indicator, bars, source, call.params)
        done.append(ChartSeries(call, {name: values[first:] for name, values in outputs.items()}))
    return tuple(done)
