"""Letters that wait to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.domain.accounts import OutgoingMail
from app.persistence.models.auth import OutgoingMailRow
from app.persistence.repositories.rows import Scoped, columns_for

_MAIL: Final = columns_for(OutgoingMail, OutgoingMailRow)


@dataclass(frozen=True, slots=True)
class MailRepository(Scoped):
    """The `outgoing_mail` table: written with the change that causes the letter, sent after it."""

    async def add(self, user_id: UUID | None, recipient: str, subject: str, body: str) -> UUID:
        added = (
            sa.insert(OutgoingMailRow)
            .values(user_id=user_id, recipient=recipient, subject=subject, body=body)
            .returning(OutgoingMailRow.id)
        )
        return (await self.session.scalars(added)).one()

    async def due(self, now: datetime, limit: int = 20) -> Sequence[OutgoingMail]:
        """Return letters to send, held until the transaction ends and passed by others (system)."""
        query = (
            sa.select(*_MAIL)
            .where(
                OutgoingMailRow.sent_at.is_(None),
                OutgoingMailRow.failed_at.is_(None),
                OutgoingMailRow.due_at <= now,
            )
            .order_by(OutgoingMailRow.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [OutgoingMail(**row._mapping) for row in await self.session.execute(query)]

    async def sent(self, mail_id: UUID, now: datetime) -> None:
        await self._note(mail_id, {"sent_at": now})

    async def failed(self, mail_id: UUID, error: str, next_at: datetime) -> None:
        """Note a try that failed and when to try again."""
        await self._note(mail_id, {"error": error[:500], "due_at": next_at})

    async def given_up(self, mail_id: UUID, error: str, now: datetime) -> None:
        await self._note(mail_id, {"error": error[:500], "failed_at": now})

    async def latest(self, limit: int = 20) -> Sequence[OutgoingMail]:
        """Return the newest letters, for the outbox command (system)."""
        query = (
            sa.select(*_MAIL)
            .order_by(OutgoingMailRow.created_at.desc(), OutgoingMailRow.id)
            .limit(limit)
        )
        return [OutgoingMail(**row._mapping) for row in await self.session.execute(query)]

    async def _note(self, mail_id: UUID, values: dict[str, Any]) -> None:
        await self.session.execute(
            sa.update(OutgoingMailRow)
            .where(OutgoingMailRow.id == mail_id)
            .values({**values, "attempts": OutgoingMailRow.attempts + 1})
        )
