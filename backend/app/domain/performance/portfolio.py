"""Returns of an account with deposits and withdrawals: time-weighted and money-weighted."""

import math
from typing import Final

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.performance.definitions import Reason
from app.domain.performance.results import Metric
from app.domain.timeframes import NANOS_PER_DAY

# ln(1 + rate) between a loss of all but a billionth and a gain of a billionfold per year.
_LOG_RATE: Final = math.log(1e9)
_GRID: Final = 4001


def time_weighted_returns(start: Floats, end: Floats, flows: Floats) -> Floats:
    """Return each day's return without the money that came or went.

    Shapes: (d,) each: equity when the day started, when it ended, net deposits of the day.
    Edge:   NaN for a day that started with nothing: there was nothing to earn a return on.
    """
    found = np.full(start.size, np.nan)
    held = start > 0.0
    found[held] = (end[held] - flows[held]) / start[held] - 1.0
    return found


def chained_return_pct(returns: Floats) -> Metric:
    """Return what the daily returns compound to, in percent; days without a return are skipped."""
    known = returns[np.isfinite(returns)]
    if not known.size:
        return Metric.undefined(Reason.TOO_FEW, 0)
    with np.errstate(over="ignore"):
        return Metric.of((float(np.prod(1.0 + known)) - 1.0) * 100.0, known.size)


def money_weighted_return_pct(times: Ints, flows: Floats) -> Metric:
    """Return the yearly rate at which all flows discount to zero (XIRR), in percent.

    Shapes: times (n,) int64 ns, flows (n,) seen from the owner: deposits negative, withdrawals
            and the final value positive.
    Edge:   undefined without both signs, and when no rate or more than one fits.
    """
    if not (np.any(flows > 0.0) and np.any(flows < 0.0)):
        return Metric.undefined(Reason.NO_FLOWS, flows.size)
    order = np.argsort(times, kind="stable")
    years: Floats = (times[order] - times[order[0]]) / (365.0 * NANOS_PER_DAY)
    amounts = flows[order]
    grid = np.linspace(-_LOG_RATE, _LOG_RATE, _GRID)
    gains = np.array([_gains(rate, years, amounts) for rate in grid])
    turns = np.flatnonzero(gains[1:] != gains[:-1])
    if turns.size != 1:
        return Metric.undefined(Reason.NO_SINGLE_ROOT, flows.size)
    rate = _bisected(float(grid[turns[0]]), float(grid[turns[0] + 1]), years, amounts)
    return Metric.of(math.expm1(rate) * 100.0, flows.size)


def _gains(log_rate: float, years: Floats, amounts: Floats) -> bool:
    """Return whether the flows discounted at that rate come to more than zero."""
    # Scaled by the largest factor: only the sign matters, and exp cannot overflow.
    powers = -log_rate * years
    return bool(np.dot(amounts, np.exp(powers - powers.max())) > 0.0)


def _bisected(low: float, high: float, years: Floats, amounts: Floats) -> float:
    gains = _gains(low, years, amounts)
    for _ in range(80):
        middle = 0.5 * (low + high)
        if _gains(middle, years, amounts) == gains:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
