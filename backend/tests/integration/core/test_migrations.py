"""Both trees up, down and up again on a real server."""

import asyncio

import pytest
from sqlalchemy.exc import ProgrammingError

from app.core.database import Endpoints, connect_raw
from app.domain.errors import InvalidInput
from app.persistence import migrations

FIRST_TABLE = {"main": "series", "timeseries": "ohlcv"}
SCHEMA = """
    SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT definition FROM pg_views WHERE schemaname = 'public'
    ORDER BY 1
"""


async def schema(url: str) -> list[str]:
    connection = await connect_raw(url)
    try:
        return [row[0] for row in await connection.fetch(SCHEMA)]
    finally:
        await connection.close()


async def run(url: str, statement: str) -> None:
    connection = await connect_raw(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def schemas(endpoints: Endpoints) -> dict[str, list[str]]:
    return {
        "main": await schema(endpoints.main_url),
        "timeseries": await schema(endpoints.timeseries_url),
    }


def is_alembics(line: str) -> bool:
    return "alembic_version" in line


async def test_up_down_up_ends_where_up_ended(empty_endpoints: Endpoints):
    await migrations.upgrade(empty_endpoints)
    first = await schemas(empty_endpoints)
    await migrations.downgrade(empty_endpoints)
    nothing = await schemas(empty_endpoints)
    await migrations.upgrade(empty_endpoints)
    assert [line for tree in nothing.values() for line in tree if not is_alembics(line)] == []
    assert await schemas(empty_endpoints) == first
    assert any(line.startswith("ohlcv.") for line in first["timeseries"])


async def test_every_single_step_down_and_up_again_is_possible(empty_endpoints: Endpoints):
    await migrations.upgrade(empty_endpoints)
    whole = await schemas(empty_endpoints)
    for tree in migrations.TREES:
        for revision in reversed(migrations.revisions(tree)):
            await migrations.downgrade(empty_endpoints, revision, (tree,))
            await migrations.upgrade(empty_endpoints, migrations.HEAD, (tree,))
            assert await schemas(empty_endpoints) == whole, f"{tree} {revision}"


async def test_status_tells_where_both_trees_are(empty_endpoints: Endpoints):
    assert [tree.current for tree in await migrations.status(empty_endpoints)] == [None, None]
    await migrations.upgrade(empty_endpoints, trees=("timeseries",))
    main, timeseries = await migrations.status(empty_endpoints)
    assert (main.is_current, timeseries.is_current) == (False, True)
    assert timeseries.current == migrations.revisions("timeseries")[-1]


async def test_asking_for_the_status_changes_nothing(empty_endpoints: Endpoints):
    await migrations.status(empty_endpoints)
    assert await schemas(empty_endpoints) == {"main": [], "timeseries": []}


async def test_two_at_the_same_time_take_turns(empty_endpoints: Endpoints):
    await asyncio.gather(*(migrations.upgrade(empty_endpoints) for _ in range(3)))
    assert all(tree.is_current for tree in await migrations.status(empty_endpoints))


async def test_an_unknown_revision_is_refused_before_anything_changes(empty_endpoints: Endpoints):
    with pytest.raises(InvalidInput, match=r"no revision 'nope' in the main tree: use head, base"):
        await migrations.upgrade(empty_endpoints, "nope")
    assert await schemas(empty_endpoints) == {"main": [], "timeseries": []}


@pytest.mark.parametrize("tree", migrations.TREES)
async def test_a_failing_migration_leaves_its_tree_as_it_was(empty_endpoints: Endpoints, tree):
    urls = {"main": empty_endpoints.main_url, "timeseries": empty_endpoints.timeseries_url}
    blocker = FIRST_TABLE[tree]
    await run(urls[tree], f"CREATE TABLE {blocker} (in_the_way int)")
    with pytest.raises(ProgrammingError, match="already exists"):
        await migrations.upgrade(empty_endpoints)
    left = [line for line in await schema(urls[tree]) if not is_alembics(line)]
    assert left == [f"{blocker}.in_the_way integer YES"]


async def test_after_the_fault_is_removed_the_same_command_completes(empty_endpoints: Endpoints):
    await run(empty_endpoints.timeseries_url, "CREATE TABLE ohlcv (in_the_way int)")
    with pytest.raises(ProgrammingError):
        await migrations.upgrade(empty_endpoints)
    await run(empty_endpoints.timeseries_url, "DROP TABLE ohlcv")
    await migrations.upgrade(empty_endpoints)
    assert all(tree.is_current for tree in await migrations.status(empty_endpoints))
