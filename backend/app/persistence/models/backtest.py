"""Backtests, which are their own jobs, and the trades they made."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, Moment, made_id, made_now

_NEWEST = sa.text("created_at DESC")


class Backtest(Base):
    __tablename__ = "backtests"
    __table_args__ = (
        sa.UniqueConstraint("id", "user_id"),
        sa.ForeignKeyConstraint(
            ["strategy_id", "user_id"], ["strategies.id", "strategies.user_id"]
        ),
        sa.Index("idx_backtests_user_status", "user_id", "status", _NEWEST),
        sa.Index("ix_backtests_user_id_created_at", "user_id", _NEWEST),
        sa.Index("ix_backtests_strategy_id", "strategy_id", _NEWEST),
        sa.Index(
            "ix_backtests_waiting", "created_at", postgresql_where=sa.text("status = 'pending'")
        ),
        sa.Index(
            "ix_backtests_leased", "lease_until", postgresql_where=sa.text("status = 'running'")
        ),
    )

    id: Mapped[UUID] = made_id()
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    strategy_id: Mapped[UUID | None]
    strategy_version: Mapped[int | None]
    strategy_name: Mapped[str] = mapped_column(sa.Text)
    strategy: Mapped[dict[str, Any]] = mapped_column(JSONB)
    symbol: Mapped[str] = mapped_column(sa.Text)
    timeframe: Mapped[str] = mapped_column(sa.Text)
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    config: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(sa.Text, server_default="pending")
    progress_pct: Mapped[float] = mapped_column(sa.Double, server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_owner: Mapped[str | None] = mapped_column(sa.Text)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    equity_curve: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), deferred=True
    )
    artefacts: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    report_attempts: Mapped[int] = mapped_column(server_default="0")
    final_capital: Mapped[float | None] = mapped_column(sa.Double)
    total_return_pct: Mapped[float | None] = mapped_column(sa.Double)
    cagr_pct: Mapped[float | None] = mapped_column(sa.Double)
    sharpe_ratio: Mapped[float | None] = mapped_column(sa.Double)
    sortino_ratio: Mapped[float | None] = mapped_column(sa.Double)
    calmar_ratio: Mapped[float | None] = mapped_column(sa.Double)
    max_drawdown_pct: Mapped[float | None] = mapped_column(sa.Double)
    win_rate_pct: Mapped[float | None] = mapped_column(sa.Double)
    profit_factor: Mapped[float | None] = mapped_column(sa.Double)
    total_trades: Mapped[int | None]
    created_at: Mapped[datetime] = made_now()
    updated_at: Mapped[datetime] = made_now()
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)


class BacktestTradeRow(Base):
    __tablename__ = "backtest_trades"
    __table_args__ = (
        sa.ForeignKeyConstraint(["backtest_id", "user_id"], ["backtests.id", "backtests.user_id"]),
    )

    backtest_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    side: Mapped[str] = mapped_column(sa.Text)
    entry_bar: Mapped[int] = mapped_column(sa.BigInteger)
    exit_bar: Mapped[int] = mapped_column(sa.BigInteger)
    entry_time: Mapped[datetime] = mapped_column(Moment)
    exit_time: Mapped[datetime] = mapped_column(Moment)
    quantity: Mapped[float] = mapped_column(sa.Double)
    entry_price: Mapped[float] = mapped_column(sa.Double)
    exit_price: Mapped[float] = mapped_column(sa.Double)
    entry_fee: Mapped[float] = mapped_column(sa.Double)
    exit_fee: Mapped[float] = mapped_column(sa.Double)
    borrow: Mapped[float] = mapped_column(sa.Double)
    pnl: Mapped[float] = mapped_column(sa.Double)
    return_pct: Mapped[float] = mapped_column(sa.Double)
    stop_price: Mapped[float | None] = mapped_column(sa.Double)
    target_price: Mapped[float | None] = mapped_column(sa.Double)
    reason: Mapped[str] = mapped_column(sa.Text)
    entry_rule: Mapped[int | None]
    exit_rule: Mapped[int | None]
    mae_pct: Mapped[float | None] = mapped_column(sa.Double)
    mfe_pct: Mapped[float | None] = mapped_column(sa.Double)
