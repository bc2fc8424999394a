"""The largest documents the limits allow, over 500,000 bars: seconds and peak memory.

    python -m bench.rules_worst_case

Both have 64 conditions over 512 operands, nested eight deep, with `within` and `for` over
thousands of bars, and 20 distinct indicators. `slow` spends the whole cost limit on the function
that takes longest for it; `wide` keeps as many outputs alive as 20 indicators can have. Each runs
in a process of its own, whose peak counts interpreter and libraries.
"""

import itertools
import json
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial

import numpy as np

from app.domain.indicators.registry import Indicator, Params, bound, catalogue
from app.domain.market import Bars
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate_bars
from app.domain.rules.lookback import cost_of
from app.domain.rules.spec import (
    MAX_COST,
    MAX_INDICATORS,
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
    Signal,
    Strategy,
)
from app.domain.rules.validate import validate
from app.domain.timeframes import Timeframe
from bench.measure import Figure, median_seconds, own_peak_mib

BARS = 500_000
SECONDS_ALLOWED, MIB_ALLOWED = 10.0, 512.0
_CONDITIONS, _DEPTH = 64, 8


def figures() -> list[Figure]:
    """Return seconds and peak memory of both documents."""
    found = []
    for kind in _KINDS:
        seconds, mib = _in_own_process(kind)
        found += [
            Figure(
                f"{kind} document, {BARS:,} bars: indicators and rules",
                f"{seconds:.2f} s",
                f"<= {SECONDS_ALLOWED:.0f} s",
                seconds <= SECONDS_ALLOWED,
            ),
            Figure(
                f"{kind} document, peak memory of the process",
                f"{mib:.0f} MiB",
                f"<= {MIB_ALLOWED:.0f} MiB",
                mib <= MIB_ALLOWED,
            ),
        ]
    return found


def slow_calls() -> list[IndicatorCall]:
    """Return 20 calls that spend the cost limit on the slowest function the limit allows."""
    window = MAX_COST // BARS // MAX_INDICATORS
    bars = _walk(20_000)
    timed = []
    for indicator in catalogue().values():
        params = _costing(indicator, window)
        seconds = median_seconds(partial(indicator.compute, bars, bars.close, params), 3)
        timed.append((seconds, indicator, params))
    _, slowest, params = max(timed, key=lambda row: row[0])
    source = [Price(PriceField.HLC3)] if "source" in slowest.inputs else []
    varied = next((p.name for p in slowest.parameters if p.kind == "int"), None)
    if varied is None:
        raise SystemExit(f"{slowest.name} is slowest and cannot be had 20 times: choose another")
    return [_call(slowest, {**params, varied: int(params[varied]) - k}, source) for k in range(20)]


def _costing(indicator: Indicator, window: int) -> Params:
    """Return parameters that make the indicator cost as much as it gets up to `window` per bar."""
    for whole in (5_000, 2_500, 1_000, window, window // 2, window // 3, window // 4, 2):
        params: dict[str, float | int | str] = {
            p.name: int(min(max(whole, p.minimum or 0), p.maximum or whole))
            for p in indicator.parameters
            if p.kind == "int"
        }
        full = bound(indicator, params)
        if indicator.cost(full) <= window:
            return full
    raise SystemExit(f"{indicator.name} costs more than {window} whatever its parameters")


def _call(indicator: Indicator, params: Params, source: list[Price]) -> IndicatorCall:
    own = tuple(sorted(params.items()))
    return IndicatorCall(indicator.name, own, source=source[0] if source else None)


def wide_calls() -> list[IndicatorCall]:
    """Return every output of 20 computations of the indicator with most outputs."""
    widest = max(
        (i for i in catalogue().values() if any(p.kind == "int" for p in i.parameters)),
        key=lambda indicator: len(indicator.outputs),
    )
    varied = next(p for p in widest.parameters if p.kind == "int")
    return [
        IndicatorCall(widest.name, ((varied.name, int(varied.default) + k),), output)
        for k in range(MAX_INDICATORS)
        for output in widest.outputs
    ]


_KINDS = {"slow": slow_calls, "wide": wide_calls}


def document(calls: list[IndicatorCall]) -> Strategy:
    """Return 64 conditions in four rules nested eight deep, each call named in turn."""
    every = itertools.cycle(calls)
    rules = []
    per_rule = _CONDITIONS // 4
    for index in range(4):
        numbers = range(index * per_rule, (index + 1) * per_rule)
        conditions: list[Node] = [_condition(number, every) for number in numbers]
        signal = Signal.BUY if index % 2 else Signal.SELL
        rules.append(Rule(f"rule {index}", signal, _nested(conditions, 1)))
    return Strategy(
        name="worst case",
        symbol="BTC/USD",
        timeframe=Timeframe.M1,
        direction=Direction.BOTH,
        entry_rules=tuple(rules[:2]),
        exit_rules=tuple(rules[2:]),
    )


def _nested(conditions: list[Node], depth: int) -> Node:
    logic = Logic.AND if depth % 2 else Logic.OR
    if depth == _DEPTH - 1 or len(conditions) < 3:
        return Group(logic, tuple(conditions), within=1_000)
    inner = _nested(conditions[2:], depth + 1)
    return Group(logic, (*conditions[:2], inner), for_bars=1_000 if depth % 3 == 0 else None)


def _condition(index: int, calls: "itertools.cycle[IndicatorCall]") -> Condition:
    operators = [o for o in Operator if o not in _NOT_BINARY]
    left: Operand = replace(next(calls), offset=index % 7)
    scale = Expression(Arithmetic.MUL, (Price(PriceField.HLC3), Number(1.0 + index / 100.0)))
    right = Expression(Arithmetic.MAX, (next(calls), scale))
    operator = operators[index % len(operators)]
    window = 1_000 + index
    if index % 2 or operator in _CROSSES:  # nothing crosses a thousand times running
        return Condition(left, operator, right, within=window)
    return Condition(left, operator, right, for_bars=window)


_CROSSES = (Operator.CROSSES_ABOVE, Operator.CROSSES_BELOW)
_NOT_BINARY = (Operator.BETWEEN, Operator.OUTSIDE, Operator.RISING, Operator.FALLING)


def _walk(count: int) -> Bars:
    chance = np.random.default_rng(7)
    close = 100.0 * np.exp(np.cumsum(chance.normal(size=count)) * 1e-3)
    spread = 1.0 + chance.random(count) * 1e-3
    opened = np.r_[close[:1], close[:-1]]
    return Bars(
        time=np.arange(count, dtype=np.int64) * Timeframe.M1.nanos,
        open=opened,
        high=np.maximum(opened, close) * spread,
        low=np.minimum(opened, close) / spread,
        close=close,
        volume=chance.random(count) * 10.0,
        timeframe=Timeframe.M1,
    )


def _in_own_process(kind: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.rules_worst_case", "--inside", kind],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    return answer["seconds"], answer["peak_mib"]


def _inside(kind: str) -> None:
    strategy = document(_KINDS[kind]())
    if faults := validate(strategy, catalogue()):
        raise SystemExit(f"the {kind} document is not valid: {faults[0]}")
    cost = cost_of(strategy, catalogue(), BARS)
    rules = compile_strategy(strategy)
    bars = _walk(BARS)
    started = time.perf_counter()
    evaluate_bars(rules, bars)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "peak_mib": own_peak_mib(),
                "cost": cost,
                "outputs": sum(len(run.outputs) for run in rules.runs),
                "indicators": sorted({run.indicator.name for run in rules.runs}),
            }
        )
    )


def main(arguments: list[str]) -> int:
    """Print the figures; return 1 when one is missed."""
    if arguments[:1] == ["--inside"]:
        _inside(arguments[1])
        return 0
    found = figures()
    for figure in found:
        print(f"{figure.name}: {figure.measured} (goal {figure.goal})")
    return int(any(figure.kept is False for figure in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
