"""From a strategy document to a program: every distinct part once, parts before wholes."""

from collections.abc import Hashable, Mapping, Sequence

from app.domain.errors import Fault, InvalidInput, InvalidRules
from app.domain.indicators.registry import Indicator, bound, find
from app.domain.rules.program import (
    Column,
    Combined,
    Comparison,
    CompiledRule,
    CompiledRules,
    Constant,
    Intent,
    Junction,
    Output,
    Place,
    Run,
    Seen,
    SeriesNode,
    Shifted,
    TruthNode,
    Value,
)
from app.domain.rules.schedule import scheduled
from app.domain.rules.spec import (
    Condition,
    Expression,
    IndicatorCall,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    Rule,
    RuleRef,
    Signal,
    Strategy,
)
from app.domain.timeframes import Timeframe

__all__ = ["CompiledRules", "Intent", "compile_strategy"]

_STEPPED = (Operator.RISING, Operator.FALLING)


def compile_strategy(
    strategy: Strategy, parameters: Mapping[str, Sequence[str]] | None = None
) -> CompiledRules:
    """Return what `strategy` computes.

    `parameters` declares names for places that `with_parameters` may change: each name lists
    pointers into the normal form (fields of spec.py), to a number (`/entry_rules/0/body/right`)
    or an indicator's parameter (`/entry_rules/0/body/left/params/period`).

    Raises: InvalidRules when a rule is a reference not yet resolved, a name is unknown, or a
            declared pointer leads nowhere.
    """
    _refuse_references(strategy)
    compiler = _Compiler(strategy.timeframe, parameters or {})
    for name, rules in (("entry_rules", strategy.entry_rules), ("exit_rules", strategy.exit_rules)):
        for index, rule in enumerate(rules):
            assert isinstance(rule, Rule)  # noqa: S101 -- references were refused above
            root = compiler.truth(rule.body, f"/{name}/{index}/body")
            intent = _INTENTS[name, rule.signal]
            compiler.rules.append(CompiledRule(index, intent, rule, root))
    return compiler.finished()


_INTENTS = {
    ("entry_rules", Signal.BUY): Intent.ENTRY_LONG,
    ("entry_rules", Signal.SELL): Intent.ENTRY_SHORT,
    ("exit_rules", Signal.SELL): Intent.EXIT_LONG,
    ("exit_rules", Signal.BUY): Intent.EXIT_SHORT,
}


def _refuse_references(strategy: Strategy) -> None:
    faults = [
        Fault(f"/{name}/{index}", f"the saved rule {rule.rule_id} is not resolved")
        for name, rules in (
            ("entry_rules", strategy.entry_rules),
            ("exit_rules", strategy.exit_rules),
        )
        for index, rule in enumerate(rules)
        if isinstance(rule, RuleRef)
    ]
    if faults:
        where = ", ".join(f"{fault.pointer}: {fault.message}" for fault in faults)
        raise InvalidRules(f"a strategy runs only with its saved rules filled in; {where}", faults)


class _Compiler:
    """Collect distinct parts under keys of what they compute."""

    def __init__(self, timeframe: Timeframe, parameters: Mapping[str, Sequence[str]]) -> None:
        self.frames = [timeframe]
        self.nodes: list[SeriesNode] = []
        self.truths: list[TruthNode] = []
        self.runs: list[tuple[Indicator, Mapping[str, Value], int | None, int]] = []
        self.rules: list[CompiledRule] = []
        self._ids: dict[Hashable, int] = {}
        self._users: dict[int, int] = {}
        self._names = {path: name for name, paths in parameters.items() for path in paths}
        self._places: dict[str, list[Place]] = {name: [] for name in parameters}
        self._values: dict[str, Value] = {}
        self._met: set[str] = set()

    def truth(self, node: Node, path: str) -> int:
        """Return the id of a condition or group."""
        made: TruthNode
        if isinstance(node, Condition):
            made = self._comparison(node, path)
        else:
            children = tuple(
                self.truth(child, f"{path}/conditions/{k}")
                for k, child in enumerate(node.conditions)
            )
            made = Junction(node.logic, children, node.within, node.for_bars)
        index = self._distinct(made, self.truths, made)
        self._users[index] = self._users.get(index, 0) + 1
        return index

    def _comparison(self, condition: Condition, path: str) -> Comparison:
        left = self._operand(condition.left, 0, f"{path}/left")
        right, steps = condition.right, 0
        ids: tuple[int, ...] = ()
        if condition.operator in _STEPPED:
            assert isinstance(right, int)  # noqa: S101 -- the normal form says so
            steps = right
        elif isinstance(right, tuple):
            ids = tuple(self._operand(r, 0, f"{path}/right/{k}") for k, r in enumerate(right))
        else:
            assert not isinstance(right, int)  # noqa: S101
            ids = (self._operand(right, 0, f"{path}/right"),)
        return Comparison(
            condition.operator, left, ids, steps, condition.within, condition.for_bars
        )

    def _operand(self, operand: Operand, frame: int, path: str) -> int:
        """Return the id of `operand` as bars of `frame` read it."""
        if isinstance(operand, Number):
            return self._constant(operand, frame, path)
        own = frame if operand.timeframe is None else self._frame(operand.timeframe)
        match operand:
            case Price():
                index = self._node(Column(operand.field, own))
            case IndicatorCall():
                index = self._output(operand, own, path)
            case Expression():
                args = tuple(
                    self._operand(arg, own, f"{path}/args/{k}")
                    for k, arg in enumerate(operand.args)
                )
                index = self._node(Combined(operand.op, args, own))
        if operand.offset:
            index = self._node(Shifted(index, operand.offset, own))
        return index if own == frame else self._node(Seen(index, own, frame))

    def _constant(self, number: Number, frame: int, path: str) -> int:
        node = Constant(float(number.value), frame)
        name = self._names.get(path)
        if name is None:
            return self._node(node)
        # A declared number is a node of its own: changing it must not move its equals.
        self._declare(name, path, node.value)
        index = self._distinct((name, frame), self.nodes, node)
        self._place(name, Place(index, None))
        return index

    def _output(self, call: IndicatorCall, frame: int, path: str) -> int:
        indicator = _found(call.indicator, path)
        source = None
        if "source" in indicator.inputs and call.source is not None:
            source = self._operand(call.source, frame, f"{path}/source")
        params = _bound(indicator, dict(call.params), path)
        named = {p: self._names.get(f"{path}/params/{p}") for p in params}
        key = (
            indicator.name,
            source,
            frame,
            tuple((p, v, named[p]) for p, v in sorted(params.items())),
        )
        run = self._distinct(key, self.runs, (indicator, params, source, frame))
        for param, name in named.items():
            if name is not None:
                self._declare(name, f"{path}/params/{param}", params[param])
                self._place(name, Place(run, param))
        output = call.output or indicator.outputs[0]
        if output not in indicator.outputs:
            raise _fault(path, f"{indicator.name} has no output {output}", indicator.outputs)
        return self._node(Output(run, indicator.outputs.index(output), frame))

    def _frame(self, timeframe: Timeframe) -> int:
        if timeframe not in self.frames:
            if not timeframe.is_multiple_of(self.frames[0]):
                raise InvalidRules(
                    f"timeframe {timeframe} must be a multiple of the strategy's {self.frames[0]}"
                )
            self.frames.append(timeframe)
        return self.frames.index(timeframe)

    def _node(self, node: SeriesNode) -> int:
        return self._distinct(node, self.nodes, node)

    def _distinct[T](self, key: Hashable, items: list[T], item: T) -> int:
        if (id(items), key) not in self._ids:
            self._ids[id(items), key] = len(items)
            items.append(item)
        return self._ids[id(items), key]

    def _declare(self, name: str, path: str, value: Value) -> None:
        self._met.add(path)
        if self._values.setdefault(name, value) != value:
            raise _fault(
                path, f"the places of parameter {name} hold {self._values[name]} and {value}", ()
            )

    def _place(self, name: str, place: Place) -> None:
        if place not in self._places[name]:
            self._places[name].append(place)

    def finished(self) -> CompiledRules:
        """Return the program."""
        missed = sorted(set(self._names) - self._met)
        if missed:
            raise _fault(missed[0], "no number and no indicator parameter is at this pointer", ())
        read: list[list[tuple[int, int]]] = [[] for _ in self.runs]
        for index, node in enumerate(self.nodes):
            if isinstance(node, Output):
                read[node.run].append((node.output, index))
        runs = tuple(Run(*run, tuple(out)) for run, out in zip(self.runs, read, strict=True))
        roots = [rule.root for rule in self.rules]
        return CompiledRules(
            frames=tuple(self.frames),
            runs=runs,
            nodes=tuple(self.nodes),
            truths=tuple(self.truths),
            shared=frozenset(index for index, users in self._users.items() if users > 1),
            intents=tuple(tuple(r for r in self.rules if r.intent is want) for want in Intent),
            steps=scheduled(self.nodes, runs, self.truths, roots),
            places={name: tuple(places) for name, places in self._places.items()},
        )


def _found(name: str, path: str) -> Indicator:
    try:
        return find(name)
    except InvalidInput as error:
        raise InvalidRules(str(error), [Fault(path, str(error))]) from error


def _bound(indicator: Indicator, params: Mapping[str, Value], path: str) -> dict[str, Value]:
    try:
        return dict(bound(indicator, params))
    except InvalidInput as error:
        raise InvalidRules(str(error), [Fault(f"{path}/params", str(error))]) from error


def _fault(pointer: str, message: str, allowed: Sequence[str]) -> InvalidRules:
    tail = f"; it has {', '.join(allowed)}" if allowed else ""
    return InvalidRules(f"{pointer}: {message}{tail}", [Fault(pointer, message + tail)])
