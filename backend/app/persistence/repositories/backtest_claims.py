"""What workers do with backtests: claim, say that they live, finish exactly once (system).

A claim is a lease. Its owner is a text made anew for each claim, and every write of a worker names
it: whoever lost the lease, for whatever reason and without knowing, changes nothing any more.
Leases are measured by the clock of the database alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.domain.backtest import TRADE_FIELDS, ExitReason, Trades
from app.domain.backtest_jobs import (
    ATTEMPTS_MAX,
    LEASE_SECONDS,
    METRIC_COLUMNS,
    REPORT,
    REPORT_ATTEMPTS_MAX,
    BacktestJob,
    BacktestTrade,
    Beat,
    Completion,
    JobStatus,
    NewBacktest,
)
from app.persistence.models.backtest import Backtest, BacktestTradeRow
from app.persistence.repositories.rows import Scoped, columns_for

_REQUEST: Final = columns_for(NewBacktest, Backtest)
_OTHER: Final = columns_for(BacktestJob, Backtest, "request", "is_cancel_requested", "metrics")
JOB_COLUMNS: Final = [
    *_REQUEST,
    *_OTHER,
    Backtest.cancel_requested_at,
    *(getattr(Backtest, name) for name in METRIC_COLUMNS),
]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FREE: Final = {"lease_owner": None, "lease_until": None}
_PENDING: Final = Backtest.status == JobStatus.PENDING.value
_RUNNING: Final = Backtest.status == JobStatus.RUNNING.value
_ABANDONED: Final = sa.and_(_RUNNING, Backtest.lease_until < sa.func.now())
_CLAIMABLE: Final = sa.and_(
    sa.or_(_PENDING, _ABANDONED),
    Backtest.attempts < ATTEMPTS_MAX,
    Backtest.cancel_requested_at.is_(None),
)
_REPORT_DUE: Final = sa.and_(
    Backtest.status == JobStatus.COMPLETED.value,
    ~Backtest.artefacts.has_key(REPORT),
    Backtest.report_attempts < REPORT_ATTEMPTS_MAX,
)


@dataclass(frozen=True, slots=True)
class BacktestClaims(Scoped):
    """The job side of the `backtests` table."""

    async def claim(
        self, owner: str, backtest_id: UUID | None = None, lease_seconds: float = LEASE_SECONDS
    ) -> BacktestJob | None:
        """Return a backtest that is now the caller's to run: this one, or the longest waiting.

        None: somebody else runs it, it is final, cancelled or out of attempts.
        """
        free = sa.select(Backtest.id).where(_CLAIMABLE)
        if backtest_id is not None:
            free = free.where(Backtest.id == backtest_id)
        free = free.order_by(Backtest.created_at).limit(1).with_for_update(skip_locked=True)
        claimed = (
            sa.update(Backtest)
            .where(Backtest.id == free.scalar_subquery())
            .values(
                status=JobStatus.RUNNING.value,
                lease_owner=owner,
                lease_until=_from_now(lease_seconds),
                attempts=Backtest.attempts + 1,
                progress_pct=0,
                started_at=sa.func.coalesce(Backtest.started_at, sa.func.now()),
                updated_at=sa.func.now(),
            )
            .returning(*JOB_COLUMNS)
        )
        row = (await self.session.execute(claimed)).one_or_none()
        return job_of(row) if row else None

    async def claimable(self, limit: int = 100) -> Sequence[UUID]:
        """Return what waits or was left by its worker, the oldest first: what a sweep enqueues."""
        query = sa.select(Backtest.id).where(_CLAIMABLE).order_by(Backtest.created_at).limit(limit)
        return (await self.session.scalars(query)).all()

    async def heartbeat(
        self,
        backtest_id: UUID,
        owner: str,
        progress_pct: float,
        lease_seconds: float = LEASE_SECONDS,
    ) -> Beat | None:
        """Extend the lease; None: it is lost, and the run must stop without a trace."""
        beat = (
            sa.update(Backtest)
            .where(*_held(backtest_id, owner))
            .values(
                lease_until=_from_now(lease_seconds),
                progress_pct=progress_pct,
                updated_at=sa.func.now(),
            )
            .returning(Backtest.cancel_requested_at)
        )
        row = (await self.session.execute(beat)).one_or_none()
        return Beat(row.cancel_requested_at is not None) if row else None

    async def give_back(self, backtest_id: UUID, owner: str) -> bool:
        """Let another worker have it at once; an orderly stop does not count as an attempt."""
        values = {
            **_FREE,
            "status": JobStatus.PENDING.value,
            "attempts": Backtest.attempts - 1,
            "progress_pct": 0,
        }
        return await self._ended(_held(backtest_id, owner), values) is not None

    async def complete(
        self, backtest_id: UUID, owner: str, completion: Completion, trades: Trades
    ) -> BacktestJob | None:
        """Store the result with all its trades; None: the lease is lost, nothing was stored."""
        values = {
            **_FREE,
            "status": JobStatus.COMPLETED.value,
            "progress_pct": 100,
            "result": completion.result,
            "equity_curve": completion.equity_curve,
            "completed_at": sa.func.now(),
            **{name: completion.metrics.get(name) for name in METRIC_COLUMNS},
        }
        job = await self._ended(_held(backtest_id, owner), values)
        if job is not None:
            await self._copy_trades(job, trades)
        return job

    async def fail(
        self, backtest_id: UUID, owner: str, problem: Mapping[str, Any]
    ) -> BacktestJob | None:
        return await self._stopped(backtest_id, owner, JobStatus.FAILED, problem)

    async def cancel(
        self, backtest_id: UUID, owner: str, problem: Mapping[str, Any]
    ) -> BacktestJob | None:
        return await self._stopped(backtest_id, owner, JobStatus.CANCELLED, problem)

    async def end_abandoned(self, problem: Mapping[str, Any]) -> Sequence[BacktestJob]:
        """End what no worker may take over: cancelled meanwhile, or its attempts are used up."""
        cancelled = await self._swept(
            sa.and_(sa.or_(_ABANDONED, _PENDING), Backtest.cancel_requested_at.is_not(None)),
            JobStatus.CANCELLED,
            None,
        )
        failed = await self._swept(
            sa.and_(sa.or_(_ABANDONED, _PENDING), Backtest.attempts >= ATTEMPTS_MAX),
            JobStatus.FAILED,
            problem,
        )
        # In the order of users, as every writer of many users' facts goes: two cannot wait for
        # each other's counters.
        return sorted([*cancelled, *failed], key=lambda job: job.user_id)

    async def active(self, limit: int = 100) -> Sequence[BacktestJob]:
        """Return what runs, then what waits, of all users: for an administrator."""
        query = (
            sa.select(*JOB_COLUMNS)
            .where(sa.or_(_RUNNING, _PENDING))
            .order_by(Backtest.status.desc(), Backtest.created_at)
            .limit(limit)
        )
        return [job_of(row) for row in await self.session.execute(query)]

    async def count_all_by_status(self) -> Mapping[JobStatus, int]:
        """Count the backtests of all users: for an administrator and the metrics."""
        query = sa.select(Backtest.status, sa.func.count()).group_by(Backtest.status)
        return {JobStatus(row[0]): row[1] for row in await self.session.execute(query)}

    async def queue_position(self, backtest_id: UUID) -> int | None:
        """Return how many start before this one, plus one; None when it does not wait."""
        mine = sa.select(Backtest.created_at).where(Backtest.id == backtest_id, _PENDING)
        row = (await self.session.execute(mine)).one_or_none()
        if row is None:
            return None
        before = (
            sa.select(sa.func.count())
            .select_from(Backtest)
            .where(
                _PENDING,
                sa.tuple_(Backtest.created_at, Backtest.id)
                <= sa.tuple_(sa.literal(row.created_at), sa.literal(backtest_id)),
            )
        )
        return (await self.session.execute(before)).scalar_one()

    async def any_by_id(self, backtest_id: UUID) -> BacktestJob | None:
        """Return anybody's backtest."""
        query = sa.select(*JOB_COLUMNS).where(Backtest.id == backtest_id)
        row = (await self.session.execute(query)).one_or_none()
        return job_of(row) if row else None

    async def keep_artefact(self, backtest_id: UUID, name: str, key: str) -> bool:
        """Note where an artefact of a completed backtest lies in the object store."""
        kept = (
            sa.update(Backtest)
            .where(Backtest.id == backtest_id, Backtest.status == JobStatus.COMPLETED.value)
            .values(artefacts=Backtest.artefacts.op("||")(sa.func.jsonb_build_object(name, key)))
            .returning(Backtest.id)
        )
        return (await self.session.execute(kept)).one_or_none() is not None

    async def without_artefact(self, name: str, since: datetime, limit: int = 50) -> Sequence[UUID]:
        """Return completed backtests whose artefact is still to be made."""
        query = (
            sa.select(Backtest.id)
            .where(
                Backtest.status == JobStatus.COMPLETED.value,
                Backtest.completed_at >= since,
                ~Backtest.artefacts.has_key(name),
            )
            .order_by(Backtest.completed_at)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def begin_report(self, backtest_id: UUID) -> BacktestJob | None:
        """Count an attempt at the report; None: it is there, given up, or not to be made."""
        begun = (
            sa.update(Backtest)
            .where(Backtest.id == backtest_id, _REPORT_DUE)
            .values(report_attempts=Backtest.report_attempts + 1)
            .returning(*JOB_COLUMNS)
        )
        row = (await self.session.execute(begun)).one_or_none()
        return job_of(row) if row else None

    async def postpone_report(self, backtest_id: UUID) -> None:
        """Take back an attempt that failed for no fault of the report's."""
        postponed = (
            sa.update(Backtest)
            .where(Backtest.id == backtest_id, Backtest.report_attempts > 0)
            .values(report_attempts=Backtest.report_attempts - 1)
        )
        await self.session.execute(postponed)

    async def without_report(
        self, since: datetime, until: datetime, limit: int = 50
    ) -> Sequence[UUID]:
        """Return completed backtests whose report is still to be made and not given up."""
        query = (
            sa.select(Backtest.id)
            .where(_REPORT_DUE, Backtest.completed_at >= since, Backtest.completed_at < until)
            .order_by(Backtest.completed_at)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def _stopped(
        self, backtest_id: UUID, owner: str, status: JobStatus, problem: Mapping[str, Any]
    ) -> BacktestJob | None:
        values = {
            **_FREE,
            "status": status.value,
            "error": problem,
            "completed_at": sa.func.now(),
        }
        return await self._ended(_held(backtest_id, owner), values)

    async def _ended(
        self, which: Sequence[sa.ColumnElement[bool]], values: Mapping[str, Any]
    ) -> BacktestJob | None:
        ended = (
            sa.update(Backtest)
            .where(*which)
            .values({**values, "updated_at": sa.func.now()})
            .returning(*JOB_COLUMNS)
        )
        row = (await self.session.execute(ended)).one_or_none()
        return job_of(row) if row else None

    async def _swept(
        self,
        which: sa.ColumnElement[bool],
        status: JobStatus,
        problem: Mapping[str, Any] | None,
    ) -> Sequence[BacktestJob]:
        left = sa.select(Backtest.id).where(which).with_for_update(skip_locked=True)
        ended = (
            sa.update(Backtest)
            .where(Backtest.id.in_(left))
            .values(
                {
                    **_FREE,
                    "status": status.value,
                    "error": problem,
                    "completed_at": sa.func.now(),
                    "updated_at": sa.func.now(),
                }
            )
            .returning(*JOB_COLUMNS)
        )
        return [job_of(row) for row in await self.session.execute(ended)]

    async def _copy_trades(self, job: BacktestJob, trades: Trades) -> None:
        """Write the trades by binary COPY, inside the transaction of the session."""
        connection = await self.session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        names = ("backtest_id", "user_id", *BacktestTrade.__dataclass_fields__)
        columns = _trade_columns(trades)
        size = len(trades)
        await driver.copy_records_to_table(
            BacktestTradeRow.__tablename__,
            columns=names,
            records=zip([job.id] * size, [job.user_id] * size, *columns, strict=True),
        )


def job_of(row: Any) -> BacktestJob:
    values = {column.key: getattr(row, column.key) for column in _OTHER}
    return BacktestJob(
        **{**values, "status": JobStatus(row.status)},
        request=NewBacktest(**{column.key: getattr(row, column.key) for column in _REQUEST}),
        is_cancel_requested=row.cancel_requested_at is not None,
        metrics={name: getattr(row, name) for name in METRIC_COLUMNS},
    )


def _held(backtest_id: UUID, owner: str) -> tuple[sa.ColumnElement[bool], ...]:
    return Backtest.id == backtest_id, Backtest.lease_owner == owner, _RUNNING


def _from_now(seconds: float) -> sa.ColumnElement[datetime]:
    return sa.func.now() + sa.cast(timedelta(seconds=seconds), sa.Interval)


def _trade_columns(trades: Trades) -> list[Sequence[Any]]:
    """Return the columns of BacktestTrade in its order, as Python values; NaN and -1 are NULL."""
    reasons = {reason.value: reason.label for reason in ExitReason}
    made: dict[str, Sequence[Any]] = {
        "number": range(1, len(trades) + 1),
        "side": ["long" if side > 0 else "short" for side in trades.side.tolist()],
        "reason": [reasons[code] for code in trades.reason.tolist()],
        "entry_time": [_moment(time) for time in trades.entry_time.tolist()],
        "exit_time": [_moment(time) for time in trades.exit_time.tolist()],
        "entry_rule": [None if rule < 0 else rule for rule in trades.entry_rule.tolist()],
        "exit_rule": [None if rule < 0 else rule for rule in trades.exit_rule.tolist()],
    }
    for name in ("stop_price", "target_price", "mae_pct", "mfe_pct"):
        values: list[float] = getattr(trades, name).tolist()
        made[name] = [None if math.isnan(value) else value for value in values]
    plain = {name: getattr(trades, name) for name in TRADE_FIELDS}
    return [
        made[name] if name in made else plain[name].tolist()
        for name in BacktestTrade.__dataclass_fields__
    ]


def _moment(nanos: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanos // 1_000)
