"""The memories and keywords that averages do not share with anything else."""

import pytest

from app.domain.indicators.decay import decay_bars
from app.domain.indicators.registry import bound, find
from app.domain.indicators.talib.averages import HILBERT, _same_below


def memory(name: str, **params: object) -> float:
    entry = find(name)
    return entry.memory(bound(entry, params))


def test_kaufmans_average_may_crawl_for_thousands_of_bars():
    assert memory("KAMA", period=10) == 10 + decay_bars((2 / 31) ** 2)


def test_the_slower_limit_decides_how_long_mama_remembers():
    slow = memory("MAMA", fast_limit=0.5, slow_limit=0.02)
    assert slow == 32 + decay_bars(0.02, 0.01) + HILBERT
    assert slow > memory("MAMA", fast_limit=0.5, slow_limit=0.1)


@pytest.mark.parametrize(("above", "below", "used"), [(2.0, 0.0, 2.0), (2.0, 1.0, 1.0)])
def test_a_distance_below_of_zero_means_as_above(above, below, used):
    keywords = _same_below({"nbdevup": above, "nbdevdn": below, "timeperiod": 20})
    assert keywords == {"nbdevup": above, "nbdevdn": used, "timeperiod": 20}
