"""Strategies a user keeps: checked before they are stored, every saved state a version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Any
from uuid import UUID

from app.domain.errors import Conflict, Fault, InvalidInput, NotFound, StrategyConflict
from app.domain.indicators.registry import catalogue
from app.domain.pages import Page, PageRequest
from app.domain.rules.document import check, load
from app.domain.rules.identity import document_hash
from app.domain.rules.parse import Document, invalid, parse, parse_rule
from app.domain.rules.printing import to_json
from app.domain.rules.references import Lookup, references
from app.domain.rules.spec import Rule, Strategy
from app.domain.rules.text_printing import print_text
from app.domain.strategies import (
    StoredStrategy,
    StrategyContent,
    StrategyStatus,
    StrategyVersion,
    TradingMode,
)
from app.persistence.repositories.strategy import RuleRepository
from app.persistence.unit_of_work import Transactions, UnitOfWork
from app.ports.clock import Clock

NAME_MAX = 100


class StrategyNotFound(NotFound):
    """Report a strategy that is not there, or not this user's."""

    code = 2001
    code_name = "STRATEGY_NOT_FOUND"

    def __init__(self, strategy_id: UUID) -> None:
        super().__init__(f"there is no strategy {strategy_id}")


class StrategyAlreadyActive(Conflict):
    """Report a strategy that is asked to start and runs."""

    code = 2003
    code_name = "STRATEGY_ALREADY_ACTIVE"


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What changed between two versions: lines of the text form, marked + and -."""

    older: int
    newer: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyLibrary:
    """The strategies of users."""

    transactions: Transactions
    clock: Clock

    async def add(self, user_id: UUID, document: Document) -> StoredStrategy:
        """Return the stored strategy.

        Raises: InvalidRules with every fault.
        """
        async with self.transactions.begin_as(user_id) as work:
            return await work.strategies.add(await _checked(work.rules, document))

    async def by_id(self, user_id: UUID, strategy_id: UUID) -> StoredStrategy:
        async with self.transactions.begin_as(user_id) as work:
            return await _kept(work, strategy_id)

    async def save(
        self, user_id: UUID, strategy_id: UUID, document: Document, expected: int | None
    ) -> StoredStrategy:
        """Store a changed document as the next version.

        Raises: InvalidRules; StrategyNotFound; StrategyConflict when it is not at `expected`, or
                trades.
        """
        async with self.transactions.begin_as(user_id) as work:
            content = await _checked(work.rules, document)
            return await _saved(work, strategy_id, content, expected=expected)

    async def remove(self, user_id: UUID, strategy_id: UUID) -> None:
        """Delete a strategy; its backtests stay, with their snapshot (decision 37)."""
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id, locked=True)
            if kept.status is StrategyStatus.ACTIVE:
                raise StrategyConflict("the strategy is active: deactivate it first")
            await work.strategies.remove(strategy_id)

    async def clone(self, user_id: UUID, strategy_id: UUID, name: str | None) -> StoredStrategy:
        """Return a copy under another name, as a draft of its own."""
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id)
            copy = replace(
                parse(kept.content.document, catalogue()),
                name=name or _copy_name(kept.content.name),
            )
            content = await _checked(work.rules, to_json(copy))
            note = f"copy of {kept.content.name}, version {kept.version}"
            return await work.strategies.add(content, note)

    async def activate(self, user_id: UUID, strategy_id: UUID, mode: TradingMode) -> StoredStrategy:
        """Set the state; nothing trades on it yet.

        Raises: StrategyAlreadyActive; StrategyNotFound; InvalidRules when a rule it refers to has
                gone.
        """
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id, locked=True)
            if kept.status is StrategyStatus.ACTIVE:
                raise StrategyAlreadyActive("the strategy is active already")
            await runnable_strategy(work.rules, kept.content.document)
            return await self._set(work, kept, StrategyStatus.ACTIVE, mode)

    async def deactivate(self, user_id: UUID, strategy_id: UUID) -> StoredStrategy:
        """Pause an active strategy; one that does not run stays as it is."""
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id, locked=True)
            if kept.status is not StrategyStatus.ACTIVE:
                return kept
            return await self._set(work, kept, StrategyStatus.PAUSED, kept.trading_mode)

    async def archive(self, user_id: UUID, strategy_id: UUID) -> StoredStrategy:
        """Put a strategy aside, its versions and backtests with it.

        Raises: StrategyNotFound; StrategyConflict while it is active.
        """
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id, locked=True)
            if kept.status is StrategyStatus.ACTIVE:
                raise StrategyConflict("the strategy is active: deactivate it first")
            if kept.status is StrategyStatus.ARCHIVED:
                return kept
            return await self._set(work, kept, StrategyStatus.ARCHIVED, kept.trading_mode)

    async def unarchive(self, user_id: UUID, strategy_id: UUID) -> StoredStrategy:
        """Take a strategy back as what it was before: paused, or a draft if it never was active."""
        async with self.transactions.begin_as(user_id) as work:
            kept = await _kept(work, strategy_id, locked=True)
            if kept.status is not StrategyStatus.ARCHIVED:
                return kept
            was = StrategyStatus.PAUSED if kept.activated_at else StrategyStatus.DRAFT
            return await self._set(work, kept, was, kept.trading_mode)

    async def versions(
        self, user_id: UUID, strategy_id: UUID, request: PageRequest
    ) -> Page[StrategyVersion]:
        async with self.transactions.begin_as(user_id) as work:
            await _kept(work, strategy_id)
            return await work.strategies.versions(strategy_id, request)

    async def version(self, user_id: UUID, strategy_id: UUID, number: int) -> StrategyVersion:
        async with self.transactions.begin_as(user_id) as work:
            return await _version(work, strategy_id, number)

    async def diff(self, user_id: UUID, strategy_id: UUID, older: int, newer: int) -> VersionDiff:
        """Return what changed from one version to another, in the text form."""
        async with self.transactions.begin_as(user_id) as work:
            first = await _version(work, strategy_id, older)
            second = await _version(work, strategy_id, newer)
        lines = unified_diff(_text(first), _text(second), lineterm="", n=2)
        # The two lines that name files say nothing here.
        return VersionDiff(older, newer, tuple(lines)[2:])

    async def restore(self, user_id: UUID, strategy_id: UUID, number: int) -> StoredStrategy:
        """Store an earlier version again, as the newest."""
        async with self.transactions.begin_as(user_id) as work:
            earlier = await _version(work, strategy_id, number)
            content = await _checked(work.rules, earlier.document)
            return await _saved(work, strategy_id, content, note=f"restored from version {number}")

    async def _set(
        self,
        work: UnitOfWork,
        kept: StoredStrategy,
        status: StrategyStatus,
        mode: TradingMode | None,
    ) -> StoredStrategy:
        changed = await work.strategies.set_status(kept.id, status, mode, self.clock.now())
        if changed is None:
            raise StrategyNotFound(kept.id)
        payload = {
            "strategy_id": str(kept.id),
            "status": status.value,
            "trading_mode": mode and mode.value,
        }
        await work.announce(kept.user_id, "strategy.state", kept.id, payload)
        return changed


async def runnable_strategy(rules: RuleRepository, document: Mapping[str, Any]) -> Strategy:
    """Return the strategy with every reference to a saved rule resolved.

    Raises: InvalidRules with every fault.
    """
    return load(document, catalogue(), await _lookup(rules, parse(document, catalogue())))


async def _checked(rules: RuleRepository, document: Document) -> StrategyContent:
    """Return what is stored of a document that can run, references left as they are."""
    strategy = load_form(document)
    lookup = await _lookup(rules, strategy)
    whole = load(to_json(strategy), catalogue(), lookup)
    return StrategyContent(
        name=strategy.name,
        description=strategy.description or None,
        symbol=strategy.symbol,
        timeframe=str(strategy.timeframe),
        document=to_json(strategy),
        document_hash=document_hash(whole),
    )


def load_form(document: Document) -> Strategy:
    """Return the strategy of JSON or text; rules it refers to are looked up by the caller.

    Raises: InvalidRules with every fault; InvalidInput for a name that cannot be listed.
    """
    found = check(document, catalogue())
    if found.faults or found.strategy is None:
        raise invalid("strategy", found.faults)
    strategy = found.strategy
    if len(strategy.name) > NAME_MAX:
        message = f"the name has {len(strategy.name)} characters: allowed are {NAME_MAX}"
        raise InvalidInput(message, [Fault("/name", message)])
    return strategy


async def _lookup(rules: RuleRepository, strategy: Strategy) -> Lookup:
    found: dict[str, Rule] = {}
    names = references(strategy)
    by_key = await rules.by_names(names) if names else {}
    for name in names:
        kept = by_key.get(name)
        if kept is None and (rule_id := _uuid(name)) is not None:
            kept = await rules.by_id(rule_id)
        if kept is not None:
            found[name] = parse_rule(kept.document, catalogue())
    return found.get


async def _kept(work: UnitOfWork, strategy_id: UUID, *, locked: bool = False) -> StoredStrategy:
    kept = await work.strategies.by_id(strategy_id, locked=locked)
    if kept is None:
        raise StrategyNotFound(strategy_id)
    return kept


async def _saved(
    work: UnitOfWork,
    strategy_id: UUID,
    content: StrategyContent,
    *,
    expected: int | None = None,
    note: str | None = None,
) -> StoredStrategy:
    kept = await _kept(work, strategy_id, locked=True)
    if kept.status is StrategyStatus.ACTIVE:
        raise StrategyConflict("the strategy is active: deactivate it before changing it")
    saved = await work.strategies.save(strategy_id, content, expected_version=expected, note=note)
    if saved is None:
        raise StrategyNotFound(strategy_id)
    return saved


async def _version(work: UnitOfWork, strategy_id: UUID, number: int) -> StrategyVersion:
    await _kept(work, strategy_id)
    found = await work.strategies.version(strategy_id, number)
    if found is None:
        raise NotFound(f"the strategy has no version {number}")
    return found


def _text(version: StrategyVersion) -> list[str]:
    return print_text(parse(version.document, catalogue()), catalogue()).splitlines()


def _copy_name(name: str) -> str:
    return f"{name[: NAME_MAX - 7]} (copy)"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
