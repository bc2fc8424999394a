"""Every figure of one run, from its equity curve and its closed trades."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.backtest import Outcome, RunConfig
from app.domain.calendars import trading_day
from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.performance import returns as over_returns
from app.domain.performance.closed_trades import trade_figures
from app.domain.performance.definitions import DEFINITIONS, Reason
from app.domain.performance.drawdown import deepest_episodes
from app.domain.performance.months import monthly_returns, yearly_returns
from app.domain.performance.results import Episode, Metric, Metrics
from app.domain.timeframes import NANOS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the figures are computed from, prepared once."""

    initial: float
    equity: Floats  # at every bar close of the period
    closes_at: Ints
    day_numbers: Ints  # of the days with a bar
    day_equity: Floats  # at each day's last bar
    returns: Floats
    elapsed_days: float
    periods: int
    wiped_out: bool


def metrics(outcome: Outcome, bars: Bars, config: RunConfig, benchmark: Floats | None) -> Metrics:
    """Return every figure of a run.

    Shapes: `benchmark` (bars in the period,): equity of buy and hold at each close, or None.
    Raises: InvalidInput when the period has no bars, or the lengths do not match.
    """
    period = bars.slice(outcome.first, len(bars))
    _check(outcome, period, benchmark)
    days = trading_day(period.time, period.calendar, period.timeframe)
    ends = over_returns.day_ends(days)
    run = _Run(
        initial=config.initial_capital,
        equity=outcome.equity,
        closes_at=np.append(period.time[0], period.time + period.timeframe.nanos),
        day_numbers=days[ends],
        day_equity=outcome.equity[ends],
        returns=over_returns.daily_returns(outcome.equity, ends, config.initial_capital),
        elapsed_days=_elapsed_days(period),
        periods=bars.calendar.periods_per_year,
        wiped_out=over_returns.is_wiped_out(outcome.equity),
    )
    curve = np.append(run.initial, run.equity)
    in_percent, in_money = deepest_episodes(curve, run.closes_at)
    cagr = over_returns.cagr_pct(
        run.initial, float(run.equity[-1]), run.elapsed_days, wiped_out=run.wiped_out
    )
    figures = {
        "cagr_pct": cagr,
        "calmar_ratio": over_returns.calmar_ratio(cagr, in_percent.depth if in_percent else 0.0),
        **_growth(run),
        **_risk(run, config),
        **_drawdown(run, in_percent, in_money),
        **trade_figures(outcome.trades),
        **_exposure(run, outcome),
        **_against_benchmark(run, config, benchmark, ends),
    }
    return Metrics(
        figures=_in_catalogue_order(figures),
        drawdown=in_percent,
        drawdown_money=in_money,
        monthly_returns=monthly_returns(run.day_numbers, run.day_equity, run.initial),
        yearly_returns=yearly_returns(run.day_numbers, run.day_equity, run.initial),
        periods_per_year=run.periods,
        daily_returns=run.returns.size,
        bars=run.equity.size,
    )


def _check(outcome: Outcome, period: Bars, benchmark: Floats | None) -> None:
    size = len(period)
    if not size:
        raise InvalidInput("the period has no bars: there is nothing to measure")
    if outcome.equity.size != size:
        raise InvalidInput(f"equity has {outcome.equity.size} values for {size} bars")
    if benchmark is not None and benchmark.size != size:
        raise InvalidInput(f"the benchmark has {benchmark.size} values for {size} bars")


def _elapsed_days(period: Bars) -> float:
    last_close = int(period.time[-1]) + period.timeframe.nanos
    return (last_close - int(period.time[0])) / NANOS_PER_DAY


def _growth(run: _Run) -> dict[str, Metric]:
    final, size = float(run.equity[-1]), run.equity.size
    return {
        "total_return_pct": Metric.of((final / run.initial - 1.0) * 100.0, size),
        "net_profit": Metric.of(final - run.initial, size),
        "final_capital": Metric.of(final, size),
    }


def _risk(run: _Run, config: RunConfig) -> dict[str, Metric]:
    risk_free, minimum = config.risk_free_pct / 100.0, config.mar_pct / 100.0
    returns, periods, wiped_out = run.returns, run.periods, run.wiped_out
    return {
        "sharpe_ratio": over_returns.sharpe_ratio(returns, periods, risk_free, wiped_out=wiped_out),
        "sortino_ratio": over_returns.sortino_ratio(returns, periods, minimum, wiped_out=wiped_out),
        "volatility_pct": over_returns.volatility_pct(returns, periods, wiped_out=wiped_out),
    }


def _drawdown(run: _Run, in_percent: Episode | None, in_money: Episode | None) -> dict[str, Metric]:
    size = run.equity.size
    fall = in_money.depth if in_money else 0.0
    profit = float(run.equity[-1]) - run.initial
    return {
        "max_drawdown_pct": Metric.of(in_percent.depth if in_percent else 0.0, size),
        "max_drawdown_money": Metric.of(fall, size),
        "recovery_factor": Metric.of(profit / fall, size)
        if fall > 0.0
        else Metric.undefined(Reason.NO_DRAWDOWN, size),
    }


def _exposure(run: _Run, outcome: Outcome) -> dict[str, Metric]:
    size = run.equity.size
    return {
        "exposure_pct": Metric.of(float(np.mean(outcome.exposed)) * 100.0, size),
        "mean_gross_exposure_pct": Metric.undefined(Reason.WIPED_OUT, size)
        if run.wiped_out
        else Metric.of(float(np.mean(outcome.gross)) * 100.0, size),
    }


def _against_benchmark(
    run: _Run, config: RunConfig, benchmark: Floats | None, ends: Ints
) -> dict[str, Metric]:
    names = ("buy_and_hold_return_pct", "alpha_pct", "beta")
    if benchmark is None:
        return dict.fromkeys(names, Metric.undefined(Reason.NO_BENCHMARK, 0))
    held = (float(benchmark[-1]) / run.initial - 1.0) * 100.0
    alpha, beta = over_returns.alpha_and_beta(
        run.returns,
        over_returns.daily_returns(benchmark, ends, run.initial),
        run.periods,
        config.risk_free_pct / 100.0,
        wiped_out=run.wiped_out or over_returns.is_wiped_out(benchmark),
    )
    return dict(zip(names, (Metric.of(held, benchmark.size), alpha, beta), strict=True))


def _in_catalogue_order(figures: Mapping[str, Metric]) -> Mapping[str, Metric]:
    return MappingProxyType({name: figures[name] for name in DEFINITIONS if name in figures})
