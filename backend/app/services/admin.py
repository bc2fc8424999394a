"""What administrators see of the installation, and the two things they change about accounts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.core.logging import get_logger
from app.domain.accounts import Account
from app.domain.administration import SeenJob
from app.domain.backtest_jobs import JobStatus
from app.domain.calendars import Gaps
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.heartbeats import Heartbeat
from app.domain.pages import Page, PageRequest
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock
from app.ports.market_data import Begin, CandleStore, RegisteredSeries, SeriesRange
from app.services.market_data import MarketData

type BeginSystem = Callable[[], AbstractAsyncContextManager[UnitOfWork]]

# What every installation runs; each queue is known by its canary.
SERVICES: Final = (
    "api",
    "gateway",
    "streamer",
    "backtest_queue",
    "strategy_queue",
    "execution_queue",
    "market_data_queue",
)

# Reading a million bars takes about half a second.
COUNTED_BARS_MOST: Final = 1_000_000

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service: ok while any of its processes gave its sign of life in time."""

    service: str
    is_ok: bool
    instances: tuple[Heartbeat, ...]


@dataclass(frozen=True, slots=True)
class SeenSeries:
    """A series of any owner; `gaps` as they were counted last, None before."""

    series: RegisteredSeries
    extent: SeriesRange | None

    @property
    def gaps(self) -> Gaps | None:
        """Return the gaps when the series was read last."""
        return self.series.facts.gaps if self.series.facts else None

    @property
    def is_current(self) -> bool:
        """Return whether nothing was written since the gaps were counted."""
        facts, extent = self.series.facts, self.extent
        return facts is not None and extent is not None and facts.revision == extent.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What to change about an account; None leaves it."""

    is_active: bool | None = None
    is_admin: bool | None = None

    @property
    def takes_away(self) -> bool:
        """Return whether the account can do less afterwards."""
        return self.is_active is False or self.is_admin is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """The use cases of administrators; who may call them is decided at the edge."""

    begin_system: BeginSystem
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    begin_candles: Begin[CandleStore]
    market_data: MarketData
    clock: Clock

    async def services(self) -> tuple[ServiceState, ...]:
        """Return every service there should be or is, with its living processes."""
        async with self.begin_system() as work:
            beats = await work.heartbeats.all()
        now = self.clock.now()
        names = dict.fromkeys((*SERVICES, *(beat.service for beat in beats)))
        return tuple(
            _state(name, [beat for beat in beats if beat.service == name], now=now)
            for name in names
        )

    async def jobs(
        self,
        request: PageRequest,
        *,
        status: JobStatus | None = None,
        user_id: UUID | None = None,
        search: str | None = None,
    ) -> Page[SeenJob]:
        """Return backtests of all users."""
        async with self.begin_system() as work:
            return await work.administration.jobs(
                request, status=status, user_id=user_id, search=search
            )

    async def coverage(self, bars_most: int = COUNTED_BARS_MOST) -> tuple[SeenSeries, ...]:
        """Return every series of everybody, with its gaps.

        Gaps that are out of date are counted anew for at most `bars_most` bars, the series that
        were never counted first; for others the last count stays, and says so.
        """
        async with self.begin() as work:
            known = await work.series.all()
        async with self.begin_candles() as candles:
            extents = {extent.key: extent for extent in await candles.ranges()}
        seen = {series.key: SeenSeries(series, extents.get(series.key)) for series in known}
        for one in to_count(seen.values(), bars_most):
            key, calendar = one.series.key, one.series.calendar
            facts = await self.market_data.read_facts(key, calendar)
            seen[key] = replace(one, series=replace(one.series, facts=facts))
        return tuple(seen.values())

    async def accounts(
        self,
        request: PageRequest,
        *,
        search: str | None = None,
        is_active: bool | None = None,
        is_admin: bool | None = None,
    ) -> Page[Account]:
        """Return accounts."""
        async with self.begin_system() as work:
            return await work.administration.accounts(
                request, search=search, is_active=is_active, is_admin=is_admin
            )

    async def change_account(self, admin_id: UUID, user_id: UUID, change: AccountChange) -> Account:
        """Enable, disable, promote or demote; a disabled account's sessions are over.

        Raises: InvalidInput for nothing to change; NotFound; Conflict for oneself and for the last
                administrator; Forbidden when the caller stopped being one meanwhile.
        """
        if change == AccountChange():
            raise InvalidInput("nothing to change: give is_active, is_admin or both")
        async with self.begin_system() as work:
            admins = await work.administration.administrators()
            _require_allowed(admins, admin_id, user_id, change)
            account = await self._changed(work, user_id, change)
        _log.info(
            "account_changed",
            by=str(admin_id),
            account=str(user_id),
            is_active=account.is_active,
            is_admin=account.is_admin,
        )
        return account

    async def _changed(self, work: UnitOfWork, user_id: UUID, change: AccountChange) -> Account:
        account = await work.users.by_id(user_id)
        if account is not None and change.is_active not in {None, account.is_active}:
            account = await work.users.set_active(user_id, is_active=bool(change.is_active))
            if not change.is_active:
                await work.sessions.revoke_all(user_id, self.clock.now(), "disabled")
        if account is not None and change.is_admin not in {None, account.is_admin}:
            account = await work.users.set_admin(user_id, is_admin=bool(change.is_admin))
        if account is None:
            raise NotFound("there is no such account")
        return account


def to_count(seen: Iterable[SeenSeries], bars_most: int) -> Iterator[SeenSeries]:
    """Yield series whose gaps are out of date while their bars are `bars_most` together."""
    left = bars_most
    for one in sorted(seen, key=lambda one: one.series.facts is not None):
        if one.extent is not None and not one.is_current and one.extent.bars <= left:
            left -= one.extent.bars
            yield one


def _require_allowed(
    admins: Sequence[UUID], admin_id: UUID, user_id: UUID, change: AccountChange
) -> None:
    if admin_id not in admins:
        raise Forbidden("you are not an administrator any more")
    if not change.takes_away:
        return
    if user_id == admin_id:
        raise Conflict("nobody disables or demotes themselves: another administrator may")
    if set(admins) <= {user_id}:
        raise Conflict("this is the last administrator: make another one first")


def _state(name: str, beats: Iterable[Heartbeat], *, now: datetime) -> ServiceState:
    """Return a service with its fresh processes, or with the last one it had."""
    found = tuple(beats)
    fresh = tuple(beat for beat in found if beat.is_fresh(now))
    return ServiceState(name, bool(fresh), fresh or found[:1])
