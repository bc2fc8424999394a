"""Figures over closed trades, net of all costs."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from app.domain.arrays import Floats
from app.domain.backtest import Trades
from app.domain.performance.definitions import Reason
from app.domain.performance.results import Metric
from app.domain.timeframes import NANOS_PER_SECOND

# P&L is a difference of amounts, so trades that won the same differ by its rounding.
_ROUNDING: Final = 1e-12


def trade_figures(trades: Trades) -> Mapping[str, Metric]:
    """Return every figure over closed trades by its JSON name."""
    count = len(trades)
    pnl = trades.pnl
    winners, losers = int(np.sum(pnl > 0.0)), int(np.sum(pnl < 0.0))
    return {
        "total_trades": Metric.of(count, count),
        "winning_trades": Metric.of(winners, count),
        "losing_trades": Metric.of(losers, count),
        "break_even_trades": Metric.of(count - winners - losers, count),
        "win_rate_pct": win_rate_pct(pnl),
        "profit_factor": profit_factor(pnl),
        "expectancy": expectancy(pnl),
        "expectancy_r": expectancy_r(trades),
        "sqn": system_quality(pnl),
        **_durations(trades),
        **_returns(trades.return_pct),
    }


def win_rate_pct(pnl: Floats) -> Metric:
    """Return the share of trades that made money, in percent; break-even is not a win."""
    if not pnl.size:
        return Metric.undefined(Reason.NO_TRADES, 0)
    return Metric.of(float(np.mean(pnl > 0.0)) * 100.0, pnl.size)


def profit_factor(pnl: Floats) -> Metric:
    """Return money won per unit of money lost; 0 with losses only."""
    if not pnl.size:
        return Metric.undefined(Reason.NO_TRADES, 0)
    lost = -float(pnl[pnl < 0.0].sum())
    if lost == 0.0:
        return Metric.undefined(Reason.NO_LOSSES, pnl.size)
    return Metric.of(float(pnl[pnl > 0.0].sum()) / lost, pnl.size)


def expectancy(pnl: Floats) -> Metric:
    """Return the mean net P&L per trade, quote currency."""
    if not pnl.size:
        return Metric.undefined(Reason.NO_TRADES, 0)
    return Metric.of(float(pnl.mean()), pnl.size)


def expectancy_r(trades: Trades) -> Metric:
    """Return the mean P&L in units of initial risk, over trades that had a stop.

    Initial risk is the quantity times the distance from the fill to the first stop.
    Source: Van Tharp.
    """
    if not len(trades):
        return Metric.undefined(Reason.NO_TRADES, 0)
    risk = trades.quantity * np.abs(trades.entry_price - trades.stop_price)
    stopped = risk > 0.0  # false for NaN, a trade without a stop
    size = int(stopped.sum())
    if not size:
        return Metric.undefined(Reason.NO_STOPS, 0)
    return Metric.of(float(np.mean(trades.pnl[stopped] / risk[stopped])), size)


def system_quality(pnl: Floats) -> Metric:
    """Return Van Tharp's SQN over all trades; read it with its sample size.

    Source: Van Tharp.
    """
    if pnl.size < 2:
        return Metric.undefined(Reason.TOO_FEW, pnl.size)
    if float(pnl.max() - pnl.min()) <= _ROUNDING * float(np.abs(pnl).max()):
        return Metric.undefined(Reason.NO_VARIATION, pnl.size)
    quality = math.sqrt(pnl.size) * float(pnl.mean()) / float(np.std(pnl, ddof=1))
    return Metric.of(quality, pnl.size)


def _durations(trades: Trades) -> dict[str, Metric]:
    names = ("avg_trade_duration_seconds", "max_trade_duration_seconds")
    if not len(trades):
        return dict.fromkeys(names, Metric.undefined(Reason.NO_TRADES, 0))
    held = (trades.exit_time - trades.entry_time) / NANOS_PER_SECOND
    return {
        names[0]: Metric.of(float(held.mean()), held.size),
        names[1]: Metric.of(float(held.max()), held.size),
    }


def _returns(return_pct: Floats) -> dict[str, Metric]:
    names = ("best_trade_pct", "worst_trade_pct", "avg_trade_pct")
    if not return_pct.size:
        return dict.fromkeys(names, Metric.undefined(Reason.NO_TRADES, 0))
    return {
        names[0]: Metric.of(float(return_pct.max()), return_pct.size),
        names[1]: Metric.of(float(return_pct.min()), return_pct.size),
        names[2]: Metric.of(float(return_pct.mean()), return_pct.size),
    }
