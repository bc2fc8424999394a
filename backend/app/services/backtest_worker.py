"""Backtests as a worker runs them: claimed, watched, ended exactly once.

The engine runs in a thread, and the loop beside it keeps the lease, publishes progress and asks
whether to stop. Whoever has lost the lease writes nothing: the row is the job (execution.md 5).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import numpy as np

from app.core.logging import get_logger, learned
from app.domain.backtest import EngineName, Hooks, Progress, RunConfig, Trades
from app.domain.backtest_jobs import METRIC_COLUMNS, BacktestJob, Completion
from app.domain.curves import drawdown_pct, extremes_kept
from app.domain.errors import (
    ApexError,
    Cancelled,
    InvalidInput,
    ResourceLimit,
    StorageUnavailable,
    TimedOut,
)
from app.domain.indicators.registry import catalogue
from app.domain.rules.compile import compile_strategy
from app.domain.rules.document import load
from app.domain.timeframes import Timeframe
from app.engine.benchmark import buy_and_hold
from app.persistence.unit_of_work import Transactions
from app.ports.events import EventBus
from app.services.backtest import BacktestReport, BacktestRequest, Backtests, result_json, stored
from app.services.backtest_jobs import REPORT_TASK, RUN_TASK, announce_end, period_of
from app.services.market_data import MarketData
from app.services.periods import utc_iso

CURVE_POINTS: Final = 2_000
# A worker that is gone is noticed after the lease; with the sweep every 4 s, within 12 s.
LEASE_SECONDS: Final = 8.0
BEAT_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 4.0
RUN_SECONDS_MAX: Final = 600.0
MEMORY_MB_MAX: Final = 1_500
_PUBLISH_SECONDS: Final = 0.25
_PUBLISH_FRACTION: Final = 0.02
_SWEPT_MOST: Final = 4
_MEGABYTE: Final = 1_000_000

_log = get_logger(__name__)


class _Leaving(ApexError):
    """Report that this worker stops; it says nothing about the backtest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one run may take."""

    lease_seconds: float = LEASE_SECONDS
    beat_seconds: float = BEAT_SECONDS
    run_seconds: float = RUN_SECONDS_MAX
    memory_mb: int = MEMORY_MB_MAX


@dataclass(slots=True)
class _Run:
    """What thread and loop tell each other about one run; each field has one writer."""

    job: BacktestJob
    owner: str
    began: float
    stop: ApexError | None = None
    is_lost: bool = False
    bars: int = 0
    latest: Progress | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def percent(self) -> float:
        # 100 is for a backtest whose result is stored.
        return 0.0 if self.latest is None else min(99.0, self.latest.fraction * 100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestWorker:
    """Runs what waits. `seconds` is monotonic, `memory_bytes` what this process holds."""

    transactions: Transactions
    market_data: MarketData
    backtests: Backtests
    seconds: Callable[[], float]
    memory_bytes: Callable[[], int]
    events: EventBus | None = None
    bounds: Bounds = Bounds()
    name: str = "worker"
    is_leaving: Callable[[], bool] = lambda: False

    async def run(self, backtest_id: UUID) -> BacktestReport | None:
        """Run one backtest to its end; None when it was not ours, or did not end well."""
        # A name made anew: what an earlier claim of this process still writes is refused.
        owner = f"{self.name}:{uuid4().hex}"
        async with self.transactions.begin_system() as work:
            job = await work.backtests.claim(owner, backtest_id, self.bounds.lease_seconds)
        if job is None:
            return None
        learned(user_id=str(job.user_id))
        run = _Run(job, owner, self.seconds())
        watching = [asyncio.create_task(self._keep(run)), asyncio.create_task(self._tell(run))]
        try:
            return await self._run(run)
        finally:
            run.over.set()
            run.news.set()
            for task in watching:
                await task

    async def _run(self, run: _Run) -> BacktestReport | None:
        try:
            report = await self._report(run)
        except Cancelled:
            await self._stopped(run)
            return None
        except StorageUnavailable as error:
            # The lease runs out, and another worker tries; three times at most.
            _log.warning("backtest_left", backtest=str(run.job.id), reason=str(error))
            return None
        except ApexError as error:
            await self._failed(run, problem_of(error))
            return None
        except MemoryError:
            await self._failed(run, problem_of(self._too_large()))
            return None
        except Exception:
            _log.exception("backtest_crashed", backtest=str(run.job.id))
            await self._failed(run, _INTERNAL)
            return None
        if not await self._completed(run, report):
            return None
        _log.info("backtest_completed", seconds=round(self.seconds() - run.began, 2))
        return report

    async def _report(self, run: _Run) -> BacktestReport:
        request = await prepared_request(self.market_data, run.job)
        run.bars = len(request.data.bars)
        loop = asyncio.get_running_loop()
        told_at = [run.began, -1.0]

        def progress(step: Progress) -> None:
            # The proof walks again from the beginning; what is done does not become less.
            if run.latest is not None and step.fraction <= run.latest.fraction:
                return
            now = self.seconds()
            run.latest = step
            due = now - told_at[0] >= _PUBLISH_SECONDS
            if due or step.fraction - told_at[1] >= _PUBLISH_FRACTION:
                told_at[:] = [now, step.fraction]
                loop.call_soon_threadsafe(run.news.set)

        hooks = Hooks(progress=progress, cancelled=lambda: run.stop is not None or run.is_lost)
        return await asyncio.to_thread(self.backtests.run, request, hooks)

    async def _keep(self, run: _Run) -> None:
        """Keep the lease and ask whether to stop, until the run is over."""
        held_until = run.began + self.bounds.lease_seconds
        while not await _set_within(run.over, self.bounds.beat_seconds):
            asked = self.seconds()
            try:
                async with self.transactions.begin_system() as work:
                    beat = await work.backtests.heartbeat(
                        run.job.id, run.owner, run.percent, self.bounds.lease_seconds
                    )
            except StorageUnavailable:
                if asked > held_until:
                    run.is_lost = True
                continue
            if beat is None:
                run.is_lost = not run.over.is_set()
                return
            held_until = asked + self.bounds.lease_seconds
            if run.latest is not None:
                # The proof and a second engine say nothing of their own: silence looks like death.
                run.news.set()
            run.stop = run.stop or self._reason(run, is_cancelled=beat.is_cancel_requested)

    def _reason(self, run: _Run, *, is_cancelled: bool) -> ApexError | None:
        if is_cancelled:
            return Cancelled("the backtest was cancelled")
        if self.is_leaving():
            return _Leaving("this worker is asked to stop")
        if self.seconds() - run.began > self.bounds.run_seconds:
            return TimedOut(f"the backtest ran for more than {self.bounds.run_seconds:g} seconds")
        if self.memory_bytes() > self.bounds.memory_mb * _MEGABYTE:
            return self._too_large()
        return None

    def _too_large(self) -> ResourceLimit:
        return ResourceLimit(
            f"the backtest needs more than {self.bounds.memory_mb:,} MB: shorten the period or "
            "take a larger timeframe"
        )

    async def _tell(self, run: _Run) -> None:
        """Publish the newest progress; while one message travels, newer ones replace each other."""
        if self.events is None:
            return
        while True:
            await run.news.wait()
            run.news.clear()
            if run.over.is_set():
                return
            try:
                await self.events.publish(f"backtest:{run.job.id}", self._progress(run))
            except StorageUnavailable:
                # Progress is worth nothing later; the end is a row that the owner is told.
                if await _set_within(run.over, self.bounds.beat_seconds):
                    return

    def _progress(self, run: _Run) -> Mapping[str, Any]:
        step = run.latest or Progress(0.0, 0, 0.0)
        taken = max(self.seconds() - run.began, 1e-6)
        data = {
            "backtest_id": str(run.job.id),
            "progress_pct": round(run.percent, 2),
            "simulated_at": utc_iso(step.time_ns),
            "bars_per_second": round(run.bars * step.fraction / taken),
            "equity": step.equity if np.isfinite(step.equity) else None,
        }
        return {"type": "backtest.progress", "data": data}

    async def _completed(self, run: _Run, report: BacktestReport) -> bool:
        completion = await asyncio.to_thread(completion_of, report)
        trades: Trades = report.outcome.trades
        async with self.transactions.begin_system() as work:
            job = await work.backtests.complete(run.job.id, run.owner, completion, trades)
            if job is not None:
                await announce_end(work, job)
                work.enqueue(REPORT_TASK, job.id)
        return job is not None

    async def _failed(self, run: _Run, problem: Mapping[str, Any]) -> None:
        async with self.transactions.begin_system() as work:
            job = await work.backtests.fail(run.job.id, run.owner, problem)
            if job is not None:
                await announce_end(work, job)

    async def _stopped(self, run: _Run) -> None:
        if run.is_lost or run.stop is None:
            return
        if isinstance(run.stop, _Leaving):
            # Another worker has it at once, instead of when the lease runs out.
            async with self.transactions.begin_system() as work:
                if await work.backtests.give_back(run.job.id, run.owner):
                    work.enqueue(RUN_TASK, run.job.id)
            return
        if not isinstance(run.stop, Cancelled):
            await self._failed(run, problem_of(run.stop))
            return
        async with self.transactions.begin_system() as work:
            job = await work.backtests.cancel(run.job.id, run.owner, problem_of(run.stop))
            if job is not None:
                await announce_end(work, job)


@dataclass(frozen=True, slots=True)
class BacktestSweep:
    """Finds what a lost message or a lost worker left behind; may run twice or not at all."""

    transactions: Transactions

    async def run(self) -> int:
        """End what nobody may take over, hand out again what waits; return how many."""
        async with self.transactions.begin_system() as work:
            for job in await work.backtests.end_abandoned(_WORKER_LOST):
                await announce_end(work, job)
            waiting = await work.backtests.claimable(_SWEPT_MOST)
            for backtest_id in waiting:
                work.enqueue(RUN_TASK, backtest_id)
        return len(waiting)


async def prepared_request(market_data: MarketData, job: BacktestJob) -> BacktestRequest:
    """Return what a job says to run, with its bars.

    Raises: what loading raises; the snapshot has no references left to resolve.
    """
    config = job.request.config
    strategy = load(job.request.strategy, catalogue())
    intrabar = config.get("intrabar_timeframe")
    provenance, data = await stored(
        market_data,
        job.request.symbol,
        strategy.timeframe,
        period_of(_date(config.get("start_date")), _date(config.get("end_date"))),
        compile_strategy(strategy).look_back(),
        source=config.get("source"),
        intrabar=Timeframe(intrabar) if intrabar else None,
        owner=job.user_id,
    )
    return BacktestRequest(
        strategy=strategy,
        data=data,
        source=provenance.source,
        symbol=provenance.symbol,
        config=RunConfig(**{name: config[name] for name in RunConfig.__dataclass_fields__}),
        engine=EngineName(config["engine"]),
    )


def completion_of(report: BacktestReport) -> Completion:
    """Return what the row keeps of a report."""
    result = result_json(report)
    seconds = report.timings
    result["timing"] = {
        "engine_seconds": seconds.engine,
        "reference_seconds": seconds.reference,
        "metrics_seconds": seconds.metrics,
        "proof_seconds": seconds.proof,
        "total_seconds": seconds.total,
    }
    return Completion(
        result=result,
        metrics={name: result.get(name) for name in METRIC_COLUMNS},
        equity_curve=curve_of(report),
    )


def curve_of(report: BacktestReport, most: int = CURVE_POINTS) -> dict[str, Any]:
    """Return equity, drawdown and buy and hold at bar closes: `most` points, extremes kept.

    `time` is milliseconds since 1970; `bars` says how many closes there were.
    """
    outcome, bars = report.outcome, report.bars
    initial = report.request.config.initial_capital
    falls = drawdown_pct(outcome.equity, initial)
    shown = extremes_kept(outcome.equity, most - 1)
    # The deepest fall is read off the curve, so its trough is shown whatever else is not.
    kept = np.union1d(shown, [int(falls.argmin())])
    warm_up = compile_strategy(report.request.strategy).history.warm_up
    held = buy_and_hold(bars, report.request.config, first=outcome.first, warm_up=warm_up)
    closes = bars.time[outcome.first :][kept] + bars.timeframe.nanos
    return {
        "time": (closes // 1_000_000).tolist(),
        "equity": outcome.equity[kept].tolist(),
        "drawdown_pct": falls[kept].tolist(),
        "benchmark": held[kept].tolist(),
        "initial_capital": initial,
        "bars": int(outcome.equity.size),
    }


def problem_of(error: ApexError) -> dict[str, Any]:
    """Return an error as the row keeps it."""
    problem: dict[str, Any] = {
        "code": error.code,
        "code_name": error.code_name,
        "detail": str(error),
    }
    if isinstance(error, InvalidInput) and error.faults:
        problem["errors"] = [
            {"pointer": fault.pointer, "message": fault.message} for fault in error.faults[:20]
        ]
    return problem


_INTERNAL: Final = {
    "code": ApexError.code,
    "code_name": ApexError.code_name,
    "detail": "something went wrong in the worker: its log says what",
}
_WORKER_LOST: Final = {**_INTERNAL, "detail": "three workers were lost while running it"}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
