"""Trend indicators that TA-Lib lacks: Ichimoku, choppiness, extremes since an anchor."""

from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.indicators.anchors import anchor, segment_starts
from app.domain.indicators.columns import columns
from app.domain.indicators.decay import anchored
from app.domain.indicators.parameters import period
from app.domain.indicators.registry import Indicator, Params
from app.domain.indicators.runs import over_segments
from app.domain.indicators.talib.library import function
from app.domain.market import Bars

_ICHIMOKU: Final = ("tenkan_period", "kijun_period", "senkou_period")


def ichimoku() -> Indicator:
    """Return the Ichimoku cloud as a trader sees it at the last bar of the chart."""
    return Indicator(
        name="ICHIMOKU",
        title="Ichimoku cloud",
        group="Trend",
        description="Midpoints of three windows and the cloud as it lies under this bar, drawn "
        "`displacement` bars ahead when it was measured. The lagging span is left out: it is the "
        "close itself, so compare with close[25].",
        source="Hosoda's Ichimoku Kinko Hyo; midpoints by TA-Lib MIDPRICE",
        parameters=(
            period(9, name="tenkan_period", text="Bars of the conversion line"),
            period(26, name="kijun_period", text="Bars of the base line"),
            period(52, name="senkou_period", text="Bars of the second cloud line"),
            period(26, 1, name="displacement", text="Bars ahead the cloud is drawn, today's one"),
        ),
        inputs=("high", "low"),
        outputs=("tenkan", "kijun", "senkou_a", "senkou_b"),
        pane="overlay",
        warm_up=_first_line,
        memory=lambda params: float(_last_line(params)),
        cost=lambda params: 0,
        compute=_ichimoku,
    )


def _first_line(params: Params) -> int:
    return min(int(params["tenkan_period"]), int(params["kijun_period"])) - 1


def _last_line(params: Params) -> int:
    ahead = int(params["displacement"]) - 1
    return max(int(params[name]) for name in _ICHIMOKU) - 1 + ahead


def _ichimoku(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    middle = function("MIDPRICE")
    tenkan, kijun, far = (
        middle(bars.high, bars.low, timeperiod=int(params[name])) for name in _ICHIMOKU
    )
    ahead = int(params["displacement"]) - 1
    return tenkan, kijun, _later((tenkan + kijun) / 2.0, ahead), _later(far, ahead)


def _later(values: Floats, bars: int) -> Floats:
    """Return what is seen `bars` bars after it was measured."""
    moved = np.full(values.size, np.nan)
    moved[bars:] = values[: max(values.size - bars, 0)]
    return moved


def choppiness() -> Indicator:
    """Return the choppiness index."""
    return Indicator(
        name="CHOPPINESS",
        title="Choppiness index",
        group="Trend",
        description="How much of the bars' movement led nowhere: near 100 sideways, near 0 in a "
        "straight trend; over 61.8 is called choppy.",
        source="Dreiss's choppiness index; sums and ranges by TA-Lib",
        parameters=(period(14),),
        inputs=("high", "low", "close"),
        outputs=("value",),
        pane="pane",
        warm_up=lambda params: int(params["period"]),
        memory=lambda params: float(params["period"]),
        cost=lambda params: 0,
        compute=_choppiness,
        aliases=("CHOP",),
    )


def _choppiness(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    window = int(params["period"])
    if len(bars) <= window:
        return (np.full(len(bars), np.nan),)
    moved = function("TRANGE")(bars.high, bars.low, bars.close)
    total = function("SUM")(moved, timeperiod=window)
    highest = function("MAX")(bars.high, timeperiod=window)
    span = highest - function("MIN")(bars.low, timeperiod=window)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = 100.0 * np.log10(total / span) / np.log10(window)
    # A window without any range is neither choppy nor trending.
    return (np.where((span > 0.0) & (total > 0.0), index, np.nan),)


def highest_since() -> Indicator:
    """Return the running maximum since an anchor."""
    return _extreme("HIGHEST_SINCE", "Highest since the anchor", "Highest", np.maximum)


def lowest_since() -> Indicator:
    """Return the running minimum since an anchor."""
    return _extreme("LOWEST_SINCE", "Lowest since the anchor", "Lowest", np.minimum)


def _extreme(name: str, title: str, word: str, extreme: np.ufunc) -> Indicator:
    def compute(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
        starts = segment_starts(bars, str(params["anchor"]))
        inputs = columns(bars, source, ("source",))
        return over_segments(lambda series: (extreme.accumulate(series),), inputs, 1, starts)

    return Indicator(
        name=name,
        title=title,
        group="Bands and stops",
        description=f"{word} value since the session, week or month began, this bar included.",
        source="running extreme, our own",
        parameters=(anchor("session"),),
        inputs=("source",),
        outputs=("value",),
        pane="overlay",
        warm_up=lambda params: 0,
        memory=anchored,
        cost=lambda params: 0,
        compute=compute,
    )


def indicators() -> tuple[Indicator, ...]:
    """Return the entries of this theme."""
    return ichimoku(), choppiness(), highest_since(), lowest_since()
