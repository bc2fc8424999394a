"""The queues as they run: canaries, a backtest heard from start to end, tasks run twice."""

import asyncio
from datetime import UTC, datetime
from time import monotonic

import pytest
import pytest_asyncio

from app.celery import CANARIES, QUEUES, celery_for
from app.core.events import RedisEventBus
from app.domain.backtest_jobs import JobStatus
from app.tasks.backtest import run_backtest
from app.tasks.maintenance import clean, keep_artefacts, sweep_backtests
from app.tasks.runtime import Platform
from tests.fakes.clock import FakeClock


@pytest.fixture
def platform(queue_settings, transactions, redis):
    return Platform(
        settings=queue_settings,
        transactions=transactions,
        events=RedisEventBus(redis),
        clock=FakeClock(datetime.now(UTC)),
        instance="here:1",
        started_at=datetime.now(UTC),
    )


@pytest_asyncio.fixture
async def state(transactions, user_id):
    """Return a function that tells everything that tasks may change."""

    async def told():
        async with transactions.begin_system() as work:
            ids = await work.backtests.without_artefact("nothing", datetime(2000, 1, 1, tzinfo=UTC))
            jobs = [await work.backtests.any_by_id(backtest_id) for backtest_id in ids]
            waiting = list(await work.backtests.claimable())
            head = await work.events.head(user_id)
        return jobs, waiting, head

    return told


@pytest.mark.parametrize("work", [clean, sweep_backtests, keep_artefacts])
async def test_what_the_clock_starts_may_run_twice(platform, ask, state, work):
    await run_backtest(platform, (await ask()).id)
    await ask()
    await work(platform)
    once = await state()
    await work(platform)
    assert await state() == once


async def test_a_task_that_never_ran_is_made_up_for(platform, transactions, ask, redis):
    """Nothing of the queue is left: the rows alone say what is to be done."""
    job = await ask()
    await redis.flushall()
    await sweep_backtests(platform)
    async with transactions.begin_system() as work:
        assert list(await work.backtests.claimable()) == [job.id]
    await run_backtest(platform, job.id)
    async with transactions.begin_system() as work:
        done = await work.backtests.any_by_id(job.id)
    assert done.status is JobStatus.COMPLETED
    assert sorted(done.artefacts) == ["equity", "trades"]


@pytest.mark.slow
async def test_workers_answer_their_canaries_and_tell_of_their_run(
    transactions, workers, ask, until, redis, queue_settings
):
    workers.start("-Q", ",".join(QUEUES), "-c", "1")
    sender = celery_for(queue_settings)
    for name in CANARIES.values():
        await asyncio.to_thread(sender.send_task, name)
    ready = asyncio.Event()
    heard = []

    async def listen():
        async for channel, event in RedisEventBus(redis).subscribe(["backtest:*"], ready.set):
            heard.append((channel, event))

    listening = asyncio.create_task(listen())
    await ready.wait()
    job = await ask()
    await until(job.id, lambda seen: seen.status is JobStatus.COMPLETED)
    listening.cancel()
    channels = {channel for channel, _ in heard}
    assert channels == {f"backtest:{job.id}"}
    assert {event["type"] for _, event in heard} == {"backtest.progress"}
    deadline = monotonic() + 30
    answered = set()
    while answered != set(QUEUES):
        assert monotonic() < deadline, f"only {answered} answered"
        async with transactions.begin_system() as work:
            answered = {beat.service for beat in await work.heartbeats.all()}


@pytest.mark.slow
async def test_a_fresh_worker_has_its_engine_before_its_first_backtest(workers, ask, until):
    """Compiled code is loaded before the fork, so the first run is as fast as any other."""
    workers.start("-Q", "backtest_queue", "-c", "1")
    first = await ask()
    begun, _ = await until(first.id, lambda seen: seen.status is JobStatus.COMPLETED)
    assert begun.result["timing"]["total_seconds"] < 0.2
