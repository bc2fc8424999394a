"""Rules: a library of them for each user, and documents judged, translated and tried."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np

from app.domain.errors import Conflict, Fault, NotFound
from app.domain.indicators.registry import catalogue
from app.domain.pages import Page, PageRequest
from app.domain.rules.compile import compile_strategy
from app.domain.rules.document import check
from app.domain.rules.evaluate import evaluate
from app.domain.rules.explain import explain
from app.domain.rules.lookback import cost_of, look_back
from app.domain.rules.parse import Document, parse_rule
from app.domain.rules.printing import rule_to_json, to_json
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy
from app.domain.rules.text_printing import print_text
from app.domain.rules.words import in_words
from app.domain.signals import Signals
from app.domain.strategies import StoredRule
from app.persistence.unit_of_work import Transactions, UnitOfWork
from app.services.backtest import Prepared, stored
from app.services.market_data import MarketData
from app.services.periods import Period, utc_iso
from app.services.strategies import runnable_strategy

_SIGNALS_LISTED: Final = 500
_INTENTS: Final = ("entry_long", "exit_long", "entry_short", "exit_short")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A document in its three forms, as far as it could be read, and every fault."""

    faults: tuple[Fault, ...]
    document: Mapping[str, Any] | None
    text: str | None
    words: str | None
    look_back: int | None

    @property
    def is_valid(self) -> bool:
        return not self.faults and self.document is not None


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules concluded on stored bars, and why at one of them."""

    source: str
    symbol: str
    timeframe: str
    bars: int
    start: str
    end: str
    counts: Mapping[str, int]
    signals: tuple[Mapping[str, Any], ...]
    explanation: Mapping[str, Any]


def judged(document: Document) -> Judgement:
    """Return everything there is to say about a document; nothing is stored."""
    found = check(document, catalogue())
    if found.strategy is None:
        return Judgement(found.faults, None, None, None, None)
    strategy = found.strategy
    return Judgement(
        faults=found.faults,
        document=to_json(strategy),
        text=print_text(strategy, catalogue()),
        words=in_words(strategy, catalogue()),
        look_back=None if found.faults else look_back(strategy, catalogue()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrials:
    """Tries rules on stored bars without trading."""

    transactions: Transactions
    market_data: MarketData

    async def run(
        self,
        user_id: UUID,
        document: Mapping[str, Any],
        period: Period,
        *,
        source: str | None = None,
        bar: int | None = None,
    ) -> Trial:
        """Return the signals of the period; `bar` counts from its first, by default the last one.

        Raises: InvalidRules; SymbolNotFound, NoData; ResourceLimit; InvalidInput for no such bar.
        """
        async with self.transactions.begin_as(user_id) as work:
            strategy = await runnable_strategy(work.rules, document)
        provenance, data = await stored(
            self.market_data,
            strategy.symbol,
            strategy.timeframe,
            period,
            compile_strategy(strategy).look_back(),
            source=source or strategy.venue,
            owner=user_id,
        )
        cost_of(strategy, catalogue(), len(data.bars))
        return await asyncio.to_thread(_tried, strategy, data, provenance.source, bar)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLibrary:
    """Saved rules, which strategies name by their name or id."""

    transactions: Transactions

    async def add(
        self, user_id: UUID, name: str | None, description: str | None, document: Document
    ) -> StoredRule:
        """Return the stored rule.

        Raises: InvalidRules; Conflict when the name is taken.
        """
        called, content = _rule(name, document)
        async with self.transactions.begin_as(user_id) as work:
            kept = await work.rules.add(called, description, content)
        if kept is None:
            raise _taken(called)
        return kept

    async def page(
        self, user_id: UUID, request: PageRequest, search: str | None
    ) -> Page[StoredRule]:
        async with self.transactions.begin_as(user_id) as work:
            return await work.rules.page(request, search=search)

    async def by_id(self, user_id: UUID, rule_id: UUID) -> StoredRule:
        async with self.transactions.begin_as(user_id) as work:
            return await _kept(work, rule_id)

    async def save(
        self,
        user_id: UUID,
        rule_id: UUID,
        name: str | None,
        description: str | None,
        document: Document,
    ) -> StoredRule:
        """Return the changed rule; strategies that name it read it so from now on.

        Raises: NotFound; InvalidRules; Conflict when the name is taken.
        """
        called, content = _rule(name, document)
        async with self.transactions.begin_as(user_id) as work:
            await _kept(work, rule_id)
            saved = await work.rules.save(rule_id, called, description, content)
        if saved is None:
            raise _taken(called)
        return saved

    async def remove(self, user_id: UUID, rule_id: UUID) -> None:
        async with self.transactions.begin_as(user_id) as work:
            if not await work.rules.remove(rule_id):
                raise _unknown()


def _rule(name: str | None, document: Document) -> tuple[str, Mapping[str, Any]]:
    rule = parse_rule(document, catalogue())
    content = rule_to_json(rule)
    assert isinstance(content, Mapping)  # noqa: S101 - parse_rule returns no reference
    return name or rule.key or rule.name[:100], content


async def _kept(work: UnitOfWork, rule_id: UUID) -> StoredRule:
    kept = await work.rules.by_id(rule_id)
    if kept is None:
        raise _unknown()
    return kept


def _unknown() -> NotFound:
    return NotFound("there is no such rule")


def _taken(name: str) -> Conflict:
    return Conflict(f"another rule is called {name[:40]!r}: names of saved rules are unique")


def _tried(strategy: Strategy, data: Prepared, source: str, bar: int | None) -> Trial:
    rules = compile_strategy(strategy)
    table = compute_series(rules, data.bars)
    signals = evaluate(rules, table)
    bars, first = data.bars, data.first
    asked = len(bars) - 1 if bar is None else first + bar
    explanation = explain(rules, table, asked)
    hits = {name: np.flatnonzero(getattr(signals, name)[first:] >= 0) + first for name in _INTENTS}
    return Trial(
        source=source,
        symbol=strategy.symbol,
        timeframe=str(strategy.timeframe),
        bars=len(bars) - first,
        start=utc_iso(int(bars.time[first])),
        end=utc_iso(int(bars.time[-1]) + bars.timeframe.nanos),
        counts={name: int(found.size) for name, found in hits.items()},
        signals=tuple(_last_signals(strategy, data, signals, hits)),
        explanation=asdict(explanation)
        | {"index": asked - first, "time": utc_iso(explanation.time_ns)},
    )


def _last_signals(
    strategy: Strategy, data: Prepared, signals: Signals, hits: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Yield the last signals, oldest first; each acts at the open of the bar after it."""
    every = sorted((int(bar), name) for name, bars in hits.items() for bar in bars.tolist())
    for bar, name in every[-_SIGNALS_LISTED:]:
        rule = int(getattr(signals, name)[bar])
        listed = strategy.entry_rules if name.startswith("entry") else strategy.exit_rules
        yield {
            "bar": bar - data.first,
            "time": utc_iso(int(data.bars.time[bar])),
            "intent": name,
            "rule": getattr(listed[rule], "name", None),
            "close": float(data.bars.close[bar]),
        }
