"""Backtests over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.api.errors import ERRORS
from app.api.schemas.conventions import Answer, Request, Text
from app.domain.backtest import EngineName, RunConfig
from app.domain.backtest_jobs import BacktestJob, BacktestSummary, BacktestTrade, JobStatus
from app.domain.timeframes import Timeframe
from app.services.backtest_jobs import BacktestOrder

_NUMBERS = tuple(RunConfig.__dataclass_fields__)


class Order(Request):
    """A backtest to run; every `…_pct` is percent: 0.1 is 0.1 %."""

    strategy_id: UUID
    start_date: date | None = Field(None, examples=["2024-01-01"])
    end_date: date | None = Field(
        None, description="up to the start of this day", examples=["2025-01-01"]
    )
    source: Annotated[Text | None, Field(max_length=64)] = None
    engine: EngineName = EngineName.FAST
    intrabar_timeframe: Timeframe | None = None
    initial_capital: float | None = Field(None, examples=[10_000])
    commission_pct: float | None = Field(None, examples=[0.1])
    slippage_pct: float | None = Field(None, examples=[0.05])
    borrow_pct_per_year: float | None = None
    risk_free_pct: float | None = None
    mar_pct: float | None = None
    lot_step: float | None = None
    tick_size: float | None = None
    min_notional: float | None = None
    min_fee: float | None = None
    fee_per_share: float | None = None
    close_at_end: bool | None = None

    def order(self) -> BacktestOrder:
        """Return what was asked for; ranges are checked where the numbers are used."""
        given = {name: getattr(self, name) for name in _NUMBERS}
        return BacktestOrder(
            strategy_id=self.strategy_id,
            start_date=self.start_date,
            end_date=self.end_date,
            source=self.source,
            engine=self.engine,
            intrabar_timeframe=self.intrabar_timeframe,
            config={name: value for name, value in given.items() if value is not None},
        )


class Failure(Answer):
    """Why a backtest has no result."""

    code: int = Field(examples=[3002])
    code_name: str = Field(examples=["BACKTEST_TIMEOUT"])
    title: str
    detail: str
    errors: list[dict[str, str]] | None = None

    @classmethod
    def of(cls, stored: Any) -> "Failure | None":
        if stored is None:
            return None
        return cls(title=ERRORS.get(stored["code"], ERRORS[9000]).title, **stored)


class Listed(Answer):
    """A backtest in a list."""

    id: UUID
    strategy_id: UUID | None
    strategy_version: int | None
    strategy_name: str
    symbol: str
    timeframe: str
    start_date: date | None
    end_date: date | None
    status: JobStatus
    progress_pct: float
    config: dict[str, Any]
    metrics: dict[str, float | None]
    error: Failure | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @classmethod
    def of(cls, found: BacktestSummary) -> "Listed":
        given = {name: getattr(found, name) for name in cls.model_fields}
        return cls(**{**given, "error": Failure.of(found.error)})


class Backtest(Listed):
    """A backtest with its result; `queue_position` is 1 for the next one to run."""

    queue_position: int | None = None
    attempts: int
    result: dict[str, Any] | None = Field(
        description="metrics, final_capital, proof, hashes, warnings"
    )
    strategy: dict[str, Any] = Field(description="the document that runs, as it was then")
    artefacts: list[str] = Field(examples=[["equity", "trades", "report"]])

    @classmethod
    def whole(cls, job: BacktestJob, position: int | None = None) -> "Backtest":
        listed = dict(Listed.of(job.summary))
        return cls(
            **{**listed, "error": _failure(job)},
            queue_position=position,
            attempts=job.attempts,
            result=None if job.result is None else dict(job.result),
            strategy=dict(job.request.strategy),
            artefacts=sorted(job.artefacts),
        )


def _failure(job: BacktestJob) -> Failure | None:
    if job.error is None and job.status is JobStatus.CANCELLED:
        # One that was cancelled while it waited never met a worker that could say so.
        detail = "the backtest was cancelled"
        return Failure.of({"code": 3003, "code_name": ERRORS[3003].name, "detail": detail})
    return Failure.of(job.error)


class Trade(Answer):
    """One closed round trip; rules are positions in the document's lists."""

    number: int
    side: str = Field(examples=["long"])
    entry_time: datetime
    exit_time: datetime
    entry_price: float
    exit_price: float
    quantity: float
    pnl: float
    return_pct: float
    reason: str = Field(examples=["take_profit"])
    entry_rule: int | None
    exit_rule: int | None
    entry_fee: float
    exit_fee: float
    borrow: float
    stop_price: float | None
    target_price: float | None
    mae_pct: float | None
    mfe_pct: float | None
    entry_bar: int
    exit_bar: int

    @classmethod
    def of(cls, found: BacktestTrade) -> "Trade":
        return cls.model_validate(found)


class TradeColumns(Answer):
    """Closed trades in the order of closing: an array per field of a trade, all equally long."""

    number: list[int]
    side: list[str] = Field(examples=[["long"]])
    entry_time: list[int] = Field(description="milliseconds since 1970, UTC")
    exit_time: list[int] = Field(description="milliseconds since 1970, UTC")
    entry_price: list[float]
    exit_price: list[float]
    quantity: list[float]
    pnl: list[float]
    return_pct: list[float]
    reason: list[str] = Field(examples=[["take_profit"]])
    entry_rule: list[int | None]
    exit_rule: list[int | None]
    entry_fee: list[float]
    exit_fee: list[float]
    borrow: list[float]
    stop_price: list[float | None]
    target_price: list[float | None]
    mae_pct: list[float | None]
    mfe_pct: list[float | None]
    entry_bar: list[int]
    exit_bar: list[int]
    total: int = Field(description="closed trades of the run", examples=[1])
    next_after: int | None = Field(description="`after` of the next answer; null on the last one")


class Equity(Answer):
    """Equity and drawdown at bar closes, in at most 2,000 points with the extremes kept."""

    time: list[int] = Field(description="milliseconds since 1970, UTC")
    equity: list[float]
    drawdown_pct: list[float]
    benchmark: list[float] | None = Field(default=None, description="buy and hold, same costs")
    initial_capital: float
    bars: int = Field(description="closes of the whole curve")


class Compared(Answer):
    """One of several backtests side by side."""

    backtest: Listed
    result: dict[str, Any]
    equity: Equity


class Comparison(Answer):
    """Backtests side by side, in the order asked for."""

    items: list[Compared]
