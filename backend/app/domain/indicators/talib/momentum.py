"""TA-Lib's oscillators: how fast and how far price moved."""

from typing import Final

from app.domain.indicators.decay import averages, decay_bars, ema, longest, rma
from app.domain.indicators.parameters import ma_type, period
from app.domain.indicators.registry import Parameter
from app.domain.indicators.talib.rows import Row, windows

_HLC: Final = ("high", "low", "close")
_MACD: Final = ("macd", "signal", "histogram")


def _fast(default: int, minimum: int = 2) -> Parameter:
    return period(default, minimum, name="fast_period", text="Bars of the fast average")


def _slow(default: int, minimum: int = 2) -> Parameter:
    return period(default, minimum, name="slow_period", text="Bars of the slow average")


def _signal(default: int, minimum: int = 1) -> Parameter:
    return period(default, minimum, name="signal_period", text="Bars of the signal line")


def _k(default: int) -> Parameter:
    return period(default, 1, name="k_period", talib="fastk_period", text="Bars of the range")


def _k_slowing(default: int) -> Parameter:
    return period(default, 1, name="k_slowing", talib="slowk_period", text="Bars that smooth %K")


def _d(default: int, talib: str) -> Parameter:
    return period(default, 1, name="d_period", talib=talib, text="Bars of %D, the mean of %K")


MOMENTUM: Final = (
    Row(
        name="RSI",
        title="Relative strength index",
        description="Strength of rises against falls, 0 to 100; under 30 is called oversold, over "
        "70 overbought. 0 while price has not moved at all.",
        parameters=(period(14),),
        decay=rma("period"),
    ),
    Row(
        name="MACD",
        title="Moving average convergence divergence",
        description="Gap between a fast and a slow exponential average, its average, and the "
        "difference of the two. The shorter period is always the fast one.",
        outputs=_MACD,
        parameters=(_fast(12), _slow(26), _signal(9)),
        decay=ema("fast_period", "slow_period", "signal_period"),
    ),
    Row(
        name="MACDEXT",
        title="MACD with chosen averages",
        description="MACD with any kind of moving average for its three lines.",
        outputs=_MACD,
        parameters=(
            _fast(12),
            _slow(26),
            _signal(9),
            ma_type("sma", name="fast_ma_type", talib="fastmatype"),
            ma_type("sma", name="slow_ma_type", talib="slowmatype"),
            ma_type("sma", name="signal_ma_type", talib="signalmatype"),
        ),
        decay=averages(
            ("fast_period", "fast_ma_type"),
            ("slow_period", "slow_ma_type"),
            ("signal_period", "signal_ma_type"),
        ),
    ),
    Row(
        name="MACDFIX",
        title="MACD 12/26",
        description="MACD with Appel's original weights of 0.15 and 0.075.",
        outputs=_MACD,
        parameters=(_signal(9),),
        decay=lambda params: decay_bars(0.075, 0.15, 2.0 / (float(params["signal_period"]) + 1.0)),
    ),
    Row(
        name="APO",
        title="Absolute price oscillator",
        description="Gap between a fast and a slow average, in price.",
        parameters=(_fast(12), _slow(26), ma_type("ema")),
        decay=averages(("fast_period", "ma_type"), ("slow_period", "ma_type")),
    ),
    Row(
        name="PPO",
        title="Percentage price oscillator",
        description="Gap between a fast and a slow average, in percent of the slow one.",
        parameters=(_fast(12), _slow(26), ma_type("ema")),
        decay=averages(("fast_period", "ma_type"), ("slow_period", "ma_type")),
    ),
    Row(
        name="STOCH",
        title="Stochastic oscillator",
        description="Where the close stands in the recent range, 0 to 100, smoothed (%K), and its "
        "average (%D).",
        inputs=_HLC,
        outputs=("k", "d"),
        parameters=(
            _k(5),
            _k_slowing(3),
            _d(3, "slowd_period"),
            ma_type("sma", name="k_ma_type", talib="slowk_matype"),
            ma_type("sma", name="d_ma_type", talib="slowd_matype"),
        ),
        decay=averages(("k_slowing", "k_ma_type"), ("d_period", "d_ma_type")),
        cost=windows("k_period", times=2),
    ),
    Row(
        name="STOCHF",
        title="Fast stochastic",
        description="Where the close stands in the recent range, unsmoothed (%K), and its average "
        "(%D).",
        inputs=_HLC,
        outputs=("k", "d"),
        parameters=(
            _k(5),
            _d(3, "fastd_period"),
            ma_type("sma", name="d_ma_type", talib="fastd_matype"),
        ),
        decay=averages(("d_period", "d_ma_type")),
        cost=windows("k_period", times=2),
    ),
    Row(
        name="STOCHRSI",
        title="Stochastic RSI",
        description="Where the RSI stands in its own recent range, 0 to 100, and the average.",
        outputs=("k", "d"),
        parameters=(
            period(14, text="Bars of the RSI"),
            _k(5),
            _d(3, "fastd_period"),
            ma_type("sma", name="d_ma_type", talib="fastd_matype"),
        ),
        decay=longest(rma("period"), averages(("d_period", "d_ma_type"))),
        cost=windows("k_period", times=2),
    ),
    Row(
        name="KDJ",
        title="KDJ stochastic",
        description="Stochastic with Wilder's smoothing and J = 3K - 2D, which leads both.",
        inputs=_HLC,
        outputs=("k", "d", "j"),
        parameters=(
            _k(9),
            _k_slowing(3),
            _d(3, "slowd_period"),
            ma_type("rma", name="k_ma_type", talib="slowk_matype"),
            ma_type("rma", name="d_ma_type", talib="slowd_matype"),
        ),
        decay=averages(("k_slowing", "k_ma_type"), ("d_period", "d_ma_type")),
        cost=windows("k_period", times=2),
    ),
    Row(
        name="SMI",
        title="Stochastic momentum index",
        description="Distance of the close from the middle of the range, smoothed twice, -100 to "
        "100, and its signal line.",
        inputs=_HLC,
        outputs=("smi", "signal"),
        parameters=(
            period(13, text="Bars of the range"),
            period(2, name="fast_period", text="Bars of the second smoothing"),
            period(25, name="slow_period", text="Bars of the first smoothing"),
            _signal(9, 2),
        ),
        decay=ema("fast_period", "slow_period", "signal_period"),
        cost=windows("period", times=2),
    ),
    Row(
        name="WILLR",
        title="Williams %R",
        description="Where the close stands in the recent range, from -100 at the low to 0 at the "
        "high.",
        inputs=_HLC,
        parameters=(period(14),),
        aliases=("WILLIAMS_R",),
    ),
    Row(
        name="CCI",
        title="Commodity channel index",
        description="Distance of the typical price from its average in mean deviations; beyond 100 "
        "is unusual.",
        inputs=_HLC,
        parameters=(period(14),),
        cost=windows("period"),
    ),
    Row(
        name="CMO",
        title="Chande momentum oscillator",
        description="Rises minus falls over their sum, with Wilder's smoothing, -100 to 100.",
        parameters=(period(14),),
        decay=rma("period"),
    ),
    Row(
        name="CMOU",
        title="Chande momentum oscillator, unsmoothed",
        description="Rises minus falls over their sum in the window, -100 to 100.",
        parameters=(period(14),),
    ),
    Row(
        name="MOM",
        title="Momentum",
        description="Change of price over the period.",
        parameters=(period(10, 1),),
    ),
    Row(
        name="ROC",
        title="Rate of change",
        description="Change of price over the period, in percent.",
        parameters=(period(10, 1),),
    ),
    Row(
        name="ROCP",
        title="Rate of change, fraction",
        description="Change of price over the period as a fraction: 0.01 is one percent.",
        parameters=(period(10, 1),),
    ),
    Row(
        name="ROCR",
        title="Rate of change, ratio",
        description="Price divided by the price a period ago.",
        parameters=(period(10, 1),),
    ),
    Row(
        name="ROCR100",
        title="Rate of change, ratio in percent",
        description="Price in percent of the price a period ago.",
        parameters=(period(10, 1),),
    ),
    Row(
        name="TRIX",
        title="TRIX",
        description="One-bar change of a triple exponential average, in percent.",
        parameters=(period(30, 1, maximum=1_667),),
        decay=ema("period", "period", "period"),
    ),
    Row(
        name="TSI",
        title="True strength index",
        description="Momentum smoothed twice over its size smoothed twice, -100 to 100.",
        parameters=(
            period(25, name="first_period", text="Bars of the first smoothing"),
            period(13, name="second_period", text="Bars of the second smoothing"),
        ),
        decay=ema("first_period", "second_period"),
    ),
    Row(
        name="ULTOSC",
        title="Ultimate oscillator",
        description="Buying pressure over three windows, weighted 4, 2 and 1, from 0 to 100.",
        inputs=_HLC,
        parameters=tuple(
            period(bars, 1, name=f"period{i}", talib=f"timeperiod{i}", text=f"Bars of window {i}")
            for i, bars in enumerate((7, 14, 28), 1)
        ),
        aliases=("ULTIMATE_OSCILLATOR",),
    ),
    Row(
        name="AO",
        title="Awesome oscillator",
        description="Gap between two simple averages of the bars' middles.",
        inputs=("high", "low"),
        parameters=(_fast(5), _slow(34)),
    ),
    Row(
        name="AC",
        title="Accelerator oscillator",
        description="Awesome oscillator minus its own average: momentum's own momentum.",
        inputs=("high", "low"),
        parameters=(_fast(5), _slow(34), _signal(5, 2)),
    ),
    Row(
        name="BOP",
        title="Balance of power",
        description="Body of the bar over its range: 1 when it closed at the high after opening at "
        "the low.",
        inputs=("open", "high", "low", "close"),
    ),
    Row(
        name="COPPOCK",
        title="Coppock curve",
        description="Weighted average of two rates of change; a turn up from below zero is its buy "
        "signal.",
        parameters=(
            period(10, 1, name="wma_period", text="Bars of the weighted average"),
            period(11, 1, name="roc1_period", text="Bars of the first rate of change"),
            period(14, 1, name="roc2_period", text="Bars of the second rate of change"),
        ),
    ),
    Row(
        name="DPO",
        title="Detrended price oscillator",
        description="Price half a period ago minus the average up to now; no later bar is read.",
        parameters=(period(20),),
    ),
    Row(
        name="ERI",
        title="Elder ray index",
        description="High and low of the bar against an exponential average: power of the bulls "
        "and of the bears.",
        inputs=_HLC,
        outputs=("bull", "bear"),
        parameters=(period(13, 1),),
        decay=ema("period"),
        aliases=("ELDER_RAY",),
    ),
    Row(
        name="FOSC",
        title="Forecast oscillator",
        description="Close against what the regression line of the bars before forecast, in "
        "percent.",
        parameters=(period(5),),
    ),
    Row(
        name="IMI",
        title="Intraday momentum index",
        description="Rising bodies over all bodies in the window, 0 to 100.",
        inputs=("open", "close"),
        parameters=(period(14),),
        cost=windows("period"),
    ),
    Row(
        name="QSTICK",
        title="Qstick",
        description="Average body of the bars: above zero, bars tend to close higher than they "
        "opened.",
        inputs=("open", "close"),
        parameters=(period(10, 1),),
    ),
)
