"""Every entry of the catalogue against an independent implementation of it.

pandas-ta-classic with its use of TA-Lib switched off stands for 57 entries and for all 61
candlestick patterns; definitions written out in numpy and pandas for the rest.
"""

import json
import subprocess
import sys
from typing import Final

import numpy as np
import pytest

from app.domain.indicators.registry import bound, catalogue, compute
from tests.markets import walk
from tests.properties.candle_market import candle_market
from tests.properties.indicator_references import ELSEWHERE, LIBRARY, NAIVE

MARKET: Final = walk(2_400, 17)
REFERENCES: Final = {**LIBRARY, **NAIVE}
PATTERNS: Final = sorted(n for n in catalogue() if n.startswith("CDL"))
# Bars after which different beginnings are forgotten: Kaufman's average is the slowest.
SETTLED: Final = 1_600


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_it_agrees_with_an_independent_implementation(name):
    params = {"anchor": "start"} if "anchor" in bound(catalogue()[name], {}) else {}
    if name == "VWAP":
        params = {}
    ours = compute(name, MARKET, None, params)
    for (output, values), expected in zip(ours.items(), REFERENCES[name](MARKET), strict=True):
        tail = min(values.size, expected.size) - SETTLED
        size = np.abs(values[-tail:]).max()
        np.testing.assert_allclose(
            values[-tail:], expected[-tail:], rtol=1e-9, atol=1e-10 * size, err_msg=output
        )


def test_nothing_in_the_catalogue_is_left_unchecked():
    checked = {*REFERENCES, *ELSEWHERE, *PATTERNS}
    assert sorted(set(catalogue()) - checked) == []
    assert len(PATTERNS) == 61


@pytest.mark.parametrize(("name", "function"), [("ACOS", np.arccos), ("ASIN", np.arcsin)])
def test_inverse_functions_of_values_between_minus_one_and_one(name, function):
    values = np.sin(MARKET.close)
    np.testing.assert_allclose(compute(name, MARKET, values)["value"], function(values))


@pytest.mark.parametrize("name", ["ACOS", "ASIN", "LN", "SQRT"])
def test_what_has_no_value_is_unknown(name):
    assert np.isnan(compute(name, MARKET, -2.0 - MARKET.close)["value"]).all()


SCRIPT: Final = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
table = np.load(sys.argv[1])
columns = {c: pd.Series(table[c]) for c in ("open_", "high", "low", "close")}
found = {}
for name in json.loads(sys.argv[2]):
    module = importlib.import_module("pandas_ta_classic.candles.cdl_" + name)
    result = getattr(module, "cdl_" + name)(**columns)
    frame = result.to_frame() if isinstance(result, pd.Series) else result
    found[name] = frame.iloc[:, 0].to_numpy(float)
np.savez(sys.argv[3], **found)
"""


@pytest.fixture(scope="module")
def candles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Return pandas-ta-classic's patterns.

    In a process of its own, as plain Python: compiling sixty loops takes longer than running them.
    """
    folder = tmp_path_factory.mktemp("candles")
    market = candle_market()
    np.savez(folder / "in.npz", open_=market.open, high=market.high, low=market.low,
             close=market.close)  # fmt: skip
    names = [name.removeprefix("CDL").lower() for name in PATTERNS]
    arguments = [str(folder / "in.npz"), json.dumps(names), str(folder / "out.npz")]
    subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        check=True,
        env={"NUMBA_DISABLE_JIT": "1", "PATH": ""},
    )
    return dict(np.load(folder / "out.npz"))


def test_every_pattern_occurs_where_they_are_compared():
    market = candle_market()
    silent = [name for name in PATTERNS if not np.nansum(np.abs(compute(name, market)["value"]))]
    assert silent == []


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_agree_bar_for_bar(name, candles):
    ours = compute(name, candle_market())["value"]
    theirs = 100.0 * np.sign(candles[name.removeprefix("CDL").lower()])
    np.testing.assert_array_equal(ours[40:], theirs[40:])
