"""One transaction per step: what may be read and written inside it.

The two databases have a transaction each. A use case that needs both opens one after the other, so
that the moment between them, in which a process can die, is visible where it is written.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import Database
from app.persistence.repositories.market_data import CandleRepository, SeriesRepository


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction of the main database."""

    session: AsyncSession

    @property
    def series(self) -> SeriesRepository:
        return SeriesRepository(self.session)


@dataclass(frozen=True, slots=True)
class Transactions:
    """Open transactions: committed on leaving the block, rolled back on any exception."""

    main: Database
    timeseries: Database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        async with self.main.sessions.begin() as session:
            yield UnitOfWork(session)

    @asynccontextmanager
    async def begin_candles(self) -> AsyncIterator[CandleRepository]:
        async with self.timeseries.raw() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                yield CandleRepository(connection)
            except BaseException:
                # On a lost connection there is nothing to roll back, and trying would hide why.
                if not connection.is_closed():
                    await transaction.rollback()
                raise
            await transaction.commit()
