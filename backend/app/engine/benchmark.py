"""Buy and hold: what the same money did without the strategy."""

import math

import numpy as np

from app.domain.arrays import Floats
from app.domain.backtest import RunConfig
from app.domain.market import Bars
from app.domain.risk.fees import Fees
from app.domain.risk.sizing import PERCENT_EQUITY, SizeTerms, entry_quantity, outlay
from app.engine.costs import BUY, slipped


def buy_and_hold(bars: Bars, config: RunConfig, *, first: int = 0, warm_up: int = 0) -> Floats:
    """Return the equity of buying once and holding, at each close of the period.

    All of the capital is spent at the first open at which the strategy could have filled, with
    its slippage, fees and lot step, and marked at every close without an exit cost.

    Shapes: (len(bars) - first,).
    Units:  `first` the first bar of the period and `warm_up` the first bar whose rules can be
            known, both indices into `bars`; a decision at their close fills one bar later.
    Edge:   stays at the capital when there is no such bar or not one lot can be bought.
    """
    equity = np.full(len(bars) - first, config.initial_capital)
    bought = max(first, warm_up) + 1
    if bought >= len(bars):
        return equity
    price = slipped(float(bars.open[bought]), BUY, config.slippage_pct / 100.0)
    fees = Fees(config.commission_pct / 100.0, config.fee_per_share, config.min_fee)
    terms = SizeTerms(PERCENT_EQUITY, 1.0, 1.0, math.nan, config.lot_step, config.min_notional)
    quantity, _ = entry_quantity(terms, fees, config.initial_capital, price, math.nan)
    if quantity > 0.0:
        cash = config.initial_capital - outlay(quantity, price, fees)
        equity[bought - first :] = cash + quantity * bars.close[bought:]
    return equity
