"""Volume indicators that TA-Lib lacks: rolling VWAP and the price most traded."""

from app.domain.arrays import Floats
from app.domain.indicators.columns import columns
from app.domain.indicators.parameters import period
from app.domain.indicators.registry import Indicator, Params
from app.domain.indicators.runs import over_runs
from app.domain.indicators.talib.library import function
from app.domain.market import Bars


def vwap_rolling() -> Indicator:
    """Return the volume-weighted average price of a window."""
    return Indicator(
        name="VWAP_ROLLING",
        title="Rolling VWAP",
        group="Volume",
        description="Average price paid in the window, each bar's typical price counting by its "
        "volume; unknown when nothing traded in it.",
        source="VWMA of the typical price, TA-Lib",
        parameters=(period(20, 1),),
        inputs=("hlc3", "volume"),
        outputs=("value",),
        pane="overlay",
        warm_up=lambda params: int(params["period"]) - 1,
        memory=lambda params: float(params["period"]),
        cost=lambda params: 0,
        compute=_vwap_rolling,
        aliases=("ROLLING_VWAP",),
    )


def _vwap_rolling(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    window = int(params["period"])

    def formula(price: Floats, volume: Floats) -> tuple[Floats, ...]:
        return (function("VWMA")(price, volume, timeperiod=window),)

    return over_runs(formula, columns(bars, source, ("hlc3", "volume")), 1, window - 1)


def volume_profile_poc() -> Indicator:
    """Return the point of control: the price at which most volume changed hands."""
    return Indicator(
        name="VOLUME_PROFILE_POC",
        title="Volume profile, point of control",
        group="Volume",
        description="The price at which most volume traded in the window: the middle of the "
        "fullest of equal slices of its typical prices, the lower one when two are equal.",
        source="rolling volume profile, our own",
        parameters=(
            period(100, 2),
            period(24, 2, name="slices", maximum=500, text="Slices of the window's range"),
        ),
        inputs=("hlc3", "volume"),
        outputs=("value",),
        pane="overlay",
        warm_up=lambda params: int(params["period"]) - 1,
        memory=lambda params: float(params["period"]),
        cost=lambda params: 2 * int(params["period"]) + int(params["slices"]),
        compute=_volume_profile_poc,
        aliases=("POC",),
    )


def _volume_profile_poc(bars: Bars, source: Floats, params: Params) -> tuple[Floats, ...]:
    window, slices = int(params["period"]), int(params["slices"])

    def formula(price: Floats, volume: Floats) -> tuple[Floats, ...]:
        low = function("MIN")(price, timeperiod=window)
        high = function("MAX")(price, timeperiod=window)
        # Numba takes 0.9 s to import: only who draws a profile pays for it.
        from app.domain.indicators.compiled import fullest_slice

        # Compiled for writable arrays; those of the bars are frozen.
        return (fullest_slice(price, volume.copy(), low, high, window, slices),)

    return over_runs(formula, columns(bars, source, ("hlc3", "volume")), 1, window - 1)


def warm_up_compiled() -> None:
    """Compile what this theme compiles, or load it from the cache; called once at set-up."""
    import numpy as np

    from app.domain.indicators.compiled import fullest_slice

    ramp = np.arange(1.0, 9.0)
    fullest_slice(ramp, ramp.copy(), ramp - 1.0, ramp + 1.0, 4, 3)


def indicators() -> tuple[Indicator, ...]:
    """Return the entries of this theme."""
    return vwap_rolling(), volume_profile_poc()
