"""A report is made once its backtest is complete, whatever becomes of messages and stores."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from app import bootstrap
from app.adapters.reporting.pdf import PdfReporter
from app.domain.backtest_jobs import REPORT_ATTEMPTS_MAX
from app.domain.errors import StorageUnavailable
from app.ports.storage import ObjectStore
from app.services.backtest_jobs import REPORT_TASK
from app.services.backtest_report import BacktestReports, ReportSweep
from app.tasks.backtest import render_report, run_backtest
from app.tasks.maintenance import keep_artefacts
from app.tasks.runtime import Platform
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import FakeJobQueue


@pytest.fixture
def jobs():
    return FakeJobQueue()


@pytest.fixture
def platform(queue_settings, transactions, jobs):
    # A minute later, what was just completed is no longer left to its own message.
    later = datetime.now(UTC) + timedelta(minutes=1)
    return Platform(
        settings=queue_settings,
        transactions=replace(transactions, jobs=jobs),
        events=None,
        clock=FakeClock(later),
        instance="here:1",
        started_at=later,
    )


@pytest.fixture
def store(platform):
    return bootstrap.object_store(platform.settings)


@pytest.fixture
def finished(platform, ask):
    async def run(**order):
        job = await ask(**order)
        await run_backtest(platform, job.id)
        return job.id

    return run


async def row(platform, backtest_id):
    async with platform.transactions.begin_system() as work:
        return await work.backtests.any_by_id(backtest_id)


def reports(platform, store, reporter=None) -> BacktestReports:
    return BacktestReports(
        transactions=platform.transactions,
        reporter=reporter or PdfReporter(),
        store=store,
    )


def sweep(platform) -> ReportSweep:
    return ReportSweep(platform.transactions, platform.clock)


@dataclass
class Store:
    """A store that can be down."""

    inner: ObjectStore
    is_down: bool = True

    async def put(self, key, content, content_type):
        if self.is_down:
            raise StorageUnavailable("the store does not answer")
        await self.inner.put(key, content, content_type)


class Broken:
    def pdf(self, report):
        raise ZeroDivisionError


async def test_completing_asks_for_the_report_and_asking_twice_changes_nothing(
    platform, store, finished, jobs
):
    backtest_id = await finished()
    assert jobs.jobs == [(REPORT_TASK, str(backtest_id))]
    await render_report(platform, backtest_id)
    once = await row(platform, backtest_id)
    content = await store.get(once.artefacts["report"])
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Dip" in text
    assert "version 1" in text
    await render_report(platform, backtest_id)
    assert await row(platform, backtest_id) == once
    assert await store.get(once.artefacts["report"]) == content


async def test_a_lost_message_is_found_by_the_sweep(platform, store, finished, jobs):
    backtest_id = await finished()
    jobs.jobs.clear()
    await keep_artefacts(platform)
    assert jobs.jobs == [(REPORT_TASK, str(backtest_id))]
    await render_report(platform, backtest_id)
    jobs.jobs.clear()
    await keep_artefacts(platform)
    assert jobs.jobs == []


async def test_a_message_on_its_way_is_not_sent_again(platform, finished, jobs):
    await finished()
    jobs.jobs.clear()
    now = replace(platform, clock=FakeClock(datetime.now(UTC)))
    await keep_artefacts(now)
    assert jobs.jobs == []


async def test_with_the_store_down_the_report_follows_later(platform, store, finished):
    backtest_id = await finished()
    weak = Store(store)
    made = reports(platform, weak)
    for _ in range(REPORT_ATTEMPTS_MAX + 1):
        assert not await made.render(backtest_id)
    assert "report" not in (await row(platform, backtest_id)).artefacts
    weak.is_down = False
    assert await sweep(platform).run() == 1
    assert await made.render(backtest_id)
    assert await sweep(platform).run() == 0


async def test_a_report_that_always_fails_is_given_up(platform, store, finished):
    backtest_id = await finished()
    made = reports(platform, store, Broken())
    for _ in range(REPORT_ATTEMPTS_MAX):
        assert await sweep(platform).run() == 1
        with pytest.raises(ZeroDivisionError):
            await made.render(backtest_id)
    assert await sweep(platform).run() == 0
    assert not await reports(platform, store).render(backtest_id)


async def test_a_backtest_that_is_gone_leaves_no_file(platform, store, finished, desk, user_id):
    backtest_id = await finished()

    class Removing(Store):
        async def put(self, key, content, content_type):
            await self.inner.put(key, content, content_type)
            await desk.cancel_or_remove(user_id, backtest_id)

        async def delete(self, key):
            await self.inner.delete(key)

    assert not await reports(platform, Removing(store)).render(backtest_id)
    assert not [key for key in await store.list("backtests/") if key.endswith("report.pdf")]


async def test_without_a_result_there_is_no_report(platform, ask):
    job = await ask()
    assert not await reports(platform, None).render(job.id)


@pytest.mark.slow
async def test_a_real_worker_makes_the_report_after_the_backtest(workers, ask, until):
    workers.start("-Q", "backtest_queue", "-c", "1")
    job = await ask()
    done, _ = await until(job.id, lambda seen: "report" in seen.artefacts)
    assert done.artefacts["report"].endswith("/report.pdf")
