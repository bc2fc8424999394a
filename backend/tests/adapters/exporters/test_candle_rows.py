"""Candles as JSON: what is written reads back to the same numbers."""

import json
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.exporters.candles import candle_rows
from app.domain.market import Bars
from app.domain.timeframes import Timeframe
from tests.builders import START_NS, bars

PRICES = st.floats(min_value=5e-324, max_value=1e300, allow_nan=False)
VOLUMES = st.floats(min_value=0.0, allow_infinity=False) | st.just(float("nan"))


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.tuples(PRICES, VOLUMES), max_size=20))
def test_every_number_reads_back_equal(rows):
    price, volume = (np.array([row[place] for row in rows], np.float64) for place in (0, 1))
    time = START_NS + np.arange(len(rows), dtype=np.int64) * Timeframe.M1.nanos
    written = json.loads(f"[{candle_rows(Bars(time, *[price] * 4, volume, Timeframe.M1))}]")
    for name in ("open", "high", "low", "close"):
        assert [row[name] for row in written] == price.tolist()
    assert [row["volume"] for row in written] == [
        None if np.isnan(value) else value for value in volume.tolist()
    ]


def test_a_row_in_full():
    two = bars("100 101")
    [first, _] = json.loads(f"[{candle_rows(two)}]")
    assert first == {
        "time": "2024-01-01T00:00:00Z",
        **{name: getattr(two, name)[0] for name in ("open", "high", "low", "close", "volume")},
    }
    late = replace(two, time=two.time + 1_500_000)
    assert '"time":"2024-01-01T00:00:00.001500Z"' in candle_rows(late)
    assert candle_rows(two.slice(0, 0)) == ""


def test_a_slice_writes_its_own_rows():
    whole = bars("1 2 3 4 5")
    assert candle_rows(whole.slice(2, 4)) == ",".join(
        candle_rows(whole).replace("},{", "}\n{").split("\n")[2:4]
    )
