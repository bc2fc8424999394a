"""An honest run is proven; a planted look into the future is caught every time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from app.domain.arrays import Floats
from app.domain.backtest import NO_HOOKS, Hooks, Outcome, RunConfig
from app.domain.errors import Cancelled
from app.domain.indicators import registry
from app.domain.market import Bars
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.series import compute_series
from app.domain.rules.spec import (
    Condition,
    IndicatorCall,
    Operator,
    Price,
    PriceField,
    Rule,
    Signal,
    Strategy,
)
from app.domain.signals import Signals
from app.domain.timeframes import Timeframe
from app.engine.backtest import FastEngine, run_signals
from app.engine.proof import Proof, drawn_cuts, prove
from tests.builders import bars
from tests.engine_runs import signal_run
from tests.markets import walk
from tests.unit.engine.test_backtest import STRATEGY

SEEDS = range(20)
Leak = Callable[[Strategy, Bars, Signals], tuple[Bars, Signals]]


def seconds() -> float:
    return 0.0


def proof_of(engine: Any, strategy: Strategy, market: Bars, seed: int) -> Proof:
    outcome = engine.run(strategy, market, RunConfig())
    return prove(
        engine, strategy, market, RunConfig(), outcome, dataset_hash=str(seed), seconds=seconds
    )


@dataclass(frozen=True)
class Peeking:
    """The default engine with a leak between the rules and the walk."""

    leak: Leak

    def run(
        self, strategy: Strategy, bars: Bars, config: RunConfig, *, first: int = 0,
        finer: Bars | None = None, hooks: Hooks = NO_HOOKS,
    ) -> Outcome:  # fmt: skip
        rules = compile_strategy(strategy)
        signals = evaluate(rules, compute_series(rules, bars))
        seen, told = self.leak(strategy, bars, signals)
        return run_signals(told, seen, strategy, config, first=first)


def tomorrows_signals(_: Strategy, market: Bars, signals: Signals) -> tuple[Bars, Signals]:
    ahead = (np.append(getattr(signals, n)[1:], np.int16(-1)) for n in Signals.__slots__)
    return market, Signals(*ahead)


def tomorrows_low(_: Strategy, market: Bars, signals: Signals) -> tuple[Bars, Signals]:
    low = np.minimum(market.low, np.append(market.low[1:], np.inf))
    return replace(market, low=low), signals


def tomorrows_open(_: Strategy, market: Bars, signals: Signals) -> tuple[Bars, Signals]:
    ahead = np.append(market.open[1:], market.open[-1])
    inside = np.clip(ahead, market.low, market.high)
    return replace(market, open=inside), signals


def tomorrows_high(_: Strategy, market: Bars, signals: Signals) -> tuple[Bars, Signals]:
    high = np.maximum(market.high, np.append(market.high[1:], 0.0))
    return replace(market, high=high), signals


@pytest.mark.parametrize("seed", SEEDS)
def test_an_honest_run_is_proven(seed: int) -> None:
    proof = proof_of(FastEngine(), STRATEGY, walk(400, seed, gaps=0.05), seed)
    assert proof.passed, proof.first_difference
    assert proof.first_difference is None
    assert 3 <= len(proof.cuts) <= 5


@pytest.mark.parametrize("leak", [tomorrows_signals, tomorrows_low, tomorrows_high, tomorrows_open])
def test_a_leak_in_the_engine_is_caught_in_20_of_20_runs(leak: Leak) -> None:
    proofs = [proof_of(Peeking(leak), STRATEGY, walk(400, seed), seed) for seed in SEEDS]
    assert [proof.passed for proof in proofs] == [False] * 20
    assert all(str(proof.first_difference).startswith("without the bars") for proof in proofs)


def test_the_peeking_engine_without_its_leak_is_proven() -> None:
    honest = Peeking(lambda _, market, signals: (market, signals))
    assert all(proof_of(honest, STRATEGY, walk(400, seed), seed).passed for seed in SEEDS)


def next_close(market: Bars, source: Floats, _: registry.Params) -> tuple[Floats, ...]:
    return (np.append(source[1:], np.nan),)


def centred_mean(market: Bars, source: Floats, _: registry.Params) -> tuple[Floats, ...]:
    out = np.full(source.size, np.nan)
    out[1:-1] = (source[:-2] + source[1:-1] + source[2:]) / 3.0
    return (out,)


@pytest.mark.parametrize("compute", [next_close, centred_mean])
def test_a_leak_in_an_indicator_is_caught_in_20_of_20_runs(
    compute: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    peek = replace(registry.find("SMA"), name="PEEK", aliases=(), compute=compute)
    monkeypatch.setitem(registry._catalogue, "PEEK", peek)
    monkeypatch.setitem(registry._names, "PEEK", "PEEK")
    higher = Condition(IndicatorCall("PEEK"), Operator.GREATER_THAN, Price(PriceField.CLOSE))
    strategy = replace(STRATEGY, entry_rules=(Rule("peek", Signal.BUY, higher),))
    proofs = [proof_of(FastEngine(), strategy, walk(400, seed), seed) for seed in SEEDS]
    assert [proof.passed for proof in proofs] == [False] * 20
    assert "PEEK" in str(proofs[0].first_difference)


@pytest.mark.parametrize("seed", range(12))
def test_every_kind_of_outcome_can_be_proven(seed: int) -> None:
    drawn = signal_run(seed)

    class Told:
        def run(self, strategy: Any, bars: Bars, config: RunConfig, **options: Any) -> Outcome:
            cut = drawn.before(len(bars))
            return replace(cut, config=config).outcome()

    proof = prove(
        Told(), drawn.strategy, drawn.bars, drawn.config, drawn.outcome(),
        dataset_hash=str(seed), seconds=seconds, observe=lambda *_: {},
    )  # fmt: skip
    assert proof.passed, proof.first_difference


def test_cuts_are_drawn_by_the_hash_and_lie_inside_the_period() -> None:
    outcome = FastEngine().run(STRATEGY, walk(400, 1), RunConfig(), first=100)
    drawn = [drawn_cuts(f"hash {k}", outcome, 400) for k in range(30)]
    assert drawn_cuts("hash 0", outcome, 400) == drawn[0]
    assert len(set(drawn)) > 20
    assert all(100 < cut < 400 for cuts in drawn for cut in cuts)


def test_a_single_bar_leaves_nothing_to_cut() -> None:
    outcome = FastEngine().run(STRATEGY, bars("100"), RunConfig())
    proof = prove(
        FastEngine(), STRATEGY, bars("100"), RunConfig(), outcome,
        dataset_hash="x", seconds=seconds,
    )  # fmt: skip
    assert (proof.passed, proof.cuts) == (True, ())


def test_finer_bars_are_cut_with_their_bars() -> None:
    market, fine = walk(60, 3), walk(240, 4, Timeframe.M15)
    seen: list[int] = []

    class Watching(FastEngine):
        def run(self, strategy: Any, bars: Bars, config: RunConfig, **options: Any) -> Outcome:
            seen.append(int(options["finer"].time[-1]) + Timeframe.M15.nanos)
            assert seen[-1] <= int(bars.time[-1]) + Timeframe.H1.nanos
            return FastEngine().run(strategy, bars, config, **options)

    outcome = FastEngine().run(STRATEGY, market, RunConfig(), finer=fine)
    proof = prove(
        Watching(), STRATEGY, market, RunConfig(), outcome,
        dataset_hash="x", seconds=seconds, finer=fine,
    )  # fmt: skip
    assert proof.passed
    assert len(seen) == len(proof.cuts)


def test_a_proof_can_be_cancelled() -> None:
    market = walk(60, 3)
    outcome = FastEngine().run(STRATEGY, market, RunConfig())
    with pytest.raises(Cancelled, match="cancelled"):
        prove(
            FastEngine(), STRATEGY, market, RunConfig(), outcome, dataset_hash="x",
            seconds=seconds, hooks=Hooks(cancelled=lambda: True),
        )  # fmt: skip
