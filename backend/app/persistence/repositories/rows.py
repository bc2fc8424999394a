"""What every repository does with rows: whose they are, which columns, which page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.domain.pages import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Scoped:
    """A repository inside one transaction; `user_id` None inside one of the system."""

    session: AsyncSession
    user_id: UUID | None

    @property
    def owner(self) -> UUID:
        """Return whose rows the transaction may touch.

        The database would show the system everybody's rows, so asking for "mine" is a mistake.
        """
        if self.user_id is None:
            raise RuntimeError("a transaction of the system has no user: open it with begin_as")
        return self.user_id


def columns_for(record: type, model: Any, *without: str) -> list[Any]:
    """Return the columns of `model` that `record` has fields for."""
    return [
        getattr(model, field.name)
        for field in fields(record)
        if field.name not in without and hasattr(model, field.name)
    ]


async def page_of[T](
    session: AsyncSession,
    query: sa.Select[Any],
    request: PageRequest,
    order: Mapping[str, Any],
    tie: Any,
    built: Callable[[Any], T],
) -> Page[T]:
    """Return one page of `query`; its total comes with the rows.

    `order` names the columns to sort by, the first one descending by default; `tie` makes the
    order total, so that no item shows on two pages.
    """
    asked = request.checked(tuple(order))
    column = order[asked.sort_field] if asked.sort else next(iter(order.values()))
    is_descending = asked.is_descending or not asked.sort
    direction = sa.desc(column).nulls_last() if is_descending else sa.asc(column).nulls_last()
    counted = query.add_columns(sa.func.count().over().label("in_all"))
    rows: Sequence[Any] = (
        await session.execute(
            counted.order_by(direction, tie).offset(asked.offset).limit(asked.limit)
        )
    ).all()
    total = rows[0].in_all if rows else await _total(session, query, asked)
    return Page([built(row) for row in rows], asked.page, asked.limit, total)


async def _total(session: AsyncSession, query: sa.Select[Any], asked: PageRequest) -> int:
    if asked.page == 1:
        return 0
    counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    return (await session.execute(counted)).scalar_one()
