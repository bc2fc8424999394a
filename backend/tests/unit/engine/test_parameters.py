"""Values in a document by pointer."""

import pytest

from app.domain.errors import InvalidInput
from app.domain.rules.spec import Number, Risk, Size, SizeMode
from app.engine.parameters import of_rules, of_terms, with_values
from tests.unit.engine.test_backtest import STRATEGY

POINTERS = {
    "period": ("/entry_rules/0/body/left/params/period", "/exit_rules/0/body/left/params/period"),
    "low": ("/entry_rules/0/body/right",),
    "stop": ("/risk/stop_loss_pct",),
    "bars": ("/risk/max_bars_in_trade",),
}


def test_every_place_of_a_name_takes_its_value() -> None:
    changed = with_values(STRATEGY, POINTERS, {"period": 7, "low": 25, "stop": 1.5, "bars": 9})
    bodies = [changed.entry_rules[0].body, changed.exit_rules[0].body]  # type: ignore[union-attr]
    assert [body.left.params for body in bodies] == [(("period", 7),)] * 2  # type: ignore[union-attr]
    assert bodies[0].right == Number(25.0)  # type: ignore[union-attr]
    assert changed.risk == Risk(stop_loss_pct=1.5, take_profit_pct=5.0, max_bars_in_trade=9)


def test_the_document_itself_is_not_changed() -> None:
    with_values(STRATEGY, POINTERS, {"stop": 9.0})
    assert STRATEGY.risk.stop_loss_pct == 2.0


def test_the_size_is_reached_too() -> None:
    from dataclasses import replace

    sized = replace(STRATEGY, size=Size(SizeMode.FIXED_QUANTITY, 1.0))
    assert with_values(sized, {"q": ["/size/value"]}, {"q": 3.0}).size == Size(
        SizeMode.FIXED_QUANTITY, 3.0
    )


def test_pointers_belong_to_rules_or_to_the_walk() -> None:
    assert set(of_rules(POINTERS)) == {"period", "low"}
    assert set(of_terms(POINTERS)) == {"stop", "bars"}


@pytest.mark.parametrize(
    "pointer",
    [
        "/entry_rules/7/body/right",
        "/entry_rules/0/body/nothing",
        "/entry_rules/0/body/left",
        "/entry_rules/x/body/right",
        "/risk",
        "/size/value",
        "/name",
    ],
)
def test_a_pointer_to_no_value_is_named(pointer: str) -> None:
    with pytest.raises(InvalidInput, match="leads to no value") as refusal:
        with_values(STRATEGY, {"x": [pointer]}, {"x": 3.0})
    assert refusal.value.faults[0].pointer == pointer


def test_an_undeclared_name_is_told_what_is_declared() -> None:
    with pytest.raises(InvalidInput, match="declared: period, low, stop, bars"):
        with_values(STRATEGY, POINTERS, {"speed": 1})
