"""Accounts, sessions, tokens and the mail that carries some of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, Moment, made_id, made_now

_EMPTY = sa.text("'{}'")


class User(Base):
    __tablename__ = "users"
    __table_args__ = (sa.Index("uq_users_email_lower", sa.text("lower(email)"), unique=True),)

    id: Mapped[UUID] = made_id()
    email: Mapped[str] = mapped_column(sa.Text)
    password_hash: Mapped[str] = mapped_column(sa.Text)
    first_name: Mapped[str | None] = mapped_column(sa.Text)
    last_name: Mapped[str | None] = mapped_column(sa.Text)
    timezone: Mapped[str] = mapped_column(sa.Text, server_default="UTC")
    locale: Mapped[str] = mapped_column(sa.Text, server_default="en")
    base_currency: Mapped[str] = mapped_column(sa.Text, server_default="USDT")
    preferences: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    is_verified: Mapped[bool] = mapped_column(server_default=sa.false())
    is_admin: Mapped[bool] = mapped_column(server_default=sa.false())
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = made_now(index=True)
    updated_at: Mapped[datetime] = made_now()
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)


class UserSession(Base):
    __tablename__ = "user_sessions"
    __table_args__ = (sa.UniqueConstraint("id", "user_id"),)

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    auth_time: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int]
    user_agent: Mapped[str | None] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = made_now()
    last_seen_at: Mapped[datetime] = made_now()
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str | None] = mapped_column(sa.Text)


class RefreshTokenRow(Base):
    __tablename__ = "refresh_tokens"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["session_id", "user_id"], ["user_sessions.id", "user_sessions.user_id"]
        ),
    )

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(index=True)
    family_id: Mapped[UUID] = mapped_column(index=True)
    token_sha256: Mapped[bytes] = mapped_column(unique=True)
    issued_at: Mapped[datetime] = made_now()
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    successor_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("refresh_tokens.id"), index=True
    )
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class EmailTokenRow(Base):
    __tablename__ = "email_tokens"

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str] = mapped_column(sa.Text)
    token_sha256: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime] = made_now()
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class OutgoingMailRow(Base):
    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index(
            "ix_outgoing_mail_due_at",
            "due_at",
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    recipient: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = made_now()
    created_at: Mapped[datetime] = made_now()
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(sa.Text)
