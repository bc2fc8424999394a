"""The database as the gateway sees it: users' facts, sessions and entities in memory."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from app.domain.errors import StorageUnavailable
from app.domain.user_events import Replay, UserEvent, is_replayable

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeSource:
    facts: dict[UUID, list[UserEvent]] = field(default_factory=dict)
    kept_after: int = 0
    dead: set[UUID] = field(default_factory=set)
    owned: dict[tuple[UUID, str], Mapping[str, Any]] = field(default_factory=dict)
    is_down: bool = False

    def announce(
        self, user_id: UUID, type: str = "notification.created", entity_id: UUID | None = None
    ) -> UserEvent:
        told = self.facts.setdefault(user_id, [])
        event = UserEvent(
            user_id=user_id,
            seq=len(told) + 1,
            event_id=uuid4(),
            type=type,
            entity_id=entity_id,
            payload={"n": len(told) + 1},
            created_at=NOW,
        )
        told.append(event)
        return event

    async def head(self, user_id: UUID) -> int:
        await self._answer()
        return len(self.facts.get(user_id, ()))

    async def heads(self, user_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        await self._answer()
        return {user_id: len(self.facts[user_id]) for user_id in user_ids if user_id in self.facts}

    async def replay(self, user_id: UUID, cursor: int, limit: int) -> Replay:
        await self._answer()
        told = self.facts.get(user_id, [])
        if not is_replayable(cursor, self.kept_after, len(told)):
            return Replay(events=(), head=len(told), is_complete=False)
        return Replay(events=told[cursor : cursor + limit], head=len(told), is_complete=True)

    async def alive(self, session_ids: Sequence[UUID]) -> Collection[UUID]:
        await self._answer()
        return set(session_ids) - self.dead

    async def entity(self, user_id: UUID, selector: str, key: str) -> Mapping[str, Any] | None:
        await self._answer()
        return self.owned.get((user_id, key))

    async def _answer(self) -> None:
        # As a real database: others run meanwhile.
        await asyncio.sleep(0)
        if self.is_down:
            raise StorageUnavailable("the database does not answer")
