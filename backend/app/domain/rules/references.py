"""Saved rules put in the place of references to them."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.errors import Fault, InvalidRules
from app.domain.rules import walk
from app.domain.rules.naming import shown
from app.domain.rules.normal import framed_rule
from app.domain.rules.spec import Rule, RuleRef, Strategy

Lookup = Callable[[str], Rule | None]


def references(strategy: Strategy) -> tuple[str, ...]:
    """Return the ids and keys of saved rules the document refers to, each once."""
    found = (rule.part for rule in walk.rules(strategy))
    return tuple(dict.fromkeys(rule.rule_id for rule in found if isinstance(rule, RuleRef)))


def resolved(strategy: Strategy, lookup: Lookup) -> Strategy:
    """Return the strategy with every reference replaced by the rule `lookup` knows by that name.

    `lookup` gets a uuid in small letters or the user's own key.
    Raises: InvalidRules naming every reference that nothing answers to.
    """
    known = {rule_id: lookup(rule_id) for rule_id in references(strategy)}
    faults = [
        Fault(rule.pointer, f"no saved rule has the id or key {shown(rule.part.rule_id)}")
        for rule in walk.rules(strategy)
        if isinstance(rule.part, RuleRef) and known[rule.part.rule_id] is None
    ]
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InvalidRules(f"{faults[0].pointer} {faults[0].message}{more}", faults)

    def one(rule: Rule | RuleRef) -> Rule | RuleRef:
        saved = known[rule.rule_id] if isinstance(rule, RuleRef) else None
        # A saved rule knows no strategy: only here is it clear which timeframes say nothing.
        return framed_rule(saved or rule, strategy.timeframe, lambda old, new: None)

    return replace(
        strategy,
        entry_rules=tuple(one(rule) for rule in strategy.entry_rules),
        exit_rules=tuple(one(rule) for rule in strategy.exit_rules),
    )
