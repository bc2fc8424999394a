"""Our bars as a Backtrader data feed."""

from app.adapters.backtesting.backtrader.library import bt
from app.domain.market import Bars
from app.domain.timeframes import NANOS_PER_DAY

# Backtrader counts days from 0001-01-01 as 1; this is 1970-01-01.
_EPOCH_DAYS = 719_163.0


class BarsFeed(bt.feed.DataBase):  # type: ignore[misc]
    """Deliver the bars of the period one by one.

    Backtrader keeps time as a float of days, good to some microseconds: enough for it to order
    bars, and nothing else reads it. Exact times stay in the bars.
    """

    params = (("bars", None), ("first", 0))

    def start(self) -> None:
        super().start()
        bars: Bars = self.p.bars
        first: int = self.p.first
        days = bars.time[first:] / NANOS_PER_DAY + _EPOCH_DAYS
        columns = (bars.open, bars.high, bars.low, bars.close, bars.volume)
        self._rows = zip(days.tolist(), *(c[first:].tolist() for c in columns), strict=True)

    def _load(self) -> bool:
        row = next(self._rows, None)
        if row is None:
            return False
        lines = self.lines
        lines.datetime[0], lines.open[0], lines.high[0], lines.low[0] = row[:4]
        lines.close[0], lines.volume[0] = row[4:]
        lines.openinterest[0] = 0.0
        return True
