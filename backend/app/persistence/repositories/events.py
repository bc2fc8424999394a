"""The outbox: facts of each user, numbered without a gap in the order they were committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.domain.user_events import Replay, UserEvent, is_replayable
from app.persistence.models.events import UserEventHead, UserEventRow
from app.persistence.repositories.rows import Scoped, columns_for

_EVENT: Final = columns_for(UserEvent, UserEventRow)

# The row lock on the head makes the next writer wait until this one has committed: a number is
# never visible before a smaller one, and a rollback gives its number back.
_ADD: Final = (
    sa.text("""
WITH head AS (
    INSERT INTO user_event_heads (user_id, seq) VALUES (:user_id, 1)
    ON CONFLICT (user_id) DO UPDATE SET seq = user_event_heads.seq + 1
    RETURNING seq
)
INSERT INTO user_events (user_id, seq, type, entity_id, payload)
SELECT :user_id, seq, :type, :entity_id, :payload FROM head
RETURNING user_id, seq, event_id, type, entity_id, payload, created_at
""")
    .bindparams(
        sa.bindparam("user_id", type_=sa.Uuid),
        sa.bindparam("entity_id", type_=sa.Uuid),
        sa.bindparam("type", type_=sa.Text),
        sa.bindparam("payload", type_=UserEventRow.payload.type),
    )
    .columns(*_EVENT)
)


@dataclass(frozen=True, slots=True)
class EventRepository(Scoped):
    """Written through `UnitOfWork.announce`, so that listeners are woken."""

    async def add(
        self, user_id: UUID, type: str, entity_id: UUID | None, payload: Mapping[str, Any]
    ) -> UserEvent:
        values = {"user_id": user_id, "type": type, "entity_id": entity_id, "payload": payload}
        return UserEvent(**(await self.session.execute(_ADD, values)).one()._mapping)

    async def head(self, user_id: UUID) -> int:
        """Return the number of the user's last fact, 0 before the first."""
        query = sa.select(UserEventHead.seq).where(UserEventHead.user_id == user_id)
        return (await self.session.execute(query)).scalar_one_or_none() or 0

    async def heads(self, user_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return the last number of each user that has facts, in one question (system)."""
        query = sa.select(UserEventHead.user_id, UserEventHead.seq).where(
            UserEventHead.user_id == sa.any_(sa.cast(list(user_ids), sa.ARRAY(sa.Uuid)))
        )
        return {row.user_id: row.seq for row in await self.session.execute(query)}

    async def replay(self, user_id: UUID, cursor: int, limit: int = 500) -> Replay:
        """Return at most `limit` facts after `cursor`, the oldest first."""
        query = sa.select(UserEventHead.seq, UserEventHead.kept_after).where(
            UserEventHead.user_id == user_id
        )
        found = (await self.session.execute(query)).one_or_none()
        head, kept_after = (found.seq, found.kept_after) if found else (0, 0)
        if not is_replayable(cursor, kept_after, head):
            return Replay(events=(), head=head, is_complete=False)
        return Replay(
            events=await self._after(user_id, cursor, head, limit), head=head, is_complete=True
        )

    async def unrelayed(self, limit: int = 500) -> Sequence[UserEvent]:
        """Return facts nobody published yet, in order per user; others pass them (system)."""
        query = (
            sa.select(*_EVENT)
            .where(UserEventRow.relayed_at.is_(None))
            .order_by(UserEventRow.user_id, UserEventRow.seq)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [UserEvent(**row._mapping) for row in await self.session.execute(query)]

    async def backlog(self) -> tuple[int, datetime | None]:
        """Return how many facts nobody published yet, and when the oldest was made (system)."""
        query = sa.select(sa.func.count(), sa.func.min(UserEventRow.created_at)).where(
            UserEventRow.relayed_at.is_(None)
        )
        row = (await self.session.execute(query)).one()
        return row[0], row[1]

    async def mark_relayed(self, events: Sequence[UserEvent], now: datetime) -> None:
        await self.session.execute(
            sa.update(UserEventRow)
            .where(UserEventRow.event_id.in_([event.event_id for event in events]))
            .values(relayed_at=now)
        )

    async def _after(
        self, user_id: UUID, cursor: int, head: int, limit: int
    ) -> Sequence[UserEvent]:
        query = (
            sa.select(*_EVENT)
            .where(
                UserEventRow.user_id == user_id,
                UserEventRow.seq > cursor,
                UserEventRow.seq <= head,
            )
            .order_by(UserEventRow.seq)
            .limit(limit)
        )
        return [UserEvent(**row._mapping) for row in await self.session.execute(query)]
