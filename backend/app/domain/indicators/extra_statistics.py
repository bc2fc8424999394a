"""Statistics that TA-Lib lacks."""

import numpy as np

from app.domain.arrays import Floats
from app.domain.indicators.columns import columns
from app.domain.indicators.parameters import period
from app.domain.indicators.registry import Indicator, Params
from app.domain.indicators.runs import over_runs
from app.domain.indicators.talib.library import function
from app.domain.market import Bars


def zscore() -> Indicator:
    """Return the distance from the mean in standard deviations."""
    return Indicator(
        name="ZSCORE",
        title="Z-score",
        group="Statistics",
        description="Distance of the value from its mean in standard deviations (of the "
        "population); unknown while nothing moves.",
        source="(x - SMA) / STDDEV of TA-Lib",
        parameters=(period(30),),
        inputs=("source",),
        outputs=("value",),
        pane="pane",
        warm_up=lambda params: int(params["period"]) - 1,
        memory=lambda params: float(params["period"]),
        cost=lambda params: 0,
        compute=_zscore,
        aliases=("Z_SCORE",),
    )


def _zscore(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    window = int(params["period"])

    def formula(series: Floats) -> tuple[Floats, ...]:
        mean = function("SMA")(series, timeperiod=window)
        spread = function("STDDEV")(series, timeperiod=window, nbdev=1.0)
        # Equal values leave a spread of a few roundings, not of zero.
        moves = spread > 1e-14 * np.abs(mean)
        return (np.divide(series - mean, spread, out=np.full(series.size, np.nan), where=moves),)

    return over_runs(formula, columns(bars, source, ("source",)), 1, window - 1)


def indicators() -> tuple[Indicator, ...]:
    """Return the entries of this theme."""
    return (zscore(),)
