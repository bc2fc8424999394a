"""Rolling VWAP and the price most traded."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.indicators.extra_volume import warm_up_compiled
from app.domain.indicators.registry import compute
from tests.builders import bars
from tests.markets import flat, walk


def test_rolling_vwap_counts_prices_by_volume():
    market = replace(bars([10, 20, 40]), volume=np.array([1.0, 3.0, 1.0]))
    result = compute("VWAP_ROLLING", market, None, {"period": 2})["value"]
    np.testing.assert_allclose(result, [np.nan, 17.5, 25.0])


@pytest.mark.parametrize("name", ["VWAP_ROLLING", "VOLUME_PROFILE_POC", "VWAP"])
def test_without_any_volume_there_is_no_traded_price(name):
    assert np.isnan(compute(name, flat(200, volume=0.0))["value"]).all()


@pytest.mark.parametrize("name", ["VWAP_ROLLING", "VOLUME_PROFILE_POC", "VWAP"])
def test_unknown_volume_is_unknown_not_zero(name):
    market = walk(300, 1)
    volume = market.volume.copy()
    volume[150] = np.nan
    result = compute(name, replace(market, volume=volume))["value"]
    assert np.isnan(result[150])
    assert np.isfinite(result[149])


@pytest.mark.parametrize(
    ("closes", "volumes", "price"),
    [
        ([10, 10, 20, 14], [1, 1, 1, 1], 11.25),
        ([10, 20, 20, 14], [9, 1, 1, 1], 11.25),
        ([10, 20, 20, 14], [1, 1, 1, 1], 18.75),
        ([10, 20, 10, 20], [1, 1, 1, 1], 11.25),
        ([10, 10, 10, 10], [1, 1, 1, 1], 10.0),
    ],
    ids=["two below", "volume decides", "two above", "tie: the lower", "one price"],
)
def test_the_point_of_control_is_the_middle_of_the_fullest_slice(closes, volumes, price):
    market = replace(bars(closes), volume=np.array(volumes, float))
    poc = compute("POC", market, None, {"period": 4, "slices": 4})["value"]
    assert poc[-1] == price
    assert np.isnan(poc[:3]).all()


def test_the_compiled_loop_agrees_with_a_histogram():
    market = walk(160, 5)
    poc = compute("POC", market, None, {"period": 50, "slices": 10})["value"]
    typical = (market.high + market.low + market.close) / 3.0
    for i in (49, 90, 159):
        window, weights = typical[i - 49 : i + 1], market.volume[i - 49 : i + 1]
        held, edges = np.histogram(window, bins=10, weights=weights)
        best = int(held.argmax())
        assert poc[i] == pytest.approx((edges[best] + edges[best + 1]) / 2.0)


def test_warming_up_compiles_what_the_catalogue_needs():
    from app.domain.indicators.compiled import fullest_slice

    warm_up_compiled()
    compiled = getattr(fullest_slice, "signatures", None)
    assert compiled is None or len(compiled) == 1  # None: run as plain Python under coverage
