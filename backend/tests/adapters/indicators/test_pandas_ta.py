"""What pandas-ta-classic adds to the catalogue, and why the rest of it does not."""

import importlib
import json
import pkgutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pytest

from app.adapters.indicators.pandas_ta import INDICATORS
from app.domain.errors import InvalidInput
from app.domain.indicators.registry import Indicator, bound, describe, find
from app.domain.market import Bars
from tests.markets import flat, variants, walk
from tests.properties.naive_indicators import (
    Outputs,
    before,
    ema,
    highest,
    lowest,
    mean,
    rma,
    single,
    total,
    true_range,
)

ENTRIES: Final = {entry.name: entry for entry in INDICATORS}
MARKET: Final = walk(1_200, 31)


def computed(entry: Indicator, market: Bars, **params: object) -> Outputs:
    return entry.compute(market, market.close, bound(entry, params))


def brar(b: Bars) -> Outputs:
    last = before(b.close)
    up, down = np.maximum(b.high - last, 0.0), np.maximum(last - b.low, 0.0)
    return (
        100.0 * total(b.high - b.open, 26) / total(b.open - b.low, 26),
        np.concatenate(([np.nan], 100.0 * total(up[1:], 26) / total(down[1:], 26))),
    )


def chandelier(b: Bars) -> Outputs:
    width = 3.0 * rma(true_range(b), 22)
    return highest(b.high, 22) - width, lowest(b.low, 22) + width


def chande_kroll(b: Bars) -> Outputs:
    width = rma(true_range(b), 10)
    return (
        highest((highest(b.high, 10) - width)[9:], 9),
        lowest((lowest(b.low, 10) + width)[9:], 9),
    )


def ulcer(b: Bars) -> Outputs:
    falls = 100.0 * (b.close / highest(b.close, 14) - 1.0)
    return (np.sqrt(mean(falls[13:] ** 2, 14)),)


def price_distance(b: Bars) -> Outputs:
    gap = np.abs(b.open - before(b.close))
    return (2.0 * (b.high - b.low) + gap - np.abs(b.close - b.open),)


REFERENCES: Final[Mapping[str, Callable[[Bars], Outputs]]] = {
    "BIAS": single(lambda b: b.close / mean(b.close, 26) - 1.0),
    "PGO": single(lambda b: (b.close - mean(b.close, 14)) / ema(rma(true_range(b), 14), 14)),
    "PSL": single(lambda b: 100.0 * mean((b.close > before(b.close)).astype(float), 12)),
    "BRAR": brar,
    "CHANDELIER": chandelier,
    "CKSP": chande_kroll,
    "PDIST": price_distance,
    "UI": ulcer,
    "VOSC": single(lambda b: 100.0 * (mean(b.volume, 14) / mean(b.volume, 28) - 1.0)),
}


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_it_agrees_with_its_definition(name):
    for ours, expected in zip(
        computed(ENTRIES[name], MARKET), REFERENCES[name](MARKET), strict=True
    ):
        np.testing.assert_allclose(ours[-500:], expected[-500:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_warm_up_causality_and_memory_hold_for_every_parameter(name):
    entry = ENTRIES[name]
    for given in variants(entry):
        params = bound(entry, given)
        whole = entry.compute(MARKET, MARKET.close, params)
        firsts = [int(np.flatnonzero(np.isfinite(values))[0]) for values in whole]
        assert min(firsts) == entry.warm_up(params), given
        for cut in (entry.warm_up(params) + 1, 300, 1_199):
            part = entry.compute(MARKET.slice(0, cut), MARKET.close[:cut], params)
            for long, short in zip(whole, part, strict=True):
                np.testing.assert_array_equal(long[:cut], short)
        memory = int(entry.memory(params))
        later = entry.compute(MARKET.slice(137, 1_200), MARKET.close[137:], params)
        for long, short in zip(whole, later, strict=True):
            np.testing.assert_allclose(long[137 + memory :], short[memory:], rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_unknown_volume_and_flat_markets_end_in_unknown_never_in_infinity(name):
    torn = walk(200, 5, unknown_volume=0.05)
    for market in (torn, flat(200), flat(200, volume=0.0), MARKET.slice(0, 3), MARKET.slice(0, 0)):
        for values in computed(ENTRIES[name], market):
            assert values.shape == (len(market),)
            assert not np.isinf(values).any()


def test_names_are_free_and_descriptions_are_json():
    for entry in INDICATORS:
        json.dumps(describe(entry), allow_nan=False)
        for name in (entry.name, *entry.aliases):
            with pytest.raises(InvalidInput):
                find(name)


def in_a_new_process(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_describing_them_loads_no_data_frames():
    program = (
        "import sys; from app.adapters.indicators.pandas_ta import INDICATORS;"
        "print(len(INDICATORS), 'pandas' in sys.modules)"
    )
    assert in_a_new_process(program) == f"{len(INDICATORS)} False"


def test_talibs_package_still_takes_data_frames_after_the_core_loaded_it_alone():
    program = (
        "import app.domain.indicators, talib, pandas;"
        "print(talib.SMA(pandas.Series([1.0, 2.0, 3.0]), 2).tolist())"
    )
    assert in_a_new_process(program) == "[nan, 1.5, 2.5]"


# Why a function of the library is not an entry of ours.
FUTURE: Final = "reads later bars"
BITS: Final = "its last bits depend on how many bars follow (a matrix product picks its kernel)"
GUESS: Final = "fills its warm-up with zeros or guesses, so its first values are wrong"
COMPILES: Final = "compiles on first use; a cold start is paid at set-up here"
SLOW: Final = "a Python call per bar: 0.2 to 1.4 s for 500,000 bars"
MEMORY: Final = "holds bars x window numbers at once: gigabytes for 500,000 bars"
ENDLESS: Final = "remembers its start for ever, or for as long as the market decides, unanchored"
RULES: Final = "the rule language says it: offset, arithmetic, rising, a condition"
BUNDLE: Final = "several of our entries in one table"

REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ichimoku", "tos_stdevall", "vp"), FUTURE),
    **dict.fromkeys(("alma", "cg", "fwma", "pwma", "sinwma"), BITS),
    **dict.fromkeys(("decay", "edecay", "lrsi", "stc", "qqe", "amat", "squeeze", "squeeze_pro",
                     "ttm_trend", "smc_sweep"), GUESS),
    **dict.fromkeys(("ebsw", "hilo", "hwc", "hwma", "jma", "pmax", "rsx", "ssf"), COMPILES),
    **dict.fromkeys(("msw", "rvgi", "swma", "vidya"), SLOW),
    **dict.fromkeys(("entropy", "kurtosis", "median", "skew"), MEMORY),
    **dict.fromkeys(("aobv", "drawdown", "mcgd"), ENDLESS),
    **dict.fromkeys(("decreasing", "increasing", "hl2", "hlc3", "ohlc4", "slope", "long_run",
                     "short_run", "tsignals", "xsignals", "log_return", "percent_return", "pvol",
                     "emv", "dsp", "stderr", "hvol", "thermo", "cdl_inside", "avolume", "inertia",
                     "vwmacd"), RULES),
    **dict.fromkeys(("aberration", "cpr", "dm", "mmar", "rainbow", "trixh", "cdl_pattern"), BUNDLE),
    "cdl_z": "a z-score of every price at once; ZSCORE takes any of them",
    "cti": "correlation of price with time, said by LINEARREG_SLOPE and STDDEV",
    "eom": "scaled by a divisor without meaning across markets; infinite on flat bars",
    "fisher": "floors the range at 0.001 in price, so it stands still for every cheap coin",
    "kst": "100 times too large: its rates of change are already percent",
    "kvo": "not Klinger's: it leaves out the trend and the cumulative measurement",
    "po": "a variant of STOCH nobody trades by",
    "pvr": "a category of four numbers without an order",
    "quantile": "PERCENTILE, interpolated between ranks",
    "td_seq": "unknown whenever it is not counting, so no condition on it can be false",
    "vfi": "smooths with a mean over three bars it does not let anyone choose",
}  # fmt: skip

# Under another name in our catalogue.
RENAMED: Final = {
    "cfo": "FOSC", "uo": "ULTOSC", "linreg": "LINEARREG", "linregangle": "LINEARREG_ANGLE",
    "linregintercept": "LINEARREG_INTERCEPT", "linregslope": "LINEARREG_SLOPE",
    "wcp": "WCLPRICE", "zlma": "ZLEMA", "mad": "AVGDEV", "md": "AVGDEV", "stdev": "STDDEV",
    "variance": "VAR", "true_range": "TRANGE",
}  # fmt: skip


def functions() -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        root = importlib.import_module("pandas_ta_classic")
    found = set()
    for part in ("candles", "cycles", "momentum", "overlap", "performance", "statistics", "trend",
                 "volatility", "volume"):  # fmt: skip
        package = importlib.import_module(f"{root.__name__}.{part}")
        found |= {m.name for m in pkgutil.iter_modules(package.__path__) if m.name[0] != "_"}
    return found


def test_every_function_of_the_library_is_taken_covered_or_refused_with_a_reason():
    taken = {entry.source.split()[-1] for entry in INDICATORS}
    for name in functions() - taken:
        if name in REFUSED:
            assert REFUSED[name], name
        else:
            ours = RENAMED.get(name, name.replace("cdl_", "CDL"))
            assert find(ours), name


def library(name: str, *, length: int | None = None, **series: Any) -> Any:
    pandas = importlib.import_module("pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = getattr(importlib.import_module("pandas_ta_classic"), name)
    options = {} if length is None else {"length": length}
    return found(**{word: pandas.Series(values) for word, values in series.items()}, **options)


def test_a_weighted_average_of_the_library_changes_with_the_bars_that_follow():
    close = np.array(MARKET.close)
    changed = [
        bars
        for bars in range(2, 61)
        if library("sinwma", close=close, length=bars).iloc[bars - 1]
        != library("sinwma", close=close[:bars], length=bars).iloc[bars - 1]
    ]
    assert changed


def test_its_kst_is_a_hundred_times_too_large():
    close = np.array(MARKET.close)
    theirs = library("kst", close=close).iloc[:, 0].to_numpy()
    rates = [100.0 * (close / before(close, bars) - 1.0) for bars in (10, 15, 20, 30)]
    means = [mean(rate, bars) for rate, bars in zip(rates, (10, 10, 10, 15), strict=True)]
    true = means[0] + 2.0 * means[1] + 3.0 * means[2] + 4.0 * means[3]
    np.testing.assert_allclose(theirs[60:], 100.0 * true[60:], rtol=1e-6)


def test_its_fisher_transform_stands_still_for_a_coin_worth_a_millionth():
    cheap = MARKET.high * 1e-8, MARKET.low * 1e-8
    values = library("fisher", high=cheap[0], low=cheap[1]).iloc[100:, 0].to_numpy()
    assert np.ptp(values) < 0.01


def test_registering_them_makes_them_findable():
    program = (
        "from app.adapters.indicators.pandas_ta import INDICATORS;"
        "from app.domain.indicators.registry import compute, find, register;"
        "[register(i) for i in INDICATORS];"
        "print(find('chandelier_exit').name, find('ulcer_index').name)"
    )
    assert in_a_new_process(program) == "CHANDELIER UI"
