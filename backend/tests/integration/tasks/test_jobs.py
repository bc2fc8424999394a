"""The row is the job: run once whatever becomes of messages and workers."""

import asyncio
from dataclasses import replace
from time import monotonic

import pytest
import sqlalchemy as sa

from app import bootstrap
from app.domain.backtest import EngineName, Progress
from app.domain.backtest_jobs import ATTEMPTS_MAX, JobStatus
from app.domain.errors import Cancelled, QueueFull, SymbolNotFound, TimedOut
from app.domain.pages import PageRequest
from app.services.backtest_jobs import ENDED
from app.services.backtest_worker import BacktestSweep, BacktestWorker, Bounds
from tests.fakes.events import FakeEventBus
from tests.fakes.jobs import FakeJobQueue

LOSE = sa.text("UPDATE backtests SET lease_until = now() - interval '1 second'")


@pytest.fixture
def bus():
    return FakeEventBus()


@pytest.fixture
def jobs_sent():
    return FakeJobQueue()


@pytest.fixture
def worker(transactions, bus):
    return BacktestWorker(
        transactions=transactions,
        market_data=bootstrap.market_data(transactions),
        backtests=bootstrap.backtests(),
        seconds=monotonic,
        memory_bytes=lambda: 0,
        events=bus,
        bounds=Bounds(beat_seconds=0.05),
    )


async def row(transactions, job):
    async with transactions.begin_system() as work:
        return await work.backtests.any_by_id(job.id)


async def facts(transactions, user_id):
    async with transactions.begin_as(user_id) as work:
        replay = await work.events.replay(user_id, 0)
    return [event for event in replay.events if event.type == ENDED]


async def trade_count(transactions, user_id, job):
    async with transactions.begin_as(user_id) as work:
        return (await work.backtests.trades(job.id, PageRequest())).total


async def test_a_backtest_runs_to_its_result(transactions, worker, ask, user_id, bus):
    job = await ask()
    assert await worker.run(job.id) is not None
    done = await row(transactions, job)
    assert done.status is JobStatus.COMPLETED
    assert done.progress_pct == 100.0
    assert done.metrics["final_capital"] == done.result["final_capital"]
    assert done.metrics["total_trades"] == done.result["total_trades"] > 0
    assert await trade_count(transactions, user_id, job) == done.result["total_trades"]
    assert done.result["proof"]["passed"]
    async with transactions.begin_as(user_id) as work:
        curve = await work.backtests.equity_curve(job.id)
    assert len(curve["time"]) == len(curve["equity"]) <= 2_000 < curve["bars"]
    assert curve["equity"][-1] == done.result["final_capital"]
    assert -min(curve["drawdown_pct"]) == pytest.approx(done.result["max_drawdown_pct"])
    (fact,) = await facts(transactions, user_id)
    assert fact.payload["status"] == "completed"


async def test_progress_is_published_and_only_rises(worker, ask, bus):
    job = await ask()
    await worker.run(job.id)
    told = [event["data"] for channel, event in bus.published if channel == f"backtest:{job.id}"]
    percents = [data["progress_pct"] for data in told]
    assert percents == sorted(percents)
    assert told
    assert set(told[-1]) == {
        "backtest_id",
        "progress_pct",
        "simulated_at",
        "bars_per_second",
        "equity",
    }


async def test_a_worker_is_heard_while_nothing_moves(worker, ask, bus):
    class Pondering:
        def run(self, request, hooks):
            hooks.progress(Progress(1.0, request.data.bars.time[-1].item(), 10_000.0))
            while len(bus.published) < 3:
                if hooks.cancelled():
                    raise Cancelled("nobody was told")
            raise TimedOut("enough")

    job = await ask()
    bounds = Bounds(beat_seconds=0.05, run_seconds=20.0)
    await replace(worker, backtests=Pondering(), bounds=bounds).run(job.id)
    assert [event["data"]["progress_pct"] for _, event in bus.published[:3]] == [99.0] * 3


async def test_a_bus_that_is_down_holds_up_nothing(transactions, worker, ask, bus):
    bus.is_down = True
    job = await ask()
    assert await worker.run(job.id) is not None
    assert (await row(transactions, job)).status is JobStatus.COMPLETED


async def test_running_twice_leaves_what_running_once_left(transactions, worker, ask, user_id):
    job = await ask()
    await worker.run(job.id)
    once = await row(transactions, job)
    assert await worker.run(job.id) is None
    assert await row(transactions, job) == once
    assert len(await facts(transactions, user_id)) == 1


async def test_two_workers_at_once_give_one_result(transactions, worker, ask, user_id):
    job = await ask()
    reports = await asyncio.gather(worker.run(job.id), worker.run(job.id))
    assert sum(report is not None for report in reports) == 1
    done = await row(transactions, job)
    assert done.attempts == 1
    assert await trade_count(transactions, user_id, job) == done.result["total_trades"]


async def test_a_lost_message_is_sent_again(transactions, ask, jobs_sent):
    job = await ask()
    jobs_sent.jobs.clear()
    sweep = BacktestSweep(replace(transactions, jobs=jobs_sent))
    assert await sweep.run() == 1
    assert await sweep.run() == 1
    assert {argument for _, argument in jobs_sent.jobs} == {str(job.id)}


@pytest.mark.parametrize("finished", [True, False], ids=["ended well", "cancelled"])
async def test_the_sweep_leaves_the_final_alone(
    transactions, worker, ask, jobs_sent, desk, user_id, finished
):
    job = await ask()
    if finished:
        await worker.run(job.id)
    else:
        await desk.cancel_or_remove(user_id, job.id)
    before = await row(transactions, job)
    assert await BacktestSweep(replace(transactions, jobs=jobs_sent)).run() == 0
    assert await row(transactions, job) == before


async def test_three_lost_workers_are_enough(transactions, ask, user_id, jobs_sent):
    job = await ask()
    sweep = BacktestSweep(replace(transactions, jobs=jobs_sent))
    for attempt in range(ATTEMPTS_MAX):
        async with transactions.begin_system() as work:
            assert await work.backtests.claim(f"lost {attempt}", job.id, -1.0)
    assert await sweep.run() == 0
    assert await sweep.run() == 0
    ended = await row(transactions, job)
    assert ended.status is JobStatus.FAILED
    assert ended.error["code"] == 9000
    assert len(await facts(transactions, user_id)) == 1


async def test_who_lost_the_lease_writes_nothing(transactions, worker, ask, user_id):
    job = await ask()

    async def steal():
        async with transactions.begin_system() as work:
            await work.session.execute(LOSE)
            assert await work.backtests.claim("thief", job.id) is not None

    stealing = asyncio.Event()

    class Slow:
        fast = worker.backtests.fast

        def run(self, request, hooks):
            report = worker.backtests.run(request)
            asyncio.run_coroutine_threadsafe(steal(), loop).result()
            stealing.set()
            return report

    loop = asyncio.get_running_loop()
    assert await replace(worker, backtests=Slow()).run(job.id) is None
    assert stealing.is_set()
    kept = await row(transactions, job)
    assert kept.status is JobStatus.RUNNING
    assert kept.result is None
    assert await trade_count(transactions, user_id, job) == 0


async def test_a_cancelled_run_frees_its_worker_within_two_seconds(
    transactions, worker, ask, desk, user_id, until
):
    job = await ask("1m", engine=EngineName.BACKTRADER)
    running = asyncio.create_task(replace(worker, bounds=Bounds()).run(job.id))
    await until(job.id, lambda seen: seen.progress_pct > 0)
    asked = monotonic()
    assert (await desk.cancel_or_remove(user_id, job.id)).status is JobStatus.RUNNING
    assert await running is None
    assert monotonic() - asked <= 2.0
    ended = await row(transactions, job)
    assert ended.status is JobStatus.CANCELLED
    assert ended.error["code"] == 3003
    (fact,) = await facts(transactions, user_id)
    assert fact.payload["status"] == "cancelled"


@pytest.mark.parametrize(
    ("bounds", "memory", "code"),
    [
        (Bounds(beat_seconds=0.05, run_seconds=0.0), 0, 3002),
        (Bounds(beat_seconds=0.05, memory_mb=1), 2_000_000, 3004),
    ],
    ids=["time", "memory"],
)
async def test_a_run_beyond_its_bounds_fails_with_its_code(
    transactions, worker, ask, bounds, memory, code
):
    job = await ask("1m", engine=EngineName.BACKTRADER)
    bounded = replace(worker, bounds=bounds, memory_bytes=lambda: memory)
    assert await bounded.run(job.id) is None
    ended = await row(transactions, job)
    assert (ended.status, ended.error["code"]) == (JobStatus.FAILED, code)


async def test_an_error_nobody_foresaw_ends_it_without_telling_why(transactions, worker, ask):
    class Broken:
        def run(self, request, hooks):
            raise ZeroDivisionError("/home/secret")

    job = await ask()
    assert await replace(worker, backtests=Broken()).run(job.id) is None
    ended = await row(transactions, job)
    assert ended.error["code"] == 9000
    assert "secret" not in str(ended.error)


async def test_a_deleted_strategy_does_not_stop_its_backtest(
    transactions, worker, ask, library, user_id
):
    job = await ask()
    await library.remove(user_id, job.request.strategy_id)
    assert await worker.run(job.id) is not None
    done = await row(transactions, job)
    assert done.request.strategy_id is None
    assert done.request.strategy["name"] == "Dip"


async def test_what_could_never_run_is_refused_at_once(ask, desk, symbol):
    with pytest.raises(SymbolNotFound):
        await ask(source="nowhere")
    with pytest.raises(Exception, match="initial_capital"):
        await ask(config={"initial_capital": -1.0})


async def test_one_user_does_not_fill_the_queue(ask, desk):
    for _ in range(desk.active_most):
        await ask()
    with pytest.raises(QueueFull, match="10 backtests"):
        await ask()


@pytest.mark.slow
async def test_a_killed_worker_is_followed_by_another_within_fifteen_seconds(
    transactions, workers, ask, user_id, until
):
    job = await ask("1m", engine=EngineName.BACKTRADER)
    first = workers.start("-Q", "backtest_queue", "-c", "1")
    await until(job.id, lambda seen: seen.progress_pct > 0)
    workers.start("-Q", "backtest_queue,market_data_queue", "-c", "2", "-B")
    second_job = await ask("1h")
    await until(second_job.id, lambda seen: seen.status is JobStatus.COMPLETED)
    before = await row(transactions, job)
    assert before.status is JobStatus.RUNNING, "the run must last longer than the second start"
    workers.kill(first)
    _, taken = await until(job.id, lambda seen: seen.attempts == 2)
    assert taken <= 15.0
    # Backtrader takes the whole run anew.
    done, _ = await until(job.id, lambda seen: seen.status.is_final, seconds=300)
    assert done.status is JobStatus.COMPLETED
    assert done.attempts == 2
    assert await trade_count(transactions, user_id, job) == done.result["total_trades"]
    ended = [fact for fact in await facts(transactions, user_id) if fact.entity_id == job.id]
    assert len(ended) == 1


@pytest.mark.slow
async def test_a_worker_that_is_asked_to_stop_gives_its_backtest_back(
    transactions, workers, ask, until
):
    """SIGTERM: the backtest waits for another worker at once, and no attempt is counted."""
    job = await ask("1m", engine=EngineName.BACKTRADER)
    first = workers.start("-Q", "backtest_queue", "-c", "1")
    await until(job.id, lambda seen: seen.progress_pct > 0)
    first.terminate()
    given_back, taken = await until(job.id, lambda seen: seen.status is JobStatus.PENDING)
    assert taken <= 3.0
    assert (given_back.attempts, given_back.error) == (0, None)
    assert first.wait(timeout=15) == 0
