"""Lists over everybody's rows, for administrators (system)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.domain.accounts import Account
from app.domain.administration import SeenJob
from app.domain.backtest_jobs import JobStatus
from app.domain.pages import Page, PageRequest
from app.persistence.models.auth import User
from app.persistence.models.backtest import Backtest
from app.persistence.repositories.rows import Scoped, columns_for, page_of

_ACCOUNT: Final = columns_for(Account, User)
_JOB: Final = [
    *columns_for(SeenJob, Backtest),
    User.email,
    Backtest.lease_owner.label("worker"),
    Backtest.error["code"].as_integer().label("error_code"),
    Backtest.error["code_name"].as_string().label("error_name"),
]


@dataclass(frozen=True, slots=True)
class AdministrationRepository(Scoped):
    """What the tables hold of all users."""

    async def jobs(
        self,
        request: PageRequest,
        *,
        status: JobStatus | None = None,
        user_id: UUID | None = None,
        search: str | None = None,
    ) -> Page[SeenJob]:
        """Return backtests of all, the newest first; `search` is part of a strategy's name."""
        query = sa.select(*_JOB).join(User, User.id == Backtest.user_id)
        if status is not None:
            query = query.where(Backtest.status == status.value)
        if user_id is not None:
            query = query.where(Backtest.user_id == user_id)
        if search:
            query = query.where(Backtest.strategy_name.icontains(search, autoescape=True))
        order = {
            "created_at": Backtest.created_at,
            "started_at": Backtest.started_at,
            "completed_at": Backtest.completed_at,
            "status": Backtest.status,
            "attempts": Backtest.attempts,
        }
        return await page_of(self.session, query, request, order, Backtest.id, _job)

    async def accounts(
        self,
        request: PageRequest,
        *,
        search: str | None = None,
        is_active: bool | None = None,
        is_admin: bool | None = None,
    ) -> Page[Account]:
        """Return accounts, the newest first; `search` is part of an address or a name."""
        query = sa.select(*_ACCOUNT)
        if search:
            places = (User.email, User.first_name, User.last_name)
            query = query.where(
                sa.or_(*(place.icontains(search, autoescape=True) for place in places))
            )
        if is_active is not None:
            query = query.where(User.is_active.is_(is_active))
        if is_admin is not None:
            query = query.where(User.is_admin.is_(is_admin))
        order = {
            "created_at": User.created_at,
            "email": User.email,
            "last_login_at": User.last_login_at,
        }
        return await page_of(self.session, query, request, order, User.id, _account)

    async def administrators(self) -> Sequence[UUID]:
        """Return who may administer, held until the transaction ends: two changes take turns."""
        query = (
            sa.select(User.id)
            .where(User.is_admin, User.is_active)
            .order_by(User.id)
            .with_for_update()
        )
        return (await self.session.scalars(query)).all()


def _job(row: Any) -> SeenJob:
    values = {name: getattr(row, name) for name in SeenJob.__dataclass_fields__}
    return SeenJob(**{**values, "status": JobStatus(row.status)})


def _account(row: Any) -> Account:
    return Account(**{column.key: getattr(row, column.key) for column in _ACCOUNT})
