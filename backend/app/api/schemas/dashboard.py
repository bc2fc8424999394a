"""The first page in JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.api.schemas.backtest import Listed
from app.api.schemas.conventions import Answer
from app.domain.backtest_jobs import JobStatus
from app.domain.strategies import StrategyStatus
from app.services.dashboard import ActiveJob
from app.services.dashboard import Summary as Found


class Active(Answer):
    """A backtest that waits or runs; `queue_position` is 1 for the next one to start."""

    id: UUID
    strategy_name: str
    symbol: str
    timeframe: str
    status: JobStatus
    progress_pct: float
    queue_position: int | None
    created_at: datetime

    @classmethod
    def of(cls, found: ActiveJob) -> "Active":
        job = found.job
        return cls(
            id=job.id,
            strategy_name=job.strategy_name,
            symbol=job.symbol,
            timeframe=job.timeframe,
            status=job.status,
            progress_pct=job.progress_pct,
            queue_position=found.queue_position,
            created_at=job.created_at,
        )


class Price(Answer):
    """An instrument on the watch list with its last stored close; null: nothing is stored."""

    source: str = Field(examples=["sim"])
    symbol: str = Field(examples=["BTC/USDT"])
    price: float | None = Field(examples=[64_211.5])
    change_24h_pct: float | None = Field(examples=[-1.2])
    at: datetime | None = Field(description="when that bar closed")


class Spark(Answer):
    """The equity curve of the latest completed backtest, in at most 100 points."""

    backtest_id: UUID
    strategy_name: str
    time: list[int] = Field(description="milliseconds since 1970, UTC")
    equity: list[float]


class Fact(Answer):
    """Something that happened, as the gateway told it."""

    seq: int
    type: str = Field(examples=["backtest.complete"])
    entity_id: UUID | None
    payload: dict[str, Any]
    created_at: datetime


class Facts(Answer):
    """The newest facts, the last one first; `head` is the cursor for the gateway."""

    head: int
    items: list[Fact]


class Summary(Answer):
    """Everything the first page shows; every state is counted, also with 0."""

    strategies: dict[StrategyStatus, int]
    backtests: dict[JobStatus, int]
    active: list[Active]
    recent: list[Listed] = Field(description="the five backtests completed last")
    equity: Spark | None
    watchlist: list[Price]
    events: Facts

    @classmethod
    def of(cls, found: Found) -> "Summary":
        return cls(
            strategies={state: found.strategies.get(state, 0) for state in StrategyStatus},
            backtests={state: found.backtests.get(state, 0) for state in JobStatus},
            active=[Active.of(one) for one in found.active],
            recent=[Listed.of(one) for one in found.recent],
            equity=None if found.equity is None else Spark.model_validate(found.equity),
            watchlist=[Price.model_validate(one) for one in found.watchlist],
            events=Facts(
                head=found.event_head, items=[Fact.model_validate(one) for one in found.events]
            ),
        )
