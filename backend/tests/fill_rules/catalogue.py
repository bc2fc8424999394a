"""Every bar table, both sides."""

from typing import Final

from tests.fill_rules import (
    cases_money,
    cases_orders,
    cases_prices,
    cases_protection,
    cases_timing,
)
from tests.fill_rules.case import Case, both_sides

CASES: Final[list[Case]] = both_sides(
    [
        *cases_orders.CASES,
        *cases_protection.CASES,
        *cases_prices.CASES,
        *cases_money.CASES,
        *cases_timing.CASES,
    ]
)
