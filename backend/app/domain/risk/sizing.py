"""How much an entry buys or sells short, and why it may not (rule 15).

Plain scalar functions: the engine compiles these same functions, paper and live call them as they
are.
"""

import math
from typing import Final, NamedTuple

from app.domain.backtest import Refusal
from app.domain.risk.fees import Fees, fee
from app.domain.rules.spec import SizeMode

PERCENT_EQUITY: Final = 0
FIXED_AMOUNT: Final = 1
FIXED_QUANTITY: Final = 2
RISK_PER_TRADE: Final = 3

MODE_CODE: Final = {
    SizeMode.PERCENT_EQUITY: PERCENT_EQUITY,
    SizeMode.FIXED_AMOUNT: FIXED_AMOUNT,
    SizeMode.FIXED_QUANTITY: FIXED_QUANTITY,
    SizeMode.RISK_PER_TRADE_PCT: RISK_PER_TRADE,
}

ACCEPTED: Final = -1
_BELOW_LOT_STEP: Final = int(Refusal.BELOW_LOT_STEP)
_BELOW_MIN_NOTIONAL: Final = int(Refusal.BELOW_MIN_NOTIONAL)
_EXIT_ILLEGAL: Final = int(Refusal.EXIT_ILLEGAL)
_INSUFFICIENT_CASH: Final = int(Refusal.INSUFFICIENT_CASH)
_ABOVE_MAX_POSITION: Final = int(Refusal.ABOVE_MAX_POSITION)

# Above 2**53 every float64 is whole, and compiled code would overflow its integers.
_WHOLE_FROM: Final = 9007199254740992.0
# All the cash may be spent although the last digit of a product was rounded up.
_CASH_TOLERANCE: Final = 1.0 + 1e-12


class SizeTerms(NamedTuple):
    """The size section, the venue's lot rules and the stop distance, all fractions not percent.

    mode:           one of the codes above.
    value:          fraction of equity (percent_equity, risk_per_trade), quote or base amount else.
    max_position:   largest outlay as a fraction of equity.
    stop_distance:  the tighter of stop and trailing stop as a fraction of the price, NaN if none.
    """

    mode: int
    value: float
    max_position: float
    stop_distance: float
    lot_step: float
    min_notional: float


def whole_lots(quantity: float, lot_step: float) -> float:
    """Return how many whole lots fit into `quantity`; 1e-9 of a lot forgives binary rounding."""
    lots = quantity / lot_step + 1e-9
    if not lots < _WHOLE_FROM:
        return lots
    return float(math.floor(lots))


def outlay(quantity: float, price: float, fees: Fees) -> float:
    """Return the cash an entry ties up: notional plus fee."""
    return quantity * price + fee(quantity, price, fees)


def entry_quantity(
    terms: SizeTerms, fees: Fees, equity: float, price: float, stop: float
) -> tuple[float, int]:
    """Return the quantity of an entry and the refusal code, ACCEPTED (-1) when there is none.

    The strategy is flat when it sizes, so `equity` is its cash. `price` is the slipped open at
    which the entry fills and `stop` the first stop, NaN where none. Both sides use the same
    formula: a short ties up its opening notional, the proceeds are not spendable (rule 17).
    A fixed quantity is put on the lot grid but never shrunk to fit the money.

    Edge:   unaffordable or non-finite amounts give quantity 0 and BELOW_LOT_STEP.
    """
    if terms.mode == FIXED_QUANTITY:
        quantity = whole_lots(terms.value, terms.lot_step) * terms.lot_step
        refusal = _fixed_refusal(quantity, terms, fees, equity, price)
    else:
        lots = _affordable_lots(terms, fees, equity, price)
        if outlay(lots * terms.lot_step, price, fees) > equity * _CASH_TOLERANCE:
            lots -= 1.0
        quantity = lots * terms.lot_step
        refusal = ACCEPTED if quantity > 0.0 else _BELOW_LOT_STEP
    if refusal == ACCEPTED:
        refusal = _venue_refusal(quantity, price, stop, terms.min_notional)
    return (quantity, refusal) if refusal == ACCEPTED else (0.0, refusal)


def _affordable_lots(terms: SizeTerms, fees: Fees, equity: float, price: float) -> float:
    amount = min(equity * terms.max_position, equity)
    wanted = math.inf
    if terms.mode == PERCENT_EQUITY:
        amount = min(equity * terms.value, amount)
    elif terms.mode == FIXED_AMOUNT:
        amount = min(terms.value, amount)
    else:
        wanted = equity * terms.value / (price * terms.stop_distance)
    with_rate = amount / (price * (1.0 + fees.rate) + fees.per_share)
    with_minimum = (amount - fees.minimum) / price
    return whole_lots(min(wanted, min(with_rate, with_minimum)), terms.lot_step)


def _fixed_refusal(
    quantity: float, terms: SizeTerms, fees: Fees, equity: float, price: float
) -> int:
    if not quantity > 0.0:
        return _BELOW_LOT_STEP
    cost = outlay(quantity, price, fees)
    if cost > equity * _CASH_TOLERANCE:
        return _INSUFFICIENT_CASH
    if cost > equity * terms.max_position * _CASH_TOLERANCE:
        return _ABOVE_MAX_POSITION
    return ACCEPTED


def _venue_refusal(quantity: float, price: float, stop: float, min_notional: float) -> int:
    if quantity * price < min_notional:
        return _BELOW_MIN_NOTIONAL
    # A position too small to be sold at its stop could never be protected.
    if quantity * stop < min_notional:
        return _EXIT_ILLEGAL
    return ACCEPTED
