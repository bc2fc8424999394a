"""Rules 11, 12, 15 and 16 for the reference engine: levels and sizes, written independently."""

import math
from dataclasses import dataclass

from app.domain.backtest import Refusal, RunConfig
from app.domain.rules.spec import SizeMode, Strategy


@dataclass(frozen=True, slots=True)
class Protection:
    """Stop and target of a position; None where not set. `trailing`: the trailing stop decides."""

    stop: float | None
    target: float | None
    trailing: bool


@dataclass(frozen=True, slots=True)
class Sizing:
    """The prices and quantities of one strategy under one configuration."""

    strategy: Strategy
    config: RunConfig

    def market_price(self, price: float, *, buying: bool) -> float:
        """Return the price of a market fill: against the trader (rule 16)."""
        slippage = self.config.slippage_pct / 100.0
        return price * (1.0 + slippage) if buying else price * (1.0 - slippage)

    def fee(self, quantity: float, price: float) -> float:
        """Return the fee of one fill (rule 16)."""
        config = self.config
        rate = config.commission_pct / 100.0
        return max(config.min_fee, quantity * price * rate + quantity * config.fee_per_share)

    def protection(self, side: int, fill: float, peak: float) -> Protection:
        """Return the levels in force (rules 11, 12); equal stops count as the fixed one."""
        risk = self.strategy.risk
        fixed = self._away(side, fill, risk.stop_loss_pct)
        trailing = self._away(side, peak, risk.trailing_stop_pct)
        target = self._beyond(side, fill, risk.take_profit_pct)
        if trailing is None:
            return Protection(fixed, target, trailing=False)
        if fixed is None or side * trailing > side * fixed:
            return Protection(trailing, target, trailing=True)
        return Protection(fixed, target, trailing=False)

    def entry(
        self, price: float, equity: float, stop: float | None
    ) -> tuple[float, Refusal | None]:
        """Return the quantity to trade, or 0 and why not (rule 15); `equity` is all in cash."""
        size = self.strategy.effective_size
        if size.mode is SizeMode.FIXED_QUANTITY:
            quantity = self._lots(size.value) * self.config.lot_step
            refusal = self._refused_as_fixed(quantity, price, equity)
        else:
            quantity = self._affordable(price, equity)
            refusal = None if quantity > 0.0 else Refusal.BELOW_LOT_STEP
        if refusal is None:
            refusal = self._refused_by_venue(quantity, price, stop)
        return (quantity, None) if refusal is None else (0.0, refusal)

    def _affordable(self, price: float, equity: float) -> float:
        config, size = self.config, self.strategy.effective_size
        amount = min(equity, equity * (self.strategy.effective_max_position_pct / 100.0))
        if size.mode is SizeMode.PERCENT_EQUITY:
            amount = min(amount, equity * (size.value / 100.0))
        elif size.mode is SizeMode.FIXED_AMOUNT:
            amount = min(amount, size.value)
        with_rate = amount / (price * (1.0 + config.commission_pct / 100.0) + config.fee_per_share)
        quantity = min(with_rate, (amount - config.min_fee) / price)
        if size.mode is SizeMode.RISK_PER_TRADE_PCT:
            quantity = min(quantity, equity * (size.value / 100.0) / (price * self._distance()))
        lots = self._lots(quantity)
        step = config.lot_step
        if lots * step * price + self.fee(lots * step, price) > equity * (1.0 + 1e-12):
            lots -= 1
        return lots * step

    def _distance(self) -> float:
        risk = self.strategy.risk
        return min(d for d in (risk.stop_loss_pct, risk.trailing_stop_pct) if d is not None) / 100.0

    def _lots(self, quantity: float) -> float:
        return float(math.floor(quantity / self.config.lot_step + 1e-9))

    def _refused_as_fixed(self, quantity: float, price: float, equity: float) -> Refusal | None:
        if quantity <= 0.0:
            return Refusal.BELOW_LOT_STEP
        cost = quantity * price + self.fee(quantity, price)
        if cost > equity * (1.0 + 1e-12):
            return Refusal.INSUFFICIENT_CASH
        share = self.strategy.effective_max_position_pct / 100.0
        return Refusal.ABOVE_MAX_POSITION if cost > equity * share * (1.0 + 1e-12) else None

    def _refused_by_venue(
        self, quantity: float, price: float, stop: float | None
    ) -> Refusal | None:
        if quantity * price < self.config.min_notional:
            return Refusal.BELOW_MIN_NOTIONAL
        if quantity * (price if stop is None else stop) < self.config.min_notional:
            return Refusal.EXIT_ILLEGAL
        return None

    def _away(self, side: int, reference: float, percent: float | None) -> float | None:
        if percent is None:
            return None
        level = reference * (1.0 - side * (percent / 100.0))
        return self._on_tick(level, up=side < 0)

    def _beyond(self, side: int, reference: float, percent: float | None) -> float | None:
        if percent is None:
            return None
        level = reference * (1.0 + side * (percent / 100.0))
        return self._on_tick(level, up=side > 0)

    def _on_tick(self, price: float, *, up: bool) -> float:
        tick = self.config.tick_size
        if tick <= 0.0:
            return price
        ticks = price / tick
        return (math.ceil(ticks - 1e-9) if up else math.floor(ticks + 1e-9)) * tick
