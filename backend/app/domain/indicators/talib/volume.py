"""TA-Lib's indicators of volume."""

from typing import Final

from app.domain.indicators.anchors import anchor
from app.domain.indicators.decay import anchored, averages, ema
from app.domain.indicators.parameters import ma_type, period
from app.domain.indicators.talib.outputs import zero_unknown
from app.domain.indicators.talib.rows import Row

_HLCV: Final = ("high", "low", "close", "volume")
_CV: Final = ("close", "volume")

VOLUME: Final = (
    Row(
        name="VWAP",
        title="Volume-weighted average price",
        description="Average price paid since the anchor, each bar's typical price counting by its "
        "volume; unknown until something trades.",
        inputs=_HLCV,
        parameters=(anchor("session"),),
        pane="overlay",
        decay=anchored,
        finish=zero_unknown,
        aliases=("ANCHORED_VWAP", "VWAP_SESSION"),
    ),
    Row(
        name="OBV",
        title="On-balance volume",
        description="Running total of volume, added on rises and subtracted on falls.",
        inputs=("source", "volume"),
        parameters=(anchor("start"),),
        decay=anchored,
    ),
    Row(
        name="AD",
        title="Accumulation/distribution line",
        description="Running total of volume weighted by where the bar closed in its range.",
        inputs=_HLCV,
        parameters=(anchor("start"),),
        decay=anchored,
    ),
    Row(
        name="ADOSC",
        title="Chaikin oscillator",
        description="Gap between a fast and a slow average of the accumulation line.",
        inputs=_HLCV,
        parameters=(
            period(3, name="fast_period", text="Bars of the fast average"),
            period(10, name="slow_period", text="Bars of the slow average"),
        ),
        decay=ema("fast_period", "slow_period"),
        aliases=("CHAIKIN_OSCILLATOR",),
    ),
    Row(
        name="CMF",
        title="Chaikin money flow",
        description="Volume weighted by where bars closed in their range, over all volume, -1 to "
        "1.",
        inputs=_HLCV,
        parameters=(period(20),),
    ),
    Row(
        name="MFI",
        title="Money flow index",
        description="RSI of money: rises against falls weighted by volume, 0 to 100.",
        inputs=_HLCV,
        parameters=(period(14),),
    ),
    Row(
        name="EFI",
        title="Elder force index",
        description="Average of price change times volume.",
        inputs=_CV,
        parameters=(period(13, 1),),
        decay=ema("period"),
    ),
    Row(
        name="MARKETFI",
        title="Market facilitation index",
        description="Range of the bar per unit of volume.",
        inputs=("high", "low", "volume"),
    ),
    Row(
        name="NVI",
        title="Negative volume index",
        description="Price changes of the bars with less volume than the one before, compounded "
        "from 1000.",
        inputs=_CV,
        parameters=(anchor("start"),),
        decay=anchored,
    ),
    Row(
        name="PVI",
        title="Positive volume index",
        description="Price changes of the bars with more volume than the one before, compounded "
        "from 1000.",
        inputs=_CV,
        parameters=(anchor("start"),),
        decay=anchored,
    ),
    Row(
        name="PVT",
        title="Price volume trend",
        description="Running total of volume times the fraction by which price changed.",
        inputs=_CV,
        parameters=(anchor("start"),),
        decay=anchored,
    ),
    Row(
        name="PVO",
        title="Percentage volume oscillator",
        description="Gap between a fast and a slow average of volume, in percent of the slow one.",
        inputs=("volume",),
        parameters=(
            period(12, name="fast_period", text="Bars of the fast average"),
            period(26, name="slow_period", text="Bars of the slow average"),
            ma_type("ema"),
        ),
        decay=averages(("fast_period", "ma_type"), ("slow_period", "ma_type")),
    ),
    Row(
        name="RVOL",
        title="Relative volume",
        description="Volume over the mean volume of the bars before it; unknown when none traded.",
        inputs=("volume",),
        parameters=(period(20, 1),),
        partial=True,
    ),
    Row(
        name="WAD",
        title="Williams accumulation/distribution",
        description="Running total of how far closes moved from the bar's true low or high.",
        inputs=("high", "low", "close"),
        parameters=(anchor("start"),),
        decay=anchored,
    ),
)
