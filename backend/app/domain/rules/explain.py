"""Why the rules said what they said at one bar."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.domain.errors import InvalidInput
from app.domain.rules.bar_by_bar import BarByBar, Truth
from app.domain.rules.program import Comparison, CompiledRule, CompiledRules, Intent
from app.domain.rules.series import SeriesTable
from app.domain.rules.spec import Operator

Word = Literal["true", "false", "unknown"]

_STEPS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ConditionExplained:
    """One condition: both sides as the bar read them (None: unknown) and what came of it.

    `now` is the comparison at this bar alone, `truth` what remains after within or for.
    `before` holds left and right one bar earlier (crosses), or left at the last earlier bars,
    oldest first (rising and falling; ten at most).
    """

    operator: str
    left: float | None
    right: tuple[float | None, ...]
    before: tuple[float | None, ...]
    steps: int | None
    now: Word
    within: int | None
    for_bars: int | None
    truth: Word


@dataclass(frozen=True, slots=True)
class GroupExplained:
    """One group, nested as in the document."""

    logic: str
    conditions: "tuple[ConditionExplained | GroupExplained, ...]"
    now: Word
    within: int | None
    for_bars: int | None
    truth: Word


@dataclass(frozen=True, slots=True)
class RuleExplained:
    """One rule: its list, its index in it, and its body nested as in the document."""

    list: Literal["entry_rules", "exit_rules"]
    index: int
    name: str
    key: str | None
    signal: str
    truth: Word
    body: ConditionExplained | GroupExplained


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every rule at one bar, and the first true rule of each intent (order of Intent; -1: none)."""

    index: int
    time_ns: int
    first_true: tuple[int, int, int, int]
    rules: tuple[RuleExplained, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain dictionaries, tuples, strings and finite numbers; unknown is None."""
        return asdict(self)


def explain(rules: CompiledRules, table: SeriesTable, i: int) -> Explanation:
    """Return what every rule and condition read and concluded at bar i.

    Raises: InvalidInput when i is not a bar of the table.
    """
    if not 0 <= i < len(table):
        raise InvalidInput(f"bar {i} does not exist: the series has bars 0 to {len(table) - 1}")
    bar_by_bar = BarByBar(rules, table)
    told = [_rule(rules, bar_by_bar, rule, i) for own in rules.intents for rule in own]
    told.sort(key=lambda rule: (rule.list, rule.index))
    return Explanation(i, int(table.bars[0].time[i]), bar_by_bar.at(i), tuple(told))


def _rule(rules: CompiledRules, asked: BarByBar, rule: CompiledRule, i: int) -> RuleExplained:
    entry = rule.intent in (Intent.ENTRY_LONG, Intent.ENTRY_SHORT)
    return RuleExplained(
        list="entry_rules" if entry else "exit_rules",
        index=rule.index,
        name=rule.rule.name,
        key=rule.rule.key,
        signal=rule.rule.signal.value,
        truth=_word(asked.truth(rule.root, i)),
        body=_body(rules, asked, rule.root, i),
    )


def _body(
    rules: CompiledRules, asked: BarByBar, index: int, i: int
) -> ConditionExplained | GroupExplained:
    node = rules.truths[index]
    now, truth = _word(asked.truth_now(index, i)), _word(asked.truth(index, i))
    if not isinstance(node, Comparison):
        children = tuple(_body(rules, asked, child, i) for child in node.children)
        return GroupExplained(node.logic.value, children, now, node.within, node.for_bars, truth)
    return ConditionExplained(
        operator=node.operator.value,
        left=_known(asked.value(node.left, i)),
        right=tuple(_known(asked.value(side, i)) for side in node.right),
        before=_before(asked, node, i),
        steps=node.steps or None,
        now=now,
        within=node.within,
        for_bars=node.for_bars,
        truth=truth,
    )


def _before(asked: BarByBar, node: Comparison, i: int) -> tuple[float | None, ...]:
    if node.operator in (Operator.CROSSES_ABOVE, Operator.CROSSES_BELOW):
        return tuple(_known(asked.value(side, i - 1)) for side in (node.left, *node.right))
    steps = min(node.steps, _STEPS_SHOWN)
    return tuple(_known(asked.value(node.left, i - k)) for k in range(steps, 0, -1))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _word(truth: Truth) -> Word:
    if truth is None:
        return "unknown"
    return "true" if truth else "false"
