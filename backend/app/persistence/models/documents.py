"""Small things kept for a user or a process: watch lists, answered requests, heartbeats."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, Moment, made_now


class WatchlistRow(Base):
    __tablename__ = "watchlists"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    symbol: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    position: Mapped[int]
    added_at: Mapped[datetime] = made_now()


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    operation: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    request_sha256: Mapped[bytes]
    claimed_at: Mapped[datetime] = made_now()
    created_at: Mapped[datetime] = made_now(index=True)
    answer_status: Mapped[int | None]
    answer: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))


class ServiceHeartbeat(Base):
    __tablename__ = "service_heartbeats"

    service: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    instance: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    beat_at: Mapped[datetime] = mapped_column(Moment)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
