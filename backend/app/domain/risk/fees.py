"""What one fill costs in fees. Sizing needs it, so it lives beside sizing; the engine shares it."""

from typing import NamedTuple


class Fees(NamedTuple):
    """A fee schedule in fractions and quote currency: 0.1 % is a `rate` of 0.001."""

    rate: float
    per_share: float
    minimum: float


def fee(quantity: float, price: float, fees: Fees) -> float:
    """Return the fee of one fill in quote currency, unrounded (rule 16).

    The caller picks the schedule: taker for market and stop fills, maker for targets where a
    venue's schedule tells them apart.
    """
    return max(fees.minimum, quantity * price * fees.rate + quantity * fees.per_share)
