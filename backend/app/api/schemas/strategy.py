"""Strategies over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, JsonValue

from app.api.schemas.conventions import Answer, Request, Text
from app.domain.strategies import (
    StoredStrategy,
    StrategyStatus,
    StrategySummary,
    StrategyVersion,
    TradingMode,
)

EXAMPLE: dict[str, Any] = {
    "name": "RSI dip",
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "entry_rules": [
        {
            "name": "Dip",
            "signal": "BUY",
            "conditions": [
                {
                    "left": {"indicator": "RSI", "params": {"period": 14}},
                    "operator": "less_than",
                    "right": 30,
                }
            ],
        }
    ],
    "exit_rules": [],
    "risk_management": {"stop_loss_pct": 4},
}
type Document = dict[str, JsonValue]


class Activation(Request):
    """With whose money an active strategy will trade."""

    trading_mode: TradingMode = TradingMode.PAPER


class Cloning(Request):
    """What the copy is called."""

    name: Annotated[Text | None, Field(min_length=1, max_length=100)] = None


class LastBacktest(Answer):
    """The newest completed backtest of a strategy, of whichever version it ran."""

    id: UUID
    strategy_version: int | None
    completed_at: datetime
    total_return_pct: float | None = Field(examples=[12.5])
    max_drawdown_pct: float | None = Field(examples=[8.1])
    sharpe_ratio: float | None = Field(examples=[1.3])


class Stored(Answer):
    """What lists and pages show of a strategy."""

    id: UUID
    name: str
    description: str | None
    symbol: str = Field(examples=["BTC/USDT"])
    timeframe: str = Field(examples=["1h"])
    version: int
    status: StrategyStatus
    trading_mode: TradingMode | None
    created_at: datetime
    updated_at: datetime
    activated_at: datetime | None


class Markets(Answer):
    """What strategies trade, each symbol once, by name."""

    items: list[str] = Field(examples=[["BTC/USDT", "ETH/USDT"]])


class Summary(Stored):
    """A strategy in a list; `last_backtest` is null until one has completed."""

    last_backtest: LastBacktest | None

    @classmethod
    def of(cls, found: StrategySummary) -> "Summary":
        return cls.model_validate(found)


class Strategy(Stored):
    """A strategy with its document."""

    document: Document = Field(examples=[EXAMPLE])
    document_hash: str

    @classmethod
    def whole(cls, found: StoredStrategy) -> "Strategy":
        content = found.content
        return cls(
            id=found.id,
            name=content.name,
            description=content.description,
            symbol=content.symbol,
            timeframe=content.timeframe,
            version=found.version,
            status=found.status,
            trading_mode=found.trading_mode,
            created_at=found.created_at,
            updated_at=found.updated_at,
            activated_at=found.activated_at,
            document=dict(content.document),
            document_hash=content.document_hash,
        )


class Version(Answer):
    """One saved state of a strategy."""

    number: int
    name: str
    document: Document
    document_hash: str
    note: str | None
    created_at: datetime

    @classmethod
    def of(cls, found: StrategyVersion) -> "Version":
        return cls.model_validate(found)


class Diff(Answer):
    """What changed between two versions, as lines of the text form."""

    older: int
    newer: int
    lines: list[str] = Field(examples=[["-risk.stop_loss_pct: 4", "+risk.stop_loss_pct: 5"]])


class Template(Answer):
    """A strategy to start from."""

    key: str = Field(examples=["rsi_dip"])
    title: str
    story: str
    document: Document
    text: str
    words: str = Field(examples=["RSI dip trades BTC/USDT on 1h bars, long only."])


class Templates(Answer):
    """Every template."""

    items: list[Template]
