"""The two databases of a command: configured, or embedded and brought up to date by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

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
    from app.stack.migration import bring_up_to_date

    await bring_up_to_date(settings, endpoints)
    async with bootstrap.transactions(endpoints, settings) as transactions:
        return await work(transactions, settings)
