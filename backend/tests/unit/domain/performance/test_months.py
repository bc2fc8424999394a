"""Returns per month and year."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.performance.months import monthly_returns, yearly_returns
from app.domain.performance.results import PeriodReturn


def day(date: str) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


def test_months_by_hand():
    days = np.array([day("2023-12-30"), day("2023-12-31"), day("2024-01-31"), day("2024-03-01")])
    equity = np.array([90.0, 110.0, 55.0, 66.0])
    found = monthly_returns(days, equity, 100.0)
    assert [p.label for p in found] == ["2023-12", "2024-01", "2024-02", "2024-03"]
    assert found[2].value is None
    assert [found[k].value for k in (0, 1, 3)] == pytest.approx([0.1, -0.5, 0.2])


def test_years_by_hand():
    days = np.array([day("2021-06-01"), day("2021-12-31"), day("2023-01-02")])
    found = yearly_returns(days, np.array([90.0, 110.0, 121.0]), 100.0)
    assert [p.label for p in found] == ["2021", "2022", "2023"]
    assert found[1] == PeriodReturn(2022, None, None)
    assert [found[k].value for k in (0, 2)] == pytest.approx([0.1, 0.1])


def test_nothing_is_measured_from_nothing():
    days = np.array([day("2024-01-31"), day("2024-02-01")])
    found = monthly_returns(days, np.array([-5.0, 10.0]), 100.0)
    assert [p.value for p in found] == [pytest.approx(-1.05), None]


def test_days_before_1970_have_their_month():
    found = monthly_returns(np.array([day("1969-12-31")]), np.array([110.0]), 100.0)
    assert [p.label for p in found] == ["1969-12"]


@given(
    steps=st.lists(st.integers(1, 90), min_size=1, max_size=60),
    seed=st.integers(0, 1000),
)
@settings(max_examples=20)
def test_years_compound_their_months(steps, seed):
    days = day("2019-11-20") + np.cumsum(np.array(steps, np.int64))
    equity = np.random.default_rng(seed).uniform(50.0, 150.0, days.size)
    months = monthly_returns(days, equity, 100.0)
    for year in yearly_returns(days, equity, 100.0):
        own = [m.value for m in months if m.year == year.year and m.value is not None]
        assert math.prod(1.0 + value for value in own) - 1.0 == pytest.approx(
            year.value or 0.0, abs=1e-9
        )
