"""Tasks of the backtest queue."""

from time import monotonic
from uuid import UUID

import psutil

from app import bootstrap
from app.core import telemetry
from app.core.logging import bound
from app.services.backtest_artefacts import BacktestArtefacts
from app.services.backtest_jobs import REPORT_TASK, RUN_TASK
from app.services.backtest_report import BacktestReports
from app.services.backtest_worker import BacktestWorker
from app.tasks.runtime import Platform, canary, is_leaving, process, task


def worker_on(platform: Platform) -> BacktestWorker:
    return BacktestWorker(
        transactions=platform.transactions,
        market_data=bootstrap.market_data(platform.transactions),
        backtests=bootstrap.backtests(),
        seconds=monotonic,
        memory_bytes=lambda: int(psutil.Process().memory_info().rss),
        events=platform.events,
        name=platform.instance,
        is_leaving=is_leaving,
    )


def artefacts_on(platform: Platform) -> BacktestArtefacts:
    return BacktestArtefacts(
        transactions=platform.transactions,
        market_data=bootstrap.market_data(platform.transactions),
        backtests=bootstrap.backtests(),
        files=bootstrap.result_files(),
        store=bootstrap.object_store(platform.settings),
        clock=platform.clock,
    )


def reports_on(platform: Platform) -> BacktestReports:
    return BacktestReports(
        transactions=platform.transactions,
        reporter=bootstrap.reporter(),
        store=bootstrap.object_store(platform.settings),
    )


async def run_backtest(platform: Platform, backtest_id: UUID) -> None:
    """Run one backtest, if it still waits, and store what is too large for its row."""
    report = await worker_on(platform).run(backtest_id)
    if report is None:
        return
    telemetry.backtest_done(len(report.bars), report.timings.engine)
    async with platform.transactions.begin_system() as work:
        job = await work.backtests.any_by_id(backtest_id)
    if job is not None:
        await artefacts_on(platform).keep(job.user_id, backtest_id, report)


async def render_report(platform: Platform, backtest_id: UUID) -> None:
    """Make the PDF report of a completed backtest, if it is still to be made."""
    await reports_on(platform).render(backtest_id)


def _run_backtest(backtest_id: str) -> None:
    with bound(backtest_id=backtest_id):
        process().run(lambda platform: run_backtest(platform, UUID(backtest_id)))


def _render_report(backtest_id: str) -> None:
    with bound(backtest_id=backtest_id):
        process().run(lambda platform: render_report(platform, UUID(backtest_id)))


run_backtest_task = task(RUN_TASK, _run_backtest)
render_report_task = task(REPORT_TASK, _render_report)
canary_task = canary("backtest_queue")
