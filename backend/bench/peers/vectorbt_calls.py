"""vectorbt: its compiled simulation alone, and Portfolio.from_signals as a user calls it."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import talib

from app.domain.market import Bars
from bench.bare import COMMISSION, SHARE, SLIPPAGE, STOP, TARGET
from bench.measure import quiet

CAPITAL = 10_000.0


def core(bars: Bars, engine: str = "numba") -> Callable[[], int]:
    """Return vectorbt's compiled simulation fed with NumPy arrays, RSI included: trades.

    `engine` is numba, which every installation has, or rust, its optional extra.
    """
    from vectorbt.portfolio import dispatch, nb
    from vectorbt.portfolio.enums import SizeType

    simulate = nb.simulate_from_signals_nb if engine == "numba" else dispatch.simulate_from_signals
    choice = {} if engine == "numba" else {"engine": engine}
    sequence = np.zeros((bars.close.size, 1), np.int64)
    open_, high, low, close = (
        np.ascontiguousarray(a[:, None]) for a in (bars.open, bars.high, bars.low, bars.close)
    )

    def run() -> int:
        rsi = talib.RSI(bars.close, 14)
        entries, exits = (rsi < 30.0)[:, None], (rsi > 70.0)[:, None]
        orders, _ = simulate(
            close.shape, np.array([1]), np.array([CAPITAL]), sequence,
            entries, exits, size=np.array(SHARE), price=close, size_type=np.array(SizeType.Percent),
            fees=np.array(COMMISSION), slippage=np.array(SLIPPAGE), open=open_, high=high, low=low,
            close=close, sl_stop=np.array(STOP), tp_stop=np.array(TARGET), **choice,
        )  # fmt: skip
        return int(orders.size // 2)

    return run


def portfolio(frame: pd.DataFrame) -> Callable[[], tuple[int, float]]:
    """Return from_signals over columns of `frame`, then trade count and final value."""

    def run() -> tuple[int, float]:
        found = _from_signals(frame)
        return int(found.trades.count()), float(found.final_value())

    return run


def portfolio_with_stats(frame: pd.DataFrame) -> Callable[[], tuple[int, float]]:
    """Return from_signals over columns of `frame`, then its table of figures, stats()."""

    def run() -> tuple[int, float]:
        with quiet():
            figures = _from_signals(frame).stats()
        return int(figures["Total Trades"]), float(figures["End Value"])

    return run


def sweep(
    frame: pd.DataFrame, periods: Sequence[int], thresholds: Sequence[float]
) -> Callable[[], "pd.Series[float]"]:
    """Return all combinations as columns of one broadcast call: the total return of each."""
    import vectorbt

    limits = np.array(thresholds)
    columns = pd.MultiIndex.from_product([periods, thresholds], names=["period", "oversold"])

    def run() -> "pd.Series[float]":
        close = frame["close"].to_numpy()
        rsi = np.column_stack([talib.RSI(close, period) for period in periods])
        entries = (rsi[:, :, None] < limits).reshape(close.size, -1)
        exits = np.repeat(rsi > 70.0, limits.size, axis=1)
        found = vectorbt.Portfolio.from_signals(
            frame["close"],
            pd.DataFrame(entries, frame.index, columns), pd.DataFrame(exits, frame.index, columns),
            open=frame["open"], high=frame["high"], low=frame["low"], size=SHARE,
            size_type="percent", fees=COMMISSION, slippage=SLIPPAGE, sl_stop=STOP, tp_stop=TARGET,
            init_cash=CAPITAL, freq="1h",
        )  # fmt: skip
        return found.total_return()

    return run


def _from_signals(frame: pd.DataFrame):
    import vectorbt

    rsi = pd.Series(talib.RSI(frame["close"].to_numpy(), 14), frame.index)
    return vectorbt.Portfolio.from_signals(
        frame["close"], rsi < 30.0, rsi > 70.0,
        open=frame["open"], high=frame["high"], low=frame["low"], size=SHARE, size_type="percent",
        fees=COMMISSION, slippage=SLIPPAGE, sl_stop=STOP, tp_stop=TARGET, init_cash=CAPITAL,
        freq="1min",
    )  # fmt: skip
