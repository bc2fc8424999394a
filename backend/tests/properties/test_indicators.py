"""The whole catalogue, every parameter set of `variants`: warm-up, causality, memory, holes."""

import math
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.arrays import Floats
from app.domain.indicators.registry import Indicator, Params, bound, catalogue, memory_bars
from app.domain.indicators.talib.library import lookback
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe
from tests.markets import real, variants, walk

NAMES: Final = sorted(catalogue())
NARROW: Final = {"ACOS", "ASIN"}  # defined from -1 to 1 only

# Ratios of nearly equal numbers amplify the roundings of running sums, which depend on where the
# sum began: TA-Lib's own arithmetic, no memory. Everything else keeps rule 6's 1e-12.
ROUNDING: Final = {
    "ZSCORE": 1e-8, "BETA": 1e-9, "CORREL": 1e-9, "LINEARREG_ANGLE": 1e-9,
    "LINEARREG_SLOPE": 1e-10, "FOSC": 1e-10, "HT_SINE": 1e-9, "HT_DCPHASE": 1e-9,
    "HT_DCPERIOD": 1e-9, "HT_PHASOR": 1e-9, "BBANDS": 1e-11, "TRIMA": 1e-11,
}  # fmt: skip
# The triangular average is a difference of running sums of running sums.
TRIANGULAR: Final = 1e-9


def source_of(name: str, bars: Bars) -> Floats:
    return np.sin(np.arange(float(len(bars)))) if name in NARROW else bars.close


def computed(entry: Indicator, bars: Bars, params: Params) -> tuple[Floats, ...]:
    return entry.compute(bars, source_of(entry.name, bars), params)


def assert_causal(entry: Indicator, bars: Bars, source: Floats, params: Params, cut: int) -> None:
    whole = entry.compute(bars, source, params)
    part = entry.compute(bars.slice(0, cut), source[:cut], params)
    for long, short in zip(whole, part, strict=True):
        np.testing.assert_array_equal(long[:cut], short, err_msg=f"{entry.name} {params} {cut}")


CLEAN = walk(1_500, 1)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_value_is_where_warm_up_says_for_every_parameter(name):
    entry = catalogue()[name]
    for given_ in variants(entry):
        params = bound(entry, given_)
        outputs = computed(entry, CLEAN, params)
        known = [np.flatnonzero(np.isfinite(o)) for o in outputs]
        firsts = [int(k[0]) for k in known if k.size]
        assert min(firsts) == entry.warm_up(params), given_
        assert all(o.shape == (1_500,) and o.dtype == np.float64 for o in outputs)
        if params.get("anchor") in (None, "start"):
            assert all(k.size == 1_500 - k[0] for k in known), given_


@pytest.mark.parametrize("name", NAMES)
def test_no_parameter_makes_it_read_the_future(name):
    entry = catalogue()[name]
    market = walk(700, 2, gaps=0.05, unknown_volume=0.004)
    for given_ in variants(entry):
        params = bound(entry, given_)
        for cut in (entry.warm_up(params) + 1, 333, 699):
            assert_causal(entry, market, source_of(name, market), params, cut)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cut=st.integers(0, 400),
    missing=st.sampled_from([0.0, 0.01, 0.3]),
    holes=st.sets(st.integers(0, 399), max_size=6),
)
def test_the_whole_catalogue_is_causal_on_torn_markets(seed, cut, missing, holes):
    market = walk(400, seed, gaps=0.1, unknown_volume=missing)
    for name in NAMES:
        entry = catalogue()[name]
        source = source_of(name, market).copy()
        source[list(holes)] = np.nan
        assert_causal(entry, market, source, bound(entry, {}), cut)


REAL: Final = (
    ("bitfinex_BTC-USD_1m", 40_000, Timeframe.M1, Calendar.ALWAYS),  # gaps
    ("fxcm_GBP-USD_1m_bid", 1_000, Timeframe.M1, Calendar.FOREX),  # no volume
    ("us_AAPL_1h", 5_000, Timeframe.H1, Calendar.US_STOCK),  # sessions
    ("us_MSFT_1d", 0, Timeframe.D1, Calendar.US_STOCK),  # no volume traded
)


@pytest.mark.parametrize("row", REAL, ids=lambda row: row[0])
def test_the_whole_catalogue_is_causal_on_real_candles(shared_data: Path, row):
    name, start, timeframe, calendar = row
    market = real(shared_data, name, start, start + 3_000, timeframe, calendar)
    for indicator in NAMES:
        entry = catalogue()[indicator]
        params = bound(entry, {})
        for cut in (1, 777, 2_999):
            assert_causal(entry, market, source_of(indicator, market), params, cut)


LONG = walk(9_500, 3)


def worst_difference(entry: Indicator, params: Params, start: int) -> float:
    """Return the largest difference that an earlier start makes after `memory` bars."""
    memory = memory_bars(entry, params, LONG.timeframe)
    if not math.isfinite(memory) or start + memory > len(LONG) - 300:
        return 0.0
    source, later = source_of(entry.name, LONG), LONG.slice(start, len(LONG))
    whole = entry.compute(LONG, source, params)
    part = entry.compute(later, source[start:], params)
    worst = 0.0
    for long, short in zip(whole, part, strict=True):
        expected, got = long[start + int(memory) :], short[int(memory) :]
        np.testing.assert_array_equal(np.isfinite(expected), np.isfinite(got))
        size = np.nanmax(np.abs(expected), initial=1e-300)
        worst = max(worst, float(np.nanmax(np.abs(expected - got), initial=0.0) / size))
    return worst


@pytest.mark.parametrize("name", NAMES)
def test_after_memory_bars_the_start_no_longer_matters(name):
    entry = catalogue()[name]
    for given_ in variants(entry):
        params = bound(entry, given_)
        allowed = TRIANGULAR if "trima" in params.values() else ROUNDING.get(name, 2e-12)
        for start in (1, 137, 2_503):
            assert worst_difference(entry, params, start) <= allowed, (given_, start)


@pytest.mark.parametrize(
    ("name", "bars"), [("EMA", 100), ("RSI", 100), ("MACD", 150), ("KAMA", 60), ("HA", 15)]
)
def test_before_that_the_start_does_matter(name, bars):
    entry = catalogue()[name]
    params = bound(entry, {})
    first = entry.compute(LONG, LONG.close, params)[0][137 + bars]
    second = entry.compute(LONG.slice(137, 2_000), LONG.close[137:2_000], params)[0][bars]
    assert abs(first - second) > 1e-12 * abs(first)


def test_the_sweep_reaches_every_finite_memory_at_its_defaults():
    unreached = [
        name
        for name, entry in catalogue().items()
        if math.isfinite(memory := memory_bars(entry, {}, LONG.timeframe)) and memory > 9_000
    ]
    assert unreached == []


@pytest.mark.parametrize("name", NAMES)
def test_a_hole_in_the_source_never_reaches_beyond_the_memory(name):
    entry = catalogue()[name]
    params = bound(entry, {})
    memory = memory_bars(entry, params, CLEAN.timeframe)
    if "source" not in entry.inputs or memory > 900:
        return
    holed = source_of(name, CLEAN).copy()
    holed[500] = np.nan
    torn = entry.compute(CLEAN, holed, params)
    whole = entry.compute(CLEAN, source_of(name, CLEAN), params)
    for broken, sound in zip(torn, whole, strict=True):
        assert np.isnan(broken[500])
        np.testing.assert_array_equal(broken[:500], sound[:500])
        after = 501 + int(memory)
        size = np.abs(sound[after:]).max()
        allowed = max(ROUNDING.get(name, 2e-12), 2e-12) * max(size, 1e-300)
        assert np.abs(broken[after:] - sound[after:]).max() <= allowed


LONGEST: Final = 5_000
# Their periods add up: each alone is within the limit, and the sum is for the validation to see.
ADDED: Final = 150


@pytest.mark.parametrize("name", NAMES)
def test_no_single_parameter_asks_for_more_than_the_longest_look_back(name):
    entry = catalogue()[name]
    for parameter in entry.parameters:
        if parameter.kind == "int":
            widest = bound(entry, {parameter.name: parameter.maximum})
            assert entry.warm_up(widest) <= LONGEST + ADDED


@pytest.mark.parametrize("name", NAMES)
def test_the_extremes_of_every_range_are_computed_not_refused(name):
    entry = catalogue()[name]
    short = CLEAN.slice(0, 60)
    for parameter in entry.parameters:
        for extreme in (parameter.minimum, parameter.maximum, *parameter.choices):
            if extreme is not None:
                params = bound(entry, {parameter.name: extreme})
                assert all(o.shape == (60,) for o in computed(entry, short, params))


BOUNDS: Final = {
    "RSI": (0, 100), "STOCH": (0, 100), "STOCHF": (0, 100), "STOCHRSI": (0, 100),
    "WILLR": (-100, 0), "CMO": (-100, 100), "CMOU": (-100, 100), "MFI": (0, 100),
    "ADX": (0, 100), "ADXR": (0, 100), "DX": (0, 100), "PLUS_DI": (0, 100), "MINUS_DI": (0, 100),
    "AROON": (0, 100), "AROONOSC": (-100, 100), "ULTOSC": (0, 100), "BOP": (-1, 1),
    "CMF": (-1, 1), "CORREL": (-1, 1), "ER": (0, 1), "IMI": (0, 100), "RVI": (0, 100),
    "TSI": (-100, 100), "SMI": (-100, 100), "PERCENTRANK": (0, 100), "HT_SINE": (-1, 1),
    "HT_TRENDMODE": (0, 1), "FRACTAL": (0, 100), "MAXINDEX": (0, 29), "MININDEX": (0, 29),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_oscillators_stay_within_their_scale(name):
    low, high = BOUNDS[name]
    entry = catalogue()[name]
    for seed in range(5):
        for values in computed(entry, walk(600, seed), bound(entry, {})):
            known = values[np.isfinite(values)]
            assert known.min() >= low - 1e-9
            assert known.max() <= high + 1e-9


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("CDL")])
def test_patterns_say_100_0_or_minus_100(name):
    entry = catalogue()[name]
    (values,) = computed(entry, CLEAN, bound(entry, {}))
    assert set(values[np.isfinite(values)].tolist()) <= {-100.0, 0.0, 100.0}


def test_the_bands_enclose_their_middle():
    for name in ("BBANDS", "KC", "DONCHIAN", "ACCBANDS"):
        entry = catalogue()[name]
        upper, middle, lower = computed(entry, CLEAN, bound(entry, {}))
        known = np.isfinite(middle)
        assert (upper >= middle)[known].all()
        assert (middle >= lower)[known].all()


def test_declared_look_back_is_talibs_own():
    for name, keywords in (("SMA", {"timeperiod": 30}), ("MACD", {"signalperiod": 9})):
        entry = catalogue()[name]
        assert entry.warm_up(bound(entry, {})) == lookback(name, keywords)
