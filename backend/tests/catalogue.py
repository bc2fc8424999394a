"""A small catalogue with every kind of parameter, for tests of the language alone.

The numbers follow the real entries where they have them; `compute` is never called here.
"""

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from app.domain.arrays import Floats
from app.domain.indicators.registry import Indicator, Parameter, Params
from app.domain.market import Bars

PRICES = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")
AVERAGES = ("sma", "ema", "wma")


def whole(name: str, default: int, *aliases: str, low: int = 2, high: int = 5_000) -> Parameter:
    return Parameter(name, "int", default, low, high, aliases=aliases)


def real(name: str, default: float, low: float, high: float) -> Parameter:
    return Parameter(name, "float", default, low, high)


def choice(name: str, default: str, choices: tuple[str, ...], *codes: int) -> Parameter:
    return Parameter(name, "choice", default, choices=choices, codes=codes)


def _no_values(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    raise NotImplementedError("this catalogue only describes")


def entry(
    name: str,
    *parameters: Parameter,
    inputs: tuple[str, ...] = ("source",),
    outputs: tuple[str, ...] = ("value",),
    warm_up: Callable[[Params], int] = lambda p: 0,
    **more: Any,
) -> Indicator:
    return Indicator(
        name=name,
        title=name,
        group="test",
        description=name,
        source="test",
        parameters=parameters,
        inputs=inputs,
        outputs=outputs,
        pane="pane",
        warm_up=warm_up,
        memory=more.pop("memory", warm_up),
        cost=more.pop("cost", lambda p: 0),
        compute=_no_values,
        **more,
    )


def period(default: int) -> Parameter:
    return whole("period", default, "timeperiod")


def _length(params: Params) -> int:
    return int(params["period"])


_ENTRIES = (
    entry("RSI", period(14), warm_up=_length, memory=lambda p: 27.6 * _length(p)),
    entry("SMA", period(30), warm_up=lambda p: _length(p) - 1),
    entry("EMA", period(30), warm_up=lambda p: _length(p) - 1, memory=lambda p: 14 * _length(p)),
    entry("MAX", period(30), warm_up=lambda p: _length(p) - 1, cost=_length),
    entry("MIN", period(30), warm_up=lambda p: _length(p) - 1, cost=_length),
    entry(
        "MACD",
        whole("fast_period", 12, "fastperiod"),
        whole("slow_period", 26, "slowperiod"),
        whole("signal_period", 9, "signalperiod", low=1),
        outputs=("macd", "signal", "histogram"),
        warm_up=lambda p: int(p["slow_period"]) + int(p["signal_period"]) - 2,
    ),
    entry(
        "BBANDS",
        period(20),
        real("deviations_up", 2.0, -10.0, 10.0),
        real("deviations_down", 2.0, -10.0, 10.0),
        choice("ma_type", "sma", AVERAGES, 0, 1, 2),
        outputs=("upper", "middle", "lower"),
        warm_up=lambda p: _length(p) - 1,
    ),
    entry(
        "STOCH",
        whole("fast_k_period", 5, low=1),
        whole("slow_k_period", 3, low=1),
        choice("slow_k_ma", "sma", AVERAGES),
        whole("slow_d_period", 3, low=1),
        choice("slow_d_ma", "sma", AVERAGES),
        inputs=("high", "low", "close"),
        outputs=("k", "d"),
        warm_up=lambda p: int(p["fast_k_period"]) + 4,
    ),
    entry("ATR", period(14), inputs=("high", "low", "close"), warm_up=_length),
    entry("OBV", inputs=("source", "volume"), memory=lambda p: math.inf),
    entry("CORREL", choice("other", "open", PRICES), period(30), warm_up=_length),
    entry(
        "VWAP",
        choice("anchor", "session", ("session", "week", "month", "start")),
        inputs=("hlc3", "volume"),
        memory=lambda p: math.inf if p["anchor"] == "start" else 1_440,
    ),
    entry(
        "SAR",
        real("acceleration", 0.02, 0.0, 1.0),
        real("maximum", 0.2, 0.0, 1.0),
        inputs=("high", "low"),
        warm_up=lambda p: 1,
    ),
    entry(
        "DONCHIAN",
        period(20),
        inputs=("high", "low"),
        outputs=("upper", "middle", "lower"),
        warm_up=lambda p: _length(p) - 1,
        aliases=("DC",),
    ),
)

CATALOGUE = MappingProxyType({indicator.name: indicator for indicator in _ENTRIES})
