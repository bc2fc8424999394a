"""Backtrader's broker with the five differences that the fill rule needs, and no other.

1. What the open decides comes before what the range decides (rule 8b before 8c).
2. A target fills without slippage (rule 16).
3. A fee has a minimum (rule 16).
4. Spending all cash is allowed although the last digit rounds up: 1e-9 of it is tolerated.
5. Finer bars choose between stop and target when one bar reaches both (rule 21).
"""

from typing import Any

from app.adapters.backtesting.backtrader.library import bt
from app.domain.backtest import RunConfig
from app.domain.market import Bars

_CASH_TOLERANCE = 1e-9


class Fees(bt.CommInfoBase):  # type: ignore[misc]
    """A rate on the value, an amount per share, and a minimum per fill (rule 16)."""

    params = (
        ("stocklike", True),
        ("commtype", bt.CommInfoBase.COMM_PERC),
        ("percabs", True),
        ("per_share", 0.0),
        ("minimum", 0.0),
    )

    def _getcommission(self, size: float, price: float, pseudoexec: bool) -> float:
        quantity = abs(size)
        charged = quantity * price * self.p.commission + quantity * self.p.per_share
        return float(max(self.p.minimum, charged))


def fees_of(config: RunConfig) -> Fees:
    """Return the schedule of a run."""
    return Fees(
        commission=config.commission_pct / 100.0,
        per_share=config.fee_per_share,
        minimum=config.min_fee,
    )


class FillRuleBroker(bt.brokers.BackBroker):  # type: ignore[misc]
    """Match orders as rule 8 says; `ambiguous_bars` counts bars that nothing could decide."""

    params = (("bars", None), ("first", 0), ("finer", None))

    def init(self) -> None:
        super().init()
        self.ambiguous_bars = 0

    def next(self) -> None:
        stop, target = self._protection()
        # The stop was placed first, so it is asked first: the order of rule 8 but for two cases.
        if stop is not None and target is not None and self._target_comes_first(stop, target):
            self.pending.remove(stop)
            self.pending.append(stop)
        super().next()

    def charge(self, amount: float) -> None:
        """Take the cost of borrowing out of cash and mark again (rule 17)."""
        self.cash -= amount
        self._get_value()

    def _protection(self) -> tuple[Any, Any]:
        stop = next((o for o in self.pending if o.exectype == bt.Order.Stop), None)
        target = next((o for o in self.pending if o.exectype == bt.Order.Limit), None)
        return stop, target

    def _target_comes_first(self, stop: Any, target: Any) -> bool:
        data = stop.data
        side = 1.0 if stop.issell() else -1.0
        stop_at, target_at = side * stop.created.price, side * target.created.price
        # A due market order means this bar is the entry bar: its open is the entry, not an exit.
        entering = any(o.exectype == bt.Order.Market for o in self.pending)
        if not entering and side * data.open[0] <= stop_at:
            return False
        if not entering and side * data.open[0] >= target_at:
            return True
        worst, best = (data.low[0], data.high[0]) if side > 0 else (-data.high[0], -data.low[0])
        if worst <= stop_at and best >= target_at:
            return self._target_touched_first(len(data) - 1, side, stop_at, target_at)
        return False

    def _target_touched_first(
        self, index: int, side: float, stop_at: float, target_at: float
    ) -> bool:
        """Walk the finer bars of one bar; a finer bar with both, or none with any: the stop."""
        finer: Bars | None = self.p.finer
        if finer is not None:
            bars: Bars = self.p.bars
            opens_at = int(bars.time[self.p.first + index])
            inside = finer.between(opens_at, opens_at + bars.timeframe.nanos)
            for high, low in zip(inside.high.tolist(), inside.low.tolist(), strict=True):
                worst, best = (low, high) if side > 0 else (-high, -low)
                if worst <= stop_at and best >= target_at:
                    break
                if worst <= stop_at or best >= target_at:
                    return bool(best >= target_at)
        self.ambiguous_bars += 1
        return False

    def _try_exec_limit(
        self, order: Any, popen: float, phigh: float, plow: float, plimit: float
    ) -> None:
        side = 1.0 if order.issell() else -1.0
        if side * popen >= side * plimit:
            self._execute(order, ago=0, price=popen)
        elif side * (phigh if side > 0 else plow) >= side * plimit:
            self._execute(order, ago=0, price=plimit)

    def _execute(self, order: Any, ago: int | None = None, price: float | None = None,
                 cash: float | None = None, position: Any = None,
                 dtcoc: float | None = None) -> Any:  # fmt: skip
        lent = abs(self.cash) * _CASH_TOLERANCE
        self.cash += lent
        result = super()._execute(order, ago, price, cash, position, dtcoc)
        self.cash -= lent
        return result
