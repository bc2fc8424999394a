"""How long smoothed values remember where the data began."""

import math

import numpy as np
import pytest

from app.domain.indicators.decay import (
    SHARE,
    anchored,
    averages,
    decay_bars,
    ema,
    finite,
    fixed,
    longest,
    rma,
)


@pytest.mark.parametrize("weight", [0.9, 0.5, 2 / 21, 1 / 14, 1 / 200, 0.001])
def test_one_mean_follows_the_formula_of_rule_6(weight):
    assert decay_bars(weight) == math.ceil(math.log(1e-12) / math.log(1 - weight))


@pytest.mark.parametrize("steps", [2, 3, 6])
@pytest.mark.parametrize("weight", [0.5, 0.1, 0.01])
def test_a_chain_of_means_forgets_an_impulse_to_1e_12(steps, weight):
    bars = decay_bars(*[weight] * steps)
    start = np.ones(bars + 1)  # the value every mean of the chain starts with
    for _ in range(steps):
        value, out = 1.0, []
        for fed in np.concatenate(([0.0], start[1:] if _ else np.zeros(bars))):
            value += weight * (fed - value) if out else 0.0
            out.append(value)
        start = np.array(out)
    assert start[bars] <= SHARE * 1.001
    assert start[bars - 2] > SHARE / 10


def test_no_smoothing_has_no_memory():
    assert (decay_bars(), decay_bars(1.0), ema("period")({"period": 1})) == (0, 0, 0)


def test_unequal_chains_are_overestimated_never_under():
    assert decay_bars(0.1, 0.1) >= decay_bars(0.1, 0.5) >= decay_bars(0.1)


@pytest.mark.parametrize(
    ("kind", "bars"),
    [
        ("sma", 0),
        ("hma", 0),
        ("ema", decay_bars(0.2)),
        ("dema", decay_bars(0.2, 0.2)),
        ("t3", decay_bars(*[0.2] * 6)),
        ("rma", decay_bars(1 / 9)),
        ("kama", decay_bars((2 / 31) ** 2)),
    ],
)
def test_each_kind_of_average_has_its_own_memory(kind, bars):
    assert averages(("period", "ma_type"))({"period": 9, "ma_type": kind}) == bars


def test_side_by_side_the_longest_counts():
    params = {"fast": 3, "slow": 30}
    assert longest(ema("fast"), rma("slow"))(params) == rma("slow")(params)


def test_windows_constants_and_anchors():
    assert finite({}) == 0.0
    assert fixed(7)({}) == 7.0
    assert anchored({"anchor": "start"}) == math.inf
    assert anchored({"anchor": "session"}) == 1_440
