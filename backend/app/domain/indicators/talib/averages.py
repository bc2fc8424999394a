"""TA-Lib's moving averages, bands and channels."""

from typing import Final

from app.domain.indicators.anchors import anchor
from app.domain.indicators.decay import (
    anchored,
    average_weights,
    averages,
    decay_bars,
    ema,
    fixed,
    longest,
    rma,
)
from app.domain.indicators.parameters import ma_type, number, period
from app.domain.indicators.registry import Params
from app.domain.indicators.talib.outputs import signed_stop
from app.domain.indicators.talib.rows import Keywords, Row, windows

_HLC: Final = ("high", "low", "close")
_BANDS: Final = ("upper", "middle", "lower")
_STOP: Final = ("value", "direction")

# The cycle measurement feeds its own period back, so no formula gives its memory: measured on walks
# and real candles, 1e-9 of the start is left after 383 bars and a tenth of it every 33 more.
HILBERT: Final = 600


def _same_below(keywords: Keywords) -> Keywords:
    """Use the upper distance below too, unless one was given: BBANDS(20, 3) means 3 and 3."""
    below = keywords["nbdevdn"] or keywords["nbdevup"]
    return {**keywords, "nbdevdn": below}


def _kama(params: Params) -> float:
    return decay_bars(*average_weights("kama", float(params["period"])))


def _mama(params: Params) -> float:
    # The follower moves at half the speed of the average it follows.
    slow = min(float(params["slow_limit"]), float(params["fast_limit"]))
    return decay_bars(slow, slow / 2.0) + HILBERT


AVERAGES: Final = (
    Row(
        name="SMA",
        title="Simple moving average",
        description="Mean of the last bars, every bar counting the same.",
        parameters=(period(30, 1),),
        pane="overlay",
    ),
    Row(
        name="EMA",
        title="Exponential moving average",
        description="Average in which each older bar counts less; follows price faster than SMA.",
        parameters=(period(30, 1),),
        pane="overlay",
        decay=ema("period"),
    ),
    Row(
        name="WMA",
        title="Weighted moving average",
        description="Average whose weights fall evenly from the newest bar to the oldest.",
        parameters=(period(30, 1),),
        pane="overlay",
    ),
    Row(
        name="DEMA",
        title="Double exponential moving average",
        description="Exponential average with most of its lag taken out once.",
        parameters=(period(30, 1, maximum=2_500),),
        pane="overlay",
        decay=ema("period", "period"),
    ),
    Row(
        name="TEMA",
        title="Triple exponential moving average",
        description="Exponential average with its lag taken out twice; quick, and nervous.",
        parameters=(period(30, 1, maximum=1_667),),
        pane="overlay",
        decay=ema("period", "period", "period"),
    ),
    Row(
        name="TRIMA",
        title="Triangular moving average",
        description="Average that gives the middle of the window the most weight; very smooth.",
        parameters=(period(30, 1),),
        pane="overlay",
    ),
    Row(
        name="KAMA",
        title="Kaufman adaptive moving average",
        description="Average that follows closely in a trend and hardly moves in noise.",
        parameters=(period(30, 1),),
        pane="overlay",
        decay=_kama,
    ),
    Row(
        name="T3",
        title="Tillson T3 moving average",
        description="Six exponential averages combined into a smooth line with little lag.",
        parameters=(
            period(5, 1, maximum=834),
            number("volume_factor", 0.7, 0.0, 1.0, "How much lag is taken out", "vfactor"),
        ),
        pane="overlay",
        decay=ema(*["period"] * 6),
    ),
    Row(
        name="HMA",
        title="Hull moving average",
        description="Weighted averages combined so that the line turns early and stays smooth.",
        parameters=(period(20, 1),),
        pane="overlay",
        aliases=("HULL", "HULL_MA"),
    ),
    Row(
        name="ZLEMA",
        title="Zero-lag exponential moving average",
        description="Exponential average of a price corrected for its own lag.",
        parameters=(period(30, 1, maximum=3_334),),
        pane="overlay",
        decay=ema("period"),
    ),
    Row(
        name="RMA",
        title="Wilder's moving average",
        description="The slow exponential average inside RSI, ATR and ADX.",
        parameters=(period(30, 1),),
        pane="overlay",
        decay=rma("period"),
        aliases=("SMMA",),
    ),
    Row(
        name="VWMA",
        title="Volume-weighted moving average",
        description="Average in which bars count by their volume; unknown when none traded.",
        inputs=("source", "volume"),
        parameters=(period(30, 1),),
        pane="overlay",
        partial=True,
    ),
    Row(
        name="MA",
        title="Moving average of a chosen kind",
        description="Any of the moving averages, picked by name.",
        parameters=(period(30, 1), ma_type("sma")),
        pane="overlay",
        decay=averages(("period", "ma_type")),
    ),
    Row(
        name="MAMA",
        title="MESA adaptive moving average",
        description="Average whose speed follows the measured market cycle, with its follower.",
        outputs=("mama", "fama"),
        parameters=(
            number("fast_limit", 0.5, 0.01, 0.99, "Largest weight of a new bar", "fastlimit"),
            number("slow_limit", 0.05, 0.01, 0.99, "Smallest weight of a new bar", "slowlimit"),
        ),
        pane="overlay",
        decay=_mama,
    ),
    Row(
        name="HT_TRENDLINE",
        title="Hilbert instantaneous trendline",
        description="Price with the measured dominant cycle averaged out.",
        pane="overlay",
        decay=fixed(HILBERT),
    ),
    Row(
        name="MIDPOINT",
        title="Midpoint of a series",
        description="Half way between the highest and the lowest value of the window.",
        parameters=(period(14),),
        pane="overlay",
    ),
    Row(
        name="MIDPRICE",
        title="Midpoint of the price range",
        description="Half way between the highest high and the lowest low of the window.",
        inputs=("high", "low"),
        parameters=(period(14),),
        pane="overlay",
    ),
)

BANDS: Final = (
    Row(
        name="BBANDS",
        title="Bollinger bands",
        description="A moving average with bands some standard deviations above and below it.",
        outputs=_BANDS,
        parameters=(
            period(20),
            number(
                "deviations",
                2.0,
                0.0,
                100.0,
                "Distance of the bands",
                "nbdevup",
                "deviations_up",
                "std",
            ),
            number(
                "deviations_down",
                0.0,
                0.0,
                100.0,
                "Distance below, 0: as above",
                "nbdevdn",
            ),
            ma_type("sma"),
        ),
        pane="overlay",
        decay=averages(("period", "ma_type")),
        adapt=_same_below,
        aliases=("BOLLINGER", "BOLLINGER_BANDS"),
    ),
    Row(
        name="KC",
        title="Keltner channels",
        description="An exponential average of the typical price with bands of average true range.",
        inputs=_HLC,
        outputs=_BANDS,
        parameters=(
            period(20),
            period(10, 1, name="atr_period", text="Bars of the average true range"),
            number("multiplier", 2.0, 0.0, 100.0, "Distance of the bands", "nbdev", "deviations"),
        ),
        pane="overlay",
        decay=longest(ema("period"), rma("atr_period")),
        aliases=("KELTNER", "KELTNER_CHANNELS"),
    ),
    Row(
        name="DONCHIAN",
        title="Donchian channels",
        description="Highest high, lowest low and their middle; the window includes the bar "
        "itself, so compare with DONCHIAN(20).upper[1] to catch a breakout.",
        inputs=("high", "low"),
        outputs=_BANDS,
        parameters=(period(20),),
        pane="overlay",
        cost=windows("period", times=2),
    ),
    Row(
        name="ACCBANDS",
        title="Acceleration bands",
        description="Bands that widen with the bars' own range around a simple average.",
        inputs=_HLC,
        outputs=_BANDS,
        parameters=(period(20),),
        pane="overlay",
    ),
    Row(
        name="SUPERTREND",
        title="SuperTrend",
        description="A trailing stop of average true range that flips sides when price closes "
        "beyond it; direction is 1 in a rise and -1 in a fall.",
        inputs=_HLC,
        outputs=_STOP,
        parameters=(
            period(10),
            number("multiplier", 3.0, 0.0, 100.0, "Distance of the stop in true ranges"),
            anchor("start"),
        ),
        pane="overlay",
        decay=anchored,
    ),
    Row(
        name="SAR",
        title="Parabolic SAR",
        description="Wilder's trailing stop that speeds up while a trend makes new extremes.",
        inputs=("high", "low"),
        parameters=(
            number("acceleration", 0.02, 0.0, 1.0, "Step of the speed"),
            number("maximum", 0.2, 0.0, 1.0, "Highest speed"),
            anchor("start"),
        ),
        pane="overlay",
        decay=anchored,
        aliases=("PSAR", "PARABOLIC_SAR"),
    ),
    Row(
        name="SAREXT",
        title="Parabolic SAR, extended",
        description="Parabolic SAR with its own speeds for rises and falls; direction is 1 while "
        "the stop is below the price and -1 above.",
        inputs=("high", "low"),
        outputs=_STOP,
        parameters=(
            number(
                "start_value",
                0.0,
                -1e9,
                1e9,
                "0: automatic; above: begin long at this stop; below: begin short",
                "startvalue",
            ),
            number("offset_on_reverse", 0.0, 0.0, 1.0, "Share added at a flip", "offsetonreverse"),
            *(
                number(
                    f"acceleration_{part}_{side}",
                    0.2 if part == "max" else 0.02,
                    0.0,
                    1.0,
                    f"{text} in a {move}",
                    f"acceleration{part}{side}".replace("step", ""),
                )
                for side, move in (("long", "rise"), ("short", "fall"))
                for part, text in (
                    ("init", "First speed"),
                    ("step", "Step of the speed"),
                    ("max", "Highest speed"),
                )
            ),
            anchor("start"),
        ),
        pane="overlay",
        decay=anchored,
        finish=signed_stop,
    ),
)
