"""Backtests of a user: asked for, listed, read, cancelled, removed.

What workers do with them is in `backtest_claims`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.domain.backtest_jobs import (
    METRIC_COLUMNS,
    BacktestJob,
    BacktestSummary,
    BacktestTrade,
    JobStatus,
    NewBacktest,
)
from app.domain.errors import QueueFull
from app.domain.pages import Page, PageRequest
from app.persistence.models.backtest import Backtest, BacktestTradeRow
from app.persistence.repositories.backtest_claims import JOB_COLUMNS, BacktestClaims, job_of
from app.persistence.repositories.rows import columns_for, page_of

_SUMMARY: Final = [
    *columns_for(BacktestSummary, Backtest, "metrics"),
    *(getattr(Backtest, name) for name in METRIC_COLUMNS),
]
_TRADE: Final = columns_for(BacktestTrade, BacktestTradeRow)
# A column at a time: a row object per trade would take most of the time of a long run.
_COLUMNS: Final = {
    column.key: sa.cast(sa.extract("epoch", column) * 1_000, sa.BigInteger)
    if column.key in {"entry_time", "exit_time"}
    else column
    for column in _TRADE
}
_ACTIVE: Final = Backtest.status.in_([JobStatus.PENDING.value, JobStatus.RUNNING.value])
_LOCK_USER: Final = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:user_id, 3005))")


@dataclass(frozen=True, slots=True)
class BacktestRepository(BacktestClaims):
    """The `backtests` table and the trades of each."""

    async def add(self, new: NewBacktest, active_most: int) -> BacktestJob:
        """Store a backtest that waits for a worker.

        Raises: QueueFull when `active_most` of the user's wait or run already.
        """
        # Requests of one user take turns here, so that two cannot both be the last allowed one.
        await self.session.execute(_LOCK_USER, {"user_id": str(self.owner)})
        active = await self.active_count()
        if active >= active_most:
            raise QueueFull(
                f"{active} backtests wait or run, allowed are {active_most}: wait for one to end "
                f"or cancel one"
            )
        values = {name: getattr(new, name) for name in NewBacktest.__dataclass_fields__}
        added = sa.insert(Backtest).values(user_id=self.owner, **values).returning(*JOB_COLUMNS)
        return job_of((await self.session.execute(added)).one())

    async def active_count(self) -> int:
        query = (
            sa.select(sa.func.count())
            .select_from(Backtest)
            .where(Backtest.user_id == self.owner, _ACTIVE)
        )
        return (await self.session.execute(query)).scalar_one()

    async def by_id(self, backtest_id: UUID) -> BacktestJob | None:
        query = sa.select(*JOB_COLUMNS).where(*self._named(backtest_id))
        row = (await self.session.execute(query)).one_or_none()
        return job_of(row) if row else None

    async def by_ids(self, backtest_ids: Sequence[UUID]) -> Sequence[BacktestJob]:
        """Return those of the backtests that are the user's, in the order asked for."""
        query = sa.select(*JOB_COLUMNS).where(
            Backtest.user_id == self.owner, Backtest.id.in_(backtest_ids)
        )
        found = {row.id: job_of(row) for row in await self.session.execute(query)}
        return [found[backtest_id] for backtest_id in backtest_ids if backtest_id in found]

    async def page(
        self,
        request: PageRequest,
        *,
        status: JobStatus | None = None,
        strategy_id: UUID | None = None,
        symbol: str | None = None,
        timeframe: str | None = None,
    ) -> Page[BacktestSummary]:
        query = sa.select(*_SUMMARY).where(Backtest.user_id == self.owner)
        if status is not None:
            query = query.where(Backtest.status == status.value)
        if strategy_id is not None:
            query = query.where(Backtest.strategy_id == strategy_id)
        if symbol is not None:
            query = query.where(Backtest.symbol == symbol)
        if timeframe is not None:
            query = query.where(Backtest.timeframe == timeframe)
        order = {
            "created_at": Backtest.created_at,
            "completed_at": Backtest.completed_at,
            "status": Backtest.status,
            "strategy_name": Backtest.strategy_name,
            **{name: getattr(Backtest, name) for name in METRIC_COLUMNS},
        }
        return await page_of(self.session, query, request, order, Backtest.id, _summary)

    async def count_by_status(self) -> Mapping[JobStatus, int]:
        query = (
            sa.select(Backtest.status, sa.func.count())
            .where(Backtest.user_id == self.owner)
            .group_by(Backtest.status)
        )
        return {JobStatus(row[0]): row[1] for row in await self.session.execute(query)}

    async def equity_curve(self, backtest_id: UUID) -> Mapping[str, Any] | None:
        """Return the stored curve; None for an unknown backtest or one without result."""
        query = sa.select(Backtest.equity_curve).where(*self._named(backtest_id))
        curve: Mapping[str, Any] | None = (await self.session.execute(query)).scalar_one_or_none()
        return curve

    async def trades(self, backtest_id: UUID, request: PageRequest) -> Page[BacktestTrade]:
        """Return trades, by default the last one first; `sort=number` for the order of closing."""
        query = sa.select(*_TRADE).where(
            BacktestTradeRow.backtest_id == backtest_id, BacktestTradeRow.user_id == self.owner
        )
        order = {
            name: getattr(BacktestTradeRow, name)
            for name in ("number", "entry_time", "exit_time", "pnl", "return_pct", "quantity")
        }
        return await page_of(self.session, query, request, order, BacktestTradeRow.number, _trade)

    async def all_trades(self, backtest_id: UUID) -> Sequence[BacktestTrade]:
        query = (
            sa.select(*_TRADE)
            .where(
                BacktestTradeRow.backtest_id == backtest_id,
                BacktestTradeRow.user_id == self.owner,
            )
            .order_by(BacktestTradeRow.number)
        )
        return [_trade(row) for row in await self.session.execute(query)]

    async def trade_columns(
        self, backtest_id: UUID, after: int, limit: int
    ) -> Mapping[str, Sequence[Any]]:
        """Return trades in the order of closing, a sequence per field; times in milliseconds."""
        chosen = (
            sa.select(*(column.label(name) for name, column in _COLUMNS.items()))
            .where(
                BacktestTradeRow.backtest_id == backtest_id,
                BacktestTradeRow.user_id == self.owner,
                BacktestTradeRow.number > after,
            )
            .order_by(BacktestTradeRow.number)
            .limit(limit)
            .subquery()
        )
        # The database keeps the order of a sorted subquery.
        query = sa.select(*(sa.func.array_agg(chosen.c[name]) for name in _COLUMNS))
        row = (await self.session.execute(query)).one()
        return {name: values or () for name, values in zip(_COLUMNS, row, strict=True)}

    async def trade_count(self, backtest_id: UUID) -> int:
        query = (
            sa.select(sa.func.count())
            .select_from(BacktestTradeRow)
            .where(
                BacktestTradeRow.backtest_id == backtest_id,
                BacktestTradeRow.user_id == self.owner,
            )
        )
        return (await self.session.execute(query)).scalar_one()

    async def request_cancel(self, backtest_id: UUID, now: datetime) -> BacktestJob | None:
        """Cancel a backtest that waits, ask the worker of one that runs (decision 28).

        A final one comes back as it is; None when there is none.
        """
        is_pending = Backtest.status == JobStatus.PENDING.value
        asked = (
            sa.update(Backtest)
            .where(*self._named(backtest_id), _ACTIVE)
            .values(
                cancel_requested_at=sa.func.coalesce(Backtest.cancel_requested_at, now),
                status=sa.case((is_pending, JobStatus.CANCELLED.value), else_=Backtest.status),
                completed_at=sa.case((is_pending, now), else_=Backtest.completed_at),
                updated_at=now,
            )
            .returning(*JOB_COLUMNS)
        )
        row = (await self.session.execute(asked)).one_or_none()
        return job_of(row) if row else await self.by_id(backtest_id)

    async def remove(self, backtest_id: UUID) -> Mapping[str, str] | None:
        """Delete a final backtest; return the keys of its artefacts, None when there is none."""
        removed = (
            sa.delete(Backtest)
            .where(*self._named(backtest_id), ~_ACTIVE)
            .returning(Backtest.artefacts)
        )
        keys: Mapping[str, str] | None = (await self.session.execute(removed)).scalar_one_or_none()
        return keys

    def _named(self, backtest_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
        return Backtest.id == backtest_id, Backtest.user_id == self.owner


def _summary(row: Any) -> BacktestSummary:
    values = {
        name: getattr(row, name)
        for name in BacktestSummary.__dataclass_fields__
        if name not in {"metrics", "status"}
    }
    metrics = {name: getattr(row, name) for name in METRIC_COLUMNS}
    return BacktestSummary(**values, status=JobStatus(row.status), metrics=metrics)


def _trade(row: Any) -> BacktestTrade:
    return BacktestTrade(**{column.key: getattr(row, column.key) for column in _TRADE})
