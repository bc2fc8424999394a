"""Sweeps over everybody's rows, and the heartbeats of services (system)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import CursorResult

from app.domain.heartbeats import Heartbeat
from app.persistence.models.auth import (
    EmailTokenRow,
    OutgoingMailRow,
    RefreshTokenRow,
    UserSession,
)
from app.persistence.models.documents import IdempotencyKey, ServiceHeartbeat
from app.persistence.repositories.idempotency import KEPT
from app.persistence.repositories.rows import Scoped, columns_for

EVENTS_KEPT: Final = timedelta(days=7)
EVENTS_KEPT_MOST: Final = 10_000
_GRACE: Final = timedelta(days=7)
_HEARTBEAT: Final = columns_for(Heartbeat, ServiceHeartbeat)

# What is removed is a prefix of each user's facts, and the head says up to where: a cursor before
# it is told to look afresh. An event that was not relayed stays. The heads are locked in order, so
# that two sweeps cannot wait for each other.
_CUT_EVENTS: Final = sa.text("""
WITH locked AS (
    SELECT user_id, seq, kept_after FROM user_event_heads
    WHERE kept_after < seq ORDER BY user_id FOR UPDATE
), aged AS (
    SELECT event.user_id, max(event.seq) AS seq
    FROM user_events AS event JOIN locked USING (user_id)
    WHERE event.created_at < :before OR event.seq <= locked.seq - :most
    GROUP BY event.user_id
), held AS (
    SELECT aged.user_id, least(aged.seq, coalesce(min(event.seq) - 1, aged.seq)) AS seq
    FROM aged LEFT JOIN user_events AS event
        ON event.user_id = aged.user_id AND event.seq <= aged.seq AND event.relayed_at IS NULL
    GROUP BY aged.user_id, aged.seq
), cut AS (
    UPDATE user_event_heads AS head SET kept_after = held.seq FROM held
    WHERE head.user_id = held.user_id AND head.kept_after < held.seq
    RETURNING head.user_id, head.kept_after
)
DELETE FROM user_events AS event USING cut
WHERE event.user_id = cut.user_id AND event.seq <= cut.kept_after
""")


@dataclass(frozen=True, slots=True)
class MaintenanceRepository(Scoped):
    """Remove what nobody can use any more; every method may run twice or not at all."""

    async def cut_events(self, now: datetime, most: int = EVENTS_KEPT_MOST) -> int:
        """Keep the facts of seven days, and of each user the last 10,000; return how many went."""
        values = {"before": now - EVENTS_KEPT, "most": most}
        return await self._count(_CUT_EVENTS, values)

    async def cut_tokens(self, now: datetime) -> int:
        """Remove sessions and tokens a week after they ended; until then a second use shows."""
        before = now - _GRACE
        ended = (
            sa.delete(UserSession).where(
                sa.or_(UserSession.expires_at < before, UserSession.revoked_at < before)
            ),
            sa.delete(RefreshTokenRow).where(RefreshTokenRow.expires_at < before),
            sa.delete(EmailTokenRow).where(EmailTokenRow.expires_at < before),
        )
        return sum([await self._count(statement) for statement in ended])

    async def cut_mail(self, now: datetime) -> int:
        """Remove letters a week after they were sent: some carry links that log in."""
        before = now - _GRACE
        over = sa.or_(OutgoingMailRow.sent_at < before, OutgoingMailRow.failed_at < before)
        return await self._count(sa.delete(OutgoingMailRow).where(over))

    async def cut_idempotency_keys(self, now: datetime) -> int:
        return await self._count(
            sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT)
        )

    async def cut_heartbeats(self, now: datetime) -> int:
        return await self._count(
            sa.delete(ServiceHeartbeat).where(ServiceHeartbeat.beat_at < now - _GRACE)
        )

    async def _count(self, statement: sa.Executable, values: Any = None) -> int:
        done = cast(CursorResult[Any], await self.session.execute(statement, values))
        return done.rowcount


@dataclass(frozen=True, slots=True)
class HeartbeatRepository(Scoped):
    """Which processes are alive, as they say themselves."""

    async def beat(
        self,
        service: str,
        instance: str,
        started_at: datetime,
        now: datetime,
        detail: Mapping[str, Any],
    ) -> None:
        added = insert(ServiceHeartbeat).values(
            service=service,
            instance=instance,
            started_at=started_at,
            beat_at=now,
            detail=detail,
        )
        await self.session.execute(
            added.on_conflict_do_update(
                index_elements=["service", "instance"],
                set_={name: added.excluded[name] for name in ("started_at", "beat_at", "detail")},
            )
        )

    async def all(self) -> Sequence[Heartbeat]:
        """Return every heartbeat, the newest of each service first."""
        query = sa.select(*_HEARTBEAT).order_by(
            ServiceHeartbeat.service, ServiceHeartbeat.beat_at.desc()
        )
        return [Heartbeat(**row._mapping) for row in await self.session.execute(query)]

    async def leave(self, service: str, instance: str) -> None:
        await self.session.execute(
            sa.delete(ServiceHeartbeat).where(
                ServiceHeartbeat.service == service, ServiceHeartbeat.instance == instance
            )
        )
