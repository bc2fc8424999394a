"""Strategy documents drawn by chance, covering the whole rule language.

`random_document` takes a generator, so that a seed names a document: parity and causality tests
print the seed of what failed. Every document is valid for the catalogue it is drawn from, and is
written as loosely as people and browsers write: short forms, aliases, defaults spelt out, groups of
one. Tame documents trade on any real series; wild ones stretch the language.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from app.domain.indicators.registry import Indicator, Parameter
from app.domain.rules.parse import parse
from app.domain.rules.validate import validate

Json = dict[str, Any]
Operand = Json | float | int

TIMEFRAMES = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w")
SECONDS = (60, 180, 300, 900, 1800, 3600, 7200, 14400, 21600, 28800, 43200, 86400, 604800)
PRICES = ("open", "high", "low", "close", "hl2", "hlc3", "ohlc4")
COMPARISONS = ("less_than", "less_or_equal", "greater_than", "greater_or_equal")
CROSSES = ("crosses_above", "crosses_below")
NAMES = (
    "Plain",
    'With "quotes"',
    "Back\\slash",
    "Grüße 🚀",
    "Line\u2028break",
    "a: b # c",
    "and or",
)
KEYS = ("rule_001", "my-rule.v2", "7up", "or")
SYMBOLS = ("BTC/USDT", "AAPL", "EUR/USD", "BTC/USDT:USDT", "1INCH/USDT", "^GSPC", "币安人生/USDT")


class Chance:
    """Draws from a numpy generator, a thousand at a time."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng  # its draws are taken a thousand at a time
        self._drawn: list[float] = []

    def fraction(self) -> float:
        if not self._drawn:
            self._drawn = self._rng.random(1_000).tolist()
        return self._drawn.pop()

    def __call__(self, probability: float) -> bool:
        return self.fraction() < probability

    def whole(self, low: int, high: int) -> int:
        return low + int(self.fraction() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        return low + self.fraction() * (high - low)

    def pick[T](self, items: Sequence[T]) -> T:
        return items[int(self.fraction() * len(items))]


class Author:
    """Write one document for a catalogue and a timeframe."""

    def __init__(
        self,
        chance: Chance,
        catalogue: Mapping[str, Indicator],
        timeframe: str,
        wild: bool,
        symbol: str,
    ) -> None:
        self.chance = chance
        self.catalogue = catalogue
        self.wild = wild
        self.timeframe = timeframe
        self.symbol = symbol
        names = sorted(catalogue)
        # Few indicators, used often: the limit is 20 distinct computations.
        self.names = [chance.pick(names) for _ in range(chance.whole(1, 4))]
        for favourite in ("RSI", "SMA", "EMA"):
            if favourite in catalogue:
                self.names.append(favourite)
        own = SECONDS[TIMEFRAMES.index(timeframe)]
        self.larger = [
            t
            for t, s in zip(TIMEFRAMES, SECONDS, strict=True)
            if s >= own and s % own == 0 and s <= 24 * own
        ]

    # -- the document -------------------------------------------------------------------------

    def document(self) -> Json:
        chance = self.chance
        direction = chance.pick(("long", "long", "short", "both"))
        document: Json = {
            "name": chance.pick(NAMES) if self.wild else "Drawn",
            chance.pick(("symbol", "asset", "asset_symbol")): self.symbol,
            "timeframe": self.timeframe,
            "entry_rules": self.rules("entry", direction),
        }
        if chance(0.8):
            document["exit_rules"] = self.rules("exit", direction)
        if direction != "long" or chance(0.2):
            document["direction"] = direction
        if direction == "both" and chance(0.5):
            document["reverse"] = True
        if self.wild:
            self.trimmings(document)
        document["risk_management"] = self.risk(direction)
        self.size(document)
        if not document["risk_management"] and chance(0.5):
            del document["risk_management"]
        return document

    def trimmings(self, document: Json) -> None:
        chance = self.chance
        if chance(0.3):
            document["id"] = "strategy_001"
        if chance(0.3):
            document["description"] = "\n".join([chance.pick(NAMES), chance.pick(NAMES)])
        if chance(0.3):
            document["venue"] = chance.pick(("binance", "fxcm-bid", "u-4f2a-mine"))
        if chance(0.2):
            document["reverse"] = document.get("reverse", False)
            document["size"] = None
        if chance(0.15):
            saved = chance.pick(("rule_002", {"rule_id": "0F8fad5b-d9cb-469f-a165-70867728950e"}))
            document.setdefault("exit_rules", []).append(saved)

    def risk(self, direction: str) -> Json:
        chance = self.chance
        most = 60.0 if direction != "long" else 200.0
        drawn: list[tuple[str, float, Any]] = [
            ("stop_loss_pct", 0.5, chance.real(0.3, 15)),
            ("take_profit_pct", 0.5, chance.real(0.3, most if self.wild else 20)),
            ("trailing_stop_pct", 0.3, chance.real(0.3, 15)),
            ("max_drawdown_pct", 0.3, chance.real(5, 90)),
            ("max_daily_loss_pct", 0.2, chance.real(1, 50)),
            ("max_bars_in_trade", 0.3, chance.whole(0 if self.wild else 1, 60)),
            ("cooldown_bars", 0.2, chance.whole(0, 20)),
            ("cooldown_after_loss_bars", 0.2, chance.whole(0, 20)),
        ]
        risk = {name: self.amount(value) for name, p, value in drawn if chance(p)}
        if chance(0.2):
            risk["max_position_size_pct"] = chance.pick(
                (10, 100.0, self.amount(chance.real(5, 99)))
            )
        elif chance(0.2):
            risk["max_position_size"] = chance.pick((0.1, 0.07, 1, chance.real(0.05, 1.0)))
        return risk

    def amount(self, value: float) -> float:
        """Round most numbers as people do."""
        if isinstance(value, int) or (self.wild and self.chance(0.3)):
            return value
        return round(value, 2)

    def size(self, document: Json) -> None:
        chance = self.chance
        if chance(0.4):
            return
        modes: dict[str, float] = {
            "percent_equity": chance.real(1, 100),
            "fixed_amount": chance.real(50, 20_000),
            "fixed_quantity": chance.real(0.001, 2),
            "risk_per_trade_pct": chance.real(0.1, 5),
        }
        mode = chance.pick(tuple(modes))
        document["size"] = {"mode": mode, "value": self.amount(modes[mode]) or 1}
        if mode == "risk_per_trade_pct" and not {"stop_loss_pct", "trailing_stop_pct"} & set(
            document["risk_management"]
        ):
            document["risk_management"]["stop_loss_pct"] = 2.5

    # -- rules --------------------------------------------------------------------------------

    def rules(self, place: str, direction: str) -> list[Any]:
        sides = {"long": ("long",), "short": ("short",), "both": ("long", "short")}[direction]
        extra = [self.chance.pick(sides)] if self.chance(0.4) else []
        rules = [self.rule(place, side) for side in (*sides, *extra)]
        if self.wild and self.chance(0.3):
            rules[0][self.chance.pick(("key", "id"))] = self.chance.pick(KEYS)
        return rules

    def rule(self, place: str, side: str) -> Json:
        chance = self.chance
        signal = "BUY" if (place == "entry") is (side == "long") else "SELL"
        name = chance.pick(NAMES) if self.wild and chance(0.3) else f"{place} {side}"
        rule: Json = {"name": name, "signal": signal}
        rule.update(self.joined(chance.whole(1, 6) if self.wild else chance.whole(1, 3)))
        if rule["logic"] == "AND" and self.wild and chance(0.2):
            del rule["logic"]
        return rule

    def joined(self, depth: int) -> Json:
        chance = self.chance
        logic = chance.pick(("AND", "AND", "OR", "NOT"))
        count = 1 if logic == "NOT" else chance.pick((1, 2, 2, 3) if depth > 1 else (1, 1, 2))
        return {"logic": logic, "conditions": [self.node(depth - 1) for _ in range(count)]}

    def node(self, depth: int) -> Json:
        chance = self.chance
        node = self.joined(depth) if depth > 0 and chance(0.3) else self.condition()
        if chance(0.15):
            node["within" if chance(0.5) else "for"] = chance.whole(1, 5)
        return node

    def condition(self) -> Json:
        chance = self.chance
        kind = chance.whole(0, 7 if self.wild else 6)
        if kind == 0:
            left: Operand = self.call(1)
            operator: str = chance.pick(("rising", "falling"))
            return self.written(left, operator, chance.whole(1, 3))
        if kind == 1:
            middle = self.price()
            low, high = sorted((self.near(), self.near()))
            left = {"op": "div", "args": [middle, self.trend()]}
            return self.written(left, chance.pick(("between", "outside")), [low, high])
        if kind == 2 and "RSI" in self.catalogue:
            left = {"indicator": "RSI", "params": {"period": chance.whole(2, 20)}}
            threshold = chance.whole(25, 75)
            return self.written(left, chance.pick((*COMPARISONS, *CROSSES)), threshold)
        if kind == 3:
            left = self.call(1)
            smooth = self.smoothed(left)
            return self.written(left, chance.pick((*COMPARISONS, *CROSSES)), smooth)
        if kind == 4:
            operator = chance.pick((*COMPARISONS, "equal", "not_equal"))
            return self.written(self.price(), operator, self.shifted(self.price()))
        if kind == 7:
            right = self.constant()
            operator = chance.pick((*COMPARISONS, *CROSSES, "equal", "not_equal"))
            return self.written(self.operand(3), operator, right)
        return self.written(self.price(), chance.pick((*COMPARISONS, *CROSSES)), self.trend())

    def written(self, left: Operand, operator: str, right: Any) -> Json:
        """Write a condition in full, or short where the left side allows it."""
        is_call = isinstance(left, dict) and "indicator" in left
        if is_call and isinstance(left, dict) and self.chance(0.4):
            return {**left, "operator": operator, "value": right}
        return {"left": left, "operator": operator, "right": right}

    # -- operands -----------------------------------------------------------------------------

    def operand(self, depth: int) -> Operand:
        chance = self.chance
        kind = chance.whole(0, 9)
        if depth <= 1 or kind < 2:
            return self.shifted(self.price())
        if kind < 4:
            return self.shifted(self.call(depth - 1))
        if kind == 4:
            return self.constant()
        op = chance.pick(("add", "sub", "mul", "div", "min", "max", "abs"))
        count = {"abs": 1, "sub": 2, "div": 2}.get(op) or chance.pick((2, 2, 3))
        return self.shifted({"op": op, "args": [self.operand(depth - 1) for _ in range(count)]})

    def price(self) -> Json:
        return {"price": self.chance.pick(PRICES)}

    def trend(self) -> Json:
        """Return something on the scale of prices that moves more slowly than they do."""
        name = self.chance.pick(("SMA", "EMA"))
        if name not in self.catalogue:
            return self.shifted({"price": "close", "offset": self.chance.whole(1, 5)})
        call: Json = {"indicator": name, "params": {"period": self.chance.whole(2, 40)}}
        if self.chance(0.2):
            call["source"] = self.price()
        return self.shifted(call)

    def smoothed(self, operand: Operand) -> Json:
        if "SMA" not in self.catalogue:
            return {"op": "add", "args": [operand, 0]}
        length = {self.chance.pick(("period", "timeperiod")): self.chance.whole(2, 12)}
        return {"indicator": "SMA", "params": length, "source": operand}

    def shifted(self, operand: Json) -> Json:
        chance = self.chance
        if chance(0.15):
            operand["offset"] = chance.whole(0, 4)
        if chance(0.12):
            operand["timeframe"] = chance.pick(self.larger)
        return operand

    def call(self, depth: int) -> Json:
        chance = self.chance
        indicator = self.catalogue[chance.pick(self.names)]
        call: Json = {"indicator": indicator.name}
        if self.wild and chance(0.1):
            call["indicator"] = chance.pick((indicator.name.lower(), *indicator.aliases))
        params = {
            chance.pick((p.name, *p.aliases)): self.value(p)
            for p in indicator.parameters
            if chance(0.5)
        }
        if params or chance(0.2):
            call["params"] = params
        if len(indicator.outputs) > 1 or chance(0.1):
            call["output"] = chance.pick(indicator.outputs)
        if "source" in indicator.inputs and chance(0.3):
            call["source"] = self.source(depth)
        return call

    def source(self, depth: int) -> Operand:
        if self.wild and depth > 1:
            return self.operand(depth)
        return self.price() if self.chance(0.7) else {"price": "volume"}

    def value(self, parameter: Parameter) -> float | int | str:
        chance = self.chance
        if parameter.kind == "choice":
            numbers = parameter.codes if self.wild and chance(0.3) else ()
            return chance.pick(numbers or parameter.choices)
        low = -5.0 if parameter.minimum is None else parameter.minimum
        high = 50.0 if parameter.maximum is None else parameter.maximum
        if parameter.kind == "int":
            drawn = chance.whole(int(low), int(min(high, max(low + 1, 30))))
            return float(drawn) if self.wild and chance(0.2) else drawn
        default = float(parameter.default)
        spread = abs(default) or 1.0
        return min(high, max(low, round(chance.real(default - spread / 2, default + spread), 3)))

    def near(self) -> float:
        return round(self.chance.real(0.95, 1.05), 3)

    def constant(self) -> float:
        chance = self.chance
        drawn = (
            chance.whole(-5, 100),
            chance.real(-1, 1),
            chance.real(-1, 1) * 10.0 ** chance.whole(-320, 300),
            -0.0,
            1e16,
            5e-324,
        )
        return chance.pick(drawn)


def random_document(
    rng: np.random.Generator,
    catalogue: Mapping[str, Indicator],
    *,
    timeframe: str | None = None,
    wild: bool = False,
    symbol: str | None = None,
) -> Json:
    """Return a valid document; wild ones hold references, odd names and extreme numbers too."""
    chance = Chance(rng)
    while True:
        document = _drawn(chance, catalogue, timeframe, wild, symbol)
        if not validate(parse(document, catalogue), catalogue):
            return document


def well_formed_document(rng: np.random.Generator, catalogue: Mapping[str, Indicator]) -> Json:
    """Return a wild document that parses; one in six says something that cannot hold."""
    return _drawn(Chance(rng), catalogue, None, True, None)


def _drawn(
    chance: Chance,
    catalogue: Mapping[str, Indicator],
    timeframe: str | None,
    wild: bool,
    symbol: str | None,
) -> Json:
    frame = timeframe or chance.pick(TIMEFRAMES[:12])
    name = symbol or (chance.pick(SYMBOLS) if wild else "BTC/USDT")
    return Author(chance, catalogue, frame, wild, name).document()


def documents(catalogue: Mapping[str, Indicator], *, wild: bool = True) -> st.SearchStrategy[Json]:
    """Return hypothesis' view of `random_document`; the seed shrinks, the document is printed."""
    return st.integers(0, 2**32 - 1).map(
        lambda seed: random_document(np.random.default_rng(seed), catalogue, wild=wild)
    )
