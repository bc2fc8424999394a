"""The outbox of facts, one numbered sequence per user."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, Moment, made_now


class UserEventHead(Base):
    __tablename__ = "user_event_heads"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    kept_after: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")


class UserEventRow(Base):
    __tablename__ = "user_events"
    __table_args__ = (
        sa.Index(
            "ix_user_events_unrelayed",
            "user_id",
            "seq",
            postgresql_where=sa.text("relayed_at IS NULL"),
        ),
        sa.Index("uq_user_events_event_id", "event_id", unique=True),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(server_default=sa.text("gen_random_uuid()"))
    type: Mapped[str] = mapped_column(sa.Text)
    entity_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = made_now(index=True)
    relayed_at: Mapped[datetime | None] = mapped_column(Moment)
