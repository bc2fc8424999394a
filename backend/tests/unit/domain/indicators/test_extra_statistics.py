"""The z-score, and its refusal to divide by roundings."""

import numpy as np
import pytest

from app.domain.indicators.registry import compute
from tests.builders import bars
from tests.markets import flat, walk


@pytest.mark.parametrize(
    ("closes", "score"),
    [([1, 2, 3], 1.5**0.5), ([3, 2, 1], -(1.5**0.5)), ([1, 3, 2], 0.0)],
)
def test_landmarks(closes, score):
    assert compute("ZSCORE", bars(closes), None, {"period": 3})["value"][-1] == pytest.approx(score)


@pytest.mark.parametrize("price", [0.1, 50_000.1, 3e-9])
def test_a_flat_market_has_no_score(price):
    assert np.isnan(compute("ZSCORE", flat(60, price), None, {"period": 20})["value"]).all()


def test_the_score_is_the_distance_in_standard_deviations():
    market = walk(300, 7)
    window = market.close[200:230]
    score = compute("ZSCORE", market)["value"][229]
    assert score == pytest.approx((window[-1] - window.mean()) / window.std(), rel=1e-12)


def test_a_source_that_starts_late_is_scored_from_its_own_start():
    market = walk(60, 3)
    late = market.close.copy()
    late[:10] = np.nan
    score = compute("ZSCORE", market, late, {"period": 5})["value"]
    assert np.flatnonzero(np.isfinite(score))[0] == 14
