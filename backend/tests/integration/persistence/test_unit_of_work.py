"""What leaves a transaction, and when: rows at the commit, jobs and wake-ups after it."""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace

import pytest

from app.core.database import connect_raw
from app.domain.errors import StorageUnavailable
from app.persistence.unit_of_work import Transactions, UnitOfWork
from tests.fakes.events import FakeEventBus
from tests.fakes.jobs import FakeJobQueue
from tests.stored_rows import new_backtest

RUN = "app.tasks.backtest.run_backtest"


class WatchfulQueue(FakeJobQueue):
    """Looks, when a job arrives, whether the row it names is there for another transaction."""

    def __init__(self, transactions: Transactions) -> None:
        super().__init__()
        self.transactions = transactions
        self.found: list[bool] = []

    async def enqueue(self, name: str, argument: str) -> None:
        async with self.transactions.begin_system() as work:
            self.found.append(await work.backtests.claimable() != [])
        await super().enqueue(name, argument)


@pytest.fixture
def queue(transactions: Transactions) -> WatchfulQueue:
    return WatchfulQueue(transactions)


@pytest.fixture
def bus() -> FakeEventBus:
    return FakeEventBus()


@pytest.fixture
def releasing(transactions, queue, bus) -> Transactions:
    return replace(transactions, jobs=queue, events=bus)


async def test_a_job_is_handed_over_after_its_row_is_there(releasing, queue, anna):
    async with releasing.begin_as(anna.id) as work:
        job = await work.backtests.add(new_backtest(), 10)
        work.enqueue(RUN, job.id)
        assert queue.jobs == []
    assert (queue.jobs, queue.found) == ([(RUN, str(job.id))], [True])


async def test_a_rollback_drops_jobs_facts_and_wake_ups(releasing, queue, bus, anna):
    with suppress(ZeroDivisionError):
        async with releasing.begin_as(anna.id) as work:
            work.enqueue(RUN, "x")
            await work.announce(anna.id, "backtest.complete", None, {})
            raise ZeroDivisionError
    assert (queue.jobs, bus.published) == ([], [])
    async with releasing.begin_as(anna.id) as work:
        assert await work.events.head(anna.id) == 0


async def test_several_facts_wake_a_user_once_with_the_last_number(releasing, bus, anna, ben):
    async with releasing.begin_system() as work:
        for person in (anna, ben, anna):
            await work.announce(person.id, "notification.created", None, {})
    assert bus.published == [(f"user:{anna.id}", {"head": 2}), (f"user:{ben.id}", {"head": 1})]


async def test_a_queue_that_is_down_does_not_undo_what_is_committed(releasing, queue, bus, anna):
    queue.is_down = True
    async with releasing.begin_as(anna.id) as work:
        job = await work.backtests.add(new_backtest(), 10)
        work.enqueue(RUN, job.id)
        await work.announce(anna.id, "notification.created", None, {})
    async with releasing.begin_system() as work:
        assert list(await work.backtests.claimable()) == [job.id]
    assert bus.published == [(f"user:{anna.id}", {"head": 1})]


@pytest.mark.parametrize("begin", ["begin", "begin_as", "begin_system"])
async def test_a_lost_database_is_one_sentence(transactions, anna, begin):
    opened = getattr(transactions, begin)(*([anna.id] if begin == "begin_as" else []))
    with pytest.raises(StorageUnavailable, match=r"^the database at \S+ does not answer"):
        await lose_the_connection(opened)


async def test_lost_candles_are_one_sentence(transactions):
    with pytest.raises(StorageUnavailable, match=r"^the database at \S+ does not answer"):
        await lose_the_candles(transactions)


async def lose_the_candles(transactions: Transactions) -> None:
    async with transactions.begin_candles() as candles:
        candles.connection.terminate()
        await candles.ranges()


async def test_a_database_that_restarts_under_load_is_missed_and_found_again(transactions, anna):
    """Every server process of the database ends; who was in a transaction hears one sentence."""

    async def read() -> str:
        try:
            async with transactions.begin_as(anna.id) as work:
                await work.strategies.count_by_status()
        except StorageUnavailable:
            return "unavailable"
        return "answered"

    async def restart() -> None:
        url = transactions.main.engine.url.render_as_string(hide_password=False)
        connection = await connect_raw(url)
        for _ in range(5):
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await connection.close()

    answers = await asyncio.gather(
        *(read() for _ in range(100)), restart(), *(read() for _ in range(100))
    )
    assert {"answered", None} <= set(answers) <= {"answered", "unavailable", None}
    assert [await read() for _ in range(5)] == ["answered"] * 5


async def lose_the_connection(opened: AbstractAsyncContextManager[UnitOfWork]) -> None:
    async with opened as work:
        connection = await work.session.connection()
        driver = (await connection.get_raw_connection()).driver_connection
        driver.terminate()
        await work.series.visible(None)
