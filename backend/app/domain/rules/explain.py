"""Why the rules said what they said at one bar."""

from dataclasses import dataclass
from typing import Any, Literal

from app.domain.rules.compile import CompiledRules
from app.domain.rules.series import SeriesTable

Word = Literal["true", "false", "unknown"]


@dataclass(frozen=True, slots=True)
class ConditionExplained:
    """One condition: both sides as the bar read them (None: unknown) and what came of it.

    `now` is the comparison at this bar alone, `truth` what remains after within or for.
    `before` holds left and right one bar earlier, for crosses only.
    """

    operator: str
    left: float | None
    right: tuple[float | None, ...]
    before: tuple[float | None, float | None] | None
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
    """One rule of one list."""

    list: Literal["entry_rules", "exit_rules"]
    index: int
    name: str
    key: str | None
    signal: str
    truth: Word
    body: ConditionExplained | GroupExplained


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every rule at one bar, and the four rule indices that came of it (order of Intent)."""

    index: int
    time_ns: int
    first_true: tuple[int, int, int, int]
    rules: tuple[RuleExplained, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain dictionaries, lists, strings and numbers; unknown values are null."""
        raise NotImplementedError


def explain(rules: CompiledRules, table: SeriesTable, i: int) -> Explanation:
    """Return what every rule and condition read and concluded at bar i.

    Raises: InvalidInput when i is not a bar of the table.
    """
    raise NotImplementedError
