"""Performance figures: one module for both engines and for live portfolios.

`E` is equity marked at each bar close, `E0` the initial capital, `r` simple returns of daily last
equity (the first day against E0), `A` the trading days in a year of the instrument's calendar.
Values are unrounded; what is undefined has no value and a reason (`Reason`), never 0 or infinity.
"""

from app.domain.performance.closed_trades import trade_figures
from app.domain.performance.definitions import DEFINITIONS, Definition, Reason
from app.domain.performance.drawdown import deepest_episodes
from app.domain.performance.months import monthly_returns, yearly_returns
from app.domain.performance.portfolio import (
    chained_return_pct,
    money_weighted_return_pct,
    time_weighted_returns,
)
from app.domain.performance.report import metrics
from app.domain.performance.results import Episode, Metric, Metrics, PeriodReturn, to_json
from app.domain.performance.returns import (
    alpha_and_beta,
    cagr_pct,
    calmar_ratio,
    daily_returns,
    day_ends,
    sharpe_ratio,
    sortino_ratio,
    volatility_pct,
)

__all__ = [
    "DEFINITIONS",
    "Definition",
    "Episode",
    "Metric",
    "Metrics",
    "PeriodReturn",
    "Reason",
    "alpha_and_beta",
    "cagr_pct",
    "calmar_ratio",
    "chained_return_pct",
    "daily_returns",
    "day_ends",
    "deepest_episodes",
    "metrics",
    "money_weighted_return_pct",
    "monthly_returns",
    "sharpe_ratio",
    "sortino_ratio",
    "time_weighted_returns",
    "to_json",
    "trade_figures",
    "volatility_pct",
    "yearly_returns",
]
