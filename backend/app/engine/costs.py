"""What trading costs besides the price: slippage, fees, borrowing (rules 16 and 17).

Plain scalar functions: the kernel compiles these same functions, paper and live call them as they
are.
"""

from typing import Final

from app.domain.risk.fees import Fees as Fees
from app.domain.risk.fees import fee as fee
from app.domain.timeframes import NANOS_PER_DAY

BUY: Final = 1
SELL: Final = -1

_NANOS_PER_YEAR: Final = 365.0 * NANOS_PER_DAY


def slipped(price: float, direction: int, slippage: float) -> float:
    """Return the price a market or stop order gets: worse by the fraction `slippage` (rule 16).

    `direction` is BUY (+1) or SELL (-1). Not capped by the bar's range; targets never slip.
    """
    return price * (1.0 + direction * slippage)


def borrow_cost(quantity: float, close: float, rate_per_year: float, nanos: int) -> float:
    """Return what a short of `quantity` pays for `nanos` of borrowing, marked at `close` (rule 17).

    `rate_per_year` is a fraction of the marked value; a year has 365 days.
    """
    return quantity * close * rate_per_year * (nanos / _NANOS_PER_YEAR)
