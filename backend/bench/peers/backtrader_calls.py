"""Plain Backtrader: a strategy class, a pandas feed and a cerebro with its defaults."""

from collections.abc import Callable

import backtrader as bt
import pandas as pd

from bench.bare import COMMISSION, SHARE, SLIPPAGE, STOP, TARGET


class _RsiStrategy(bt.Strategy):
    def __init__(self) -> None:
        self.rsi = bt.talib.RSI(self.data.close, timeperiod=14)
        self.protection: list[bt.Order] = []
        self.closed = 0

    def notify_trade(self, trade: bt.Trade) -> None:
        self.closed += trade.isclosed

    def next(self) -> None:
        price = self.data.close[0]
        if not self.position and self.rsi[0] < 30.0:
            orders = self.buy_bracket(
                exectype=bt.Order.Market,
                stopprice=price * (1 - STOP),
                limitprice=price * (1 + TARGET),
            )
            self.protection = orders[1:]
        elif self.position and self.rsi[0] > 70.0:
            for order in self.protection:
                self.cancel(order)
            self.close()


def run_once(frame: pd.DataFrame) -> Callable[[], tuple[int, float]]:
    """Return one cerebro.run() over `frame`: closed trades, final value."""

    def run() -> tuple[int, float]:
        cerebro = bt.Cerebro()
        cerebro.adddata(bt.feeds.PandasData(dataname=frame))
        cerebro.addstrategy(_RsiStrategy)
        cerebro.addsizer(bt.sizers.PercentSizer, percents=SHARE * 100)
        cerebro.broker.setcash(10_000.0)
        cerebro.broker.setcommission(commission=COMMISSION)
        cerebro.broker.set_slippage_perc(SLIPPAGE)
        (strategy,) = cerebro.run()
        return strategy.closed, float(cerebro.broker.getvalue())

    return run
