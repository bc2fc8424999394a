"""Sessions, pools and raw connections on a real server."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import make_url, text

from app.core.config import Settings
from app.core.database import Database, Endpoints, ask, connect_raw, opened, storage_errors
from app.domain.errors import StorageUnavailable


async def test_a_session_commits_what_another_sees(main_database: Database):
    async with main_database.sessions.begin() as session:
        await session.execute(text("CREATE TABLE seen (n int)"))
        await session.execute(text("INSERT INTO seen VALUES (7)"))
    async with main_database.sessions() as session:
        assert await session.scalar(text("SELECT n FROM seen")) == 7
    async with main_database.sessions.begin() as session:
        await session.execute(text("DROP TABLE seen"))


async def test_a_raw_connection_copies_binary_rows_and_commits_by_itself(
    timeseries_database: Database,
):
    rows = [(n, n / 3) for n in range(1000)]
    async with timeseries_database.raw() as connection:
        await connection.execute("CREATE TABLE numbers (n int8, third float8)")
        await connection.copy_records_to_table("numbers", records=rows)
    async with timeseries_database.raw() as connection:
        back = [tuple(row) for row in await connection.fetch("SELECT * FROM numbers ORDER BY n")]
        await connection.execute("DROP TABLE numbers")
    assert back == rows


async def test_an_abandoned_raw_transaction_leaves_nothing(timeseries_database: Database):
    async with timeseries_database.raw() as connection:
        await connection.execute("BEGIN; CREATE TABLE half (n int)")
    async with timeseries_database.raw() as connection:
        assert await connection.fetchval("SELECT to_regclass('half')") is None


async def test_the_pool_gives_what_the_settings_allow_and_no_more(database: Endpoints, settings):
    small = settings.model_copy(update={"database_pool_size": 1, "database_pool_overflow": 1})
    async with opened(database.main_url, small) as limited:
        assert limited.engine.pool.size() == 1
        async with limited.engine.connect(), limited.engine.connect():
            assert limited.engine.pool.checkedout() == 2
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await limited.engine.connect()


async def test_a_pooled_connection_that_died_is_replaced(database: Endpoints, settings):
    async with opened(database.main_url, settings) as pooled:
        async with pooled.raw() as connection:
            backend = await connection.fetchval("SELECT pg_backend_pid()")
        killer = await connect_raw(database.main_url)
        await killer.fetchval("SELECT pg_terminate_backend($1, 5000)", backend)
        await killer.close()
        async with pooled.sessions() as session:
            assert await session.scalar(text("SELECT 1")) == 1


async def test_times_come_back_in_utc(main_database: Database):
    async with main_database.sessions() as session:
        assert await session.scalar(text("SELECT current_setting('timezone')")) == "UTC"


async def test_asking_works_inside_an_event_loop(database: Endpoints):
    assert ask(database.timeseries_url, "SELECT $1::int + 1", 41) == 42


def changed(url: str, **parts: object) -> str:
    return make_url(url).set(**parts).render_as_string(hide_password=False)


async def reach_raw(url: str, _: Settings) -> None:
    with storage_errors(url):
        await connect_raw(url)


async def reach_pooled(url: str, settings: Settings) -> None:
    async with opened(url, settings) as database, database.engine.connect():
        pass


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"password": "wrong"}, "refuses the user or password of its URL"),
        ({"database": "nowhere"}, "has no database 'nowhere': create it first"),
        ({"port": 1}, "does not answer"),
    ],
    ids=["password", "database", "port"],
)
@pytest.mark.parametrize("way", [reach_raw, reach_pooled])
async def test_a_database_out_of_reach_is_one_sentence(
    database: Endpoints, settings, parts, sentence, way
):
    url = changed(database.main_url, **parts)
    with pytest.raises(StorageUnavailable, match=sentence) as caught:
        await way(url, settings)
    assert "\n" not in str(caught.value)
    assert "wrong" not in str(caught.value)


async def test_other_errors_pass_unchanged(database: Endpoints):
    connection = await connect_raw(database.main_url)
    with pytest.raises(asyncpg.UndefinedTableError), storage_errors(database.main_url):
        await connection.execute("SELECT * FROM no_such_table")
    await connection.close()


def test_a_missing_file_is_no_fault_of_the_database(database: Endpoints, tmp_path):
    with pytest.raises(FileNotFoundError), storage_errors(database.main_url):
        (tmp_path / "none").read_text()


def test_endpoints_never_show_their_passwords(database: Endpoints):
    assert database.main_url not in repr(replace(database))
