"""TA-Lib's measures of trend, cycle and volatility."""

from typing import Final

from app.domain.indicators.decay import ema, fixed, rma
from app.domain.indicators.parameters import number, period
from app.domain.indicators.talib.averages import HILBERT
from app.domain.indicators.talib.outputs import swapped
from app.domain.indicators.talib.rows import Row, windows

_HLC: Final = ("high", "low", "close")
# Work per bar that does not depend on a parameter: a sum over the measured cycle, up to 50 bars,
# with a sine and a cosine each; 360 ns measured.
_CYCLE_COST: Final = 400

TREND: Final = (
    Row(
        name="ADX",
        title="Average directional index",
        description="Strength of the trend whatever its side, 0 to 100; over 25 is called a trend.",
        inputs=_HLC,
        parameters=(period(14, maximum=2_500),),
        decay=rma("period", "period"),
    ),
    Row(
        name="ADXR",
        title="Average directional index rating",
        description="Mean of the ADX now and one period ago.",
        inputs=_HLC,
        parameters=(period(14, maximum=1_667),),
        decay=rma("period", "period"),
    ),
    Row(
        name="DX",
        title="Directional movement index",
        description="Gap between the two directional indicators over their sum, 0 to 100.",
        inputs=_HLC,
        parameters=(period(14),),
        decay=rma("period"),
    ),
    Row(
        name="PLUS_DI",
        title="Plus directional indicator",
        description="Upward movement in percent of the true range.",
        inputs=_HLC,
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="MINUS_DI",
        title="Minus directional indicator",
        description="Downward movement in percent of the true range.",
        inputs=_HLC,
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="PLUS_DM",
        title="Plus directional movement",
        description="Upward movement of the highs, summed the way Wilder does.",
        inputs=("high", "low"),
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="MINUS_DM",
        title="Minus directional movement",
        description="Downward movement of the lows, summed the way Wilder does.",
        inputs=("high", "low"),
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="AROON",
        title="Aroon",
        description="How recent the highest high and the lowest low are: 100 is this bar, 0 a "
        "period ago.",
        inputs=("high", "low"),
        outputs=("up", "down"),
        parameters=(period(14),),
        cost=windows("period", times=2),
        finish=swapped,
    ),
    Row(
        name="AROONOSC",
        title="Aroon oscillator",
        description="Aroon up minus Aroon down, -100 to 100.",
        inputs=("high", "low"),
        parameters=(period(14),),
        cost=windows("period", times=2),
    ),
    Row(
        name="VORTEX",
        title="Vortex indicator",
        description="Upward and downward swings between bars over the true range; the larger one "
        "names the trend.",
        inputs=_HLC,
        outputs=("plus", "minus"),
        parameters=(period(14, 1),),
    ),
    Row(
        name="ER",
        title="Kaufman efficiency ratio",
        description="Net move over the sum of all moves: 1 is a straight line, 0 pure noise.",
        parameters=(period(10),),
    ),
    Row(
        name="VHF",
        title="Vertical horizontal filter",
        description="Range of the window over the sum of all moves; high in a trend, low sideways.",
        parameters=(period(28),),
        cost=windows("period"),
    ),
    Row(
        name="FRACTAL",
        title="Williams fractal",
        description="100 on the bar that confirms a swing high or low, `right_bars` after it "
        "happened; else 0.",
        inputs=("high", "low"),
        outputs=("swing_high", "swing_low"),
        parameters=(
            period(2, 1, name="left_bars", text="Lower bars before the swing"),
            period(2, 1, name="right_bars", text="Lower bars after it, until it is confirmed"),
        ),
        cost=windows("left_bars", "right_bars"),
    ),
)

CYCLES: Final = (
    Row(
        name="HT_DCPERIOD",
        title="Hilbert dominant cycle period",
        description="Length of the cycle the market moves in now, 6 to 50 bars.",
        decay=fixed(HILBERT),
    ),
    Row(
        name="HT_DCPHASE",
        title="Hilbert dominant cycle phase",
        description="Where in its dominant cycle the market stands, in degrees.",
        decay=fixed(HILBERT),
        cost=windows(plus=_CYCLE_COST),
    ),
    Row(
        name="HT_PHASOR",
        title="Hilbert phasor",
        description="The two components the dominant cycle is measured from.",
        outputs=("in_phase", "quadrature"),
        decay=fixed(HILBERT),
    ),
    Row(
        name="HT_SINE",
        title="Hilbert sine wave",
        description="Sine of the dominant cycle's phase and the same 45 degrees ahead; they cross "
        "at turning points of a cycling market.",
        outputs=("sine", "lead_sine"),
        decay=fixed(HILBERT),
        cost=windows(plus=_CYCLE_COST),
    ),
    Row(
        name="HT_TRENDMODE",
        title="Hilbert trend or cycle",
        description="1 while the market trends, 0 while it cycles.",
        decay=fixed(HILBERT),
        cost=windows(plus=_CYCLE_COST),
    ),
)

VOLATILITY: Final = (
    Row(
        name="ATR",
        title="Average true range",
        description="Usual size of a bar, gaps included, in price.",
        inputs=_HLC,
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="NATR",
        title="Normalised average true range",
        description="Average true range in percent of the close.",
        inputs=_HLC,
        parameters=(period(14, 1),),
        decay=rma("period"),
    ),
    Row(
        name="TRANGE",
        title="True range",
        description="Size of the bar, the gap from the last close included.",
        inputs=_HLC,
    ),
    Row(
        name="ADR",
        title="Average range",
        description="Mean of high minus low, gaps left out.",
        inputs=("high", "low"),
        parameters=(period(14, 1),),
    ),
    Row(
        name="CVI",
        title="Chaikin volatility",
        description="Change of the smoothed range over some bars, in percent.",
        inputs=("high", "low"),
        parameters=(
            period(10),
            period(10, 1, name="roc_period", text="Bars of the rate of change"),
        ),
        decay=ema("period"),
        partial=True,
    ),
    Row(
        name="MASSI",
        title="Mass index",
        description="Sum of smoothed over twice smoothed range; a bulge over 27 warns of a turn.",
        inputs=("high", "low"),
        parameters=(
            period(9, name="fast_period", text="Bars of both smoothings", maximum=2_480),
            period(25, name="slow_period", text="Bars of the sum"),
        ),
        decay=ema("fast_period", "fast_period"),
        partial=True,
    ),
    Row(
        name="RVI",
        title="Relative volatility index",
        description="Share of the standard deviation that falls on rising bars, 0 to 100.",
        parameters=(
            period(14, 1),
            period(10, name="stddev_period", text="Bars of the standard deviation"),
        ),
        decay=rma("period"),
    ),
    Row(
        name="STDDEV",
        title="Standard deviation",
        description="Spread of the values around their mean (of the population).",
        parameters=(
            period(5),
            number("deviations", 1.0, 0.0, 100.0, "Factor on the result", "nbdev"),
        ),
    ),
    Row(
        name="VAR",
        title="Variance",
        description="Square of the standard deviation (of the population).",
        parameters=(
            period(5, 1),
            number("deviations", 1.0, 0.0, 100.0, "Has no effect in TA-Lib", "nbdev"),
        ),
    ),
    Row(
        name="AVGDEV",
        title="Average deviation",
        description="Mean distance of the values from their mean.",
        parameters=(period(14),),
        cost=windows("period"),
    ),
)
