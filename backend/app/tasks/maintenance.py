"""What is done by the clock: every task may run twice or not at all."""

from app.services.backtest_report import ReportSweep
from app.services.backtest_worker import BacktestSweep
from app.tasks.backtest import artefacts_on
from app.tasks.runtime import Platform, process, task


async def clean(platform: Platform) -> None:
    """Remove what nobody can use any more."""
    now = platform.clock.now()
    async with platform.transactions.begin_system() as work:
        await work.maintenance.cut_events(now)
        await work.maintenance.cut_tokens(now)
        await work.maintenance.cut_mail(now)
        await work.maintenance.cut_idempotency_keys(now)
        await work.maintenance.cut_heartbeats(now)


async def sweep_backtests(platform: Platform) -> None:
    await BacktestSweep(platform.transactions).run()


async def keep_artefacts(platform: Platform) -> None:
    await ReportSweep(platform.transactions, platform.clock).run()
    await artefacts_on(platform).follow()


def _clean() -> None:
    process().run(clean)


def _sweep_backtests() -> None:
    process().run(sweep_backtests)


def _keep_artefacts() -> None:
    process().run(keep_artefacts)


clean_task = task("app.tasks.maintenance.clean", _clean)
sweep_backtests_task = task("app.tasks.maintenance.sweep_backtests", _sweep_backtests)
keep_artefacts_task = task("app.tasks.maintenance.keep_artefacts", _keep_artefacts)
