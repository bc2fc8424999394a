"""A figure has a finite value or a reason, and nothing else leaves the module."""

import json
import math

import pytest

from app.domain.performance import Metric, Metrics, PeriodReturn, Reason, to_json
from app.domain.performance.results import Episode


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_result_no_number_holds_becomes_a_reason(value):
    assert Metric.of(value, 7) == Metric(None, 7, Reason.OUT_OF_RANGE)


def test_a_finite_result_stays_as_it_is():
    assert Metric.of(1.0 / 3.0, 7) == Metric(1.0 / 3.0, 7, None)


@pytest.mark.parametrize(
    ("period", "label"),
    [(PeriodReturn(2024, 3, 0.1), "2024-03"), (PeriodReturn(2024, None, 0.1), "2024")],
)
def test_periods_are_labelled_like_dates(period, label):
    assert period.label == label


def some_metrics(drawdown: Episode | None) -> Metrics:
    return Metrics(
        figures={
            "sharpe_ratio": Metric.of(1.5, 40),
            "profit_factor": Metric.undefined(Reason.NO_LOSSES, 3),
        },
        drawdown=drawdown,
        drawdown_money=None,
        monthly_returns=(PeriodReturn(2024, 1, 0.1), PeriodReturn(2024, 2, None)),
        yearly_returns=(PeriodReturn(2024, None, 0.1),),
        periods_per_year=365,
        daily_returns=40,
        bars=960,
    )


def test_json_holds_values_by_name_and_the_reasons_beside_them():
    assert to_json(some_metrics(Episode(5.0, 1, 2, None, 3.0))) == {
        "sharpe_ratio": 1.5,
        "profit_factor": None,
        "monthly_returns": [
            {"period": "2024-01", "return": 0.1},
            {"period": "2024-02", "return": None},
        ],
        "yearly_returns": [{"period": "2024", "return": 0.1}],
        "max_drawdown": {
            "depth": 5.0,
            "started_at": 1,
            "trough_at": 2,
            "recovered_at": None,
            "duration_seconds": 3.0,
        },
        "max_drawdown_in_money": None,
        "periods_per_year": 365,
        "daily_returns": 40,
        "bars": 960,
        "undefined": {"profit_factor": "no_losses"},
        "sample_sizes": {"sharpe_ratio": 40, "profit_factor": 3},
    }


def test_json_is_strict_json():
    json.dumps(to_json(some_metrics(None)), allow_nan=False)


def test_a_figure_is_found_by_its_name():
    assert some_metrics(None)["sharpe_ratio"].value == 1.5
