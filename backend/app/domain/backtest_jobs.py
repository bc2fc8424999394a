"""A backtest as a job: the row that says what to run, who runs it and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

ATTEMPTS_MAX: Final = 3
LEASE_SECONDS: Final = 15.0
HEARTBEAT_SECONDS: Final = 5.0
# A report that was begun so often and never stored fails for a reason of its own.
REPORT_ATTEMPTS_MAX: Final = 3
REPORT: Final = "report"

# Figures with a column of their own, to sort and filter lists by.
METRIC_COLUMNS: Final = (
    "final_capital",
    "total_return_pct",
    "cagr_pct",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "max_drawdown_pct",
    "win_rate_pct",
    "profit_factor",
    "total_trades",
)


class JobStatus(StrEnum):
    """Where a backtest stands; the last three are final."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Return whether nothing follows."""
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBacktest:
    """What asking for a backtest writes; `strategy` is a snapshot of the document."""

    strategy_id: UUID | None
    strategy_version: int | None
    strategy_name: str
    strategy: Mapping[str, Any]
    symbol: str
    timeframe: str
    start_date: date | None
    end_date: date | None
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestJob:
    """A backtest without its curve and its trades."""

    id: UUID
    user_id: UUID
    request: NewBacktest
    status: JobStatus
    progress_pct: float
    attempts: int
    is_cancel_requested: bool
    error: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    artefacts: Mapping[str, str]
    metrics: Mapping[str, float | None]
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def summary(self) -> "BacktestSummary":
        """Return what a list shows of it."""
        request = self.request
        return BacktestSummary(
            id=self.id,
            strategy_id=request.strategy_id,
            strategy_version=request.strategy_version,
            strategy_name=request.strategy_name,
            symbol=request.symbol,
            timeframe=request.timeframe,
            start_date=request.start_date,
            end_date=request.end_date,
            config=request.config,
            status=self.status,
            progress_pct=self.progress_pct,
            error=self.error,
            metrics=self.metrics,
            created_at=self.created_at,
            started_at=self.started_at,
            completed_at=self.completed_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestSummary:
    """What a list shows of a backtest."""

    id: UUID
    strategy_id: UUID | None
    strategy_version: int | None
    strategy_name: str
    symbol: str
    timeframe: str
    start_date: date | None
    end_date: date | None
    config: Mapping[str, Any]
    status: JobStatus
    progress_pct: float
    error: Mapping[str, Any] | None
    metrics: Mapping[str, float | None]
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """How a run ended well: `metrics` by the names of METRIC_COLUMNS, None where undefined."""

    result: Mapping[str, Any]
    metrics: Mapping[str, float | None]
    equity_curve: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beat:
    """What a worker learns when it says that it is alive."""

    is_cancel_requested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestTrade:
    """One closed round trip of a backtest; `number` counts from 1 in the order of closing."""

    number: int
    side: str
    entry_bar: int
    exit_bar: int
    entry_time: datetime
    exit_time: datetime
    quantity: float
    entry_price: float
    exit_price: float
    entry_fee: float
    exit_fee: float
    borrow: float
    pnl: float
    return_pct: float
    stop_price: float | None
    target_price: float | None
    reason: str
    entry_rule: int | None
    exit_rule: int | None
    mae_pct: float | None
    mfe_pct: float | None
