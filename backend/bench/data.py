"""The series and the strategy every figure is measured on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from app import bootstrap
from app.core.config import load_settings
from app.domain.indicators.registry import catalogue
from app.domain.market import Bars
from app.domain.rules.document import load
from app.domain.rules.spec import Strategy

if TYPE_CHECKING:
    import pandas as pd

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("APEX_TEST_DATA") or REPOSITORY.parent / "shared" / "data")
MINUTES = SHARED / "ohlcv" / "bitfinex_BTC-USD_1m.parquet"
HOURS = SHARED / "ohlcv" / "coinbase_BTC-USD_1h.parquet"

RSI_DOCUMENT = {
    "name": "RSI with stop and target",
    "asset": "BTC/USD",
    "timeframe": "1m",
    "entry_rules": [
        {
            "name": "oversold",
            "logic": "AND",
            "signal": "BUY",
            "conditions": [
                {"indicator": "RSI", "params": {"period": 14}, "operator": "less_than", "value": 30}
            ],
        }
    ],
    "exit_rules": [
        {
            "name": "overbought",
            "logic": "AND",
            "signal": "SELL",
            "conditions": [
                {
                    "indicator": "RSI",
                    "params": {"period": 14},
                    "operator": "greater_than",
                    "value": 70,
                }
            ],
        }
    ],
    "risk_management": {"stop_loss_pct": 2.0, "take_profit_pct": 5.0, "max_position_size": 0.1},
}


def rsi_strategy(timeframe: str = "1m") -> Strategy:
    """Return the specification's RSI strategy with stop, target and costs."""
    return load({**RSI_DOCUMENT, "timeframe": timeframe}, catalogue())


def bars_of(path: Path) -> Bars:
    """Return the checked bars of one candle file."""
    return bootstrap.data_files(load_settings()).candles(path).bars


def frame_of(path: Path) -> "pd.DataFrame":
    """Return one candle file as pandas reads it, its own time as the index."""
    import pandas as pd

    return pd.read_parquet(path).set_index("time")
