"""The JSON document: finite numbers, names instead of codes, and nothing missing."""

import json
from datetime import datetime
from typing import Any

import pytest

from app.domain.backtest import EngineName
from app.services.backtest import TRADE_COLUMNS, as_json
from app.services.backtest.preparation import Prepared
from tests.unit.services.backtest.test_run import BARS, report, strategy


def document(**changes: Any) -> dict[str, Any]:
    found = as_json(report(**changes), load_seconds=0.5)
    return json.loads(json.dumps(found, allow_nan=False))


def test_the_document_has_its_three_parts():
    found = document()
    assert set(found) == {"result", "timing", "trades"}
    assert {"load_seconds", "engine_seconds", "total_seconds"} <= set(found["timing"])
    assert found["result"]["total_trades"] == len(found["trades"]) > 0
    assert found["result"]["proof"]["passed"] is True
    assert set(found["result"]["hashes"]) == {"dataset", "strategy", "engine"}


def test_the_seconds_of_loading_are_part_of_the_total():
    timing = document()["timing"]
    assert timing["total_seconds"] == pytest.approx(report().timings.total + 0.5)


def test_trades_are_rows_of_names():
    trade = document()["trades"][0]
    assert tuple(trade) == TRADE_COLUMNS
    assert trade["side"] == "long"
    assert trade["entry_rule"] == "in"
    assert trade["reason"] in {"exit_rule", "stop_loss"}
    assert datetime.fromisoformat(trade["entry_time"]) < datetime.fromisoformat(trade["exit_time"])


@pytest.mark.parametrize(
    "changes",
    [
        {"data": Prepared(BARS.slice(0, 23), 0)},
        {"strategy": strategy(exit_rules=[], risk_management={"stop_loss_pct": 99})},
        {"strategy": strategy(risk_management={"take_profit_pct": 1})},
    ],
    ids=["no trades", "open position", "no stop"],
)
def test_what_is_undefined_is_null_with_a_reason(changes):
    result = document(**changes)["result"]
    for name, reason in result["undefined"].items():
        assert result[name] is None
        assert reason
    assert result["undefined"]


def test_an_open_position_is_listed_with_its_rule():
    held = strategy(exit_rules=[], risk_management={"stop_loss_pct": 99})
    position = document(strategy=held)["result"]["open_position"]
    assert position["entry_rule"] == "in"
    assert position["side"] == "long"


def test_parity_is_null_for_one_engine_and_told_for_both():
    assert document()["result"]["parity"] is None
    both = as_json(report(EngineName.BOTH), 0.0)["result"]
    assert both["parity"] == {"agrees": True, "differences": []}
