"""backtesting.py: a strategy class as its quick start writes it."""

from collections.abc import Callable

import pandas as pd
import talib
from backtesting import Backtest, Strategy

from bench.bare import COMMISSION, SHARE, SLIPPAGE, STOP, TARGET
from bench.measure import quiet


class _RsiStrategy(Strategy):
    period, oversold, overbought = 14, 30, 70

    def init(self) -> None:
        self.rsi = self.I(talib.RSI, self.data.Close, self.period)

    def next(self) -> None:
        price = self.data.Close[-1]
        if not self.position and self.rsi[-1] < self.oversold:
            self.buy(size=SHARE, sl=price * (1 - STOP), tp=price * (1 + TARGET))
        elif self.position and self.rsi[-1] > self.overbought:
            self.position.close()


def run_once(frame: pd.DataFrame) -> Callable[[], tuple[int, float]]:
    """Return one run() over `frame`, which always computes its figures: trades, final value."""
    test = _test(frame)

    def run() -> tuple[int, float]:
        with quiet():
            figures = test.run()
        return int(figures["# Trades"]), float(figures["Equity Final [$]"])

    return run


def run_each(
    frame: pd.DataFrame, combinations: list[tuple[int, float]]
) -> Callable[[], list[float]]:
    """Return one run() per (period, oversold), as its optimize() does: total returns."""
    test = _test(frame)

    def run() -> list[float]:
        with quiet():
            return [
                float(test.run(period=period, oversold=oversold)["Return [%]"])
                for period, oversold in combinations
            ]

    return run


def _test(frame: pd.DataFrame) -> Backtest:
    """Return the test over prices of a millionth of a coin: it trades whole units only."""
    prices = frame.tz_localize(None).rename(columns=str.capitalize)
    prices[["Open", "High", "Low", "Close"]] /= 1e6
    prices["Volume"] *= 1e6
    # Its spread is paid once a trade, our slippage at both ends.
    return Backtest(
        prices,
        _RsiStrategy,
        cash=10_000,
        commission=COMMISSION,
        spread=2 * SLIPPAGE,
        finalize_trades=True,
    )
