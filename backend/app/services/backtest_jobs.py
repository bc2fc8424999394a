"""Backtests as people ask for them: checked, put in the queue, cancelled, removed.

The row is the job. What is asked for is checked here, where somebody waits for the answer; what a
worker does with it is in `backtest_worker`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.backtest import EngineName, RunConfig
from app.domain.backtest_jobs import BacktestJob, JobStatus, NewBacktest
from app.domain.errors import ApexError, InvalidInput, NotFound
from app.domain.indicators.registry import catalogue
from app.domain.rules.lookback import cost_of
from app.domain.rules.printing import to_json
from app.domain.rules.spec import Strategy
from app.domain.strategies import StoredStrategy
from app.domain.timeframes import Timeframe
from app.persistence.unit_of_work import Transactions, UnitOfWork
from app.ports.clock import Clock
from app.ports.storage import ObjectStore
from app.services.market_data import MarketData, StoredSeries, best_for, of_one_source
from app.services.periods import Period, period_between
from app.services.strategies import StrategyNotFound, runnable_strategy

RUN_TASK: Final = "app.tasks.backtest.run_backtest"
REPORT_TASK: Final = "app.tasks.backtest.render_report"
# How many of one user may wait or run at a time.
ACTIVE_MOST: Final = 10
ENDED: Final = "backtest.complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestOrder:
    """What a person asks for; `config` are those fields of RunConfig that were given."""

    strategy_id: UUID
    start_date: date | None = None
    end_date: date | None = None
    source: str | None = None
    engine: EngineName = EngineName.FAST
    intrabar_timeframe: Timeframe | None = None
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestDesk:
    """Takes orders for backtests and answers for them."""

    transactions: Transactions
    market_data: MarketData
    clock: Clock
    store: ObjectStore | None = None
    active_most: int = ACTIVE_MOST

    async def submit(self, user_id: UUID, order: BacktestOrder) -> BacktestJob:
        """Return the backtest that now waits for a worker.

        Raises: StrategyNotFound, InvalidRules, InvalidInput, SymbolNotFound, NoData, ResourceLimit
                for what could never run; QueueFull.
        """
        async with self.transactions.begin_as(user_id) as work:
            kept = await work.strategies.by_id(order.strategy_id)
            if kept is None:
                raise StrategyNotFound(order.strategy_id)
            strategy = await runnable_strategy(work.rules, kept.content.document)
        period = period_of(order.start_date, order.end_date)
        series = await self._series(user_id, strategy, period, order)
        cost_of(strategy, catalogue(), _bars_about(series, strategy.timeframe, period))
        new = _new(kept, strategy, order, series)
        async with self.transactions.begin_as(user_id) as work:
            job = await work.backtests.add(new, self.active_most)
            work.enqueue(RUN_TASK, job.id)
        return job

    async def by_id(self, user_id: UUID, backtest_id: UUID) -> tuple[BacktestJob, int | None]:
        """Return a backtest, and its place in the queue while it waits.

        Raises: NotFound.
        """
        async with self.transactions.begin_as(user_id) as work:
            job = _found(await work.backtests.by_id(backtest_id))
        if job.status is not JobStatus.PENDING:
            return job, None
        # Of the others in the queue only their number is told.
        async with self.transactions.begin_system() as work:
            return job, await work.backtests.queue_position(backtest_id)

    async def cancel_or_remove(self, user_id: UUID, backtest_id: UUID) -> BacktestJob | None:
        """Return the backtest that is being cancelled, None where a final one was removed.

        Raises: NotFound.
        """
        async with self.transactions.begin_as(user_id) as work:
            before = _found(await work.backtests.by_id(backtest_id))
            if not before.status.is_final:
                return await self._cancelled(work, backtest_id)
            artefacts = await work.backtests.remove(backtest_id)
        await self._forget(artefacts or {})
        return None

    async def _cancelled(self, work: UnitOfWork, backtest_id: UUID) -> BacktestJob:
        job = _found(await work.backtests.request_cancel(backtest_id, self.clock.now()))
        if job.status is JobStatus.CANCELLED:
            await announce_end(work, job)
        return job

    async def _forget(self, artefacts: Mapping[str, str]) -> None:
        if self.store is None:
            return
        try:
            for key in artefacts.values():
                await self.store.delete(key)
        except ApexError:
            # An object without a row is never shown; the row is what was asked to go.
            return

    async def _series(
        self, user_id: UUID, strategy: Strategy, period: Period, order: BacktestOrder
    ) -> StoredSeries:
        source = order.source or strategy.venue
        stored = await self.market_data.stored(user_id)
        candidates = of_one_source(stored, strategy.symbol, source)
        finer = order.intrabar_timeframe
        if finer is not None:
            if finer.nanos >= strategy.timeframe.nanos:
                raise InvalidInput(
                    f"intrabar_timeframe is {finer}: must be finer than the strategy's "
                    f"{strategy.timeframe}"
                )
            best_for(candidates, finer, period)
        return best_for(candidates, strategy.timeframe, period)


def period_of(start: date | None, end: date | None) -> Period:
    """Return the period from the start of one day up to the start of another."""
    first, last = (None if day is None else day.isoformat() for day in (start, end))
    return period_between(first, last)


async def announce_end(work: UnitOfWork, job: BacktestJob) -> None:
    """Tell the owner, in the transaction that ended the backtest."""
    payload = {
        "backtest_id": str(job.id),
        "strategy_id": str(job.request.strategy_id) if job.request.strategy_id else None,
        "strategy_name": job.request.strategy_name,
        "status": job.status.value,
        "error": dict(job.error) if job.error else None,
        **job.metrics,
    }
    await work.announce(job.user_id, ENDED, job.id, payload)


def _new(
    kept: StoredStrategy, strategy: Strategy, order: BacktestOrder, series: StoredSeries
) -> NewBacktest:
    given = {"lot_step": series.calendar.default_lot_step, **order.config}
    config = RunConfig(**given)
    return NewBacktest(
        strategy_id=kept.id,
        strategy_version=kept.version,
        strategy_name=kept.content.name,
        strategy=to_json(strategy),
        symbol=series.key.symbol,
        timeframe=str(strategy.timeframe),
        start_date=order.start_date,
        end_date=order.end_date,
        config={
            "start_date": order.start_date and order.start_date.isoformat(),
            "end_date": order.end_date and order.end_date.isoformat(),
            "source": series.key.source,
            "engine": order.engine.value,
            "intrabar_timeframe": order.intrabar_timeframe and str(order.intrabar_timeframe),
            **asdict(config),
        },
    )


def _bars_about(series: StoredSeries, timeframe: Timeframe, period: Period) -> int:
    first = max(series.extent.first_ns, period.start_ns or series.extent.first_ns)
    last = min(series.extent.end_ns, period.end_ns or series.extent.end_ns)
    return max(1, (last - first) // timeframe.nanos)


def _found(job: BacktestJob | None) -> BacktestJob:
    if job is None:
        raise NotFound("there is no such backtest")
    return job
