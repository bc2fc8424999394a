"""Figures over daily returns: growth, risk per unit of return, and the line against a benchmark.

Throughout: `returns` simple daily returns as fractions, `periods` the trading days in a year (A),
`annual_…` fractions per year. An equity at or below zero ends the story: `wiped_out`.
"""

import math
from typing import Final

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.performance.definitions import Reason
from app.domain.performance.results import Metric

MINIMUM_DAYS: Final = 90
MINIMUM_RETURNS: Final = 30
# A daily return carries the rounding of one division; a spread below it is not a spread.
_ROUNDING: Final = 4.0 * float(np.finfo(np.float64).eps)


def day_ends(days: Ints) -> Ints:
    """Return the index of the last bar of each day.

    Shapes: days (n,) rising day numbers -> (number of days,); n >= 1.
    """
    return np.append(np.flatnonzero(days[1:] != days[:-1]), days.size - 1)


def daily_returns(equity: Floats, ends: Ints, initial: float) -> Floats:
    """Return simple returns of each day's last equity, the first day against `initial`.

    Shapes: equity (n,), ends (d,) -> (d,). A gap between days is one return.
    Edge:   values after an equity of zero or less mean nothing; callers ask `is_wiped_out` first.
    """
    last = equity[ends]
    before = np.append(initial, last[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = last / before - 1.0
    return found


def is_wiped_out(equity: Floats) -> bool:
    """Return whether equity was ever zero or less."""
    return bool(equity.min() <= 0.0)


def cagr_pct(initial: float, final: float, days: float, *, wiped_out: bool) -> Metric:
    """Return the constant yearly growth that leads from `initial` to `final`, in percent."""
    size = int(days)
    if wiped_out:
        return Metric.undefined(Reason.WIPED_OUT, size)
    if days < MINIMUM_DAYS:
        return Metric.undefined(Reason.TOO_SHORT, size)
    growth = math.log(final / initial) * 365.0 / days
    try:
        return Metric.of(math.expm1(growth) * 100.0, size)
    except OverflowError:
        return Metric.undefined(Reason.OUT_OF_RANGE, size)


def sharpe_ratio(
    returns: Floats, periods: int, annual_risk_free: float = 0.0, *, wiped_out: bool = False
) -> Metric:
    """Return the mean excess return per unit of deviation, annualised.

    Source: Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994.
    """
    if reason := _ratio_undefined(returns, wiped_out=wiped_out):
        return Metric.undefined(reason, returns.size)
    excess = float(returns.mean()) - annual_risk_free / periods
    return Metric.of(excess / _deviation(returns) * math.sqrt(periods), returns.size)


def sortino_ratio(
    returns: Floats, periods: int, annual_minimum: float = 0.0, *, wiped_out: bool = False
) -> Metric:
    """Return the mean return above the minimum per unit of downside deviation, annualised.

    The downside deviation averages over all returns, those above the minimum counting as zero.
    Source: Sortino and Price, 1994.
    """
    if reason := _ratio_undefined(returns, wiped_out=wiped_out):
        return Metric.undefined(reason, returns.size)
    excess = returns - annual_minimum / periods
    downside = math.sqrt(float(np.mean(np.minimum(excess, 0.0) ** 2)))
    if downside == 0.0:
        return Metric.undefined(Reason.NO_DOWNSIDE, returns.size)
    return Metric.of(float(excess.mean()) / downside * math.sqrt(periods), returns.size)


def volatility_pct(returns: Floats, periods: int, *, wiped_out: bool = False) -> Metric:
    """Return the deviation of daily returns, annualised, in percent."""
    if wiped_out:
        return Metric.undefined(Reason.WIPED_OUT, returns.size)
    if returns.size < 2:
        return Metric.undefined(Reason.TOO_FEW, returns.size)
    return Metric.of(_deviation(returns) * math.sqrt(periods) * 100.0, returns.size)


def calmar_ratio(cagr: Metric, drawdown_pct: float) -> Metric:
    """Return yearly growth per unit of the deepest drawdown.

    Source: Young, 1991.
    """
    if cagr.value is None:
        return cagr
    if drawdown_pct <= 0.0:
        return Metric.undefined(Reason.NO_DRAWDOWN, cagr.sample_size)
    return Metric.of(cagr.value / drawdown_pct, cagr.sample_size)


def alpha_and_beta(
    returns: Floats, benchmark: Floats, periods: int, annual_risk_free: float, *, wiped_out: bool
) -> tuple[Metric, Metric]:
    """Return (alpha in percent per year, beta) of the line through the benchmark's returns.

    Shapes: returns and benchmark (n,), the same days.
    """
    size = returns.size
    reason = _line_undefined(returns, benchmark, wiped_out=wiped_out)
    if reason is not None:
        return Metric.undefined(reason, size), Metric.undefined(reason, size)
    mean, mean_benchmark = float(returns.mean()), float(benchmark.mean())
    spread = benchmark - mean_benchmark
    beta = float(np.dot(returns - mean, spread) / np.dot(spread, spread))
    daily_rate = annual_risk_free / periods
    alpha = (mean - daily_rate - beta * (mean_benchmark - daily_rate)) * periods * 100.0
    return Metric.of(alpha, size), Metric.of(beta, size)


def _line_undefined(returns: Floats, benchmark: Floats, *, wiped_out: bool) -> Reason | None:
    if wiped_out:
        return Reason.WIPED_OUT
    if returns.size < MINIMUM_RETURNS:
        return Reason.TOO_FEW
    return None if _varies(benchmark) else Reason.NO_VARIATION


def _ratio_undefined(returns: Floats, *, wiped_out: bool) -> Reason | None:
    if wiped_out:
        return Reason.WIPED_OUT
    if returns.size < MINIMUM_RETURNS:
        return Reason.TOO_FEW_RETURNS
    return None if _varies(returns) else Reason.NO_VARIATION


def _varies(returns: Floats) -> bool:
    spread = float(returns.max() - returns.min())
    return spread > _ROUNDING * (1.0 + float(np.abs(returns).max()))


def _deviation(returns: Floats) -> float:
    return float(np.std(returns, ddof=1)) if _varies(returns) else 0.0
