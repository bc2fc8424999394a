"""Both migration trees, upgraded and downgraded as one.

Every call takes the endpoints, so tests, commands and the running platform share one path. Whoever
migrates at the same time takes turns over both trees, by an advisory lock in the main database;
also within one process, because Alembic keeps what it works on in its own module.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from alembic import command
from app.core.database import Endpoints, single_connection_engine, storage_errors
from app.domain.errors import InvalidInput, StorageUnavailable

TREES: Final = ("main", "timeseries")
HEAD: Final = "head"
BASE: Final = "base"
_BACKEND: Final = Path(__file__).resolve().parents[2]
# Any number will do, as long as nothing else locks it.
_LOCK: Final = 4_150_450_658


@dataclass(frozen=True, slots=True)
class TreeStatus:
    """Where one tree is and where it could be; `current` None: nothing applied yet."""

    tree: str
    current: str | None
    head: str | None

    @property
    def is_current(self) -> bool:
        return self.current == self.head


async def upgrade(
    endpoints: Endpoints, revision: str = HEAD, trees: tuple[str, ...] = TREES
) -> None:
    """Bring the trees up to `revision`."""
    await _each(endpoints, trees, lambda config: command.upgrade(config, revision), revision)


async def downgrade(
    endpoints: Endpoints, revision: str = BASE, trees: tuple[str, ...] = TREES
) -> None:
    """Take the trees down to `revision`; their tables and rows above it are gone."""
    # The last tree first: what was added last leaves first.
    reverse = tuple(reversed(trees))
    await _each(endpoints, reverse, lambda config: command.downgrade(config, revision), revision)


async def status(endpoints: Endpoints) -> tuple[TreeStatus, ...]:
    """Return where both trees are; changes nothing."""
    return tuple([await _status(endpoints, tree) for tree in TREES])


def revisions(tree: str) -> list[str]:
    """Return the revisions of a tree, the oldest first."""
    return [script.revision for script in _script(tree).walk_revisions()][::-1]


def run_environment(context: EnvironmentContext) -> None:
    """Run the migrations an `env.py` was loaded for, on the connection its caller gave."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def _each(
    endpoints: Endpoints,
    trees: tuple[str, ...],
    work: Callable[[Config], None],
    revision: str,
) -> None:
    for tree in trees:
        if not _knows(tree, revision):
            raise InvalidInput(
                f"no revision {revision!r} in the {tree} tree: use {HEAD}, {BASE} or one of "
                f"{', '.join(revisions(tree)) or 'none yet'}"
            )
    async with _connected(endpoints.main_url) as turn:
        await turn.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        await turn.commit()
        for tree in trees:
            await _run(_urls(endpoints)[tree], tree, work)


async def _run(url: str, tree: str, work: Callable[[Config], None]) -> None:
    async with _connected(url) as connection:
        with _may_not():
            # Alembic begins and ends the transactions of the migrations itself.
            await connection.run_sync(_with_config, tree, work)
            await connection.commit()


@contextmanager
def _may_not() -> Iterator[None]:
    """Say in one sentence what an administrator has to do for a user who may not do it."""
    try:
        yield
    except ProgrammingError as error:
        cause = error.orig and error.orig.__cause__
        if not isinstance(cause, asyncpg.InsufficientPrivilegeError):
            raise
        raise StorageUnavailable(
            f"the user of the database may not migrate it ({cause}): let it own the database, and "
            f"let an administrator run CREATE ROLE apex_app NOLOGIN; CREATE ROLE apex_system "
            f"NOLOGIN BYPASSRLS; GRANT apex_app, apex_system TO that user"
        ) from error


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[AsyncConnection]:
    engine = single_connection_engine(url)
    try:
        with storage_errors(url):
            async with engine.connect() as connection:
                yield connection
    finally:
        # Closing the connection gives its lock back, also after a failed migration.
        await engine.dispose()


def _with_config(connection: Connection, tree: str, work: Callable[[Config], None]) -> None:
    config = _config(tree)
    config.attributes["connection"] = connection
    work(config)


async def _status(endpoints: Endpoints, tree: str) -> TreeStatus:
    async with _connected(_urls(endpoints)[tree]) as connection:
        current = await connection.run_sync(_current)
    return TreeStatus(tree, current, _script(tree).get_current_head())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _urls(endpoints: Endpoints) -> Mapping[str, str]:
    return {"main": endpoints.main_url, "timeseries": endpoints.timeseries_url}


def _config(tree: str) -> Config:
    return Config(_BACKEND / "alembic.ini", ini_section=tree)


def _script(tree: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(tree))


def _knows(tree: str, revision: str) -> bool:
    if revision in {HEAD, BASE}:
        return True
    try:
        return _script(tree).get_revision(revision) is not None
    except CommandError:
        return False
