"""Work that grows with the window is declared: the cost limit rests on it."""

import time
from typing import Final

import numpy as np
import pytest

from app.domain.indicators.registry import Indicator, Params, bound, catalogue
from app.domain.market import Bars
from app.domain.timeframes import Timeframe
from tests.builders import START_NS

COUNT: Final = 40_000
SHORT, LONG = 40, 4_000
# A loop over the window takes 100 times longer at LONG; the allowance is for a busy machine.
GROWTH: Final = 8.0
ALLOWANCE_SECONDS: Final = 0.02


def moving(close: np.ndarray) -> Bars:
    return Bars(
        time=START_NS + np.arange(COUNT, dtype=np.int64) * Timeframe.M1.nanos,
        open=close.copy(),
        high=close * 1.001,
        low=close * 0.999,
        close=close.copy(),
        volume=1.0 + np.arange(COUNT) % 7,
        timeframe=Timeframe.M1,
    )


STEPS: Final = np.arange(COUNT)
# What makes a scan for extremes look at its whole window again and again.
HARD: Final = (
    moving(100.0 + STEPS * 0.001),
    moving(400.0 - STEPS * 0.001),
    moving(np.full(COUNT, 100.0)),
    moving(np.where(STEPS % 97 == 0, 1e5, 100.0)),
)


def seconds(entry: Indicator, params: Params) -> float:
    def once(market: Bars) -> float:
        begun = time.perf_counter()
        entry.compute(market, market.close, params)
        return time.perf_counter() - begun

    return max(min(once(market) for _ in range(2)) for market in HARD)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_what_declares_no_cost_does_not_slow_down_with_its_window(name):
    entry = catalogue()[name]
    for parameter in entry.parameters:
        if parameter.kind != "int" or (parameter.maximum or 0) < LONG:
            continue
        short = bound(entry, {parameter.name: SHORT})
        long = bound(entry, {parameter.name: LONG})
        if entry.cost(long) > entry.cost(short):
            continue
        entry.compute(HARD[0], HARD[0].close, short)
        allowed = GROWTH * seconds(entry, short) + ALLOWANCE_SECONDS
        assert seconds(entry, long) <= allowed, parameter.name


def test_a_declared_cost_is_a_real_one():
    entry = catalogue()["CCI"]
    short, long = (bound(entry, {"period": bars}) for bars in (SHORT, LONG))
    assert seconds(entry, long) > GROWTH * seconds(entry, short) + ALLOWANCE_SECONDS
