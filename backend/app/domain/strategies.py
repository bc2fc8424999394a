"""Stored strategies: the document a user saved, its versions and its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class StrategyStatus(StrEnum):
    """What a strategy is allowed to do."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class TradingMode(StrEnum):
    """With whose money an active strategy trades."""

    PAPER = "paper"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyContent:
    """What saving a strategy writes; the columns repeat what lists show of the document."""

    name: str
    description: str | None
    symbol: str
    timeframe: str
    document: Mapping[str, Any]
    document_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStrategy:
    """A strategy as its owner last saved it."""

    id: UUID
    user_id: UUID
    content: StrategyContent
    version: int
    status: StrategyStatus
    trading_mode: TradingMode | None
    created_at: datetime
    updated_at: datetime
    activated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBacktest:
    """The newest completed backtest of a strategy, of whichever version it ran."""

    id: UUID
    strategy_version: int | None
    completed_at: datetime
    total_return_pct: float | None
    max_drawdown_pct: float | None
    sharpe_ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategySummary:
    """What a list shows of a strategy: everything but its document."""

    id: UUID
    name: str
    description: str | None
    symbol: str
    timeframe: str
    version: int
    status: StrategyStatus
    trading_mode: TradingMode | None
    created_at: datetime
    updated_at: datetime
    activated_at: datetime | None
    last_backtest: LastBacktest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyVersion:
    """One saved state; versions are numbered from 1 and never change."""

    strategy_id: UUID
    number: int
    name: str
    document: Mapping[str, Any]
    document_hash: str
    note: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """A rule kept for use in several strategies; its name is unique for its owner."""

    id: UUID
    user_id: UUID
    name: str
    description: str | None
    document: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
