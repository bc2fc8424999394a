"""All figures of one run together."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import RunConfig
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.performance import DEFINITIONS, Metrics, Reason, metrics, to_json
from app.domain.timeframes import NANOS_PER_DAY, Calendar, Timeframe
from tests import builders
from tests.unit.domain.performance.outcomes import outcome, trades

CONFIG = RunConfig(initial_capital=100.0)


def daily(count: int, calendar: Calendar = Calendar.ALWAYS) -> Bars:
    return builders.bars([100.0] * count, Timeframe.D1, calendar)


def of(equity, benchmark=None, config=CONFIG, **columns) -> Metrics:
    values = None if benchmark is None else np.array(benchmark, np.float64)
    return metrics(outcome(equity, **columns), daily(len(equity)), config, values)


def test_a_short_run_by_hand():
    found = of(
        [110.0, 99.0, 120.0],
        benchmark=[100.0, 90.0, 105.0],
        exposed=[True, True, False],
        gross=[0.5, 1.0, 0.0],
        closed=trades(pnl=[20.0], return_pct=[18.0]),
    )
    values = {name: metric.value for name, metric in found.figures.items()}
    expected = {
        "total_return_pct": 20.0,
        "net_profit": 20.0,
        "final_capital": 120.0,
        "max_drawdown_pct": 10.0,
        "max_drawdown_money": 11.0,
        "recovery_factor": 20.0 / 11.0,
        "total_trades": 1,
        "win_rate_pct": 100.0,
        "exposure_pct": 200.0 / 3.0,
        "mean_gross_exposure_pct": 50.0,
        "buy_and_hold_return_pct": 5.0,
        "volatility_pct": float(np.std([0.1, -0.1, 120 / 99 - 1], ddof=1)) * math.sqrt(365) * 100,
    }
    assert {name: values[name] for name in expected} == pytest.approx(expected)
    assert found.drawdown is not None
    start = int(builders.START_NS)
    assert found.drawdown.started_at == start + NANOS_PER_DAY
    assert found.drawdown.trough_at == start + 2 * NANOS_PER_DAY
    assert found.drawdown.recovered_at == start + 3 * NANOS_PER_DAY
    assert [p.value for p in found.monthly_returns] == [pytest.approx(0.2)]


def test_figures_stand_in_the_order_of_the_catalogue():
    names = [name for name in DEFINITIONS if name != "monthly_returns"]
    assert list(of([100.0]).figures) == names


@pytest.mark.parametrize(
    ("calendar", "periods"),
    [(Calendar.ALWAYS, 365), (Calendar.US_STOCK, 252), (Calendar.FOREX, 260)],
)
def test_the_calendar_sets_the_periods_per_year(calendar, periods):
    equity = [100.0, 110.0, 100.0]
    found = metrics(outcome(equity), daily(3, calendar), CONFIG, None)
    assert found.periods_per_year == periods
    returns = [0.0, 0.1, 100 / 110 - 1]
    deviation = float(np.std(returns, ddof=1))
    assert found["volatility_pct"].value == pytest.approx(deviation * math.sqrt(periods) * 100)


def test_a_forex_sunday_belongs_to_monday():
    # Sunday 22:00 UTC and Monday 10:00 UTC are one day, Monday 23:00 UTC is the next.
    sunday = 1_704_664_800_000_000_000  # 2024-01-07T22:00Z
    hour = 3_600_000_000_000
    flat = np.full(3, 1.0)
    bars = Bars(
        np.array([sunday, sunday + 12 * hour, sunday + 25 * hour]),
        flat, flat.copy(), flat.copy(), flat.copy(), flat.copy(), Timeframe.H1, Calendar.FOREX,
    )  # fmt: skip
    found = metrics(outcome([101.0, 102.0, 103.0]), bars, CONFIG, None)
    assert found.daily_returns == 2


def test_hours_of_one_day_are_one_return():
    bars = builders.bars([100.0] * 48, Timeframe.H1)
    found = metrics(outcome(np.linspace(101, 148, 48).tolist()), bars, CONFIG, None)
    assert found.daily_returns == 2
    assert found.bars == 48


def test_warm_up_bars_before_the_period_do_not_count():
    found = metrics(outcome([110.0] * 100, first=50), daily(150), CONFIG, None)
    assert found["cagr_pct"].sample_size == 100
    assert found["total_return_pct"].sample_size == 100


def rising(count: int) -> list[float]:
    """Return a curve with good and bad days."""
    return (100.0 * np.cumprod(1.0 + 0.01 * np.sin(np.arange(count)) + 0.001)).tolist()


REASONS = [
    ("cagr_pct", of([100.0] * 89), Reason.TOO_SHORT),
    ("cagr_pct", of([-1.0] * 100), Reason.WIPED_OUT),
    ("calmar_ratio", of([100.0] * 89), Reason.TOO_SHORT),
    ("calmar_ratio", of([100.0] * 90), Reason.NO_DRAWDOWN),
    ("calmar_ratio", of([0.0] * 100), Reason.WIPED_OUT),
    ("sharpe_ratio", of([100.0] * 29), Reason.TOO_FEW_RETURNS),
    ("sharpe_ratio", of([100.0] * 30), Reason.NO_VARIATION),
    ("sharpe_ratio", of([0.0] * 30), Reason.WIPED_OUT),
    ("sortino_ratio", of(list(range(101, 140))), Reason.NO_DOWNSIDE),
    ("volatility_pct", of([100.0]), Reason.TOO_FEW),
    ("volatility_pct", of([0.0, 1.0]), Reason.WIPED_OUT),
    ("recovery_factor", of([100.0]), Reason.NO_DRAWDOWN),
    ("mean_gross_exposure_pct", of([0.0]), Reason.WIPED_OUT),
    ("win_rate_pct", of([100.0]), Reason.NO_TRADES),
    ("profit_factor", of([100.0], closed=trades(pnl=[1.0])), Reason.NO_LOSSES),
    ("expectancy_r", of([100.0], closed=trades(stop_price=[math.nan])), Reason.NO_STOPS),
    ("sqn", of([100.0], closed=trades(pnl=[1.0])), Reason.TOO_FEW),
    ("sqn", of([100.0], closed=trades(pnl=[1.0, 1.0])), Reason.NO_VARIATION),
    ("buy_and_hold_return_pct", of([100.0]), Reason.NO_BENCHMARK),
    ("beta", of(rising(29), benchmark=rising(29)), Reason.TOO_FEW),
    ("beta", of(rising(30), benchmark=[100.0] * 30), Reason.NO_VARIATION),
    ("alpha_pct", of([0.0] * 30, benchmark=rising(30)), Reason.WIPED_OUT),
    ("alpha_pct", of(rising(30), benchmark=[0.0] * 30), Reason.WIPED_OUT),
]


@pytest.mark.parametrize(
    ("name", "found", "reason"), REASONS, ids=[f"{name}-{reason}" for name, _, reason in REASONS]
)
def test_every_undefined_figure_says_why(name, found, reason):
    assert found[name].value is None
    assert found[name].reason is reason
    assert reason in DEFINITIONS[name].undefined
    assert to_json(found)["undefined"][name] == reason


def test_rates_are_percent_of_the_configuration():
    curve = rising(60)
    plain = of(curve, benchmark=curve)
    charged = of(
        curve,
        benchmark=curve,
        config=RunConfig(initial_capital=100.0, risk_free_pct=36.5, mar_pct=36.5),
    )
    returns = np.diff(np.append(100.0, curve)) / np.append(100.0, curve[:-1])
    expected = (returns.mean() - 0.001) / returns.std(ddof=1) * math.sqrt(365)
    assert charged["sharpe_ratio"].value == pytest.approx(expected)
    assert charged["sortino_ratio"].value < plain["sortino_ratio"].value
    assert charged["beta"].value == pytest.approx(1.0)
    assert charged["alpha_pct"].value == pytest.approx(0.0, abs=1e-9)


@given(seed=st.integers(0, 10_000), count=st.integers(1, 120), ruin=st.booleans())
@settings(max_examples=25)
def test_every_figure_is_finite_or_explained(seed, count, ruin):
    rng = np.random.default_rng(seed)
    equity = 100.0 * np.cumprod(rng.uniform(0.5, 1.6, count)) - (50.0 if ruin else 0.0)
    pnl = rng.normal(0.0, 10.0, int(rng.integers(1, 5))).tolist()
    found = of(equity.tolist(), benchmark=equity.tolist(), closed=trades(pnl=pnl))
    json.dumps(to_json(found), allow_nan=False)
    for name, metric in found.figures.items():
        assert (metric.value is None) == (metric.reason is not None), name


@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.125, 8.0]))
@settings(max_examples=15)
def test_ratios_do_not_depend_on_the_size_of_the_account(seed, scale):
    curve = 100.0 * np.cumprod(np.random.default_rng(seed).uniform(0.9, 1.12, 120))
    plain = of(curve.tolist(), benchmark=curve.tolist())
    scaled = of(
        (curve * scale).tolist(),
        benchmark=(curve * scale).tolist(),
        config=RunConfig(initial_capital=100.0 * scale),
    )
    for name, metric in plain.figures.items():
        if DEFINITIONS[name].unit != "quote":
            assert scaled[name] == metric, name


@pytest.mark.parametrize(
    ("equity", "bars", "benchmark", "message"),
    [
        ([], daily(0), None, "the period has no bars"),
        ([1.0], daily(2), None, "equity has 1 values for 2 bars"),
        ([1.0, 1.0], daily(2), [1.0], "the benchmark has 1 values for 2 bars"),
    ],
)
def test_what_does_not_fit_together_is_refused(equity, bars, benchmark, message):
    values = None if benchmark is None else np.array(benchmark)
    with pytest.raises(InvalidInput, match=message):
        metrics(outcome(equity), bars, CONFIG, values)
