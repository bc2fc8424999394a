"""Indicators that only pandas-ta-classic has: arrays in, arrays out.

`INDICATORS` describes them; bootstrap registers it. Nothing here imports pandas until one of them
is computed. What the library offers and the catalogue does not take is listed, with the reason for
each, in tests/adapters/indicators/test_pandas_ta.py.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import numpy as np

from app.domain.arrays import Floats
from app.domain.indicators.columns import columns
from app.domain.indicators.decay import Decay, decay_bars, finite, rma
from app.domain.indicators.parameters import number, period
from app.domain.indicators.registry import Indicator, Parameter, Params
from app.domain.indicators.runs import over_runs
from app.domain.market import Bars

LIBRARY: Final = "pandas-ta-classic 0.8.32"
# The library's own words for our series.
_ARGUMENTS: Final = {"source": "close", "open": "open_"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    function: str
    name: str
    title: str
    group: str
    description: str
    parameters: tuple[Parameter, ...]
    warm_up: Callable[[Params], int]
    inputs: tuple[str, ...] = ("source",)
    outputs: tuple[str, ...] = ("value",)
    pane: Literal["overlay", "pane"] = "pane"
    decay: Decay = finite
    fixed: Mapping[str, Any] | None = None
    aliases: tuple[str, ...] = ()


def _length(default: int, minimum: int = 2, **more: Any) -> Parameter:
    return period(default, minimum, talib="length", **more)


def _bars(times: int, name: str = "period", plus: int = 0) -> Callable[[Params], int]:
    return lambda params: times * int(params[name]) + plus


def _smoothed_range(params: Params) -> float:
    length = float(params["period"])
    return float(decay_bars(1.0 / length, 2.0 / (length + 1.0)))


_HL: Final = ("high", "low")
_HLC: Final = ("high", "low", "close")
_OHLC: Final = ("open", "high", "low", "close")
_STOPS: Final = ("long", "short")

_ENTRIES: Final = (
    _Entry(
        function="bias",
        name="BIAS",
        title="Bias",
        group="Momentum",
        description="Distance of price from its simple average, as a fraction of the average.",
        parameters=(_length(26),),
        warm_up=_bars(1, plus=-1),
        fixed={"mamode": "sma"},
    ),
    _Entry(
        function="pgo",
        name="PGO",
        title="Pretty good oscillator",
        group="Momentum",
        description="Distance of the close from its average in smoothed true ranges; beyond 3 is "
        "a breakout.",
        parameters=(_length(14),),
        warm_up=_bars(2, plus=-1),
        inputs=_HLC,
        decay=_smoothed_range,
    ),
    _Entry(
        function="psl",
        name="PSL",
        title="Psychological line",
        group="Momentum",
        description="Share of rising bars in the window, in percent.",
        parameters=(_length(12),),
        warm_up=_bars(1),
        aliases=("PSYCHOLOGICAL_LINE",),
    ),
    _Entry(
        function="brar",
        name="BRAR",
        title="BRAR",
        group="Momentum",
        description="Strength of highs against lows, measured from the open (AR) and from the "
        "last close (BR), in percent.",
        parameters=(_length(26),),
        warm_up=_bars(1),
        inputs=_OHLC,
        outputs=("ar", "br"),
    ),
    _Entry(
        function="ce",
        name="CHANDELIER",
        title="Chandelier exit",
        group="Bands and stops",
        description="Stops some true ranges below the highest high and above the lowest low.",
        parameters=(
            _length(22),
            number("multiplier", 3.0, 0.1, 100.0, "Distance of the stops in true ranges"),
        ),
        warm_up=_bars(1),
        inputs=_HLC,
        outputs=_STOPS,
        pane="overlay",
        decay=rma("period"),
        fixed={"mamode": "rma"},
        aliases=("CHANDELIER_EXIT",),
    ),
    _Entry(
        function="cksp",
        name="CKSP",
        title="Chande Kroll stop",
        group="Bands and stops",
        description="Chandelier stops taken to their own extremes over a second window.",
        parameters=(
            period(10, name="atr_period", talib="p", text="Bars of the true range"),
            number("multiplier", 1.0, 0.1, 100.0, "Distance of the stops in true ranges", "x"),
            period(9, 1, name="stop_period", talib="q", text="Bars of the second window"),
        ),
        warm_up=lambda params: int(params["atr_period"]) + int(params["stop_period"]) - 1,
        inputs=_HLC,
        outputs=_STOPS,
        pane="overlay",
        decay=rma("atr_period"),
        fixed={"tvmode": True},
        aliases=("CHANDE_KROLL_STOP",),
    ),
    _Entry(
        function="pdist",
        name="PDIST",
        title="Price distance",
        group="Volatility",
        description="Way the price must have gone inside the bar, its gap included.",
        parameters=(),
        warm_up=lambda params: 1,
        inputs=_OHLC,
    ),
    _Entry(
        function="ui",
        name="UI",
        title="Ulcer index",
        group="Volatility",
        description="Root mean square of the falls from the window's highest close, in percent.",
        parameters=(_length(14),),
        warm_up=_bars(2, plus=-2),
        aliases=("ULCER_INDEX",),
    ),
    _Entry(
        function="vosc",
        name="VOSC",
        title="Volume oscillator",
        group="Volume",
        description="Gap between a fast and a slow simple average of volume, in percent of the "
        "slow one. The shorter period is always the fast one.",
        parameters=(
            period(14, 1, name="fast_period", talib="fast", text="Bars of the fast average"),
            period(28, 1, name="slow_period", talib="slow", text="Bars of the slow average"),
        ),
        warm_up=lambda params: max(int(params["fast_period"]), int(params["slow_period"])) - 1,
        inputs=("volume",),
    ),
)


def _indicator(entry: _Entry) -> Indicator:
    return Indicator(
        name=entry.name,
        title=entry.title,
        group=entry.group,
        description=entry.description,
        source=f"{LIBRARY} {entry.function}",
        parameters=entry.parameters,
        inputs=entry.inputs,
        outputs=entry.outputs,
        pane=entry.pane,
        warm_up=entry.warm_up,
        memory=lambda params: entry.warm_up(params) + 1 + entry.decay(params),
        cost=lambda params: 0,
        compute=partial(_compute, entry),
        aliases=entry.aliases,
    )


def _compute(entry: _Entry, bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    warm_up = entry.warm_up(params)
    options = {p.aliases[0] if p.aliases else p.name: params[p.name] for p in entry.parameters}
    options |= entry.fixed or {}

    def formula(*series: Floats) -> tuple[Floats, ...]:
        return _called(entry, series, options, warm_up)

    inputs = columns(bars, source, entry.inputs)
    return over_runs(formula, inputs, len(entry.outputs), warm_up)


def _called(
    entry: _Entry, series: tuple[Floats, ...], options: Mapping[str, Any], warm_up: int
) -> tuple[Floats, ...]:
    import pandas as pd

    function = _function(entry.function)
    named = {
        _ARGUMENTS.get(name, name): pd.Series(values)
        for name, values in zip(entry.inputs, series, strict=True)
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        result = function(**named, **options)
    if result is None:  # its answer to a series shorter than its longest parameter
        return tuple(np.full(series[0].size, np.nan) for _ in entry.outputs)
    table = result.to_numpy(dtype=np.float64).reshape(series[0].size, -1)
    return tuple(_values(table[:, i], warm_up) for i in range(len(entry.outputs)))


def _function(name: str) -> Callable[..., Any]:
    with warnings.catch_warnings():
        # The library asks pandas for a day of the year in a deprecated way while it is imported.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pandas_ta_classic
    found: Callable[..., Any] = getattr(pandas_ta_classic, name)
    return found


def _values(column: Floats, warm_up: int) -> Floats:
    values = np.where(np.isfinite(column), column, np.nan)
    # Some functions fill their warm-up with a guess.
    values[:warm_up] = np.nan
    return values


INDICATORS: Final = tuple(_indicator(entry) for entry in _ENTRIES)
