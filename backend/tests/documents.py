"""Strategy documents for tests: short ones written by hand, many drawn by chance."""

import random
from collections.abc import Sequence

from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Direction,
    Expression,
    Group,
    IndicatorCall,
    Logic,
    Node,
    Number,
    Operand,
    Operator,
    Price,
    PriceField,
    Rule,
    RuleRef,
    Signal,
    Strategy,
)
from app.domain.timeframes import Timeframe

CLOSE, OPEN, VOLUME = Price(PriceField.CLOSE), Price(PriceField.OPEN), Price(PriceField.VOLUME)


def indicator(
    name: str,
    output: str | None = None,
    source: Operand | None = None,
    offset: int = 0,
    timeframe: Timeframe | None = None,
    **params: float | int | str,
) -> IndicatorCall:
    """Return an indicator call: indicator("SMA", period=3, timeframe=Timeframe.H4)."""
    chosen = tuple(sorted(params.items()))
    return IndicatorCall(name, chosen, output, source, offset, timeframe)


def condition(
    left: Operand,
    operator: str,
    right: Operand | float | tuple[Operand, Operand],
    within: int | None = None,
    for_bars: int | None = None,
) -> Condition:
    """Return a condition; a bare number on the right is a constant, or n of rising and falling."""
    side: Operand | tuple[Operand, Operand] | int
    if isinstance(right, int | float):
        side = int(right) if operator in ("rising", "falling") else Number(float(right))
    else:
        side = right
    return Condition(left, Operator(operator), side, within, for_bars)


def group(
    logic: str, *conditions: Node, within: int | None = None, for_bars: int | None = None
) -> Group:
    """Return a group."""
    return Group(Logic(logic), conditions, within, for_bars)


def buy(body: Node, name: str = "buy") -> Rule:
    return Rule(name, Signal.BUY, body)


def sell(body: Node, name: str = "sell") -> Rule:
    return Rule(name, Signal.SELL, body)


def strategy(
    *entry: Rule | RuleRef | Node,
    exits: Sequence[Rule | RuleRef] = (),
    timeframe: Timeframe = Timeframe.H1,
) -> Strategy:
    """Return a strategy for both sides; a bare condition becomes a rule that buys."""
    rules = tuple(e if isinstance(e, Rule | RuleRef) else buy(e) for e in entry)
    return Strategy(
        name="test",
        symbol="BTC/USD",
        timeframe=timeframe,
        direction=Direction.BOTH,
        entry_rules=rules,
        exit_rules=tuple(exits),
    )


def drawn_strategy(chance: random.Random, timeframe: Timeframe = Timeframe.H1) -> Strategy:
    """Return a strategy that uses any part of the language, with short look-backs."""
    draw = _Draw(chance, _LARGER[timeframe])
    return strategy(
        *(draw.rule() for _ in range(chance.randint(1, 3))),
        exits=[draw.rule() for _ in range(chance.randint(0, 3))],
        timeframe=timeframe,
    )


_LARGER = {
    Timeframe.M1: (Timeframe.M3, Timeframe.M15, Timeframe.H1),
    Timeframe.M30: (Timeframe.H1, Timeframe.H4, Timeframe.D1),
    Timeframe.H1: (Timeframe.H2, Timeframe.H4, Timeframe.D1),
    Timeframe.H4: (Timeframe.H12, Timeframe.D1, Timeframe.W1),
    Timeframe.D1: (Timeframe.W1,),
}

_CALLS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("SMA", ("period",), True),
    ("EMA", ("period",), True),
    ("RSI", ("period",), True),
    ("ROC", ("period",), True),
    ("ATR", ("period",), False),
    ("MACD", ("fast_period", "slow_period", "signal_period"), True),
)


class _Draw:
    def __init__(self, chance: random.Random, larger: Sequence[Timeframe]) -> None:
        self.chance = chance
        self.larger = larger
        self.used: list[Operand] = []

    def rule(self) -> Rule:
        signal = self.chance.choice((Signal.BUY, Signal.SELL))
        return Rule("drawn", signal, self.node(0))

    def node(self, depth: int) -> Node:
        if depth >= 3 or self.chance.random() < 0.5:
            return self.comparison()
        logic = self.chance.choice(list(Logic))
        count = 1 if logic is Logic.NOT else self.chance.randint(2, 3)
        children = tuple(self.node(depth + 1) for _ in range(count))
        return Group(logic, children, *self.window())

    def window(self) -> tuple[int | None, int | None]:
        if self.chance.random() < 0.7:
            return None, None
        bars = self.chance.randint(1, 9)
        return (bars, None) if self.chance.random() < 0.5 else (None, bars)

    def comparison(self) -> Condition:
        operator = self.chance.choice(list(Operator))
        right: Operand | tuple[Operand, Operand] | int
        if operator in (Operator.RISING, Operator.FALLING):
            right = self.chance.randint(1, 4)
        elif operator in (Operator.BETWEEN, Operator.OUTSIDE):
            right = (self.operand(0), self.operand(0))
        else:
            right = self.operand(0)
        return Condition(self.operand(0), operator, right, *self.window())

    def operand(self, depth: int) -> Operand:
        roll = self.chance.random()
        if self.used and roll < 0.2:
            return self.chance.choice(self.used)
        if roll < 0.35:
            return Number(self.chance.choice((0.0, 1.0, 50.0, 100.0, self.chance.gauss(100, 3))))
        offset = self.chance.choice((0, 0, 0, 1, 2, 40))
        larger = self.chance.choice(self.larger) if self.chance.random() < 0.25 else None
        made: Operand
        if roll < 0.55 or depth >= 3:
            made = Price(self.chance.choice(list(PriceField)), offset, larger)
        elif roll < 0.8:
            made = self.call(depth, offset, larger)
        else:
            op = self.chance.choice(list(Arithmetic))
            count = 1 if op is Arithmetic.ABS else self.chance.randint(2, 3)
            if op in (Arithmetic.SUB, Arithmetic.DIV):
                count = 2
            args = tuple(self.operand(depth + 1) for _ in range(count))
            made = Expression(op, args, offset, larger)
        self.used.append(made)
        return made

    def call(self, depth: int, offset: int, larger: Timeframe | None) -> IndicatorCall:
        name, params, takes_source = self.chance.choice(_CALLS)
        chosen = tuple((param, self.chance.randint(2, 7)) for param in sorted(params))
        source = None
        if takes_source and self.chance.random() < 0.3:
            source = self.operand(depth + 1)
        output = self.chance.choice(("macd", "signal", None)) if name == "MACD" else None
        return IndicatorCall(name, chosen, output, source, offset, larger)
