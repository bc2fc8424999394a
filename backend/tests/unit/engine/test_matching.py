"""Where orders fill inside a bar, level by level, for either side."""

import math

import numpy as np
import pytest

from app.engine.matching import (
    BOTH_HIT,
    NOT_HIT,
    STOP_HIT,
    TARGET_HIT,
    first_touch,
    gap_hit,
    inside_hit,
    raised_peak,
    rounded_down,
    rounded_up,
    stop_level,
    stop_price,
    target_level,
    trailing_is_tighter,
)

LONG, SHORT = 1, -1


@pytest.mark.parametrize(
    ("price", "tick", "down", "up"),
    [
        (97.7, 0.5, 97.5, 98.0),
        (98.0, 0.01, 98.0, 98.0),
        (100.0 * 0.98, 0.01, 98.0, 98.0),
        (97.7, 0.0, 97.7, 97.7),
        (0.3, 1.0, 0.0, 1.0),
        (1e300, 1e-8, 1e300, 1e300),
    ],
    ids=["between ticks", "on a tick", "on it but for binary", "no tick", "under one", "huge"],
)
def test_rule_16_prices_round_to_the_tick(
    price: float, tick: float, down: float, up: float
) -> None:
    assert rounded_down(price, tick) == pytest.approx(down, rel=1e-12)
    assert rounded_up(price, tick) == pytest.approx(up, rel=1e-12)


def test_rule_16_stops_round_away_from_the_market() -> None:
    assert stop_level(LONG, 100.0, 0.023, 0.5) == 97.5
    assert stop_level(SHORT, 100.0, 0.023, 0.5) == 102.5


def test_rule_16_targets_round_away_from_the_market() -> None:
    assert target_level(LONG, 100.0, 0.053, 0.5) == 105.5
    assert target_level(SHORT, 100.0, 0.053, 0.5) == 94.5


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_a_level_without_distance_is_not_set(side: int) -> None:
    assert math.isnan(stop_level(side, 100.0, math.nan, 0.5))
    assert math.isnan(target_level(side, 100.0, math.nan, 0.5))


@pytest.mark.parametrize(
    ("side", "fixed", "trailing", "tighter"),
    [
        (LONG, 95.0, 96.0, True),
        (LONG, 95.0, 95.0, False),
        (LONG, 95.0, 94.0, False),
        (SHORT, 105.0, 104.0, True),
        (SHORT, 105.0, 105.0, False),
        (SHORT, 105.0, 106.0, False),
        (LONG, math.nan, 94.0, True),
        (SHORT, math.nan, 106.0, True),
        (LONG, 95.0, math.nan, False),
        (LONG, math.nan, math.nan, False),
    ],
)
def test_rule_12_the_tighter_stop_decides_and_the_fixed_one_wins_ties(
    side: int, fixed: float, trailing: float, tighter: bool
) -> None:
    assert trailing_is_tighter(side, fixed, trailing) is tighter


def test_rule_12_the_peak_follows_the_favourable_extreme() -> None:
    assert raised_peak(LONG, 100.0, 103.0, 90.0) == 103.0
    assert raised_peak(LONG, 100.0, 99.0, 90.0) == 100.0
    assert raised_peak(SHORT, 100.0, 103.0, 97.0) == 97.0
    assert raised_peak(SHORT, 100.0, 103.0, 101.0) == 100.0


@pytest.mark.parametrize(
    ("side", "open_", "hit"),
    [
        (LONG, 97.0, STOP_HIT),
        (LONG, 98.0, STOP_HIT),
        (LONG, 100.0, NOT_HIT),
        (LONG, 105.0, TARGET_HIT),
        (SHORT, 103.0, STOP_HIT),
        (SHORT, 102.0, STOP_HIT),
        (SHORT, 100.0, NOT_HIT),
        (SHORT, 95.0, TARGET_HIT),
    ],
)
def test_rule_08b_an_open_beyond_a_level_hits_it(side: int, open_: float, hit: int) -> None:
    stop, target = (98.0, 105.0) if side == LONG else (102.0, 95.0)
    assert gap_hit(side, open_, stop, target) == hit
    assert gap_hit(side, open_, math.nan, math.nan) == NOT_HIT


@pytest.mark.parametrize(
    ("side", "high", "low", "hit"),
    [
        (LONG, 104.9, 98.1, NOT_HIT),
        (LONG, 104.9, 98.0, STOP_HIT),
        (LONG, 105.0, 98.1, TARGET_HIT),
        (LONG, 105.0, 98.0, BOTH_HIT),
        (SHORT, 101.9, 95.1, NOT_HIT),
        (SHORT, 102.0, 95.1, STOP_HIT),
        (SHORT, 101.9, 95.0, TARGET_HIT),
        (SHORT, 102.0, 95.0, BOTH_HIT),
    ],
)
def test_rule_08c_a_range_at_a_level_hits_it(side: int, high: float, low: float, hit: int) -> None:
    stop, target = (98.0, 105.0) if side == LONG else (102.0, 95.0)
    assert inside_hit(side, high, low, stop, target) == hit
    assert inside_hit(side, high, low, math.nan, math.nan) == NOT_HIT


def test_rule_08c_a_stop_fills_at_the_worse_of_open_and_stop() -> None:
    assert stop_price(LONG, 100.0, 98.0) == 98.0
    assert stop_price(LONG, 100.0, 101.0) == 100.0
    assert stop_price(SHORT, 100.0, 102.0) == 102.0
    assert stop_price(SHORT, 100.0, 99.0) == 100.0


@pytest.mark.parametrize(
    ("highs", "lows", "hit"),
    [
        ([101, 105, 101], [99, 99, 97], TARGET_HIT),
        ([101, 101, 105], [99, 98, 99], STOP_HIT),
        ([101, 105, 101], [99, 98, 99], BOTH_HIT),
        ([101, 101], [99, 99], BOTH_HIT),
        ([], [], BOTH_HIT),
    ],
    ids=["target first", "stop first", "one bar reaches both", "none reaches either", "no bars"],
)
def test_rule_21_finer_bars_tell_which_level_was_first(
    highs: list[float], lows: list[float], hit: int
) -> None:
    high, low = np.array(highs, float), np.array(lows, float)
    assert first_touch(LONG, high, low, 98.0, 105.0) == hit
    assert first_touch(SHORT, 200.0 - low, 200.0 - high, 102.0, 95.0) == hit
