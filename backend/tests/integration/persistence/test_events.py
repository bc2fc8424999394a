"""The outbox: no gap, commit order, replay from a cursor, retention that says what it cut."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.database import Database
from app.persistence.unit_of_work import Transactions
from tests.stored_rows import NOW

WRITERS = 8
EACH = 25


@pytest.fixture
def wide(main_database: Database, timeseries_database: Database, settings) -> Transactions:
    """Room for every writer at once: a lock that waits must not wait for a connection."""
    url = main_database.engine.url.render_as_string(hide_password=False)
    roomy = settings.model_copy(update={"database_pool_size": WRITERS + 2})
    return Transactions(Database.open(url, roomy), timeseries_database)


async def announced(transactions: Transactions, user_id, count: int) -> list[int]:
    seqs = []
    for number in range(count):
        async with transactions.begin_system() as work:
            seqs.append((await work.announce(user_id, "test", None, {"n": number})).seq)
    return seqs


async def test_eight_writers_leave_no_gap_and_no_reader_overtakes_a_commit(wide, anna):
    """Some writers stay open after their insert; a cursor that reads along misses nothing."""
    total = WRITERS * EACH
    read: list[int] = []

    async def write(writer: int) -> None:
        for number in range(EACH):
            async with wide.begin_as(anna.id) as work:
                await work.announce(anna.id, "test", None, {"writer": writer, "n": number})
                if (writer + number) % 3 == 0:
                    await work.session.execute(sa.text("SELECT pg_sleep(0.002)"))
                if (writer + number) % 7 == 0:
                    await work.session.rollback()

    async def follow() -> None:
        while len(read) < kept:
            async with wide.begin_as(anna.id) as work:
                found = await work.events.replay(anna.id, read[-1] if read else 0)
            read.extend(event.seq for event in found.events)

    dropped = sum((writer + n) % 7 == 0 for writer in range(WRITERS) for n in range(EACH))
    kept = total - dropped
    async with asyncio.timeout(60):
        await asyncio.gather(follow(), *(write(writer) for writer in range(WRITERS)))
    assert read == list(range(1, kept + 1))
    await wide.main.close()


async def test_facts_of_two_users_are_counted_apart(transactions, anna, ben):
    assert await announced(transactions, anna.id, 3) == [1, 2, 3]
    assert await announced(transactions, ben.id, 2) == [1, 2]
    async with transactions.begin_system() as work:
        assert await work.events.heads([anna.id, ben.id]) == {anna.id: 3, ben.id: 2}


@pytest.mark.parametrize(
    ("cursor", "limit", "expected"),
    [(0, 500, [1, 2, 3, 4, 5]), (3, 500, [4, 5]), (5, 500, []), (1, 2, [2, 3])],
)
async def test_a_replay_begins_after_the_cursor(transactions, anna, cursor, limit, expected):
    await announced(transactions, anna.id, 5)
    async with transactions.begin_as(anna.id) as work:
        found = await work.events.replay(anna.id, cursor, limit)
    assert ([event.seq for event in found.events], found.head) == (expected, 5)
    assert found.is_complete


async def test_a_cursor_from_another_history_is_told_so(transactions, anna):
    await announced(transactions, anna.id, 2)
    async with transactions.begin_as(anna.id) as work:
        assert not (await work.events.replay(anna.id, 3)).is_complete


async def test_the_oldest_facts_go_first_and_a_cursor_before_them_is_told(transactions, anna, ben):
    for person in (anna, ben):
        await announced(transactions, person.id, 5)
    await relay_all(transactions)
    async with transactions.begin_system() as work:
        assert await work.maintenance.cut_events(NOW, most=3) == 4
        assert await work.maintenance.cut_events(NOW, most=3) == 0
    async with transactions.begin_as(anna.id) as work:
        assert not (await work.events.replay(anna.id, 1)).is_complete
        found = await work.events.replay(anna.id, 2)
    assert [event.seq for event in found.events] == [3, 4, 5]


async def test_facts_older_than_a_week_go(transactions, anna):
    await announced(transactions, anna.id, 3)
    await relay_all(transactions)
    async with transactions.begin_system() as work:
        made = (await work.events.replay(anna.id, 0)).events[-1].created_at
        assert await work.maintenance.cut_events(made + timedelta(days=7)) == 2
        assert await work.maintenance.cut_events(made + timedelta(days=8)) == 1
        assert await work.events.head(anna.id) == 3
    assert await announced(transactions, anna.id, 1) == [4]


async def test_what_was_not_relayed_is_not_cut(transactions, anna):
    await announced(transactions, anna.id, 3)
    async with transactions.begin_system() as work:
        first = (await work.events.unrelayed(1))[0]
        await work.events.mark_relayed([first], NOW)
        assert await work.maintenance.cut_events(NOW + timedelta(days=4000)) == 1
        assert [event.seq for event in await work.events.unrelayed()] == [2, 3]


async def test_two_relays_at_once_do_not_take_the_same_fact(transactions, anna):
    await announced(transactions, anna.id, 4)
    async with transactions.begin_system() as one:
        first = await one.events.unrelayed(2)
        async with transactions.begin_system() as two:
            second = await two.events.unrelayed(10)
    assert [event.seq for event in first] == [1, 2]
    assert [event.seq for event in second] == [3, 4]


async def relay_all(transactions: Transactions) -> None:
    async with transactions.begin_system() as work:
        await work.events.mark_relayed(await work.events.unrelayed(), NOW)
