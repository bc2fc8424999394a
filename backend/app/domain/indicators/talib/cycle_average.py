"""MAVP, the one function of TA-Lib whose period is a series of its own."""

from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.indicators.columns import columns
from app.domain.indicators.decay import averages
from app.domain.indicators.parameters import ma_type, native_value, period
from app.domain.indicators.registry import Indicator, Params
from app.domain.indicators.runs import over_runs
from app.domain.indicators.talib.averages import HILBERT
from app.domain.indicators.talib.library import VERSION, function, lookback
from app.domain.market import Bars

_KIND: Final = ma_type("sma")


def cycle_average() -> Indicator:
    """Return MAVP with the measured dominant cycle as its period.

    The rule language has no operand for "a period per bar"; the length of the cycle the market
    moves in is what the function was made for, and it lies between 6 and 50 bars.
    """
    return Indicator(
        name="MAVP",
        title="Moving average over the dominant cycle",
        group="Moving averages",
        description="Moving average whose length follows the measured dominant cycle, within two "
        "limits.",
        source=f"TA-Lib {VERSION} MAVP over HT_DCPERIOD",
        parameters=(
            period(2, 1, name="min_period", maximum=50, text="Shortest average"),
            period(30, 2, name="max_period", maximum=50, text="Longest average"),
            _KIND,
        ),
        inputs=("source",),
        outputs=("value",),
        pane="overlay",
        warm_up=_warm_up,
        memory=lambda params: (
            _warm_up(params) + HILBERT + averages(("max_period", "ma_type"))(params)
        ),
        # One average per length that occurs: 250 ns measured for the 29 of the defaults.
        cost=lambda params: 10 * _limits(params)[1],
        compute=_compute,
    )


def _limits(params: Params) -> tuple[int, int]:
    """Return the limits in order; TA-Lib refuses a shortest average longer than the longest."""
    low, high = sorted((int(params["min_period"]), int(params["max_period"])))
    return low, max(high, 2)


def _warm_up(params: Params) -> int:
    longest = {"timeperiod": _limits(params)[1], "matype": _code(params)}
    return lookback("HT_DCPERIOD", {}) + lookback("MA", longest)


def _code(params: Params) -> int:
    return int(native_value(_KIND, params["ma_type"]))


def _compute(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    low, high = _limits(params)

    def formula(series: Floats) -> tuple[Floats, ...]:
        periods = np.rint(function("HT_DCPERIOD")(series))
        return (
            function("MAVP")(series, periods, minperiod=low, maxperiod=high, matype=_code(params)),
        )

    return over_runs(formula, columns(bars, source, ("source",)), 1, _warm_up(params))
