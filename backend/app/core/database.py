"""Connections to the two databases: pooled sessions for rows, raw ones for binary COPY.

`Database.sessions` serves ordinary statements; `Database.raw` lends an asyncpg connection of the
same pool, whose `copy_to_table` and `copy_from_query` move bars in bulk.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, Self
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import NullPool

from app.core import telemetry
from app.core.config import Settings
from app.domain.errors import StorageUnavailable

_CONNECT_SECONDS: Final = 10
# How long a connection that was used is taken to be alive.
_TRUSTED_SECONDS: Final = 1.0
_USED: Final = "apex_used"
# Not every OSError: a missing file inside the block is no fault of the database.
_UNREACHABLE: Final = (ConnectionError, TimeoutError, socket.gaierror)
_LOST: Final = (
    *_UNREACHABLE,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    # What asyncpg raises when the server said goodbye between two statements.
    asyncpg.InternalClientError,
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the two databases answer; the URLs carry a password, so they are never shown."""

    main_url: str = field(repr=False)
    timeseries_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Database:
    """One database: its engine, its sessions and, for bulk work, its raw connections."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    @classmethod
    def open(cls, url: str, settings: Settings) -> Self:
        """Return the database behind `url` with the pool the settings ask for; connects lazily."""
        engine = create_async_engine(
            url,
            pool_size=settings.database_pool_size,
            max_overflow=settings.database_pool_overflow,
            pool_recycle=settings.database_pool_recycle_seconds,
            hide_parameters=True,
            connect_args=_connect_args(settings.app_name),
        )
        _counted(engine, settings.database_pool_size + settings.database_pool_overflow)
        _ask_rested_connections(engine)
        return cls(engine, async_sessionmaker(engine, expire_on_commit=False))

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[asyncpg.Connection]:
        """Lend an asyncpg connection; outside `connection.transaction()` it commits by itself."""
        async with self.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                yield driver
            finally:
                # The pool rolls back only what SQLAlchemy began.
                if not driver.is_closed() and driver.is_in_transaction():
                    await driver.execute("ROLLBACK")

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[Database]:
    """Open the database for the length of the block."""
    database = Database.open(url, settings)
    try:
        with storage_errors(url):
            yield database
    finally:
        await database.close()


def single_connection_engine(url: str) -> AsyncEngine:
    """Return an engine without a pool, for migrations and other one-off work."""
    return create_async_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args=_connect_args("apextrade")
    )


async def connect_raw(url: str) -> asyncpg.Connection:
    """Return one asyncpg connection outside any pool; the caller closes it."""
    dsn = "postgresql://" + url.partition("://")[2]
    return await asyncpg.connect(dsn, **_connect_args("apextrade"))


def ask(url: str, query: str, *arguments: object) -> Any:
    """Return the first value of `query`; blocks, and works inside and outside an event loop."""
    return _blocking(_ask(url, query, arguments))


def create_missing_databases(server_url: str, names: tuple[str, ...]) -> None:
    """Create those of the databases that the server does not have."""
    _blocking(_create_missing(server_url, names))


@contextmanager
def storage_errors(url: str) -> Iterator[None]:
    """Turn a database that is out of reach or full into one sentence (StorageUnavailable)."""
    try:
        yield
    except (
        *_LOST,
        PoolTimeoutError,
        DBAPIError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        sentence = _sentence(error, url)
        if sentence is None:
            raise
        raise StorageUnavailable(sentence) from error


def _counted(engine: AsyncEngine, most: int) -> None:
    """Show how many connections of the pool are lent out."""
    name = engine.url.database or ""
    lent = telemetry.CONNECTIONS.labels(name)
    telemetry.CONNECTIONS_MAX.labels(name).set(most)
    listen(engine.sync_engine, "checkout", lambda *_: lent.inc())
    listen(engine.sync_engine, "checkin", lambda *_: lent.dec())


def _connect_args(application: str) -> dict[str, Any]:
    return {
        "timeout": _CONNECT_SECONDS,
        "server_settings": {"application_name": application, "timezone": "UTC"},
    }


async def _ask(url: str, query: str, arguments: tuple[object, ...]) -> Any:
    connection = await connect_raw(url)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()


async def _create_missing(server_url: str, names: tuple[str, ...]) -> None:
    connection = await connect_raw(server_url)
    try:
        present = {
            row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")
        }
        for name in names:
            if name not in present:
                await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


def _blocking[T](work: Coroutine[Any, Any, T]) -> T:
    # A thread of its own, because the caller may already be inside an event loop.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _sentence(error: BaseException, url: str) -> str | None:
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or 5432}"
    cause = _driver_error(error)
    if isinstance(cause, asyncpg.DiskFullError):
        return f"the disk of the database at {where} is full: free space and run the command again"
    if isinstance(
        cause, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError
    ):
        return f"the database at {where} refuses the user or password of its URL"
    if isinstance(cause, asyncpg.InvalidCatalogNameError):
        return f"the server at {where} has no database {parts.path.lstrip('/')!r}: create it first"
    if isinstance(error, PoolTimeoutError):
        return f"every connection to the database at {where} is busy: raise DATABASE_POOL_SIZE"
    if isinstance(cause, asyncpg.TooManyConnectionsError):
        return f"the database at {where} has no connection left: lower DATABASE_POOL_SIZE"
    if isinstance(cause, _LOST) or _is_disconnect(error):
        return f"the database at {where} does not answer ({str(cause) or type(cause).__name__})"
    return None


def _ask_rested_connections(engine: AsyncEngine) -> None:
    """Replace a pooled connection that is dead before anybody uses it.

    One that was used a moment ago is only looked at: a server that went away has closed it. Asking
    each time is one of five round trips of a short request.
    """

    def used(_: Any, record: Any) -> None:
        record.info[_USED] = monotonic()

    def lent(connection: Any, record: Any, _: Any) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError("the server closed the connection")
        if monotonic() - record.info.get(_USED, monotonic()) < _TRUSTED_SECONDS:
            return
        try:
            engine.sync_engine.dialect.do_ping(connection)
        except (DBAPIError, *_LOST, engine.sync_engine.dialect.loaded_dbapi.Error) as error:
            raise InvalidatePoolError("the server does not answer on the connection") from error

    listen(engine.sync_engine, "checkin", used)
    listen(engine.sync_engine, "checkout", lent)


def _is_disconnect(error: BaseException) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # asyncpg's word for using a connection that was lost a moment ago.
    return isinstance(_driver_error(error), asyncpg.InterfaceError) and "closed" in str(error)


def _driver_error(error: BaseException) -> BaseException:
    """Return the asyncpg or socket error below SQLAlchemy's wrappers."""
    seen = error
    while isinstance(seen, DBAPIError) and seen.orig is not None:
        seen = seen.orig
    return seen.__cause__ or seen
