"""A strategy in plain sentences, for people who read neither JSON nor formulas."""

from typing import Final

from app.domain.rules.normal import Catalogue
from app.domain.rules.spec import (
    Condition,
    Direction,
    Expression,
    Group,
    Logic,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    Rule,
    RuleRef,
    Signal,
    SizeMode,
    Strategy,
)
from app.domain.rules.text_printing import (
    call_text,
    number_text,
    operand_text,
    output_name,
)

_VERBS: Final = {
    Operator.LESS_THAN: "is below",
    Operator.LESS_OR_EQUAL: "is at or below",
    Operator.GREATER_THAN: "is above",
    Operator.GREATER_OR_EQUAL: "is at or above",
    Operator.EQUAL: "equals",
    Operator.NOT_EQUAL: "differs from",
    Operator.CROSSES_ABOVE: "crosses above",
    Operator.CROSSES_BELOW: "crosses below",
    Operator.BETWEEN: "is between",
    Operator.OUTSIDE: "is outside",
    Operator.RISING: "has risen for",
    Operator.FALLING: "has fallen for",
}
# (list, signal) -> what the rule does.
_DEEDS: Final = {
    ("entry", Signal.BUY): "Buy",
    ("entry", Signal.SELL): "Sell short",
    ("exit", Signal.SELL): "Sell",
    ("exit", Signal.BUY): "Buy back",
}
_SIDES: Final = {
    Direction.LONG: "long only",
    Direction.SHORT: "short only",
    Direction.BOTH: "long and short",
}


def in_words(strategy: Strategy, catalogue: Catalogue) -> str:
    """Return the whole strategy as a short paragraph."""
    sentences = [
        f"{strategy.name} trades {_market(strategy)}.",
        *(rule_in_words(rule, "entry", catalogue) for rule in strategy.entry_rules),
        *(rule_in_words(rule, "exit", catalogue) for rule in strategy.exit_rules),
        *_risk(strategy),
        _size(strategy),
    ]
    return " ".join(sentences)


def terms_in_words(strategy: Strategy) -> list[str]:
    """Return what a strategy says besides its rules: sides, protection and size, in sentences."""
    return [f"Trades {_market(strategy)}.", *_risk(strategy), _size(strategy)]


def rule_in_words(rule: Rule | RuleRef, place: str, catalogue: Catalogue) -> str:
    """Return one rule of the entry or exit list as a sentence."""
    if isinstance(rule, RuleRef):
        verb = "Enter" if place == "entry" else "Exit"
        return f"{verb} as the saved rule {rule.rule_id} says."
    return f"{_DEEDS[place, rule.signal]} when {node_in_words(rule.body, catalogue)}."


def node_in_words(node: Node, catalogue: Catalogue) -> str:
    """Return one condition or group as a clause."""
    if isinstance(node, Group):
        return _group(node, catalogue)
    subject, verb = operand_in_words(node.left, catalogue), _VERBS[node.operator]
    return f"{subject} {verb} {_object(node, catalogue)}{_quantifier(node)}"


def operand_in_words(operand: Operand, catalogue: Catalogue) -> str:
    """Return one operand as a noun."""
    if isinstance(operand, Number):
        return number_text(operand.value)
    if isinstance(operand, Expression):
        return operand_text(operand, catalogue)
    if isinstance(operand, Price):
        noun = f"the {operand.field}"
    else:
        noun = call_text(operand, catalogue)
        output = output_name(operand, catalogue)
        noun = noun if output is None else f"the {output} of {noun}"
    if operand.timeframe is not None:
        noun += f" on {operand.timeframe}"
    return f"{noun} {_bars(operand.offset)} ago" if operand.offset else noun


def _object(condition: Condition, catalogue: Catalogue) -> str:
    right = condition.right
    if isinstance(right, int):
        return _bars(right)
    if isinstance(right, tuple):
        low, high = (operand_in_words(bound, catalogue) for bound in right)
        return f"{low} and {high}" if condition.operator is Operator.BETWEEN else f"{low} to {high}"
    return operand_in_words(right, catalogue)


def _group(group: Group, catalogue: Catalogue) -> str:
    if group.logic is Logic.NOT:
        text = f"it is not so that {_child(group.conditions[0], catalogue)}"
    else:
        word = f" {group.logic.value.lower()} "
        text = word.join(_child(child, catalogue) for child in group.conditions)
    suffix = _quantifier(group)
    return f"({text}){suffix}" if suffix else text


def _child(node: Node, catalogue: Catalogue) -> str:
    text = node_in_words(node, catalogue)
    is_plain_group = isinstance(node, Group) and not _quantifier(node)
    return f"({text})" if is_plain_group else text


def _quantifier(node: Node) -> str:
    if node.within is not None:
        return f" at some point within {_bars(node.within)}"
    return f" throughout {_bars(node.for_bars)}" if node.for_bars is not None else ""


def _market(strategy: Strategy) -> str:
    sides = _SIDES[strategy.direction] + (", reversing at once" if strategy.reverse else "")
    return f"{strategy.symbol} on {strategy.timeframe} bars, {sides}"


def _risk(strategy: Strategy) -> list[str]:
    risk = strategy.risk
    parts = [
        (risk.stop_loss_pct, "Stop the loss at {} %."),
        (risk.take_profit_pct, "Take the profit at {} %."),
        (risk.trailing_stop_pct, "Trail a stop {} % behind the best price."),
        (risk.max_bars_in_trade, "Leave after {} bars at the latest."),
        (risk.max_drawdown_pct, "Halt when equity is {} % below its peak."),
        (risk.max_daily_loss_pct, "Halt for the day after losing {} %."),
        (risk.cooldown_bars or None, "Pause {} bars after every exit."),
        (risk.cooldown_after_loss_bars or None, "Pause {} bars after a loss."),
    ]
    return [text.format(number_text(value)) for value, text in parts if value is not None]


def _size(strategy: Strategy) -> str:
    size = strategy.effective_size
    value = number_text(size.value)
    amount = {
        SizeMode.PERCENT_EQUITY: f"uses {value} % of equity",
        SizeMode.FIXED_AMOUNT: f"spends {value} of the quote currency",
        SizeMode.FIXED_QUANTITY: f"takes {value} units",
        SizeMode.RISK_PER_TRADE_PCT: f"risks {value} % of equity",
    }[size.mode]
    limit = strategy.effective_max_position_pct
    capped = strategy.size is not None and limit < 100.0
    cap = f", at most {number_text(limit)} % of equity" if capped else ""
    return f"Each entry {amount}{cap}."


def _bars(count: int) -> str:
    return "1 bar" if count == 1 else f"{count} bars"
