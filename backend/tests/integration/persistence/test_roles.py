"""What the two roles may do, and that a connection forgets for whom it acted."""

import asyncio
from contextlib import suppress
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.domain.pages import PageRequest
from app.domain.timeframes import Calendar, Timeframe
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import RegisteredSeries, SeriesKey
from tests.stored_rows import content


async def test_interleaved_transactions_on_two_connections_never_cross(transactions, anna, ben):
    """Security 46: SET LOCAL ends with the transaction, whoever gets the connection next."""
    people = (anna.id, ben.id)
    for person in people:
        async with transactions.begin_as(person) as work:
            await work.strategies.add(content(str(person)))

    async def names(person: UUID) -> list[str]:
        async with transactions.begin_as(person) as work:
            found = await work.session.execute(sa.text("SELECT name FROM strategies"))
            return [row.name for row in found]

    asked = [people[number % 2] for number in range(1_000)]
    gate = asyncio.Semaphore(8)

    async def gated(person: UUID) -> list[str]:
        async with gate:
            return await names(person)

    answers = await asyncio.gather(*(gated(person) for person in asked))
    assert answers == [[str(person)] for person in asked]


@pytest.mark.parametrize("fails", [False, True])
async def test_a_connection_goes_back_without_a_user(transactions, anna, fails):
    with suppress(RuntimeError):
        async with transactions.begin_as(anna.id):
            if fails:
                raise RuntimeError("the request failed")
    query = (
        "SELECT current_setting('app.user_id', true) AS me, current_user = session_user AS plain"
    )
    async with transactions.begin() as work:
        found = (await work.session.execute(sa.text(query))).one()
    assert (found.me or "", found.plain) == ("", True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE strategies DISABLE ROW LEVEL SECURITY",
        "DROP TABLE strategies",
        "TRUNCATE strategies",
        "UPDATE users SET is_admin = true",
        "UPDATE users SET is_verified = true",
        "INSERT INTO users (email, password_hash) VALUES ('x@y.z', 'h')",
        "DELETE FROM user_events",
        "SELECT * FROM service_heartbeats",
        "SET LOCAL row_security = off; SELECT count(*) FROM strategies",
    ],
)
async def test_the_role_of_the_application_may_not(transactions, anna, statement):
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|row-level security"):
        await run_as(transactions, anna.id, statement.split("; "))


async def run_as(transactions: Transactions, user_id: UUID, statements: list[str]) -> None:
    async with transactions.begin_as(user_id) as work:
        for statement in statements:
            await work.session.execute(sa.text(statement))


async def test_asking_the_system_for_mine_is_a_mistake(transactions):
    with pytest.raises(RuntimeError, match="open it with begin_as"):
        async with transactions.begin_system() as work:
            await work.strategies.page(PageRequest())


async def test_shared_series_are_everybodys_to_read_and_nobodys_to_write(transactions, anna, ben):
    shared = RegisteredSeries(SeriesKey("sim", "BTC/USDT", Timeframe.M1), Calendar.ALWAYS)
    own = RegisteredSeries(SeriesKey("u-1-x", "BTC/USDT", Timeframe.M1), Calendar.ALWAYS, anna.id)
    async with transactions.begin() as work:
        await work.series.register(shared)
    async with transactions.begin_as(anna.id) as work:
        await work.series.register(own)
        assert await work.series.visible(ben.id) == [shared]
        assert await work.series.visible(anna.id) == [shared, own]
    async with transactions.begin_as(ben.id) as work:
        assert await work.series.visible(anna.id) == [shared]
    taken = RegisteredSeries(SeriesKey("u-1-y", "BTC/USDT", Timeframe.M1), Calendar.ALWAYS, anna.id)
    for written in (shared, own, taken):
        with pytest.raises(DBAPIError, match="row-level security"):
            async with transactions.begin_as(ben.id) as work:
                await work.series.register(written)
