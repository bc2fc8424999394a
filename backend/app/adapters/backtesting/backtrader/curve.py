"""The analyzer that notes down every close."""

from app.adapters.backtesting.backtrader.library import bt


class Curve(bt.Analyzer):  # type: ignore[misc]
    """Keep equity, signed position and exposure of each bar, after the strategy has decided."""

    def start(self) -> None:
        self.equity: list[float] = []
        self.position: list[float] = []
        self.exposed: list[bool] = []

    def next(self) -> None:
        self.equity.append(self.strategy.broker.getvalue())
        self.position.append(self.strategy.position.size)
        self.exposed.append(self.strategy.exposed)
