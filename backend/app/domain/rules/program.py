"""What a strategy computes: distinct series, distinct truths, four lists of rules.

An operand lives in a *frame*: the bars of one timeframe. Frame 0 is the strategy's own. An operand
without `timeframe` lives in the frame of what encloses it: the strategy's at the top, the
indicator's inside its source, the expression's inside its arguments; one with `timeframe` opens
that frame. Inside its frame it is computed from that frame's bars alone, `offset` steps back
over that frame's bars (rule 3), and only then the enclosing frame sees it, by rule 4. So
`SMA(close, 3)[1]@4h` is the mean of three closed 4h bars, one 4h bar ago, and
`(close - open)@1d` is the body of the last finished day.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from app.domain.errors import Fault, InvalidInput, InvalidRules
from app.domain.indicators.registry import Indicator, Params, bound, memory_bars
from app.domain.rules.spec import Arithmetic, Logic, Operator, PriceField, Rule
from app.domain.timeframes import Timeframe

Value = float | int | str


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
class Output:
    """One output of an indicator's run."""

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
    origin: int
    frame: int


SeriesNode = Constant | Column | Output | Combined | Shifted | Seen


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One computation of an indicator over a frame's bars, with every parameter bound.

    source:  the node it reads, None for the frame's close.
    outputs: (output, node) for each output some operand reads.
    """

    indicator: Indicator
    params: Params
    source: int | None
    frame: int
    outputs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition over nodes of frame 0: `right` is one node, two for a range, none for n steps."""

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


Asked = tuple[int, bool]  # a truth, and whether "surely true?" or "surely false?" is asked


@dataclass(frozen=True, slots=True)
class Step:
    """Compute `run` (None: nothing), answer the conditions in `ready`, drop the nodes in `done`.

    ready: questions that need no later run.
    """

    run: int | None
    ready: tuple[Asked, ...]
    done: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declared parameter acts: a constant node, or one parameter of a run."""

    index: int
    param: str | None


@dataclass(frozen=True, slots=True)
class History:
    """How much past a computation reads, in strategy bars.

    warm_up: bars before the first at which every condition can be known, at most.
    memory:  bars after which the start of the data no longer matters (rule 6); math.inf when an
             indicator is cumulative and has no anchor.
    """

    warm_up: int
    memory: float


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRules:
    """What a strategy computes, each distinct part once.

    frames:  timeframes in use, the strategy's own first.
    runs:    distinct indicator computations, sources before their users.
    nodes:   distinct series, parts before wholes.
    truths:  distinct conditions and groups, children before parents.
    shared:  truths with more than one user.
    intents: for each Intent its rules in list order.
    steps:   in which order to compute, answer and drop (schedule.py).
    places:  what `with_parameters` may change.
    """

    frames: tuple[Timeframe, ...]
    runs: tuple[Run, ...]
    nodes: tuple[SeriesNode, ...]
    truths: tuple[TruthNode, ...]
    shared: frozenset[int]
    intents: tuple[tuple[CompiledRule, ...], ...]
    steps: tuple[Step, ...]
    places: Mapping[str, tuple[Place, ...]]

    @property
    def history(self) -> History:
        """Return how much past the rules read; worked out on each call."""
        return _history(self)

    @property
    def infinite(self) -> tuple[str, ...]:
        """Return the names of indicators whose start always matters: not tradable (rule 6)."""
        endless = (r.indicator.name for r in self.runs if r.indicator.memory(r.params) == math.inf)
        return tuple(dict.fromkeys(endless))

    def look_back(self, bars_timeframe: Timeframe | None = None) -> float:
        """Return how many bars before the period rule 6 wants, in bars of `bars_timeframe`.

        Edge: math.inf asks for every earlier bar there is; `bars_timeframe` None is the strategy's.
        """
        own = self.frames[0]
        ratio = own.seconds // (bars_timeframe or own).seconds
        # The first strategy bar may lack its beginning (rule 4), so one more is loaded.
        return self.history.memory * ratio + ratio - 1

    def with_parameters(self, values: Mapping[str, Value]) -> "CompiledRules":
        """Return the same rules with declared parameters (see compile_strategy) replaced.

        Raises: InvalidRules for an undeclared name or a value that the place does not allow.
        """
        nodes, runs = list(self.nodes), list(self.runs)
        changed: dict[int, dict[str, Value]] = {}
        for name, value in values.items():
            for place in self._places_of(name):
                if place.param is None:
                    nodes[place.index] = Constant(_number(name, value), nodes[place.index].frame)
                else:
                    changed.setdefault(place.index, {})[place.param] = value
        for index, params in changed.items():
            runs[index] = _rebound(runs[index], params)
        return replace(self, nodes=tuple(nodes), runs=tuple(runs))

    def _places_of(self, name: str) -> tuple[Place, ...]:
        if name not in self.places:
            known = ", ".join(self.places) or "none"
            raise InvalidRules(f"{name} is not a parameter of these rules; declared: {known}")
        return self.places[name]


def _number(name: str, value: Value) -> float:
    if isinstance(value, str) or not math.isfinite(value):
        raise InvalidRules(f"{name} must be a finite number, not {value!r}")
    return float(value)


def _rebound(run: Run, params: Mapping[str, Value]) -> Run:
    try:
        whole = bound(run.indicator, {**run.params, **params})
    except InvalidInput as error:
        faults = error.faults or tuple(Fault(name, str(error)) for name in params)
        raise InvalidRules(str(error), faults) from error
    return Run(run.indicator, whole, run.source, run.frame, run.outputs)


def _history(rules: CompiledRules) -> History:
    """Return warm-up and memory: both flow from the parts to the wholes, bars of each frame."""
    nodes: list[tuple[float, float]] = []
    for node in rules.nodes:
        nodes.append(_node_history(rules, node, nodes))
    truths: list[tuple[float, float]] = []
    for truth in rules.truths:
        if isinstance(truth, Comparison):
            parts = [nodes[k] for k in (truth.left, *truth.right)]
            extra = max(truth.steps, int(truth.operator in _CROSSES))
        else:
            parts, extra = [truths[k] for k in truth.children], 0
        truths.append(_later(_longest(parts), extra + (truth.within or truth.for_bars or 1) - 1))
    warm, memory = _longest([truths[r.root] for rules_ in rules.intents for r in rules_])
    return History(int(warm), max(warm, memory))


_CROSSES = (Operator.CROSSES_ABOVE, Operator.CROSSES_BELOW)


def _node_history(
    rules: CompiledRules, node: SeriesNode, done: list[tuple[float, float]]
) -> tuple[float, float]:
    match node:
        case Output():
            run = rules.runs[node.run]
            own = run.indicator.warm_up(run.params)
            memory = memory_bars(run.indicator, run.params, rules.frames[run.frame])
            warm, past = done[run.source] if run.source is not None else (0.0, 0.0)
            return warm + own, past + max(own, memory)
        case Combined():
            return _longest([done[k] for k in node.args])
        case Shifted():
            return _later(done[node.node], node.offset)
        case Seen():
            ratio = max(1, rules.frames[node.origin].seconds // rules.frames[node.frame].seconds)
            # Bar m of a larger frame has ended at the latest with bar (m + 2)·ratio - 2 of this
            # one: its first bucket may begin up to ratio - 1 bars after the series does (rule 4).
            warm, memory = done[node.node]
            return (warm + 2) * ratio - 2, (memory + 2) * ratio - 2
        case _:
            return 0.0, 0.0


def _longest(parts: list[tuple[float, float]]) -> tuple[float, float]:
    return max((p[0] for p in parts), default=0.0), max((p[1] for p in parts), default=0.0)


def _later(part: tuple[float, float], bars: int) -> tuple[float, float]:
    return part[0] + bars, part[1] + bars
