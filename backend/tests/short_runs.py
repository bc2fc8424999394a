"""A finished backtest in milliseconds, on bars that rise and fall."""

import numpy as np

from app import bootstrap
from app.domain.backtest import RunConfig
from app.domain.indicators.registry import catalogue
from app.domain.rules.document import load
from app.services.backtest import BacktestReport, BacktestRequest, Prepared
from tests.builders import bars

DOCUMENT = """
name: "Wave"
symbol: "BTC/USDT"
timeframe: 1h
risk.stop_loss_pct: 5

buy entry "Low": close < 95
sell exit "High": close > 105
"""


def short_report(count: int = 400) -> BacktestReport:
    """Return the report of a strategy that buys low and sells high on a wave of closes."""
    closes = 100.0 + 10.0 * np.sin(np.arange(count) / 7.0)
    return bootstrap.backtests().run(
        BacktestRequest(
            strategy=load(DOCUMENT, catalogue()),
            data=Prepared(bars(closes.tolist()), 0),
            source="sim",
            symbol="BTC/USDT",
            config=RunConfig(),
        )
    )
