"""Markets for testing indicators: random walks, real candles, and every way to set parameters."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from app.domain.indicators.registry import Indicator, Parameter
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe
from tests.builders import START_NS


def walk(
    count: int,
    seed: int,
    timeframe: Timeframe = Timeframe.H1,
    calendar: Calendar = Calendar.ALWAYS,
    *,
    gaps: float = 0.0,
    unknown_volume: float = 0.0,
) -> Bars:
    """Return a random walk; `gaps` and `unknown_volume` are the shares of bars they hit."""
    chance = np.random.default_rng(seed)
    close = 100.0 * np.exp(np.cumsum(chance.normal(0.0, 0.01, count)))
    start = np.concatenate(([100.0], close[:-1])) * np.exp(chance.normal(0.0, 0.002, count))
    top, bottom = np.maximum(start, close), np.minimum(start, close)
    volume = np.round(chance.gamma(2.0, 50.0, count), 3)
    volume[chance.random(count) < unknown_volume] = np.nan
    steps = 1 + (chance.random(count) < gaps) * chance.integers(1, 40, count)
    return Bars(
        time=START_NS + np.cumsum(steps, dtype=np.int64) * timeframe.nanos - timeframe.nanos,
        open=start,
        high=top * np.exp(np.abs(chance.normal(0.0, 0.004, count))),
        low=bottom * np.exp(-np.abs(chance.normal(0.0, 0.004, count))),
        close=close,
        volume=volume,
        timeframe=timeframe,
        calendar=calendar,
    )


def flat(count: int, price: float = 100.0, volume: float = 1.0) -> Bars:
    """Return bars on which nothing moves."""
    columns = {name: np.full(count, price) for name in ("open", "high", "low", "close")}
    return Bars(
        time=START_NS + np.arange(count, dtype=np.int64) * Timeframe.H1.nanos,
        **columns,
        volume=np.full(count, volume),
        timeframe=Timeframe.H1,
    )


def real(
    folder: Path,
    name: str,
    start: int,
    stop: int,
    timeframe: Timeframe,
    calendar: Calendar = Calendar.ALWAYS,
) -> Bars:
    """Return rows start … stop-1 of a file of real candles."""
    table = pq.read_table(folder / "ohlcv" / f"{name}.parquet").slice(start, stop - start)
    columns = {
        column: np.array(table[column].to_numpy(), dtype=np.float64)
        for column in ("open", "high", "low", "close", "volume")
    }
    time = table["time"].to_numpy().astype("datetime64[ns]").astype(np.int64)
    return Bars(time=time, **columns, timeframe=timeframe, calendar=calendar)


def variants(indicator: Indicator) -> Iterator[dict[str, float | int | str]]:
    """Yield parameter sets: defaults, smallest, larger, smaller, each choice, each extreme."""
    yield {}
    whole = [p for p in indicator.parameters if p.kind == "int"]
    if whole:
        yield {p.name: int(p.minimum or 0) for p in whole}
        yield {p.name: _within(p, int(p.default) * 2 + 1) for p in whole}
        yield {p.name: _within(p, int(p.default) // 2) for p in whole}
        yield {whole[0].name: _within(whole[0], 60)}
    for parameter in indicator.parameters:
        if parameter.kind == "choice":
            yield from ({parameter.name: choice} for choice in parameter.choices)
        elif parameter.kind == "float":
            bounds = (parameter.minimum or 0.0, parameter.maximum or 1.0)
            yield from ({parameter.name: bound} for bound in bounds)


def _within(parameter: Parameter, value: int) -> int:
    return int(min(max(value, parameter.minimum or 1), parameter.maximum or value))
