"""One leader among several processes: whoever holds an advisory lock of the main database.

The lock belongs to a connection of its own, so it ends with the process, however that ends.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Never

import asyncpg

from app.core.database import connect_raw, storage_errors
from app.core.logging import get_logger
from app.domain.errors import StorageUnavailable

_LOOK_SECONDS: Final = 1.0
_ANSWER_SECONDS: Final = 5.0

_log = get_logger(__name__)


async def lead(url: str, name: str, work: Callable[[], Awaitable[None]]) -> Never:
    """Run `work` whenever this process is the leader called `name`; stand by otherwise.

    Work is cancelled when the connection that holds the lock is lost. Another may lead a moment
    before that, so work must bear to be done twice.
    """
    while True:
        try:
            with storage_errors(url):
                await _lead_once(url, name, work)
        except StorageUnavailable as error:
            # Whoever waits for the leader's work sees it late; it goes on with the database.
            _log.warning("leadership_lost", leader=name, reason=str(error))
        await asyncio.sleep(_LOOK_SECONDS)


async def _lead_once(url: str, name: str, work: Callable[[], Awaitable[None]]) -> None:
    connection = await connect_raw(url)
    try:
        # Only asking tells: the lock is freed without a word when the other process dies.
        while not await _is_locked(connection, name):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_SECONDS)
        _log.info("leading", leader=name)
        working = asyncio.ensure_future(work())
        holding = asyncio.create_task(_hold(connection))
        try:
            await asyncio.wait((working, holding), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (working, holding):
                task.cancel()
            await asyncio.gather(working, holding, return_exceptions=True)
        for task in (working, holding):
            if not task.cancelled() and (error := task.exception()):
                raise error
    finally:
        # The server frees the lock when the connection ends.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await connection.close(timeout=_ANSWER_SECONDS)


async def _is_locked(connection: asyncpg.Connection, name: str) -> bool:
    return bool(
        await connection.fetchval(
            "SELECT pg_try_advisory_lock(hashtextextended($1, 31))", name, timeout=_ANSWER_SECONDS
        )
    )


async def _hold(connection: asyncpg.Connection) -> None:
    """Return, or raise, as soon as the connection is lost; ask, because a dead line is silent."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    while not lost.is_set():
        await connection.fetchval("SELECT 1", timeout=_ANSWER_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(lost.wait(), _LOOK_SECONDS)
