"""Judge a strategy in normal form: every fault at once, each with a JSON pointer."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from app.domain.errors import Fault
from app.domain.rules import walk
from app.domain.rules.contradictions import contradictions
from app.domain.rules.lookback import bound, calls, node_past
from app.domain.rules.normal import Catalogue
from app.domain.rules.notes import MAX_FAULTS, limited
from app.domain.rules.operand_checks import operand_faults
from app.domain.rules.spec import (
    MAX_CONDITIONS,
    MAX_INDICATORS,
    MAX_LOOK_BACK,
    MAX_OPERANDS,
    MAX_RULES,
    Condition,
    Direction,
    Group,
    Node,
    Risk,
    Rule,
    RuleRef,
    Signal,
    SizeMode,
    Strategy,
)
from app.domain.rules.text_printing import number_text
from app.domain.rules.walk import Placed

MAX_COUNT: Final = 100_000  # bars of time stops and cool-downs
MAX_TARGET_PCT: Final = 10_000.0


def validate(
    strategy: Strategy, catalogue: Catalogue, *, bars: int | None = None
) -> tuple[Fault, ...]:
    """Return everything wrong with a strategy; empty when it can run.

    Pointers point into the canonical JSON. `bars` is how many the data has, when that is known.
    Edge: rule references are taken on trust; resolve them and validate again.
    """
    header, operands = list(_header_faults(strategy)), _operand_faults(strategy, catalogue)
    limits = list(_limit_faults(strategy, catalogue))
    faults = [*header, *operands, *_size_faults(strategy), *_risk_faults(strategy)]
    faults += [*_list_faults(strategy), *limits]
    # What asks indicators about their parameters needs sound ones; what compares conditions with
    # each other needs few.
    if not operands and not limits:
        faults += _look_back_faults(strategy, catalogue, bars)
        faults += contradictions(strategy, catalogue)
    return limited(faults)


def local_faults(strategy: Strategy, catalogue: Catalogue) -> list[Fault]:
    """Return the faults of single values, which a document with faults of form may show as well."""
    operands = _operand_faults(strategy, catalogue)
    return [*operands, *_size_faults(strategy), *_risk_faults(strategy)]


def _operand_faults(strategy: Strategy, catalogue: Catalogue) -> list[Fault]:
    return list(islice(operand_faults(strategy, catalogue), MAX_FAULTS + 1))


def _header_faults(strategy: Strategy) -> Iterator[Fault]:
    if strategy.reverse and strategy.direction is not Direction.BOTH:
        message = f"reverse needs direction both, not {strategy.direction}"
        yield Fault("/reverse", message)
    risk, size = strategy.risk, strategy.size
    if (
        size is not None
        and size.mode is SizeMode.RISK_PER_TRADE_PCT
        and risk.stop_loss_pct is None
        and risk.trailing_stop_pct is None
    ):
        message = "risk_per_trade_pct needs a stop_loss_pct or a trailing_stop_pct (rule 15)"
        yield Fault("/size/mode", message)
    target = risk.take_profit_pct
    if strategy.direction is not Direction.LONG and target is not None and target >= 100.0:
        # A price cannot fall by more than all of itself.
        message = f"take_profit_pct of a short is below 100 percent, not {number_text(target)}"
        yield Fault("/risk_management/take_profit_pct", message)


def _list_faults(strategy: Strategy) -> Iterator[Fault]:
    if not strategy.entry_rules:
        yield Fault("/entry_rules", "entry_rules is empty; a strategy needs a rule to enter by")
    for name, listed in (("entry", strategy.entry_rules), ("exit", strategy.exit_rules)):
        if len(listed) > MAX_RULES:
            message = f"{len(listed)} {name} rules, the limit is {MAX_RULES}"
            yield Fault(f"/{name}_rules", message)
    keys: set[str] = set()
    for rule in walk.rules(strategy):
        if isinstance(rule.part, Rule):
            yield from _side_faults(rule, rule.part, strategy.direction)
            if rule.part.key in keys:
                message = f"key {rule.part.key} names another rule already"
                yield Fault(f"{rule.pointer}/key", message)
            keys |= {rule.part.key} if rule.part.key is not None else set()


def _side_faults(
    placed: Placed[Rule | RuleRef], rule: Rule, direction: Direction
) -> Iterator[Fault]:
    is_entry = placed.pointer.startswith("/entry")
    is_long = (rule.signal is Signal.BUY) is is_entry
    if direction is Direction.BOTH or is_long is (direction is Direction.LONG):
        return
    verb = "opens" if is_entry else "closes"
    message = f"{rule.signal} here {verb} a {'long' if is_long else 'short'} position"
    yield Fault(f"{placed.pointer}/signal", f"{message}, which direction {direction} forbids")


def _limit_faults(strategy: Strategy, catalogue: Catalogue) -> Iterator[Fault]:
    nodes = [node for rule in walk.rules(strategy) for node in walk.nodes(rule)]
    conditions = [node.pointer for node in nodes if isinstance(node.part, Condition)]
    operands = [operand.pointer for node in nodes for operand in walk.operands(node)]
    distinct: dict[object, str] = {}
    for placed, call in calls(strategy):
        params = bound(call, catalogue) if call.indicator in catalogue else call.params
        key = (call.indicator, params, call.source, call.timeframe or placed.frame)
        distinct.setdefault(key, placed.pointer)
    for pointers, limit, what in (
        (conditions, MAX_CONDITIONS, "conditions"),
        (operands, MAX_OPERANDS, "operands"),
        (list(distinct.values()), MAX_INDICATORS, "distinct indicators"),
    ):
        if len(pointers) > limit:
            message = f"the rules hold {len(pointers)} {what}, the limit is {limit}"
            yield Fault(pointers[limit], message)


def _look_back_faults(
    strategy: Strategy, catalogue: Catalogue, bars: int | None
) -> Iterator[Fault]:
    for rule in walk.rules(strategy):
        root = next(walk.nodes(rule), None)
        if root is None:
            continue
        needed = node_past(root.part, root.frame, catalogue).warm_up
        if needed > MAX_LOOK_BACK:
            pointer = _first_beyond(root, catalogue)
            message = f"this reads {needed:,} bars back, the limit is {MAX_LOOK_BACK:,}"
            yield Fault(pointer, message)
        elif bars is not None and needed >= bars:
            message = f"this needs {needed:,} bars before its first answer, the data has {bars:,}"
            yield Fault(root.pointer, message)


def _first_beyond(node: Placed[Node], catalogue: Catalogue) -> str:
    """Return the pointer of the innermost node that reads too far back."""
    children = node.part.conditions if isinstance(node.part, Group) else ()
    for index, child in enumerate(children):
        if node_past(child, node.frame, catalogue).warm_up > MAX_LOOK_BACK:
            inner = Placed(f"{node.pointer}/conditions/{index}", child, node.frame)
            return _first_beyond(inner, catalogue)
    return node.pointer


def _size_faults(strategy: Strategy) -> Iterator[Fault]:
    size = strategy.size
    if size is None:
        return
    is_percent = size.mode in (SizeMode.PERCENT_EQUITY, SizeMode.RISK_PER_TRADE_PCT)
    if is_percent and not 0.0 < size.value <= 100.0:
        message = f"{size.mode} is above 0 and up to 100 percent, not {number_text(size.value)}"
        yield Fault("/size/value", message)
    elif size.value <= 0.0:
        yield Fault("/size/value", f"{size.mode} is above 0, not {number_text(size.value)}")


def _risk_faults(strategy: Strategy) -> Iterator[Fault]:
    risk = strategy.risk
    for name, value in (
        ("stop_loss_pct", risk.stop_loss_pct),
        ("trailing_stop_pct", risk.trailing_stop_pct),
        ("max_drawdown_pct", risk.max_drawdown_pct),
        ("max_daily_loss_pct", risk.max_daily_loss_pct),
    ):
        if value is not None and not 0.0 < value < 100.0:
            yield _risk_fault(name, f"above 0 and below 100 percent, not {number_text(value)}")
    limit, target = risk.max_position_size_pct, risk.take_profit_pct
    if limit is not None and not 0.0 < limit <= 100.0:
        yield _risk_fault(
            "max_position_size_pct", f"above 0 and up to 100 percent, not {number_text(limit)}"
        )
    if target is not None and not 0.0 < target <= MAX_TARGET_PCT:
        message = f"above 0 and up to {MAX_TARGET_PCT:,.0f} percent, not {number_text(target)}"
        yield _risk_fault("take_profit_pct", message)
    yield from _count_faults(risk)


def _count_faults(risk: Risk) -> Iterator[Fault]:
    for name, count in (
        ("max_bars_in_trade", risk.max_bars_in_trade),
        ("cooldown_bars", risk.cooldown_bars),
        ("cooldown_after_loss_bars", risk.cooldown_after_loss_bars),
    ):
        if count is not None and not 0 <= count <= MAX_COUNT:
            yield _risk_fault(name, f"0 to {MAX_COUNT:,} bars, not {count:,}")


def _risk_fault(name: str, allowed: str) -> Fault:
    return Fault(f"/risk_management/{name}", f"{name} is {allowed}")
