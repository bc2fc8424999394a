"""The fee of one fill."""

import pytest

from app.domain.risk.fees import Fees, fee


@pytest.mark.parametrize(
    ("fees", "expected"),
    [
        (Fees(0.0, 0.0, 0.0), 0.0),
        (Fees(0.001, 0.0, 0.0), 1.0),
        (Fees(0.0, 0.005, 0.0), 0.05),
        (Fees(0.001, 0.005, 0.0), 1.05),
        (Fees(0.001, 0.005, 2.0), 2.0),
        (Fees(0.001, 0.005, 1.0), 1.05),
    ],
    ids=["free", "rate", "per share", "both add", "minimum", "above the minimum"],
)
def test_rule_16_fees_are_the_larger_of_charge_and_minimum(fees: Fees, expected: float) -> None:
    assert fee(10.0, 100.0, fees) == pytest.approx(expected, rel=1e-12)
