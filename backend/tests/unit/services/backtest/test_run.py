"""One backtest as a whole: which engine gives the result, what is proven, what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest

from app.domain.backtest import EngineName, Hooks, Outcome, RunConfig
from app.domain.errors import Cancelled, InsufficientData, InvalidRules, ResourceLimit
from app.domain.indicators.registry import catalogue
from app.domain.market import Bars
from app.domain.rules.document import load
from app.domain.rules.parse import parse
from app.domain.rules.spec import Strategy
from app.engine.backtest import FastEngine
from app.services.backtest import BacktestReport, BacktestRequest, Backtests, Prepared, runnable
from tests.markets import walk

BARS = walk(400, seed=3)
DOCUMENT: dict[str, Any] = {
    "name": "Average cross",
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "entry_rules": [
        {
            "name": "in",
            "signal": "BUY",
            "logic": "AND",
            "conditions": [
                {"left": {"indicator": "SMA", "params": {"period": 5}}, "operator": "crosses_above",
                 "right": {"indicator": "SMA", "params": {"period": 20}}}
            ],
        }
    ],
    "exit_rules": [
        {
            "name": "out",
            "signal": "SELL",
            "logic": "AND",
            "conditions": [
                {"left": {"indicator": "SMA", "params": {"period": 5}}, "operator": "crosses_below",
                 "right": {"indicator": "SMA", "params": {"period": 20}}}
            ],
        }
    ],
    "risk_management": {"stop_loss_pct": 3},
}  # fmt: skip


def strategy(**changes: Any) -> Strategy:
    return load({**DOCUMENT, **changes}, catalogue())


def request(engine: EngineName = EngineName.FAST, **changes: Any) -> BacktestRequest:
    values: dict[str, Any] = {
        "strategy": strategy(),
        "data": Prepared(BARS, 0),
        "source": "mine",
        "symbol": "BTC/USDT",
        "engine": engine,
        **changes,
    }
    return BacktestRequest(**values)


@dataclass
class Other:
    """A reference engine that agrees with the fast one, or sees `shift` more in the equity."""

    shift: float = 0.0
    runs: int = 0

    def run(self, strategy: Strategy, bars: Bars, config: RunConfig, **options: Any) -> Outcome:
        self.runs += 1
        outcome = FastEngine().run(strategy, bars, config, **options)
        return replace(outcome, equity=outcome.equity + self.shift)


def ticking() -> Iterator[float]:
    return (float(second) for second in count())


def backtests(other: Other | None = None) -> Backtests:
    clock = ticking()
    return Backtests(
        fast=FastEngine(), reference=lambda: other or Other(), seconds=lambda: next(clock)
    )


def report(engine: EngineName = EngineName.FAST, **changes: Any) -> BacktestReport:
    return backtests().run(request(engine, **changes))


def test_the_fast_engine_gives_a_proven_result():
    found = report()
    assert len(found.outcome.trades) > 3
    assert found.proof.passed
    assert found.parity is None
    assert found.timings.reference is None
    assert found.metrics["total_trades"].value == len(found.outcome.trades)
    assert found.bars is BARS


def test_both_engines_that_agree_have_no_difference():
    found = report(EngineName.BOTH)
    assert found.parity == ()
    assert found.timings.reference is not None


def test_engines_that_disagree_say_where():
    found = backtests(Other(shift=1.0)).run(request(EngineName.BOTH))
    assert found.parity
    assert "equity" in str(found.parity[0])


def test_the_reference_alone_gives_result_and_proof():
    other = Other()
    found = backtests(other).run(request(EngineName.BACKTRADER))
    assert found.parity is None
    assert found.proof.passed
    assert other.runs > 1  # the run, and one for each cut of the proof


def test_parts_take_the_seconds_the_clock_says():
    timings = report(EngineName.BOTH).timings
    assert timings.engine > 0
    assert timings.total > timings.engine + timings.metrics + timings.proof


@pytest.mark.parametrize(
    ("changed", "which"),
    [
        ({"data": Prepared(walk(400, seed=4), 0)}, "dataset"),
        ({"source": "theirs"}, "dataset"),
        ({"strategy": strategy(risk_management={"stop_loss_pct": 4})}, "strategy"),
    ],
)
def test_a_hash_follows_what_it_names_and_nothing_else(changed, which):
    first, second = report().hashes, report(**changed).hashes
    assert {name for name in first if first[name] != second[name]} == {which}


def test_a_run_that_is_cancelled_ends():
    with pytest.raises(Cancelled):
        backtests().run(request(), Hooks(cancelled=lambda: True))


def test_too_few_bars_are_refused_with_both_numbers():
    with pytest.raises(InsufficientData, match=r"need 20 bars of 1h .* the data hold 15"):
        runnable(strategy(), Prepared(BARS.slice(0, 15), 0))


def test_a_document_that_costs_too_much_is_refused_with_both_numbers():
    rules = [dict(DOCUMENT["entry_rules"][0])]
    rules[0]["conditions"] = [
        {"left": {"indicator": "IMI", "params": {"period": 4_000 + n}},
         "operator": "greater_than", "right": 50}
        for n in range(18)
    ]  # fmt: skip
    heavy = strategy(entry_rules=rules)
    with pytest.raises(ResourceLimit, match=r"the limit is 5,000,000,000"):
        runnable(heavy, Prepared(walk(80_000, seed=1), 0))


def test_a_faulty_document_is_refused_with_its_faults():
    faulty = parse({**DOCUMENT, "direction": "short"}, catalogue())
    with pytest.raises(InvalidRules) as caught:
        runnable(faulty, Prepared(BARS, 0))
    assert caught.value.faults
