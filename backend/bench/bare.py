"""The least a backtest can do: one compiled loop that keeps no record of anything."""

from collections.abc import Sequence

import numba
import talib

from app.domain.arrays import Floats
from app.domain.market import Bars

COMMISSION, SLIPPAGE, STOP, TARGET, SHARE = 0.001, 0.0005, 0.02, 0.05, 0.1


@numba.njit(cache=True)
def _bare(
    open_: Floats, high: Floats, low: Floats, close: Floats, rsi: Floats, oversold: float
) -> tuple[int, float]:
    cash, quantity, entry, trades = 10_000.0, 0.0, 0.0, 0
    want_in = want_out = False
    for i in range(open_.size):
        price = 0.0
        if want_out:
            price = open_[i] * (1.0 - SLIPPAGE)
        elif want_in:
            entry = open_[i] * (1.0 + SLIPPAGE)
            quantity = cash * SHARE / (entry * (1.0 + COMMISSION))
            cash -= quantity * entry * (1.0 + COMMISSION)
        want_in = want_out = False
        if quantity > 0.0 and price == 0.0:
            if low[i] <= entry * (1.0 - STOP):
                price = min(open_[i], entry * (1.0 - STOP)) * (1.0 - SLIPPAGE)
            elif high[i] >= entry * (1.0 + TARGET):
                price = max(open_[i], entry * (1.0 + TARGET))
        if price > 0.0:
            cash += quantity * price * (1.0 - COMMISSION)
            quantity = 0.0
            trades += 1
        if quantity > 0.0:
            want_out = rsi[i] > 70.0
        else:
            want_in = rsi[i] < oversold
    return trades, cash + quantity * close[-1]


def bare_loop(bars: Bars, period: int = 14, oversold: float = 30.0) -> tuple[int, float]:
    """Run TA-Lib's RSI and the loop: (trades, final value)."""
    rsi = talib.RSI(bars.close, period)
    found: tuple[int, float] = _bare(bars.open, bars.high, bars.low, bars.close, rsi, oversold)
    return found


def bare_sweep(bars: Bars, periods: Sequence[int], thresholds: Sequence[float]) -> list[float]:
    """Run the loop for every combination, one RSI per period: final values."""
    arrays = bars.open, bars.high, bars.low, bars.close
    return [
        _bare(*arrays, rsi, oversold)[1]
        for rsi in (talib.RSI(bars.close, period) for period in periods)
        for oversold in thresholds
    ]
