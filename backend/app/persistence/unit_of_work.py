"""One transaction per step: what may be read and written inside it.

The two databases have a transaction each. A use case that needs both opens one after the other, so
that the moment between them, in which a process can die, is visible where it is written.

Rows of users are reached in one of two ways. `begin_as` acts for one user: the database itself
hides everybody else's rows. `begin_system` sees everything and is for what belongs to no user:
login, sweeps, the relay, claims of workers, administration.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.database import Database, storage_errors
from app.core.logging import get_logger
from app.domain.user_events import UserEvent
from app.persistence.repositories.administration import AdministrationRepository
from app.persistence.repositories.auth import (
    EmailTokenRepository,
    SessionRepository,
    UserRepository,
)
from app.persistence.repositories.backtest import BacktestRepository
from app.persistence.repositories.events import EventRepository
from app.persistence.repositories.idempotency import IdempotencyRepository
from app.persistence.repositories.mail import MailRepository
from app.persistence.repositories.maintenance import HeartbeatRepository, MaintenanceRepository
from app.persistence.repositories.market_data import CandleRepository, SeriesRepository
from app.persistence.repositories.strategy import RuleRepository, StrategyRepository
from app.persistence.repositories.watchlist import WatchlistRepository
from app.ports.events import EventBus
from app.ports.jobs import JobQueue

_log = get_logger(__name__)

# Both settings end with the transaction, so the connection goes back to the pool without them.
_AS_USER: Final = sa.text(
    "SELECT set_config('role', 'apex_app', true), set_config('app.user_id', :user_id, true)"
)
_AS_SYSTEM: Final = sa.text("SELECT set_config('role', 'apex_system', true)")
# A transaction gets its number with its first change or lock.
_HAS_CHANGED: Final = sa.text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")


@dataclass(slots=True)
class AfterCommit:
    """What happens once the rows are there for everybody, and never if they are not."""

    jobs: list[tuple[str, str]] = field(default_factory=list)
    heads: dict[UUID, int] = field(default_factory=dict)

    def take(self, other: "AfterCommit") -> None:
        self.jobs += other.jobs
        self.heads |= other.heads


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction of the main database; `user_id` None where it acts for no user."""

    session: AsyncSession
    user_id: UUID | None = None
    after: AfterCommit = field(default_factory=AfterCommit)

    async def announce(
        self, user_id: UUID, type: str, entity_id: UUID | None, payload: Mapping[str, Any]
    ) -> UserEvent:
        """Write a fact that the user is told exactly when this transaction commits."""
        event = await self.events.add(user_id, type, entity_id, payload)
        self.after.heads[user_id] = event.seq
        return event

    def enqueue(self, job_name: str, argument: UUID | str) -> None:
        """Hand a job to its queue after the commit; dropped on rollback."""
        self.after.jobs.append((job_name, str(argument)))

    @property
    def series(self) -> SeriesRepository:
        return SeriesRepository(self.session)

    @property
    def users(self) -> UserRepository:
        return UserRepository(self.session, self.user_id)

    @property
    def sessions(self) -> SessionRepository:
        return SessionRepository(self.session, self.user_id)

    @property
    def email_tokens(self) -> EmailTokenRepository:
        return EmailTokenRepository(self.session, self.user_id)

    @property
    def mail(self) -> MailRepository:
        return MailRepository(self.session, self.user_id)

    @property
    def strategies(self) -> StrategyRepository:
        return StrategyRepository(self.session, self.user_id)

    @property
    def rules(self) -> RuleRepository:
        return RuleRepository(self.session, self.user_id)

    @property
    def backtests(self) -> BacktestRepository:
        return BacktestRepository(self.session, self.user_id)

    @property
    def events(self) -> EventRepository:
        return EventRepository(self.session, self.user_id)

    @property
    def watchlists(self) -> WatchlistRepository:
        return WatchlistRepository(self.session, self.user_id)

    @property
    def idempotency(self) -> IdempotencyRepository:
        return IdempotencyRepository(self.session, self.user_id)

    @property
    def heartbeats(self) -> HeartbeatRepository:
        return HeartbeatRepository(self.session, self.user_id)

    @property
    def administration(self) -> AdministrationRepository:
        return AdministrationRepository(self.session, self.user_id)

    @property
    def maintenance(self) -> MaintenanceRepository:
        return MaintenanceRepository(self.session, self.user_id)


@dataclass(slots=True)
class _Together:
    """The blocks of one user that end with one commit; `session` from their first change on."""

    user_id: UUID
    open: AsyncExitStack
    session: AsyncSession | None = None
    after: AfterCommit = field(default_factory=AfterCommit)


_together: Final[ContextVar[_Together | None]] = ContextVar("together", default=None)


@dataclass(frozen=True, slots=True)
class Transactions:
    """Open transactions: committed on leaving the block, rolled back on any exception.

    Without `jobs` and `events` nothing is released after a commit: sweeps find the rows.
    """

    main: Database
    timeseries: Database
    jobs: JobQueue | None = None
    events: EventBus | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Begin as the owner of the tables: for series, which have no wall between users."""
        with _storage_errors(self.main):
            async with self.main.sessions.begin() as session:
                work = UnitOfWork(session)
                yield work
        await self._release(work.after)

    @asynccontextmanager
    async def begin_as(self, user_id: UUID) -> AsyncIterator[UnitOfWork]:
        """Begin for one user: the database shows and changes this user's rows only."""
        shared = _together.get()
        if shared is not None and shared.user_id == user_id:
            async with self._joined(shared) as work:
                yield work
            return
        with _storage_errors(self.main):
            async with self.main.sessions.begin() as session:
                await session.execute(_AS_USER, {"user_id": str(user_id)})
                work = UnitOfWork(session, user_id)
                yield work
        await self._release(work.after)

    @asynccontextmanager
    async def together(self, user_id: UUID) -> AsyncIterator[None]:
        """Let what `begin_as` changes for one user inside the block be committed at its end, whole.

        A block that only reads ends by itself, so the connection is held from the first change on.
        """
        with _storage_errors(self.main):
            async with AsyncExitStack() as open_until_the_end:
                shared = _Together(user_id, open_until_the_end)
                token = _together.set(shared)
                try:
                    yield
                finally:
                    _together.reset(token)
        await self._release(shared.after)

    @asynccontextmanager
    async def begin_system(self) -> AsyncIterator[UnitOfWork]:
        """Begin for what belongs to no user; a test lists who may."""
        with _storage_errors(self.main):
            async with self.main.sessions.begin() as session:
                await session.execute(_AS_SYSTEM)
                work = UnitOfWork(session)
                yield work
        await self._release(work.after)

    @asynccontextmanager
    async def begin_candles(self) -> AsyncIterator[CandleRepository]:
        with _storage_errors(self.timeseries):
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

    @asynccontextmanager
    async def _joined(self, shared: _Together) -> AsyncIterator[UnitOfWork]:
        with _storage_errors(self.main):
            if shared.session is not None:
                async with shared.session.begin_nested():
                    work = UnitOfWork(shared.session, shared.user_id)
                    yield work
                shared.after.take(work.after)
                return
            async with AsyncExitStack() as block:
                session = await block.enter_async_context(self.main.sessions.begin())
                await session.execute(_AS_USER, {"user_id": str(shared.user_id)})
                work = UnitOfWork(session, shared.user_id)
                yield work
                if (await session.execute(_HAS_CHANGED)).scalar_one():
                    shared.session = session
                    shared.after.take(work.after)
                    shared.open.push_async_exit(block.pop_all())
                    return
        await self._release(work.after)

    async def _release(self, after: AfterCommit) -> None:
        """Hand over jobs and wake listeners.

        The rows are committed, so no failure here may fail the request: the sweep finds a job
        whose message was lost, and the gateway looks at the heads every two seconds.
        """
        try:
            if self.jobs is not None:
                for name, argument in after.jobs:
                    await self.jobs.enqueue(name, argument)
        except Exception as error:
            _log.warning("jobs_left_to_the_sweep", jobs=len(after.jobs), error=str(error))
        try:
            if self.events is not None:
                for user_id, head in after.heads.items():
                    await self.events.publish(f"user:{user_id}", {"head": head})
        except Exception as error:
            _log.warning("listeners_not_woken", users=len(after.heads), error=str(error))


def _storage_errors(database: Database) -> AbstractContextManager[None]:
    return storage_errors(str(database.engine.url))
