"""A database whose owner is no superuser: the walls stand for the owner too, and all still works.

This is how a careful server is set up: an administrator made the two roles and lent them.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from app.core.config import Settings
from app.core.database import Endpoints, connect_raw, opened
from app.domain.errors import StorageUnavailable
from app.persistence import migrations
from app.persistence.unit_of_work import Transactions
from tests.integration.persistence.conftest import registered
from tests.stored_rows import completion, content, new_backtest, trades

PASSWORD = "for-this-test-alone"


async def administer(url: str, *statements: str) -> None:
    connection = await connect_raw(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def owned(made: Endpoints, *lent: str) -> AsyncIterator[Endpoints]:
    """Give both databases to a user of their own, who may act in the roles that are lent."""
    owner = f"owner_{secrets.token_hex(4)}"
    server, _, name = made.main_url.rpartition("/")
    candles = made.timeseries_url.rpartition("/")[2]
    await administer(
        made.main_url,
        f"CREATE ROLE {owner} LOGIN PASSWORD '{PASSWORD}'",
        *(f"GRANT {role} TO {owner}" for role in lent),
        f"ALTER DATABASE {name} OWNER TO {owner}",
        f"ALTER DATABASE {candles} OWNER TO {owner}",
        # Up to PostgreSQL 14 the schema has an owner of its own.
        f"ALTER SCHEMA public OWNER TO {owner}",
    )
    login = f"postgresql+asyncpg://{owner}:{PASSWORD}@{server.rpartition('@')[2]}"
    try:
        yield Endpoints(f"{login}/{name}", f"{login}/{candles}")
    finally:
        given_back = (f"REASSIGN OWNED BY {owner} TO CURRENT_USER", f"DROP OWNED BY {owner}")
        await administer(made.main_url, *given_back)
        await administer(made.timeseries_url, *given_back, f"DROP ROLE {owner}")


@pytest.fixture
async def ordinary(
    endpoints: Endpoints, empty_endpoints: Endpoints, settings: Settings
) -> AsyncIterator[Transactions]:
    # `endpoints` has been migrated, so the server has the two roles.
    async with owned(empty_endpoints, "apex_app", "apex_system") as theirs:
        await migrations.upgrade(theirs, trees=("main",))
        async with opened(theirs.main_url, settings) as main:
            yield Transactions(main, main)


async def test_an_owner_without_the_roles_is_told_what_to_ask_for(endpoints, empty_endpoints):
    async with owned(empty_endpoints) as theirs:
        with pytest.raises(StorageUnavailable, match="GRANT apex_app, apex_system TO that user"):
            await migrations.upgrade(theirs, trees=("main",))
        [main, _] = await migrations.status(theirs)
    assert main.current == "0001"


async def test_everything_works_and_the_owner_sees_nothing(ordinary: Transactions):
    anna = await registered(ordinary, "anna@example.org")
    async with ordinary.begin_as(anna.id) as work:
        strategy = await work.strategies.add(content())
        job = await work.backtests.add(new_backtest(strategy_id=strategy.id), 5)
        assert (await work.announce(anna.id, "test", job.id, {})).seq == 1
    async with ordinary.begin_system() as work:
        assert await work.backtests.claim("w")
        assert await work.backtests.complete(job.id, "w", completion(), trades())
    async with ordinary.begin() as work:
        for table in ("users", "strategies", "backtests", "backtest_trades", "user_events"):
            count = sa.text(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert (await work.session.execute(count)).scalar_one() == 0
    async with ordinary.begin_as(anna.id) as work:
        assert await work.strategies.remove(strategy.id)
        kept = await work.backtests.by_id(job.id)
        assert (kept.request.strategy_id, len(await work.backtests.all_trades(job.id))) == (None, 3)
    async with ordinary.begin_system() as work:
        await work.session.execute(sa.text("DELETE FROM users"))
        assert await work.backtests.any_by_id(job.id) is None


async def test_migrating_twice_and_back_is_possible(ordinary: Transactions):
    url = ordinary.main.engine.url.render_as_string(hide_password=False)
    theirs = Endpoints(url, url)
    await migrations.upgrade(theirs, trees=("main",))
    await migrations.downgrade(theirs, trees=("main",))
    await migrations.upgrade(theirs, trees=("main",))
    with pytest.raises(StorageUnavailable):
        await migrations.upgrade(Endpoints(url.replace(PASSWORD, "wrong"), url), trees=("main",))
