"""Nobody reaches another user's rows: by a repository, by a raw query, by a reused connection."""

import re
from inspect import getsource, iscoroutinefunction
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from app.core.database import Database
from app.domain.accounts import EmailPurpose
from app.domain.pages import PageRequest
from app.domain.strategies import StrategyStatus
from app.persistence.models import auth, backtest, documents, events, market_data, strategy
from app.persistence.models.base import Base
from app.persistence.repositories.rows import Scoped
from app.persistence.unit_of_work import Transactions, UnitOfWork
from tests.stored_rows import NOW, SHA, completion, content, new_backtest, trades

MODELS = (auth, backtest, documents, events, market_data, strategy)
ALL = PageRequest(limit=100)
ARCHIVED = StrategyStatus.ARCHIVED
OWNER_COLUMNS = sa.text("""
    SELECT table_name AS table, column_name AS column FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'user_id'
    UNION ALL SELECT 'users', 'id' ORDER BY 1
""")
WALLS = sa.text("""
    SELECT relname AS table, relrowsecurity AS enabled, relforcerowsecurity AS forced
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
""")


async def fill(transactions: Transactions, user_id: UUID, tag: int) -> dict[str, UUID]:
    """Give the user at least one row in every table with an owner; return the ids of some."""
    sha = bytes([tag]) + SHA[1:]
    async with transactions.begin_system() as work:
        account = await work.users.by_id(user_id)
        session = await work.sessions.add(account, NOW, NOW.replace(year=2036), "tests", None)
        token = await work.sessions.add_token(session, uuid4(), sha, NOW, NOW.replace(year=2036))
        await work.email_tokens.add(
            user_id, EmailPurpose.VERIFY, account.email, sha, NOW, NOW.replace(year=2036)
        )
    async with transactions.begin_as(user_id) as work:
        await work.mail.add(user_id, account.email, "Hello", "text")
        kept = await work.strategies.add(content(f"of {tag}"))
        rule = await work.rules.add("mine", None, {})
        job = await work.backtests.add(new_backtest(strategy_id=kept.id), 10)
        await work.watchlists.add("sim", "BTC/USDT")
        await work.idempotency.claim("POST /strategies", "k", sha, NOW)
        await work.announce(user_id, "backtest.complete", job.id, {"tag": tag})
    async with transactions.begin_system() as work:
        await work.backtests.claim("worker", job.id)
        await work.backtests.complete(job.id, "worker", completion(), trades())
    return {
        "session": session.id,
        "token": token.id,
        "strategy": kept.id,
        "rule": rule.id,
        "backtest": job.id,
    }


async def counted(work: UnitOfWork, table: str, where: str = "true") -> int:
    query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608
    return (await work.session.execute(sa.text(query))).scalar_one()


async def test_the_models_describe_the_tables_as_they_are(main_database: Database):
    assert {model.__name__ for model in MODELS}

    def drift(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    async with main_database.engine.connect() as connection:
        found = await connection.run_sync(drift)
    # Foreign keys carry their ON DELETE in the migration alone.
    assert [change for change in found if "fk" not in str(change[0])] == []


async def test_every_table_with_an_owner_has_a_wall(transactions: Transactions):
    async with transactions.begin() as work:
        owned = {row.table for row in await work.session.execute(OWNER_COLUMNS)}
        walls = {row.table: row for row in await work.session.execute(WALLS)}
    assert len(owned) >= 14
    assert [name for name in owned if not (walls[name].enabled and walls[name].forced)] == []


async def test_a_table_without_a_wall_is_noticed(transactions: Transactions):
    """Negative control of the test above."""
    async with transactions.begin() as work:
        await work.session.execute(sa.text("CREATE TABLE naked (user_id uuid)"))
        owned = {row.table for row in await work.session.execute(OWNER_COLUMNS)}
        walls = {row.table: row for row in await work.session.execute(WALLS)}
        await work.session.rollback()
    assert [name for name in owned if not walls[name].enabled] == ["naked"]


async def test_without_a_user_the_role_of_the_application_sees_nothing(transactions, anna):
    await fill(transactions, anna.id, 1)
    async with transactions.begin() as work:
        tables = [row.table for row in await work.session.execute(OWNER_COLUMNS)]
        filled = [await counted(work, table) for table in tables]
        assert 0 not in filled, dict(zip(tables, filled, strict=True))
        await work.session.execute(sa.text("SET LOCAL ROLE apex_app"))
        assert [await counted(work, table) for table in tables] == [0] * len(tables)


async def test_a_user_counts_only_rows_of_their_own(transactions, anna, ben):
    for tag, person in enumerate((anna, ben), 1):
        await fill(transactions, person.id, tag)
    async with transactions.begin() as work:
        owners = [(row.table, row.column) for row in await work.session.execute(OWNER_COLUMNS)]
    async with transactions.begin_as(ben.id) as work:
        for table, column in owners:
            assert await counted(work, table) > 0, table
            assert await counted(work, table, f"{column} IS DISTINCT FROM '{ben.id}'") == 0, table
    async with transactions.begin_system() as work:
        for table, column in owners:
            assert await counted(work, table, f"{column} = '{anna.id}'") > 0, table


async def test_a_user_changes_nothing_of_anothers(transactions, anna, ben):
    await fill(transactions, anna.id, 1)
    async with transactions.begin() as work:
        owners = [(row.table, row.column) for row in await work.session.execute(OWNER_COLUMNS)]
    for table, column in owners:
        taken = f"UPDATE {table} SET {column} = '{ben.id}' WHERE {column} = '{anna.id}'"  # noqa: S608
        for statement in (
            taken,
            f"DELETE FROM {table} WHERE {column} = '{anna.id}'",  # noqa: S608
        ):
            assert await changed_by(transactions, ben.id, statement) == 0, statement


async def changed_by(transactions: Transactions, user_id: UUID, statement: str) -> int:
    """Return how many rows a statement changed; none when the role may not even try."""
    try:
        async with transactions.begin_as(user_id) as work:
            return (await work.session.execute(sa.text(statement))).rowcount
    except DBAPIError as refused:
        if "permission denied" in str(refused):
            return 0
        raise


async def test_a_row_cannot_be_given_to_another_user(transactions, anna, ben):
    with pytest.raises(DBAPIError, match="row-level security"):
        async with transactions.begin_as(ben.id) as work:
            await work.announce(anna.id, "trade.executed", None, {})


async def test_no_method_of_a_repository_shows_anothers_row(transactions, anna, ben):
    his = await fill(transactions, anna.id, 1)
    async with transactions.begin_as(ben.id) as work:
        assert await work.users.by_id(anna.id) is None
        assert await work.users.by_email(anna.email) is None
        assert await work.users.count() == 1
        assert await work.users.change_profile(anna.id, {"first_name": "evil"}) is None
        assert await work.users.change_password(anna.id, "evil") is None
        assert await work.sessions.by_id(his["session"]) is None
        assert await work.sessions.with_account(his["session"]) is None
        assert await work.sessions.alive(anna.id, NOW) == []
        assert await work.sessions.token(bytes([1]) + SHA[1:]) is None
        assert not await work.sessions.revoke(anna.id, his["session"], NOW)
        assert await work.sessions.revoke_all(anna.id, NOW, "evil") == 0
        assert await work.strategies.by_id(his["strategy"]) is None
        assert (await work.strategies.page(ALL)).total == 0
        assert await work.strategies.symbols() == []
        assert await work.strategies.save(his["strategy"], content("mine")) is None
        assert await work.strategies.set_status(his["strategy"], ARCHIVED, None, NOW) is None
        assert not await work.strategies.remove(his["strategy"])
        assert (await work.strategies.versions(his["strategy"], ALL)).total == 0
        assert await work.strategies.version(his["strategy"], 1) is None
        assert await work.strategies.backtest_count(his["strategy"]) == 0
        assert await work.rules.by_id(his["rule"]) is None
        assert (await work.rules.page(ALL)).total == 0
        assert await work.rules.by_names(["mine"]) == {}
        assert await work.rules.save(his["rule"], "mine", None, {}) is None
        assert not await work.rules.remove(his["rule"])
        assert await work.backtests.by_id(his["backtest"]) is None
        assert await work.backtests.any_by_id(his["backtest"]) is None
        assert await work.backtests.by_ids([his["backtest"]]) == []
        assert (await work.backtests.page(ALL)).total == 0
        assert (await work.backtests.trades(his["backtest"], ALL)).total == 0
        assert await work.backtests.all_trades(his["backtest"]) == []
        assert await work.backtests.trade_count(his["backtest"]) == 0
        assert not any((await work.backtests.trade_columns(his["backtest"], 0, 10)).values())
        assert await work.backtests.equity_curve(his["backtest"]) is None
        assert await work.backtests.request_cancel(his["backtest"], NOW) is None
        assert await work.backtests.remove(his["backtest"]) is None
        assert await work.backtests.queue_position(his["backtest"]) is None
        assert await work.watchlists.all() == []
        assert not await work.watchlists.remove("sim", "BTC/USDT")
        assert await work.events.head(anna.id) == 0
        assert (await work.events.replay(anna.id, 0)).events == []
        assert await work.idempotency.claim("POST /strategies", "k", SHA, NOW) is None
    async with transactions.begin_as(anna.id) as work:
        assert (await work.strategies.by_id(his["strategy"])).content.name == "of 1"
        assert (await work.backtests.trades(his["backtest"], ALL)).total == 3
        assert await work.backtests.trade_count(his["backtest"]) == 3
        columns = await work.backtests.trade_columns(his["backtest"], 0, 10)
        assert {len(column) for column in columns.values()} == {3}


async def test_a_backtest_cannot_name_anothers_strategy(transactions, anna, ben):
    his = await fill(transactions, anna.id, 1)
    with pytest.raises(DBAPIError, match="fk_backtests_strategy_id_user_id_strategies"):
        async with transactions.begin_as(ben.id) as work:
            await work.backtests.add(new_backtest(strategy_id=his["strategy"]), 10)


def test_every_method_of_a_repository_is_tried_for_tenancy():
    tried = set(
        re.findall(r"\.(\w+)\(", getsource(test_no_method_of_a_repository_shows_anothers_row))
    )
    untried = {
        f"{kind.__name__}.{name}"
        for kind in repositories()
        for name, method in vars(kind).items()
        if iscoroutinefunction(method) and not name.startswith("_") and name not in tried
    }
    assert sorted(untried - FOR_THE_SYSTEM - ON_OWN_ROWS) == []


def repositories() -> list[type]:
    kinds, found = [Scoped], []
    while kinds:
        below = kinds.pop().__subclasses__()
        found += [kind for kind in below if kind.__module__.startswith("app.")]
        kinds += below
    return found


# Not called with `begin_as`, so the wall is not what keeps them apart; a test lists the callers.
FOR_THE_SYSTEM = {
    *(f"AdministrationRepository.{name}" for name in ("accounts", "administrators", "jobs")),
    *(
        f"BacktestClaims.{name}"
        for name in (
            "active",
            "begin_report",
            "cancel",
            "claim",
            "claimable",
            "complete",
            "count_all_by_status",
            "end_abandoned",
            "fail",
            "give_back",
            "heartbeat",
            "keep_artefact",
            "postpone_report",
            "without_artefact",
            "without_report",
        )
    ),
    *(f"EmailTokenRepository.{name}" for name in ("add", "take")),
    *(f"EventRepository.{name}" for name in ("backlog", "heads", "mark_relayed", "unrelayed")),
    *(f"HeartbeatRepository.{name}" for name in ("beat", "leave")),
    *(f"MailRepository.{name}" for name in ("due", "failed", "given_up", "latest", "sent")),
    *(
        f"MaintenanceRepository.{name}"
        for name in (
            "cut_events",
            "cut_heartbeats",
            "cut_idempotency_keys",
            "cut_mail",
            "cut_tokens",
        )
    ),
    *(
        f"SessionRepository.{name}"
        for name in (
            "add",
            "add_token",
            "alive_among",
            "reauthenticated",
            "revoke_family",
            "seen",
            "use_token",
        )
    ),
    *(
        f"UserRepository.{name}"
        for name in (
            "add",
            "change_email",
            "end_sessions",
            "lock_registration",
            "mark_verified",
            "note_login",
            "page",
            "rehash",
            "set_active",
            "set_admin",
        )
    ),
}
# They name no row: what they write or count is the user's by construction, and by the policy.
ON_OWN_ROWS = {
    "BacktestRepository.active_count",
    "BacktestRepository.add",
    "BacktestRepository.count_by_status",
    "EventRepository.add",
    "IdempotencyRepository.record",
    "IdempotencyRepository.forget",
    "MailRepository.add",
    "RuleRepository.add",
    "StrategyRepository.add",
    "StrategyRepository.count_by_status",
    "WatchlistRepository.add",
    "WatchlistRepository.replace",
}


async def test_even_a_query_without_a_condition_is_fenced(transactions, anna, ben):
    """Negative control of the wall: with it down, the same query shows the other user's rows."""
    await fill(transactions, anna.id, 1)
    async with transactions.begin_as(ben.id) as work:
        assert await counted(work, "strategies") == 0
    async with transactions.begin() as work:
        for statement in (
            "ALTER TABLE strategies DISABLE ROW LEVEL SECURITY",
            "SET LOCAL ROLE apex_app",
            f"SET LOCAL app.user_id = '{ben.id}'",
        ):
            await work.session.execute(sa.text(statement))
        assert await counted(work, "strategies") == 1
        await work.session.rollback()
