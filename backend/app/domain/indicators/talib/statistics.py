"""TA-Lib's statistics of a window, its price averages and its arithmetic."""

from typing import Final, Literal

from app.domain.indicators.anchors import anchor
from app.domain.indicators.decay import anchored, decay_bars, fixed
from app.domain.indicators.parameters import number, other, period
from app.domain.indicators.talib.outputs import bars_since
from app.domain.indicators.talib.rows import Row, windows

_OHLC: Final = ("open", "high", "low", "close")

STATISTICS: Final = (
    Row(
        name="LINEARREG",
        title="Linear regression",
        description="End of the straight line that fits the window best.",
        parameters=(period(14),),
        pane="overlay",
    ),
    Row(
        name="LINEARREG_SLOPE",
        title="Linear regression slope",
        description="Rise per bar of the line that fits the window best.",
        parameters=(period(14),),
    ),
    Row(
        name="LINEARREG_ANGLE",
        title="Linear regression angle",
        description="Slope of the fitted line as an angle in degrees; depends on the price's unit.",
        parameters=(period(14),),
    ),
    Row(
        name="LINEARREG_INTERCEPT",
        title="Linear regression intercept",
        description="Beginning of the straight line that fits the window best.",
        parameters=(period(14),),
        pane="overlay",
    ),
    Row(
        name="TSF",
        title="Time series forecast",
        description="The fitted line continued to the next bar.",
        parameters=(period(14),),
        pane="overlay",
    ),
    Row(
        name="BETA",
        title="Beta",
        description="How much the other series moves, in percent, when the source moves one "
        "percent.",
        parameters=(period(5, 1), other("open")),
    ),
    Row(
        name="CORREL",
        title="Correlation",
        description="Pearson's correlation of two series over the window, -1 to 1.",
        parameters=(period(30, 1), other("volume")),
        cost=windows("period"),
    ),
    Row(
        name="PERCENTILE",
        title="Percentile",
        description="The value that this share of the window does not exceed (nearest rank).",
        parameters=(
            period(30),
            number("percentile", 50.0, 0.0, 100.0, "Share of the window in percent"),
        ),
        pane="overlay",
        cost=windows("period"),
    ),
    Row(
        name="PERCENTRANK",
        title="Percentile rank",
        description="Share of the bars before that were lower than this one, 0 to 100.",
        parameters=(period(100),),
        cost=windows("period"),
        aliases=("PERCENTILE_RANK",),
    ),
    Row(
        name="MAX",
        title="Highest value",
        description="Highest value of the window, this bar included.",
        parameters=(period(30),),
        pane="overlay",
        aliases=("HIGHEST",),
    ),
    Row(
        name="MIN",
        title="Lowest value",
        description="Lowest value of the window, this bar included.",
        parameters=(period(30),),
        pane="overlay",
        aliases=("LOWEST",),
    ),
    Row(
        name="MINMAX",
        title="Lowest and highest value",
        description="Lowest and highest value of the window, this bar included.",
        outputs=("min", "max"),
        parameters=(period(30),),
        pane="overlay",
    ),
    Row(
        name="MAXINDEX",
        title="Bars since the highest value",
        description="How many bars ago the highest value of the window was; 0 is this bar.",
        parameters=(period(30),),
        cost=windows("period"),
        finish=bars_since,
    ),
    Row(
        name="MININDEX",
        title="Bars since the lowest value",
        description="How many bars ago the lowest value of the window was; 0 is this bar.",
        parameters=(period(30),),
        cost=windows("period"),
        finish=bars_since,
    ),
    Row(
        name="MINMAXINDEX",
        title="Bars since the lowest and the highest value",
        description="How many bars ago the lowest and the highest value of the window were.",
        outputs=("min", "max"),
        parameters=(period(30),),
        cost=windows("period", times=2),
        finish=bars_since,
    ),
    Row(
        name="SUM",
        title="Sum",
        description="Sum of the window.",
        parameters=(period(30),),
    ),
    Row(
        name="CUMSUM",
        title="Running sum",
        description="Sum of all values since the anchor.",
        parameters=(anchor("start"),),
        decay=anchored,
    ),
)

PRICES: Final = (
    Row(
        name="AVGPRICE",
        title="Average price",
        description="Mean of open, high, low and close.",
        inputs=_OHLC,
        pane="overlay",
    ),
    Row(
        name="MEDPRICE",
        title="Median price",
        description="Middle of high and low.",
        inputs=("high", "low"),
        pane="overlay",
    ),
    Row(
        name="TYPPRICE",
        title="Typical price",
        description="Mean of high, low and close.",
        inputs=("high", "low", "close"),
        pane="overlay",
    ),
    Row(
        name="WCLPRICE",
        title="Weighted close",
        description="Mean of high, low and close, the close counting twice.",
        inputs=("high", "low", "close"),
        pane="overlay",
    ),
    Row(
        name="HA",
        title="Heikin-Ashi candles",
        description="Averaged candles that show a trend without the noise; no price that traded.",
        inputs=_OHLC,
        outputs=_OHLC,
        pane="overlay",
        decay=fixed(decay_bars(0.5)),
        aliases=("HEIKIN_ASHI", "HEIKINASHI"),
    ),
)

_BINARY: Final = (
    ("ADD", "Sum of two series", "The source plus the other series."),
    ("SUB", "Difference of two series", "The source minus the other series."),
    ("MULT", "Product of two series", "The source times the other series."),
    ("DIV", "Quotient of two series", "The source divided by the other series."),
)
_UNARY: Final[tuple[tuple[str, str, Literal["overlay", "pane"]], ...]] = (
    ("ACOS", "Arc cosine", "pane"),
    ("ASIN", "Arc sine", "pane"),
    ("ATAN", "Arc tangent", "pane"),
    ("CEIL", "Next whole number", "overlay"),
    ("COS", "Cosine", "pane"),
    ("COSH", "Hyperbolic cosine", "pane"),
    ("EXP", "Exponential function", "pane"),
    ("FLOOR", "Last whole number", "overlay"),
    ("LN", "Natural logarithm", "pane"),
    ("LOG10", "Logarithm to base 10", "pane"),
    ("SIN", "Sine", "pane"),
    ("SINH", "Hyperbolic sine", "pane"),
    ("SQRT", "Square root", "pane"),
    ("TAN", "Tangent", "pane"),
    ("TANH", "Hyperbolic tangent", "pane"),
)

MATHS: Final = (
    *(
        Row(name=name, title=title, description=text, parameters=(other("open"),), partial=True)
        for name, title, text in _BINARY
    ),
    *(
        Row(
            name=name,
            title=title,
            description=f"{title} of every value; unknown where it has none.",
            pane=pane,
            partial=True,
        )
        for name, title, pane in _UNARY
    ),
)
