"""From a strategy document to what is computed: distinct series and four lists of rules.

An operand lives in a *frame*: the bars of one timeframe. Frame 0 is the strategy's own. An operand
without `timeframe` lives in the frame of what encloses it: the strategy's at the top, the
indicator's inside its source, the expression's inside its arguments; one with `timeframe` opens
that frame. Inside its frame it is computed from that frame's bars alone, `offset` steps back
over that frame's bars (rule 3), and only then the enclosing frame sees it, by rule 4. So
`SMA(close, 3)[1]@4h` is the mean of three closed 4h bars, one 4h bar ago, and
`(close - open)@1d` is the body of the last finished day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.domain.indicators.registry import Indicator
from app.domain.rules.spec import Arithmetic, Logic, Operator, PriceField, Rule, Strategy
from app.domain.timeframes import Timeframe


class Intent(IntEnum):
    """What a rule asks for; the order of every tuple of four."""

    ENTRY_LONG = 0
    EXIT_LONG = 1
    ENTRY_SHORT = 2
    EXIT_SHORT = 3


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float
    frame: int


@dataclass(frozen=True, slots=True)
class Column:
    """A price column of the frame's bars."""

    field: PriceField
    frame: int


@dataclass(frozen=True, slots=True)
class Run:
    """One computation of an indicator over the frame's bars; `source` is a node, None the close."""

    indicator: Indicator
    params: tuple[tuple[str, float | int | str], ...]
    source: int | None
    frame: int


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a run."""

    run: int
    output: int
    frame: int


@dataclass(frozen=True, slots=True)
class Combined:
    """Arithmetic over nodes of the same frame, folded from the left."""

    op: Arithmetic
    args: tuple[int, ...]
    frame: int


@dataclass(frozen=True, slots=True)
class Shifted:
    """A node `offset` bars of its frame back (rule 3)."""

    node: int
    offset: int
    frame: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A node of another frame, as bars of this frame see it (rule 4)."""

    node: int
    frame: int


SeriesNode = Constant | Column | Output | Combined | Shifted | Seen


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition over nodes of frame 0: `right` holds one node, two for a range, none for n."""

    operator: Operator
    left: int
    right: tuple[int, ...]
    steps: int
    within: int | None
    for_bars: int | None


@dataclass(frozen=True, slots=True)
class Junction:
    """A group over truth nodes."""

    logic: Logic
    children: tuple[int, ...]
    within: int | None
    for_bars: int | None


TruthNode = Comparison | Junction


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule: its index within its list, the document's rule, the root of its truth tree."""

    index: int
    intent: Intent
    rule: Rule
    root: int


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRules:
    """What a strategy computes, each distinct part once.

    frames:   timeframes in use, the strategy's own first.
    runs:     distinct indicator computations, sources before their users.
    nodes:    distinct series, parts before wholes.
    truths:   distinct conditions and groups, children before parents.
    rules:    every rule in document order, entries first.
    warm_up:  strategy bars before the first bar at which every condition can be known.
    memory:   strategy bars after which the start of the data no longer matters (rule 6);
              math.inf when an indicator is cumulative and has no anchor.
    infinite: names of those indicators.
    """

    frames: tuple[Timeframe, ...]
    runs: tuple[Run, ...]
    nodes: tuple[SeriesNode, ...]
    truths: tuple[TruthNode, ...]
    rules: tuple[CompiledRule, ...]
    warm_up: int
    memory: float
    infinite: tuple[str, ...]

    def look_back(self, bars_timeframe: Timeframe | None = None) -> float:
        """Return how many bars before the period rule 6 wants, in bars of `bars_timeframe`.

        Edge: math.inf asks for every earlier bar there is; `bars_timeframe` None is the strategy's.
        """
        raise NotImplementedError

    def with_parameters(self, values: Mapping[str, float | int | str]) -> "CompiledRules":
        """Return the same rules with declared parameters (see compile_strategy) replaced.

        Raises: InvalidRules for an undeclared name or a value outside the indicator's range.
        """
        raise NotImplementedError


def compile_strategy(
    strategy: Strategy, parameters: Mapping[str, Sequence[str]] | None = None
) -> CompiledRules:
    """Return what `strategy` computes.

    `parameters` declares names for places that `with_parameters` may change: each name lists
    pointers into the normal form (fields of spec.py), to a number (`/entry_rules/0/body/right`)
    or an indicator's parameter (`/entry_rules/0/body/left/params/period`).

    Raises: InvalidRules when a rule is a reference not yet resolved, or a name is unknown.
    """
    raise NotImplementedError
