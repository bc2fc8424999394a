"""A row of the table becomes an entry that hides TA-Lib's corners."""

import numpy as np
import pytest

from app.domain.indicators.registry import bound, compute, find
from app.domain.indicators.talib.library import function
from app.domain.indicators.talib.rows import windows
from app.domain.timeframes import Timeframe
from tests.builders import bars
from tests.markets import flat, walk

MARKET = walk(400, 11)


def test_plain_rows_return_the_librarys_numbers():
    direct = function("RSI")(MARKET.close, timeperiod=9)
    np.testing.assert_array_equal(compute("RSI", MARKET, None, {"period": 9})["value"], direct)


def test_an_indicator_of_an_indicator_starts_where_its_source_does():
    rsi = compute("RSI", MARKET)["value"]
    nested = compute("SMA", MARKET, rsi, {"period": 5})["value"]
    assert np.flatnonzero(np.isfinite(nested))[0] == 14 + 4
    np.testing.assert_allclose(nested[18:], np.convolve(rsi[14:], np.full(5, 0.2), "valid"))


@pytest.mark.parametrize("name", ["EMA", "RSI", "KAMA", "LINEARREG", "STDDEV", "HT_DCPERIOD"])
def test_after_a_hole_the_values_are_those_of_data_that_began_there(name):
    holed = MARKET.close.copy()
    holed[150] = np.nan
    entry = find(name)
    params = bound(entry, {})
    (result,) = entry.compute(MARKET, holed, params)
    (before,) = entry.compute(MARKET, MARKET.close, params)
    (after,) = entry.compute(MARKET.slice(151, 400), MARKET.close[151:], params)
    np.testing.assert_array_equal(result[:150], before[:150])
    assert np.isnan(result[150])
    np.testing.assert_array_equal(result[151:], after)


@pytest.mark.parametrize(
    ("anchor", "known_from"), [("start", None), ("session", 168), ("week", 168)]
)
def test_a_total_is_unknown_after_a_hole_until_the_next_anchor(anchor, known_from):
    holed = MARKET.close.copy()
    holed[150] = np.nan
    total = compute("OBV", MARKET, holed, {"anchor": anchor})["value"]
    assert np.isfinite(total[:150]).all()
    until = 400 if known_from is None else known_from
    assert np.isnan(total[150:until]).all()
    assert np.isfinite(total[until:]).all()


@pytest.mark.parametrize("name", ["CDLDOJI", "FRACTAL", "HT_TRENDMODE", "MAXINDEX"])
def test_whole_numbers_are_unknown_while_warming_up(name):
    entry = find(name)
    first = entry.warm_up(bound(entry, {}))
    for values in compute(name, MARKET).values():
        assert np.isnan(values[:first]).all()
        assert np.isfinite(values[first:]).all()


@pytest.mark.parametrize("size", [0, 1, 14, 15])
def test_short_series_give_as_many_values_as_bars(size):
    values = compute("RSI", MARKET.slice(0, size))["value"]
    assert values.shape == (size,)
    assert np.isfinite(values).sum() == max(size - 14, 0)


def test_two_deviations_given_once_count_both_ways():
    bands = compute("BBANDS", MARKET, None, {"period": 20, "deviations": 3})
    np.testing.assert_allclose(
        (bands["upper"] - bands["middle"])[19:], (bands["middle"] - bands["lower"])[19:]
    )
    lopsided = compute("BBANDS", MARKET, None, {"nbdevup": 3, "nbdevdn": 1})
    ratio = (lopsided["upper"] - lopsided["middle"]) / (lopsided["middle"] - lopsided["lower"])
    np.testing.assert_allclose(ratio[19:], 3.0)


def test_the_second_series_of_a_pair_is_a_choice():
    difference = compute("SUB", MARKET, None, {"other": "open"})["value"]
    np.testing.assert_array_equal(difference, MARKET.close - MARKET.open)
    ratio = compute("DIV", MARKET, MARKET.high, {"other": "low"})["value"]
    np.testing.assert_array_equal(ratio, MARKET.high / MARKET.low)


def test_a_division_by_zero_is_unknown_not_infinite():
    assert np.isnan(compute("DIV", flat(3, volume=0.0), None, {"other": "volume"})["value"]).all()
    assert np.isnan(compute("EXP", flat(3, price=1e4))["value"]).all()


def test_a_daily_anchor_restarts_the_average_price():
    eight_hours = bars([10, 20, 30, 40], Timeframe.H8)
    result = compute("VWAP", eight_hours, None, {"anchor": "session"})["value"]
    np.testing.assert_allclose(result, [10.0, 15.0, 20.0, 40.0])
    np.testing.assert_allclose(compute("VWAP", eight_hours, None, {"anchor": "start"})["value"],
                               [10.0, 15.0, 20.0, 25.0])  # fmt: skip


def test_windows_add_up_to_a_cost():
    assert windows("a", "b", times=2, plus=1)({"a": 3, "b": 4}) == 15
    assert windows()({}) == 0
