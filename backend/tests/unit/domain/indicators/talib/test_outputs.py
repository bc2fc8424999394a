"""TA-Lib's answers turned into what a rule can use."""

import numpy as np
import pytest

from app.domain.indicators.registry import compute
from app.domain.indicators.talib.outputs import (
    bars_since,
    signed_stop,
    signs,
    swapped,
    zero_unknown,
)
from tests.builders import bars
from tests.markets import walk

NAN = float("nan")


@pytest.mark.parametrize(
    ("finish", "given", "expected"),
    [
        (bars_since, [[NAN, 0.0, 2.0]], [[NAN, 1.0, 0.0]]),
        (signed_stop, [[NAN, 5.0, -6.0]], [[NAN, 5.0, 6.0], [NAN, 1.0, -1.0]]),
        (signs, [[NAN, -200.0, 0.0, 100.0]], [[NAN, -100.0, 0.0, 100.0]]),
        (zero_unknown, [[0.0, 3.0]], [[NAN, 3.0]]),
        (swapped, [[1.0], [2.0]], [[2.0], [1.0]]),
    ],
)
def test_each_turn(finish, given, expected):
    turned = finish(tuple(np.array(values) for values in given))
    for values, wanted in zip(turned, expected, strict=True):
        np.testing.assert_array_equal(values, wanted)


def test_bars_since_do_not_depend_on_where_the_data_starts():
    market = walk(80, 4)
    whole = compute("MAXINDEX", market, None, {"period": 10})["value"]
    later = market.slice(13, 80)
    np.testing.assert_array_equal(
        compute("MAXINDEX", later, None, {"period": 10})["value"][9:], whole[22:]
    )


def test_aroon_names_up_first():
    rising = compute("AROON", bars(range(1, 30)), None, {"period": 5})
    assert (rising["up"][-1], rising["down"][-1]) == (100.0, 0.0)
