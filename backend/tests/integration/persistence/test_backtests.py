"""A backtest ends exactly once, whoever dies, and its owner sees what there is of it."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.domain.backtest_jobs import ATTEMPTS_MAX, JobStatus
from app.domain.errors import InvalidInput, QueueFull
from app.domain.pages import PageRequest
from app.persistence.unit_of_work import Transactions
from tests.stored_rows import NOW, completion, content, new_backtest, trades

ALL = PageRequest(limit=100)
PROBLEM = {"code": 3002, "detail": "the run passed its time limit"}


@pytest.fixture
async def waiting(transactions: Transactions, anna) -> UUID:
    return await asked(transactions, anna.id)


async def asked(transactions: Transactions, user_id: UUID, **changes) -> UUID:
    async with transactions.begin_as(user_id) as work:
        return (await work.backtests.add(new_backtest(**changes), 50)).id


async def claimed(transactions: Transactions, owner: str, backtest_id: UUID | None = None):
    async with transactions.begin_system() as work:
        return await work.backtests.claim(owner, backtest_id)


async def expire(transactions: Transactions, backtest_id: UUID) -> None:
    """Let the lease of a worker that says nothing run out."""
    async with transactions.begin_system() as work:
        await work.session.execute(
            sa.text("UPDATE backtests SET lease_until = now() - interval '1 ms' WHERE id = :id"),
            {"id": backtest_id},
        )


async def stored(transactions: Transactions, backtest_id: UUID):
    async with transactions.begin_system() as work:
        return await work.backtests.any_by_id(backtest_id)


async def test_of_twenty_workers_one_gets_the_claim(transactions, waiting):
    found = await asyncio.gather(
        *(claimed(transactions, f"w{number}", waiting) for number in range(20))
    )
    assert [job.id for job in found if job] == [waiting]
    assert (await stored(transactions, waiting)).attempts == 1


async def test_workers_that_take_any_share_the_queue_without_overlap(transactions, anna, ben):
    asked_for = [await asked(transactions, person.id) for person in (anna, ben) * 5]
    found = await asyncio.gather(
        *(claimed(transactions, f"w{number}") for number in range(len(asked_for) + 3))
    )
    assert sorted(job.id for job in found if job) == sorted(asked_for)


async def test_the_longest_waiting_is_first(transactions, anna, ben):
    asked_for = [await asked(transactions, person.id) for person in (ben, anna, ben)]
    assert [(await claimed(transactions, "w")).id for _ in asked_for] == asked_for


async def test_a_result_carries_figures_curve_and_trades(transactions, anna, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_system() as work:
        done = await work.backtests.complete(
            waiting, "w", completion(sharpe_ratio=1.5, total_trades=3), trades(3)
        )
    assert (done.status, done.progress_pct) == (JobStatus.COMPLETED, 100)
    async with transactions.begin_as(anna.id) as work:
        job = await work.backtests.by_id(waiting)
        page = await work.backtests.trades(waiting, PageRequest(sort="number"))
        curve = await work.backtests.equity_curve(waiting)
    assert (job.metrics["sharpe_ratio"], job.metrics["cagr_pct"]) == (1.5, None)
    assert job.result == completion().result
    assert curve == completion().equity_curve
    first = page.items[0]
    assert (first.number, first.side, first.stop_price, first.target_price) == (
        1,
        "long",
        None,
        102,
    )
    assert (first.reason, first.entry_rule, first.exit_rule) == ("stop_loss", 0, None)
    assert (first.exit_time - first.entry_time) == timedelta(hours=1)
    assert (page.total, [trade.side for trade in page.items]) == (3, ["long", "short", "long"])


async def test_twenty_thousand_trades_are_stored_in_the_transaction(transactions, waiting):
    await claimed(transactions, "w", waiting)
    with suppress(ZeroDivisionError):
        async with transactions.begin_system() as work:
            await work.backtests.complete(waiting, "w", completion(), trades(20_000))
            raise ZeroDivisionError
    async with transactions.begin_system() as work:
        count = sa.text("SELECT count(*) FROM backtest_trades")
        assert (await work.session.execute(count)).scalar_one() == 0
        assert await work.backtests.complete(waiting, "w", completion(), trades(20_000))
        assert (await work.session.execute(count)).scalar_one() == 20_000


async def test_a_worker_without_its_lease_changes_nothing(transactions, waiting):
    await claimed(transactions, "slow", waiting)
    await expire(transactions, waiting)
    assert (await claimed(transactions, "fresh", waiting)).attempts == 2
    async with transactions.begin_system() as work:
        jobs = work.backtests
        assert await jobs.heartbeat(waiting, "slow", 50) is None
        assert await jobs.complete(waiting, "slow", completion(), trades()) is None
        assert await jobs.fail(waiting, "slow", PROBLEM) is None
        assert await jobs.cancel(waiting, "slow", PROBLEM) is None
        assert not await jobs.give_back(waiting, "slow")
    assert (await stored(transactions, waiting)).status is JobStatus.RUNNING
    async with transactions.begin_system() as work:
        assert await work.backtests.complete(waiting, "fresh", completion(), trades(2))
    async with transactions.begin_system() as work:
        assert await work.backtests.complete(waiting, "fresh", completion(), trades(2)) is None
        count = sa.text("SELECT count(*) FROM backtest_trades")
        assert (await work.session.execute(count)).scalar_one() == 2


async def test_of_many_endings_at_once_one_is_stored(transactions, waiting):
    await claimed(transactions, "w", waiting)

    async def end(number: int):
        async with transactions.begin_system() as work:
            if number % 3 == 0:
                return await work.backtests.complete(waiting, "w", completion(), trades())
            if number % 3 == 1:
                return await work.backtests.fail(waiting, "w", PROBLEM)
            return await work.backtests.cancel(waiting, "w", PROBLEM)

    ended = await asyncio.gather(*(end(number) for number in range(12)))
    assert len([job for job in ended if job]) == 1


async def test_a_live_lease_is_not_taken_over(transactions, waiting):
    await claimed(transactions, "w", waiting)
    assert await claimed(transactions, "other", waiting) is None
    await expire(transactions, waiting)
    async with transactions.begin_system() as work:
        beat = await work.backtests.heartbeat(waiting, "w", 42.5)
        assert not beat.is_cancel_requested
        assert list(await work.backtests.claimable()) == []
    assert (await stored(transactions, waiting)).progress_pct == 42.5


async def test_a_lease_lasts_fifteen_seconds(transactions, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_system() as work:
        left = sa.text("SELECT extract(epoch FROM lease_until - updated_at) FROM backtests")
        assert float((await work.session.execute(left)).scalar_one()) == 15.0


KILLED_WORKER = """
import asyncio, os, signal, sys
from uuid import UUID
from app.core.config import load_settings
from app.core.database import opened
from app.persistence.unit_of_work import Transactions
from pathlib import Path

async def main(url, backtest_id):
    settings = load_settings(env_file=Path("/nonexistent"), app_env="testing", database_url=url)
    async with opened(url, settings) as main:
        transactions = Transactions(main, main)
        async with transactions.begin_system() as work:
            assert await work.backtests.claim("killed", UUID(backtest_id))
        async with transactions.begin_system() as work:
            await work.backtests.fail(UUID(backtest_id), "killed", {"code": 1})
            os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_killed_worker_leaves_a_job_that_is_taken_over(transactions, waiting):
    """It dies after its last write and before the commit: nothing of it may be seen."""
    url = transactions.main.engine.url.render_as_string(hide_password=False)
    died = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", KILLED_WORKER, url, str(waiting)],
        check=False,
        capture_output=True,
    )
    assert died.returncode == -9, died.stderr
    left = await stored(transactions, waiting)
    assert (left.status, left.attempts, left.error) == (JobStatus.RUNNING, 1, None)
    assert await claimed(transactions, "next", waiting) is None
    await expire(transactions, waiting)
    async with transactions.begin_system() as work:
        assert list(await work.backtests.claimable()) == [waiting]
    assert (await claimed(transactions, "next", waiting)).attempts == 2


async def test_after_three_attempts_it_has_failed(transactions, waiting):
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert (await claimed(transactions, f"w{attempt}", waiting)).attempts == attempt
        await expire(transactions, waiting)
    assert await claimed(transactions, "w4", waiting) is None
    async with transactions.begin_system() as work:
        ended = await work.backtests.end_abandoned(PROBLEM)
        assert [job.id for job in ended] == [waiting]
        assert await work.backtests.end_abandoned(PROBLEM) == []
    job = await stored(transactions, waiting)
    assert (job.status, job.error) == (JobStatus.FAILED, PROBLEM)


async def test_giving_back_does_not_count(transactions, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_system() as work:
        assert await work.backtests.give_back(waiting, "w")
    job = await stored(transactions, waiting)
    assert (job.status, job.attempts) == (JobStatus.PENDING, 0)


async def test_cancelling_one_that_waits_ends_it(transactions, anna, waiting):
    async with transactions.begin_as(anna.id) as work:
        job = await work.backtests.request_cancel(waiting, NOW)
    assert (job.status, job.completed_at) == (JobStatus.CANCELLED, NOW)
    assert await claimed(transactions, "w", waiting) is None


async def test_cancelling_one_that_runs_asks_its_worker(transactions, anna, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_as(anna.id) as work:
        job = await work.backtests.request_cancel(waiting, NOW)
    assert (job.status, job.is_cancel_requested) == (JobStatus.RUNNING, True)
    async with transactions.begin_system() as work:
        assert (await work.backtests.heartbeat(waiting, "w", 1)).is_cancel_requested
        assert await work.backtests.cancel(waiting, "w", {"code": 3003})
    async with transactions.begin_as(anna.id) as work:
        again = await work.backtests.request_cancel(waiting, NOW)
    assert (again.status, again.error) == (JobStatus.CANCELLED, {"code": 3003})


async def test_a_cancelled_one_whose_worker_died_is_cancelled(transactions, anna, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_as(anna.id) as work:
        await work.backtests.request_cancel(waiting, NOW)
    await expire(transactions, waiting)
    assert await claimed(transactions, "next", waiting) is None
    async with transactions.begin_system() as work:
        await work.backtests.end_abandoned(PROBLEM)
    assert (await stored(transactions, waiting)).status is JobStatus.CANCELLED


async def test_the_position_in_the_queue_counts_everybody(transactions, anna, ben):
    asked_for = [await asked(transactions, person.id) for person in (ben, anna, ben)]
    async with transactions.begin_system() as work:
        places = [await work.backtests.queue_position(each) for each in asked_for]
        assert places == [1, 2, 3]
        await work.backtests.claim("w", asked_for[0])
        places = [await work.backtests.queue_position(each) for each in asked_for]
        assert places == [None, 1, 2]
        assert await work.backtests.queue_position(uuid4()) is None


async def test_requests_at_once_do_not_pass_the_limit_of_a_user(transactions, anna, ben):
    async def ask(user_id: UUID) -> bool:
        async with transactions.begin_as(user_id) as work:
            await work.backtests.add(new_backtest(), 3)
        return True

    answers = await asyncio.gather(*(ask(anna.id) for _ in range(8)), return_exceptions=True)
    assert answers.count(True) == 3
    refused = [answer for answer in answers if answer is not True]
    assert all(isinstance(answer, QueueFull) for answer in refused)
    assert str(refused[0]).startswith("3 backtests wait or run, allowed are 3")
    assert await ask(ben.id)


async def test_a_running_one_is_not_removed_a_final_one_goes_with_its_trades(
    transactions, anna, waiting
):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_as(anna.id) as work:
        assert await work.backtests.remove(waiting) is None
    async with transactions.begin_system() as work:
        await work.backtests.complete(waiting, "w", completion(), trades())
        assert await work.backtests.keep_artefact(waiting, "report", "reports/1.pdf")
    async with transactions.begin_as(anna.id) as work:
        assert await work.backtests.remove(waiting) == {"report": "reports/1.pdf"}
        assert await work.backtests.all_trades(waiting) == []


async def test_artefacts_that_are_missing_are_found_until_they_are_there(transactions, waiting):
    await claimed(transactions, "w", waiting)
    async with transactions.begin_system() as work:
        assert not await work.backtests.keep_artefact(waiting, "report", "too early")
        await work.backtests.complete(waiting, "w", completion(), trades())
        await work.backtests.keep_artefact(waiting, "equity", "equity.parquet")
        assert list(await work.backtests.without_artefact("report", NOW)) == [waiting]
        await work.backtests.keep_artefact(waiting, "report", "report.pdf")
        assert list(await work.backtests.without_artefact("report", NOW)) == []
        job = await work.backtests.any_by_id(waiting)
    assert job.artefacts == {"equity": "equity.parquet", "report": "report.pdf"}


async def test_a_report_is_begun_three_times_at_most(transactions, waiting):
    later = NOW.replace(year=2100)
    await claimed(transactions, "w", waiting)
    async with transactions.begin_system() as work:
        assert await work.backtests.begin_report(waiting) is None
        await work.backtests.complete(waiting, "w", completion(), trades())
        assert list(await work.backtests.without_report(NOW, NOW)) == []
        for _ in range(3):
            assert list(await work.backtests.without_report(NOW, later)) == [waiting]
            assert (await work.backtests.begin_report(waiting)).id == waiting
        assert await work.backtests.begin_report(waiting) is None
        await work.backtests.postpone_report(waiting)
        assert list(await work.backtests.without_report(NOW, later)) == [waiting]
        await work.backtests.keep_artefact(waiting, "report", "report.pdf")
        assert await work.backtests.begin_report(waiting) is None


async def test_a_strategy_may_go_while_its_backtest_waits(transactions, anna):
    async with transactions.begin_as(anna.id) as work:
        strategy = await work.strategies.add(content())
    backtest = await asked(transactions, anna.id, strategy_id=strategy.id)
    async with transactions.begin_as(anna.id) as work:
        assert await work.strategies.backtest_count(strategy.id) == 1
        assert await work.strategies.remove(strategy.id)
    job = await claimed(transactions, "w", backtest)
    assert (job.request.strategy_id, job.request.strategy) == (None, {"name": "Trend"})


async def test_lists_filter_sort_and_count(transactions, anna):
    made = [await asked(transactions, anna.id, name=f"S{number}") for number in range(5)]
    for number, backtest_id in enumerate(made[:3]):
        await claimed(transactions, "w", backtest_id)
        async with transactions.begin_system() as work:
            figures = completion(sharpe_ratio=[0.5, None, 2.0][number])
            await work.backtests.complete(backtest_id, "w", figures, trades(0))
    async with transactions.begin_as(anna.id) as work:
        page = work.backtests.page
        best = await page(PageRequest(sort="-sharpe_ratio"), status=JobStatus.COMPLETED)
        assert [item.metrics["sharpe_ratio"] for item in best.items] == [2.0, 0.5, None]
        second = await page(PageRequest(2, 2, "created_at"))
        assert ([item.id for item in second.items], second.total) == (made[2:4], 5)
        beyond = await page(PageRequest(9, 2))
        assert (beyond.items, beyond.total) == ([], 5)
        assert (await page(ALL, symbol="ETH/USDT")).total == 0
        counts = await work.backtests.count_by_status()
        assert counts == {JobStatus.COMPLETED: 3, JobStatus.PENDING: 2}
        assert [job.id for job in await work.backtests.by_ids([made[4], uuid4(), made[0]])] == [
            made[4],
            made[0],
        ]
        with pytest.raises(InvalidInput, match="sort is"):
            await page(PageRequest(sort="lease_owner"))


async def test_an_administrator_sees_what_runs_and_waits_of_all(transactions, anna, ben):
    first, second = [await asked(transactions, person.id) for person in (anna, ben)]
    await claimed(transactions, "w", second)
    async with transactions.begin_system() as work:
        assert [job.id for job in await work.backtests.active()] == [second, first]
        assert await work.backtests.count_all_by_status() == {
            JobStatus.PENDING: 1,
            JobStatus.RUNNING: 1,
        }


async def test_abandoned_ones_end_in_the_order_of_their_users(transactions, anna, ben):
    for person in sorted((anna, ben), key=lambda account: account.id, reverse=True):
        backtest_id = await asked(transactions, person.id)
        for attempt in range(ATTEMPTS_MAX):
            await claimed(transactions, f"w{attempt}", backtest_id)
            await expire(transactions, backtest_id)
    async with transactions.begin_system() as work:
        ended = await work.backtests.end_abandoned(PROBLEM)
    assert [job.user_id for job in ended] == sorted([anna.id, ben.id])


@pytest.mark.parametrize(
    "forbidden",
    [
        "status = 'half done'",
        "status = 'running'",
        "status = 'completed'",
        "progress_pct = 101",
        "result = '{}'",
        "error = '{}'",
    ],
)
async def test_the_database_refuses_states_that_contradict(transactions, waiting, forbidden):
    with pytest.raises(sa.exc.IntegrityError, match="ck_backtests_"):
        async with transactions.begin_system() as work:
            await work.session.execute(sa.text(f"UPDATE backtests SET {forbidden}"))  # noqa: S608
