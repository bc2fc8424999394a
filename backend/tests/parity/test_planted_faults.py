"""A rule broken on purpose in one engine is noticed by the comparison: none of them hides."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.adapters.backtesting.backtrader import BacktraderEngine
from app.adapters.backtesting.backtrader.broker import FillRuleBroker
from app.adapters.backtesting.backtrader.library import bt
from app.adapters.backtesting.backtrader.strategy import Closed, Held, RuleStrategy
from app.engine.backtest import FastEngine
from app.engine.compiled import compiled_walk
from app.engine.parity import differences
from app.engine.state import TERMS
from tests.parity.drawn import drawn_run
from tests.parity.test_parity import BRIEF

BACKTRADERS_OWN = bt.brokers.BackBroker


class RangeBeforeOpen(FillRuleBroker):
    def _target_comes_first(self, stop: Any, target: Any) -> bool:
        return False


class SlippedTargets(FillRuleBroker):
    _try_exec_limit = BACKTRADERS_OWN._try_exec_limit


class NoMinimumFee(FillRuleBroker):
    def getcommissioninfo(self, data: Any) -> Any:
        fees = super().getcommissioninfo(data)
        fees.p.minimum = 0.0
        return fees


class StrictCash(FillRuleBroker):
    _execute = BACKTRADERS_OWN._execute


class BlindInsideTheBar(FillRuleBroker):
    def _target_touched_first(self, *where: Any) -> bool:
        self.p.finer = None
        return super()._target_touched_first(*where)


class NoCoolDown(RuleStrategy):
    def _cool(self, closed: Closed) -> None:
        pass


class FreeBorrowing(RuleStrategy):
    def _borrow(self, bar: int) -> None:
        pass


class PeakFromTheFuture(RuleStrategy):
    def _follow(self, held: Held) -> None:
        high, low = self.data.high[0], self.data.low[0]
        held.peak = max(held.peak, high) if held.side > 0 else min(held.peak, low)
        super()._follow(held)


class ForgetsTheTimeStop(RuleStrategy):
    def _decide_held(self, held: Held, bar: int, *rest: Any, **more: Any) -> None:
        super()._decide_held(held, held.entry_bar - 1, *rest, **more)


def with_terms(**factors: float) -> FastEngine:
    """Return the default engine with some of its terms multiplied."""

    def walk(*arguments: Any) -> None:
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.dtype == TERMS:
                for name, factor in factors.items():
                    argument[name] *= factor
        compiled_walk()(*arguments)

    return FastEngine(walk=walk)


FAULTS = {
    **{
        broker.__name__: (FastEngine(), BacktraderEngine(broker=broker))
        for broker in (
            RangeBeforeOpen, SlippedTargets, NoMinimumFee, StrictCash, BlindInsideTheBar,
        )
    },
    **{
        strategy.__name__: (FastEngine(), BacktraderEngine(strategy=strategy))
        for strategy in (NoCoolDown, FreeBorrowing, PeakFromTheFuture, ForgetsTheTimeStop)
    },
    "a stop a millionth off": (with_terms(stop_distance=1.000001), BacktraderEngine()),
    "no fee rate": (with_terms(fee_rate=0.0), BacktraderEngine()),
    "no daily loss limit": (with_terms(max_daily_loss=10.0), BacktraderEngine()),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_rule_is_noticed(fault, shared_data):
    assert any(noticed(*FAULTS[fault], seed, shared_data) for seed in BRIEF)


def noticed(first: Any, second: Any, seed: int, shared_data: Path) -> bool:
    run = drawn_run(seed, shared_data)
    try:
        return bool(differences(run.through(first), run.through(second)))
    except AssertionError:  # the reference strategy insists on fills it knows it can pay for
        return True
