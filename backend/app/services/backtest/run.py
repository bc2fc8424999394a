"""One backtest, from prepared bars to everything there is to say about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.backtest import NO_HOOKS, EngineName, Hooks, Outcome, RunConfig
from app.domain.errors import InsufficientData, InvalidRules
from app.domain.indicators.registry import catalogue
from app.domain.market import Bars
from app.domain.performance import Metrics, metrics
from app.domain.quality import dataset_hash
from app.domain.rules.compile import compile_strategy
from app.domain.rules.identity import document_hash
from app.domain.rules.lookback import cost_of
from app.domain.rules.program import History
from app.domain.rules.spec import Strategy
from app.domain.rules.validate import validate
from app.engine.backtest import FastEngine
from app.engine.benchmark import buy_and_hold
from app.engine.hashing import engine_hash
from app.engine.parity import Difference, differences
from app.engine.proof import Proof, prove
from app.ports.backtesting import Engine
from app.services.backtest.cautions import Caution, cautions
from app.services.backtest.preparation import Prepared


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BacktestRequest:
    """What to run: one strategy over one prepared series; `source` and `symbol` name the data."""

    strategy: Strategy
    data: Prepared
    source: str
    symbol: str
    config: RunConfig = field(default_factory=RunConfig)
    engine: EngineName = EngineName.FAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds by part. `engine` is indicators, rules and walk of the engine that gave the result.

    `reference` is the second engine's whole run, None where one engine ran.
    """

    engine: float
    reference: float | None
    metrics: float
    proof: float
    total: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BacktestReport:
    """The outcome of one run and everything derived from it.

    `parity` is None where one engine ran, and empty where both agree on everything.
    """

    request: BacktestRequest
    outcome: Outcome
    metrics: Metrics
    proof: Proof
    parity: tuple[Difference, ...] | None
    hashes: Mapping[str, str]
    cautions: tuple[Caution, ...]
    timings: Timings

    @property
    def bars(self) -> Bars:
        """Return the bars of the run, warm-up included."""
        return self.request.data.bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtests:
    """Runs backtests. `reference` builds the second engine; `seconds` is a monotonic clock."""

    fast: FastEngine
    reference: Callable[[], Engine]
    seconds: Callable[[], float]

    def run(self, request: BacktestRequest, hooks: Hooks = NO_HOOKS) -> BacktestReport:
        """Return the report of one run.

        Raises: InvalidRules for a faulty document; ResourceLimit beyond the cost limit;
                InsufficientData for fewer bars than the rules need; Cancelled.
        """
        begun = self.seconds()
        history = runnable(request.strategy, request.data)
        outcome, engine_seconds, reference_seconds, parity = self._outcome(request, hooks)
        ran = self.seconds()
        figures = self._metrics(request, outcome, history)
        measured = self.seconds()
        hashes = _hashes(request)
        proof = self._proof(request, outcome, hashes["dataset"], hooks)
        proven = self.seconds()
        return BacktestReport(
            request=request,
            outcome=outcome,
            metrics=figures,
            proof=proof,
            parity=parity,
            hashes=hashes,
            cautions=cautions(request.strategy, request.data, request.config, outcome, history),
            timings=Timings(
                engine=engine_seconds,
                reference=reference_seconds,
                metrics=measured - ran,
                proof=proven - measured,
                total=proven - begun,
            ),
        )

    def _outcome(
        self, request: BacktestRequest, hooks: Hooks
    ) -> tuple[Outcome, float, float | None, tuple[Difference, ...] | None]:
        if request.engine is EngineName.BACKTRADER:
            outcome, taken = self._reference(request, hooks)
            return outcome, taken, None, None
        data = request.data
        outcome, timing = self.fast.run_timed(
            request.strategy, data.bars, request.config, self.seconds,
            first=data.first, finer=data.finer, hooks=hooks,
        )  # fmt: skip
        if request.engine is EngineName.FAST:
            return outcome, timing.total, None, None
        second, taken = self._reference(request, hooks)
        return outcome, timing.total, taken, tuple(differences(outcome, second))

    def _reference(self, request: BacktestRequest, hooks: Hooks) -> tuple[Outcome, float]:
        engine, data = self.reference(), request.data
        begun = self.seconds()
        outcome = engine.run(
            request.strategy, data.bars, request.config,
            first=data.first, finer=data.finer, hooks=hooks,
        )  # fmt: skip
        return outcome, self.seconds() - begun

    def _metrics(self, request: BacktestRequest, outcome: Outcome, history: History) -> Metrics:
        data = request.data
        held = buy_and_hold(data.bars, request.config, first=data.first, warm_up=history.warm_up)
        return metrics(outcome, data.bars, request.config, held)

    def _proof(
        self, request: BacktestRequest, outcome: Outcome, dataset: str, hooks: Hooks
    ) -> Proof:
        is_reference = request.engine is EngineName.BACKTRADER
        return prove(
            self.reference() if is_reference else self.fast,
            request.strategy, request.data.bars, request.config, outcome,
            dataset_hash=dataset, seconds=self.seconds, finer=request.data.finer, hooks=hooks,
        )  # fmt: skip


def runnable(strategy: Strategy, data: Prepared) -> History:
    """Return how much past the rules read, once it is certain that they can run on `data`.

    Raises: InvalidRules, ResourceLimit, InsufficientData.
    """
    faults = validate(strategy, catalogue())
    if faults:
        raise InvalidRules(f"the strategy has {len(faults)} faults", faults)
    cost_of(strategy, catalogue(), len(data.bars))
    history = compile_strategy(strategy).history
    if len(data.bars) <= history.warm_up + 1:
        raise InsufficientData(
            f"the rules need {history.warm_up:,} bars of {strategy.timeframe} before their first "
            f"value and two to act on, the data hold {len(data.bars):,}: give more data, or "
            "shorter periods"
        )
    return history


def _hashes(request: BacktestRequest) -> dict[str, str]:
    return {
        "dataset": dataset_hash(request.data.bars, request.source, request.symbol),
        "strategy": document_hash(request.strategy),
        "engine": engine_hash(),
    }
