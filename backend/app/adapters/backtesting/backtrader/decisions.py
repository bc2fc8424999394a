"""From signals to due orders at a close: rules 9, 13, 14, 17, 19 and 22, written independently."""

from dataclasses import dataclass

from app.domain.backtest import ExitReason, RunConfig
from app.domain.rules.spec import Strategy
from app.domain.timeframes import NANOS_PER_DAY

NO_RULE = -1


@dataclass(frozen=True, slots=True)
class Truths:
    """The first true rule of each intent at one close; -1 where none is true."""

    entry_long: int
    exit_long: int
    entry_short: int
    exit_short: int

    def entry(self, side: int) -> int:
        return self.entry_long if side > 0 else self.entry_short

    def exit(self, side: int) -> int:
        return self.exit_long if side > 0 else self.exit_short


@dataclass(frozen=True, slots=True)
class DueExit:
    """A market exit at the next open."""

    reason: ExitReason
    rule: int


@dataclass(frozen=True, slots=True)
class DueEntry:
    """A market entry at the next open, if its size allows."""

    side: int
    rule: int


class Guard:
    """Watch equity from close to close and say when trading must stop (rules 17 and 19)."""

    def __init__(self, strategy: Strategy, config: RunConfig) -> None:
        risk = strategy.risk
        self.halted_bar = self.bankrupt_bar = -1
        self._drawdown_pct, self._daily_loss_pct = risk.max_drawdown_pct, risk.max_daily_loss_pct
        self._peak = self._last_equity = self._reference = config.initial_capital
        self._day: int | None = None
        self._day_lost = False
        self.days_lost = 0

    def forbids(self, bar: int, closes_at: int, equity: float) -> bool:
        """Take note of one close; return whether a position must go and none may be opened."""
        if equity <= 0.0 and self.bankrupt_bar < 0:
            self.bankrupt_bar = bar
        self._peak = max(self._peak, equity)
        if self._fell(equity, self._peak, self._drawdown_pct) and self.halted_bar < 0:
            self.halted_bar = bar
        # A close at midnight is the last of the day that ends with it.
        day = (closes_at - 1) // NANOS_PER_DAY
        if day != self._day:
            self._day, self._reference, self._day_lost = day, self._last_equity, False
        if self._fell(equity, self._reference, self._daily_loss_pct):
            self.days_lost += not self._day_lost
            self._day_lost = True
        self._last_equity = equity
        return self.bankrupt_bar >= 0 or self.halted_bar >= 0 or self._day_lost

    @staticmethod
    def _fell(equity: float, reference: float, percent: float | None) -> bool:
        return percent is not None and equity <= reference * (1.0 - percent / 100.0)


def exit_due(
    strategy: Strategy, truths: Truths, side: int, bars_held: int, *, forbidden: bool
) -> DueExit | None:
    """Return the exit that a held position gets, by the first reason that is true (rule 10)."""
    if forbidden:
        return DueExit(ExitReason.HALT, NO_RULE)
    if reverses(strategy, truths, side):
        return DueExit(ExitReason.REVERSE, NO_RULE)
    if truths.exit(side) != NO_RULE:
        return DueExit(ExitReason.EXIT_RULE, truths.exit(side))
    limit = strategy.risk.max_bars_in_trade
    if limit and bars_held >= limit:
        return DueExit(ExitReason.TIME_STOP, NO_RULE)
    return None


def reverses(strategy: Strategy, truths: Truths, side: int) -> bool:
    """Return whether the opposite entry is wanted and the own one is not (rule 9)."""
    wanted = truths.entry(-side) != NO_RULE and truths.entry(side) == NO_RULE
    return strategy.reverse and wanted


def entry_after(exit_order: DueExit, truths: Truths, side: int) -> DueEntry | None:
    """Return the entry half of a reversal (rules 9 and 22): exempt from cooling down."""
    if exit_order.reason is not ExitReason.REVERSE or truths.exit(-side) != NO_RULE:
        return None
    return DueEntry(-side, truths.entry(-side))


def conflicts(truths: Truths) -> bool:
    """Return whether both sides ask for an entry (rule 9)."""
    return truths.entry_long != NO_RULE and truths.entry_short != NO_RULE


def entry_due(truths: Truths) -> DueEntry | None:
    """Return the entry a flat strategy makes: one side wants in and does not want out (rule 9)."""
    if conflicts(truths):
        return None
    for side in (1, -1):
        if truths.entry(side) != NO_RULE and truths.exit(side) == NO_RULE:
            return DueEntry(side, truths.entry(side))
    return None
