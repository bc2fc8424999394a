"""Requests that were answered, so that asking again with the same key gets the same answer.

`claim` in one transaction, then the work and its `record` in another, so that neither is there
without the other. Between the two the key belongs to its first request; one that died is taken over
after a minute, and when it was only slow its record is refused, and its work with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.errors import IdempotencyMismatch, RequestInProgress
from app.domain.requests import StoredAnswer
from app.persistence.models.documents import IdempotencyKey
from app.persistence.repositories.rows import Scoped

KEPT: Final = timedelta(hours=24)
ABANDONED: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class IdempotencyRepository(Scoped):
    """Keys of one user; the same key of another operation or user is another key."""

    async def claim(
        self, operation: str, key: str, request_sha256: bytes, now: datetime
    ) -> StoredAnswer | None:
        """Return the first answer, or None: the caller is the first and must answer.

        Raises: IdempotencyMismatch when the key came with another request; RequestInProgress while
        the first one is being answered.
        """
        values = {
            "user_id": self.owner,
            "operation": operation,
            "key": key,
            "request_sha256": request_sha256,
            "claimed_at": now,
            "created_at": now,
        }
        # A second request at the same moment waits here until the first has committed its claim.
        added = insert(IdempotencyKey).values(values)
        taken = added.on_conflict_do_update(
            index_elements=["user_id", "operation", "key"],
            set_={
                **{name: added.excluded[name] for name in ("request_sha256", "created_at")},
                "claimed_at": added.excluded.claimed_at,
                "answer_status": None,
                "answer": None,
            },
            where=IdempotencyKey.created_at <= now - KEPT,
        ).returning(IdempotencyKey.key)
        if (await self.session.execute(taken)).one_or_none():
            return None
        return await self._repeated(operation, key, request_sha256, now)

    async def record(
        self, operation: str, key: str, claimed_at: datetime, status: int, answer: Any
    ) -> None:
        """Keep what the request was answered; the first answer stays.

        Raises: RequestInProgress when another request has taken the key over since.
        """
        kept = (
            sa.update(IdempotencyKey)
            .where(
                *self._named(operation, key),
                IdempotencyKey.claimed_at == claimed_at,
                IdempotencyKey.answer_status.is_(None),
            )
            .values(answer_status=status, answer=answer)
            .returning(IdempotencyKey.key)
        )
        if (await self.session.execute(kept)).one_or_none() is None:
            raise RequestInProgress("another request with this idempotency key went ahead")

    async def forget(self, operation: str, key: str, claimed_at: datetime) -> None:
        """Give a key back whose request changed nothing; one that was taken over stays."""
        await self.session.execute(
            sa.delete(IdempotencyKey).where(
                *self._named(operation, key),
                IdempotencyKey.claimed_at == claimed_at,
                IdempotencyKey.answer_status.is_(None),
            )
        )

    async def _repeated(
        self, operation: str, key: str, request_sha256: bytes, now: datetime
    ) -> StoredAnswer | None:
        query = sa.select(IdempotencyKey.__table__).where(*self._named(operation, key))
        kept = (await self.session.execute(query.with_for_update())).one()
        if kept.request_sha256 != request_sha256:
            raise IdempotencyMismatch(
                f"the idempotency key {key[:40]!r} came before with another request: use a new one"
            )
        if kept.answer_status is not None:
            return StoredAnswer(kept.answer_status, kept.answer)
        if kept.claimed_at > now - ABANDONED:
            raise RequestInProgress("the first request with this idempotency key is still answered")
        await self.session.execute(
            sa.update(IdempotencyKey).where(*self._named(operation, key)).values(claimed_at=now)
        )
        return None

    def _named(self, operation: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            IdempotencyKey.user_id == self.owner,
            IdempotencyKey.operation == operation,
            IdempotencyKey.key == key,
        )
