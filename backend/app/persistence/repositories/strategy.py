"""Strategies with their versions, and the rules kept for reuse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.backtest_jobs import JobStatus
from app.domain.errors import StrategyConflict
from app.domain.pages import Page, PageRequest
from app.domain.strategies import (
    LastBacktest,
    StoredRule,
    StoredStrategy,
    StrategyContent,
    StrategyStatus,
    StrategySummary,
    StrategyVersion,
    TradingMode,
)
from app.persistence.models.backtest import Backtest
from app.persistence.models.strategy import Rule, Strategy, StrategyVersionRow
from app.persistence.repositories.rows import Scoped, columns_for, page_of

_STRATEGY: Final = list(Strategy.__table__.c)
# One row at most for each strategy, so that a list is one query however long it is.
_LAST: Final = (
    sa.select(*columns_for(LastBacktest, Backtest))
    .where(
        Backtest.strategy_id == Strategy.id,
        Backtest.user_id == Strategy.user_id,
        Backtest.status == JobStatus.COMPLETED.value,
    )
    .order_by(Backtest.created_at.desc(), Backtest.id)
    .limit(1)
    .lateral("last_backtest")
)
_SUMMARY: Final = [
    *columns_for(StrategySummary, Strategy),
    Strategy.asset_symbol.label("symbol"),
    *(column.label(f"last_{column.key}") for column in _LAST.c),
]
_VERSION: Final = columns_for(StrategyVersion, StrategyVersionRow)
_RULE: Final = columns_for(StoredRule, Rule)


@dataclass(frozen=True, slots=True)
class StrategyRepository(Scoped):
    """Strategies of one user."""

    async def add(self, content: StrategyContent, note: str | None = None) -> StoredStrategy:
        """Store a new strategy as its version 1."""
        added = (
            sa.insert(Strategy)
            .values(user_id=self.owner, **_columns(content))
            .returning(*_STRATEGY)
        )
        kept = _strategy((await self.session.execute(added)).one())
        await self._keep_version(kept, note)
        return kept

    async def by_id(self, strategy_id: UUID, *, locked: bool = False) -> StoredStrategy | None:
        """Return a strategy; `locked` holds it until the transaction ends."""
        query = sa.select(*_STRATEGY).where(*self._named(strategy_id))
        if locked:
            query = query.with_for_update()
        row = (await self.session.execute(query)).one_or_none()
        return _strategy(row) if row else None

    async def page(
        self,
        request: PageRequest,
        *,
        status: StrategyStatus | None = None,
        is_archived: bool | None = None,
        symbol: str | None = None,
        timeframe: str | None = None,
        search: str | None = None,
    ) -> Page[StrategySummary]:
        query = (
            sa.select(*_SUMMARY)
            .outerjoin_from(Strategy, _LAST, sa.true())
            .where(Strategy.user_id == self.owner)
        )
        if status is not None:
            query = query.where(Strategy.status == status.value)
        if is_archived is not None:
            archived = Strategy.status == StrategyStatus.ARCHIVED.value
            query = query.where(archived if is_archived else ~archived)
        if symbol is not None:
            query = query.where(Strategy.asset_symbol == symbol)
        if timeframe is not None:
            query = query.where(Strategy.timeframe == timeframe)
        if search:
            query = query.where(Strategy.name.icontains(search, autoescape=True))
        order = {
            "created_at": Strategy.created_at,
            "updated_at": Strategy.updated_at,
            "name": Strategy.name,
            "symbol": Strategy.asset_symbol,
            "timeframe": Strategy.timeframe,
            "status": Strategy.status,
            "total_return_pct": _LAST.c.total_return_pct,
            "max_drawdown_pct": _LAST.c.max_drawdown_pct,
            "sharpe_ratio": _LAST.c.sharpe_ratio,
        }
        return await page_of(self.session, query, request, order, Strategy.id, _summary)

    async def symbols(self) -> Sequence[str]:
        """Return what the strategies trade, each symbol once, by name."""
        symbol = Strategy.asset_symbol
        query = sa.select(symbol).where(Strategy.user_id == self.owner).distinct().order_by(symbol)
        return (await self.session.execute(query)).scalars().all()

    async def count_by_status(self) -> Mapping[StrategyStatus, int]:
        query = (
            sa.select(Strategy.status, sa.func.count())
            .where(Strategy.user_id == self.owner)
            .group_by(Strategy.status)
        )
        return {StrategyStatus(row[0]): row[1] for row in await self.session.execute(query)}

    async def save(
        self,
        strategy_id: UUID,
        content: StrategyContent,
        *,
        expected_version: int | None = None,
        note: str | None = None,
    ) -> StoredStrategy | None:
        """Store new content; a changed document is a new version.

        Raises: StrategyConflict when the stored version is not `expected_version`.
        """
        kept = await self.by_id(strategy_id, locked=True)
        if kept is None:
            return None
        if expected_version not in {None, kept.version}:
            raise StrategyConflict(
                f"the strategy is at version {kept.version}, the change was made to version "
                f"{expected_version}: read it again and repeat the change"
            )
        # The hash may be that of the meaning, which a new wording leaves as it is.
        is_new = (content.document, content.document_hash) != (
            kept.content.document,
            kept.content.document_hash,
        )
        changed = (
            sa.update(Strategy)
            .where(*self._named(strategy_id))
            .values(
                **_columns(content),
                version=kept.version + is_new,
                updated_at=sa.func.now(),
            )
            .returning(*_STRATEGY)
        )
        saved = _strategy((await self.session.execute(changed)).one())
        if is_new:
            await self._keep_version(saved, note)
        return saved

    async def set_status(
        self,
        strategy_id: UUID,
        status: StrategyStatus,
        trading_mode: TradingMode | None,
        now: datetime,
    ) -> StoredStrategy | None:
        values: dict[str, Any] = {
            "status": status.value,
            "trading_mode": trading_mode and trading_mode.value,
            "updated_at": now,
        }
        if status is StrategyStatus.ACTIVE:
            values["activated_at"] = now
        changed = (
            sa.update(Strategy)
            .where(*self._named(strategy_id))
            .values(values)
            .returning(*_STRATEGY)
        )
        row = (await self.session.execute(changed)).one_or_none()
        return _strategy(row) if row else None

    async def remove(self, strategy_id: UUID) -> bool:
        """Delete a strategy and its versions; its backtests stay, with their snapshot."""
        removed = sa.delete(Strategy).where(*self._named(strategy_id)).returning(Strategy.id)
        return (await self.session.execute(removed)).one_or_none() is not None

    async def backtest_count(self, strategy_id: UUID) -> int:
        query = (
            sa.select(sa.func.count())
            .select_from(Backtest)
            .where(Backtest.strategy_id == strategy_id, Backtest.user_id == self.owner)
        )
        return (await self.session.execute(query)).scalar_one()

    async def versions(self, strategy_id: UUID, request: PageRequest) -> Page[StrategyVersion]:
        query = sa.select(*_VERSION).where(
            StrategyVersionRow.strategy_id == strategy_id,
            StrategyVersionRow.user_id == self.owner,
        )
        order = {"number": StrategyVersionRow.number, "created_at": StrategyVersionRow.created_at}
        return await page_of(
            self.session, query, request, order, StrategyVersionRow.number, _version
        )

    async def version(self, strategy_id: UUID, number: int) -> StrategyVersion | None:
        query = sa.select(*_VERSION).where(
            StrategyVersionRow.strategy_id == strategy_id,
            StrategyVersionRow.number == number,
            StrategyVersionRow.user_id == self.owner,
        )
        row = (await self.session.execute(query)).one_or_none()
        return _version(row) if row else None

    def _named(self, strategy_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
        return Strategy.id == strategy_id, Strategy.user_id == self.owner

    async def _keep_version(self, kept: StoredStrategy, note: str | None) -> None:
        await self.session.execute(
            sa.insert(StrategyVersionRow).values(
                strategy_id=kept.id,
                number=kept.version,
                user_id=kept.user_id,
                name=kept.content.name,
                document=kept.content.document,
                document_hash=kept.content.document_hash,
                note=note,
            )
        )


@dataclass(frozen=True, slots=True)
class RuleRepository(Scoped):
    """The rules library of one user; a name that is taken is refused with None."""

    async def add(
        self, name: str, description: str | None, document: Mapping[str, Any]
    ) -> StoredRule | None:
        added = (
            insert(Rule)
            .values(user_id=self.owner, name=name, description=description, document=document)
            .on_conflict_do_nothing(index_elements=["user_id", "name"])
            .returning(*_RULE)
        )
        row = (await self.session.execute(added)).one_or_none()
        return _rule(row) if row else None

    async def by_id(self, rule_id: UUID) -> StoredRule | None:
        query = sa.select(*_RULE).where(Rule.id == rule_id, Rule.user_id == self.owner)
        row = (await self.session.execute(query)).one_or_none()
        return _rule(row) if row else None

    async def by_names(self, names: Sequence[str]) -> Mapping[str, StoredRule]:
        query = sa.select(*_RULE).where(Rule.user_id == self.owner, Rule.name.in_(names))
        return {row.name: _rule(row) for row in await self.session.execute(query)}

    async def page(self, request: PageRequest, *, search: str | None = None) -> Page[StoredRule]:
        query = sa.select(*_RULE).where(Rule.user_id == self.owner)
        if search:
            query = query.where(Rule.name.icontains(search, autoescape=True))
        order = {
            "created_at": Rule.created_at,
            "updated_at": Rule.updated_at,
            "name": Rule.name,
        }
        return await page_of(self.session, query, request, order, Rule.id, _rule)

    async def save(
        self, rule_id: UUID, name: str, description: str | None, document: Mapping[str, Any]
    ) -> StoredRule | None:
        """Store new content; None when there is no such rule or another one has the name."""
        taken = sa.select(Rule.id).where(
            Rule.user_id == self.owner, Rule.name == name, Rule.id != rule_id
        )
        if (await self.session.execute(taken)).one_or_none():
            return None
        changed = (
            sa.update(Rule)
            .where(Rule.id == rule_id, Rule.user_id == self.owner)
            .values(name=name, description=description, document=document, updated_at=sa.func.now())
            .returning(*_RULE)
        )
        row = (await self.session.execute(changed)).one_or_none()
        return _rule(row) if row else None

    async def remove(self, rule_id: UUID) -> bool:
        removed = (
            sa.delete(Rule).where(Rule.id == rule_id, Rule.user_id == self.owner).returning(Rule.id)
        )
        return (await self.session.execute(removed)).one_or_none() is not None


def _columns(content: StrategyContent) -> dict[str, Any]:
    return {
        "name": content.name,
        "description": content.description,
        "asset_symbol": content.symbol,
        "timeframe": content.timeframe,
        "document": content.document,
        "document_hash": content.document_hash,
    }


def _strategy(row: Any) -> StoredStrategy:
    return StoredStrategy(
        id=row.id,
        user_id=row.user_id,
        content=StrategyContent(
            name=row.name,
            description=row.description,
            symbol=row.asset_symbol,
            timeframe=row.timeframe,
            document=row.document,
            document_hash=row.document_hash,
        ),
        version=row.version,
        status=StrategyStatus(row.status),
        trading_mode=row.trading_mode and TradingMode(row.trading_mode),
        created_at=row.created_at,
        updated_at=row.updated_at,
        activated_at=row.activated_at,
    )


def _summary(row: Any) -> StrategySummary:
    names = StrategySummary.__dataclass_fields__.keys() - {"last_backtest"}
    values = {name: getattr(row, name) for name in names}
    values["status"] = StrategyStatus(row.status)
    values["trading_mode"] = row.trading_mode and TradingMode(row.trading_mode)
    return StrategySummary(**values, last_backtest=_last_backtest(row))


def _last_backtest(row: Any) -> LastBacktest | None:
    if row.last_id is None:
        return None
    return LastBacktest(
        **{name: getattr(row, f"last_{name}") for name in LastBacktest.__dataclass_fields__}
    )


def _version(row: Any) -> StrategyVersion:
    return StrategyVersion(**{column.key: getattr(row, column.key) for column in _VERSION})


def _rule(row: Any) -> StoredRule:
    return StoredRule(**{column.key: getattr(row, column.key) for column in _RULE})
