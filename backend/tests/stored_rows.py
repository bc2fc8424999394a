"""Rows worth storing: short names for what the tests of the database need again and again."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from app.domain.backtest import Trades
from app.domain.backtest_jobs import METRIC_COLUMNS, Completion, NewBacktest
from app.domain.strategies import StrategyContent

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHA = bytes(range(32))
_NANOS = 1_700_000_000_000_000_000


def content(name: str = "Trend", **changes) -> StrategyContent:
    plain = StrategyContent(
        name=name,
        description=None,
        symbol="BTC/USDT",
        timeframe="1h",
        document={"name": name},
        document_hash=f"hash of {name}",
    )
    return replace(plain, **changes)


def new_backtest(name: str = "Trend", **changes) -> NewBacktest:
    plain = NewBacktest(
        strategy_id=None,
        strategy_version=None,
        strategy_name=name,
        strategy={"name": name},
        symbol="BTC/USDT",
        timeframe="1h",
        start_date=date(2025, 1, 1),
        end_date=date(2025, 12, 31),
        config={"initial_capital": 10_000.0},
    )
    return replace(plain, **changes)


def completion(**metrics: float | None) -> Completion:
    return Completion(
        result={"metrics": {"sharpe_ratio": {"value": 1.5}}},
        metrics={**dict.fromkeys(METRIC_COLUMNS), **metrics},
        equity_curve={"time": [1, 2], "equity": [10_000.0, 10_100.0]},
    )


def trades(size: int = 3) -> Trades:
    count = np.arange(size, dtype=np.int64)
    prices = 100.0 + count
    no_prices = np.full(size, np.nan)
    return Trades(
        side=np.where(count % 2 == 0, 1, -1).astype(np.int8),
        entry_bar=count,
        exit_bar=count + 1,
        entry_time=_NANOS + count * 3_600_000_000_000,
        exit_time=_NANOS + (count + 1) * 3_600_000_000_000,
        quantity=np.ones(size),
        entry_price=prices,
        exit_price=prices + 1.0,
        entry_fee=np.zeros(size),
        exit_fee=np.zeros(size),
        borrow=np.zeros(size),
        pnl=np.ones(size),
        return_pct=100.0 / prices,
        stop_price=no_prices,
        target_price=prices + 2.0,
        reason=(count % 8).astype(np.int8),
        entry_rule=np.zeros(size, dtype=np.int16),
        exit_rule=np.full(size, -1, dtype=np.int16),
        mae_pct=no_prices,
        mfe_pct=np.ones(size),
    )
