"""Stored candles and a strategy, for tests that ask for backtests."""

from app.domain.timeframes import Calendar, Timeframe
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.simulation import simulated_minutes

SYMBOL = "BTC/USDT"
DOCUMENT = {
    "name": "Dip",
    "symbol": SYMBOL,
    "timeframe": "5m",
    "entry_rules": [
        {
            "name": "Low",
            "signal": "BUY",
            "conditions": [
                {
                    "left": {"indicator": "RSI", "params": {"period": 14}},
                    "operator": "less_than",
                    "right": 40,
                }
            ],
        }
    ],
    "exit_rules": [],
    "risk_management": {"stop_loss_pct": 2, "take_profit_pct": 2},
}


async def store_market(transactions: Transactions, days: int = 10) -> None:
    """Store some days of simulated minutes as the source `sim`."""
    key = SeriesKey("sim", SYMBOL, Timeframe.M1)
    async with transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, Calendar.ALWAYS))
    async with transactions.begin_candles() as candles:
        await candles.merge(key, simulated_minutes(SYMBOL, days))
