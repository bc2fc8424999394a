"""What an administrator sees of everybody's work: names and states, never content."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.backtest_jobs import JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenJob:
    """A backtest of any user, as far as running it goes; `worker` holds the lease."""

    id: UUID
    user_id: UUID
    email: str
    strategy_id: UUID | None
    strategy_name: str
    symbol: str
    timeframe: str
    status: JobStatus
    progress_pct: float
    attempts: int
    worker: str | None
    error_code: int | None
    error_name: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
