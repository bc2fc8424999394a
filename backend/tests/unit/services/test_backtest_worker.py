"""What a worker makes of a finished run, and of an error."""

import json

import pytest

from app.domain.backtest_jobs import METRIC_COLUMNS
from app.domain.errors import Fault, InvalidInput, TimedOut
from app.services.backtest_worker import completion_of, curve_of, problem_of
from tests.short_runs import short_report


@pytest.fixture(scope="module")
def report():
    return short_report()


def test_every_metric_of_a_list_comes_from_the_result(report):
    made = completion_of(report)
    assert tuple(made.metrics) == METRIC_COLUMNS
    assert made.metrics["total_trades"] == len(report.outcome.trades) > 0
    assert made.metrics["final_capital"] == report.outcome.final_capital
    json.dumps([made.result, made.equity_curve], allow_nan=False)


@pytest.mark.parametrize("most", [10, 50, 2_000])
def test_the_curve_ends_where_the_run_did_and_shows_its_deepest_fall(report, most):
    curve = curve_of(report, most)
    assert len(curve["time"]) == len(curve["equity"]) == len(curve["drawdown_pct"]) <= most
    assert curve["equity"][-1] == report.outcome.final_capital
    assert max(curve["equity"]) == report.outcome.equity.max()
    deepest = report.metrics["max_drawdown_pct"].value
    assert -min(curve["drawdown_pct"]) == pytest.approx(deepest)
    assert len(curve["benchmark"]) == len(curve["time"])
    held = report.metrics["buy_and_hold_return_pct"].value
    assert curve["benchmark"][-1] == pytest.approx(10_000.0 * (1.0 + held / 100.0))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimedOut("too long"), {"code": 3002, "code_name": "BACKTEST_TIMEOUT"}),
        (
            InvalidInput("wrong", [Fault("lot_step", "too small")]),
            {"code": 422, "errors": [{"pointer": "lot_step", "message": "too small"}]},
        ),
    ],
    ids=["one sentence", "with faults"],
)
def test_an_error_is_kept_with_its_code(error, expected):
    assert problem_of(error).items() >= expected.items()
    assert problem_of(error)["detail"] == str(error)
