"""Every warning is given when it applies, and only then."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.domain.backtest import Outcome, RunConfig
from app.domain.rules.program import History
from app.domain.rules.spec import Strategy
from app.engine.backtest import FastEngine
from app.services.backtest import Prepared
from app.services.backtest.cautions import FEW_TRADES, cautions
from tests.unit.services.backtest.test_run import BARS, strategy

PLAIN = strategy()
SHORTING = strategy(direction="both")
OUTCOME = replace(FastEngine().run(PLAIN, BARS, RunConfig()), open_position=None)
HELD = FastEngine().run(
    strategy(exit_rules=[], risk_management={"stop_loss_pct": 99}), BARS, RunConfig()
)
WARM = History(warm_up=20, memory=20)


def codes(
    outcome: Outcome = OUTCOME,
    document: Strategy = PLAIN,
    config: RunConfig | None = None,
    first: int = 20,
    history: History = WARM,
) -> set[str]:
    found = cautions(document, Prepared(BARS, first), config or RunConfig(), outcome, history)
    assert all(caution.message.endswith(".") for caution in found)
    return {caution.code for caution in found}


def changed(**values: Any) -> Outcome:
    return replace(OUTCOME, **values)


def test_a_clean_run_is_warned_about_its_method_alone():
    assert codes() - {"few_trades"} == {"close_marked"}


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("bankrupt", {"outcome": changed(bankrupt_bar=5)}),
        ("halted", {"outcome": changed(halted_bar=5)}),
        ("open_at_end", {"outcome": HELD}),
        ("unanchored", {"history": History(warm_up=1, memory=math.inf)}),
        ("short_warm_up", {"first": 3}),
        ("ambiguous_bars", {"outcome": changed(ambiguous_bars=1)}),
        ("late_fills", {"outcome": changed(late_fills=2)}),
        ("zero_volume_fills", {"outcome": changed(zero_volume_fills=1)}),
        ("refused_entries", {"outcome": changed(refused_bar=np.array([4]))}),
        ("conflicting_entries", {"outcome": changed(conflicting_entries=1)}),
        ("free_borrow", {"document": SHORTING}),
        ("no_commission", {"config": RunConfig(commission_pct=0.0)}),
    ],
)
def test_each_warning_has_its_cause(code, arguments):
    assert code in codes(**arguments)
    assert code not in codes()


def test_a_run_without_trades_is_nothing_to_judge():
    quiet = FastEngine().run(PLAIN, BARS.slice(0, 22), RunConfig())
    assert len(quiet.trades) == 0
    assert "no_trades" in codes(quiet)


def test_few_trades_are_called_luck():
    assert 0 < len(OUTCOME.trades) < FEW_TRADES
    assert "few_trades" in codes()


def test_a_paid_borrow_is_not_warned_about():
    assert "free_borrow" not in codes(document=SHORTING, config=RunConfig(borrow_pct_per_year=3.0))
