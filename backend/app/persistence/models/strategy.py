"""Strategies, their numbered versions, and the rules kept for reuse."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, Moment, made_id, made_now


class Strategy(Base):
    __tablename__ = "strategies"
    __table_args__ = (
        sa.UniqueConstraint("id", "user_id"),
        sa.Index("idx_strategies_user_status", "user_id", "status"),
        sa.Index("ix_strategies_user_id_created_at", "user_id", sa.text("created_at DESC")),
    )

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(server_default="1")
    asset_symbol: Mapped[str] = mapped_column(sa.Text)
    timeframe: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    document_hash: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.Text, server_default="draft")
    trading_mode: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = made_now()
    updated_at: Mapped[datetime] = made_now()
    activated_at: Mapped[datetime | None] = mapped_column(Moment)


class StrategyVersionRow(Base):
    __tablename__ = "strategy_versions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["strategy_id", "user_id"], ["strategies.id", "strategies.user_id"]
        ),
    )

    strategy_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    document_hash: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = made_now()


class Rule(Base):
    __tablename__ = "rules"
    __table_args__ = (sa.Index("uq_rules_user_id_name", "user_id", "name", unique=True),)

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str | None] = mapped_column(sa.Text)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = made_now()
    updated_at: Mapped[datetime] = made_now()
