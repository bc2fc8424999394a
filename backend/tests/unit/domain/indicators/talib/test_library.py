"""The compiled library alone: quick, complete, and no hindrance to the package."""

import subprocess
import sys

import numpy as np
import pytest

from app.domain.indicators.talib.library import FUNCTIONS, VERSION, function, lookback


def in_a_new_process(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_catalogue_loads_no_data_frames_and_compiles_nothing():
    program = (
        "import sys, app.domain.indicators as _;"
        "print([m for m in ('pandas', 'polars', 'numba') if m in sys.modules])"
    )
    assert in_a_new_process(program) == "[]"


def test_the_functions_are_those_of_the_package():
    assert len(FUNCTIONS) == 201
    assert VERSION == "0.8.1"


def test_a_function_takes_and_returns_arrays():
    assert function("SMA")(np.arange(3.0), timeperiod=3)[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "keywords", "bars"),
    [("SMA", {"timeperiod": 20}, 19), ("ADX", {"timeperiod": 14}, 27), ("TYPPRICE", {}, 0)],
)
def test_look_backs_are_the_librarys_own(name, keywords, bars):
    assert lookback(name, keywords) == bars
