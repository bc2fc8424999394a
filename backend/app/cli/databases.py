"""The two databases of a command: configured, or embedded and brought up to date by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from app.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    from app.core.config import Settings
    from app.core.database import Endpoints
    from app.persistence.unit_of_work import Transactions


def on_databases[T](work: "Callable[[Transactions, Settings], Awaitable[T]]") -> T:
    """Return what `work` finds on the databases of this installation.

    Raises: StorageUnavailable when they are out of reach, or are not of this release.
    """
    from app.core.config import load_settings
    from app.stack import database_for

    settings = load_settings()
    with database_for(settings) as endpoints:
        return asyncio.run(_on_databases(work, settings, endpoints))


async def _on_databases[T](
    work: "Callable[[Transactions, Settings], Awaitable[T]]",
    settings: "Settings",
    endpoints: "Endpoints",
) -> T:
    from app import bootstrap

    await _bring_up_to_date(settings, endpoints)
    async with bootstrap.transactions(endpoints, settings) as transactions:
        return await work(transactions, settings)


async def _bring_up_to_date(settings: "Settings", endpoints: "Endpoints") -> None:
    """Migrate what is ours; say what to do about what is not."""
    from app.persistence import migrations

    configured = {"main": settings.database_url, "timeseries": settings.timescale_url}
    for tree in await migrations.status(endpoints):
        if tree.is_current:
            continue
        if tree.current is not None and tree.current not in migrations.revisions(tree.tree):
            raise StorageUnavailable(
                f"the {tree.tree} database is at revision {tree.current}, which this release does "
                "not know: it was written by a newer one, use that"
            )
        if configured[tree.tree].get_secret_value():
            raise StorageUnavailable(
                f"the {tree.tree} database is at revision {tree.current or 'none'} and this "
                f"release needs {tree.head}: run apextrade db up"
            )
        await migrations.upgrade(endpoints, trees=(tree.tree,))
