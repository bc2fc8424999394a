"""Backtests: prepare the bars, run the engines, measure, prove, and say what to be wary of."""

from app.services.backtest.cautions import Caution
from app.services.backtest.preparation import Prepared, prepared, stored
from app.services.backtest.report import TRADE_COLUMNS, as_json, result_json, trade_rows
from app.services.backtest.run import BacktestReport, BacktestRequest, Backtests, Timings, runnable

__all__ = [
    "TRADE_COLUMNS",
    "BacktestReport",
    "BacktestRequest",
    "Backtests",
    "Caution",
    "Prepared",
    "Timings",
    "as_json",
    "prepared",
    "result_json",
    "runnable",
    "stored",
    "trade_rows",
]
