"""A strategy in normal form to its canonical JSON: full form, defaults dropped."""

from typing import Any

from app.domain.rules import walk
from app.domain.rules.spec import (
    Condition,
    Direction,
    Expression,
    IndicatorCall,
    Logic,
    Node,
    Number,
    Operand,
    Price,
    Risk,
    Rule,
    RuleRef,
    Strategy,
)

Json = dict[str, Any]


def to_json(strategy: Strategy) -> Json:
    """Return the canonical document; `parse` of it gives `strategy` back."""
    document: Json = {"name": strategy.name}
    if strategy.description:
        document["description"] = strategy.description
    document["symbol"] = strategy.symbol
    if strategy.venue is not None:
        document["venue"] = strategy.venue
    document["timeframe"] = strategy.timeframe.value
    if strategy.direction is not Direction.LONG:
        document["direction"] = strategy.direction.value
    if strategy.reverse:
        document["reverse"] = True
    document["entry_rules"] = [rule_to_json(rule) for rule in strategy.entry_rules]
    if strategy.exit_rules:
        document["exit_rules"] = [rule_to_json(rule) for rule in strategy.exit_rules]
    if strategy.size is not None:
        document["size"] = {
            "mode": strategy.size.mode.value,
            "value": plain(strategy.size.value),
        }
    risk = risk_to_json(strategy.risk)
    if risk:
        document["risk_management"] = risk
    return document


def risk_to_json(risk: Risk) -> Json:
    """Return what the risk section sets."""
    values = {
        "stop_loss_pct": risk.stop_loss_pct,
        "take_profit_pct": risk.take_profit_pct,
        "trailing_stop_pct": risk.trailing_stop_pct,
        "max_position_size_pct": risk.max_position_size_pct,
        "max_drawdown_pct": risk.max_drawdown_pct,
        "max_daily_loss_pct": risk.max_daily_loss_pct,
        "max_bars_in_trade": risk.max_bars_in_trade,
        "cooldown_bars": risk.cooldown_bars or None,
        "cooldown_after_loss_bars": risk.cooldown_after_loss_bars or None,
    }
    return {name: plain(value) for name, value in values.items() if value is not None}


def rule_to_json(rule: Rule | RuleRef) -> Json | str:
    """Return one rule of a list, or the id or key it refers to."""
    if isinstance(rule, RuleRef):
        return rule.rule_id
    document: Json = {"name": rule.name}
    if rule.key is not None:
        document["key"] = rule.key
    if walk.is_rule_level(rule.body):
        document.update(node_to_json(rule.body))
    else:
        document["logic"] = Logic.AND.value
        document["conditions"] = [node_to_json(rule.body)]
    document["signal"] = rule.signal.value
    return document


def node_to_json(node: Node) -> Json:
    """Return one condition or group."""
    document: Json
    if isinstance(node, Condition):
        document = {
            "left": operand_to_json(node.left),
            "operator": node.operator.value,
            "right": _right(node),
        }
    else:
        children = [node_to_json(child) for child in node.conditions]
        document = {"logic": node.logic.value, "conditions": children}
    if node.within is not None:
        document["within"] = node.within
    if node.for_bars is not None:
        document["for"] = node.for_bars
    return document


def operand_to_json(operand: Operand) -> Json | float | int:
    """Return one operand."""
    if isinstance(operand, Number):
        return plain(operand.value)
    document: Json
    if isinstance(operand, Price):
        document = {"price": operand.field.value}
    elif isinstance(operand, Expression):
        args = [operand_to_json(arg) for arg in operand.args]
        document = {"op": operand.op.value, "args": args}
    else:
        document = _call(operand)
    if operand.offset:
        document["offset"] = operand.offset
    if operand.timeframe is not None:
        document["timeframe"] = operand.timeframe.value
    return document


def plain(value: float) -> float | int:
    """Return a number as JSON writes it shortest: whole ones without a point."""
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _right(condition: Condition) -> Any:
    if isinstance(condition.right, int):
        return condition.right
    if isinstance(condition.right, tuple):
        return [operand_to_json(bound) for bound in condition.right]
    return operand_to_json(condition.right)


def _call(call: IndicatorCall) -> Json:
    document: Json = {"indicator": call.indicator}
    if call.params:
        document["params"] = {
            name: value if isinstance(value, str) else plain(value) for name, value in call.params
        }
    if call.output is not None:
        document["output"] = call.output
    if call.source is not None:
        document["source"] = operand_to_json(call.source)
    return document
