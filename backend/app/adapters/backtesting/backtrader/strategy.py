"""The strategy document as a Backtrader strategy: orders at the open, decisions at the close."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.adapters.backtesting.backtrader import decisions
from app.adapters.backtesting.backtrader.decisions import DueEntry, DueExit, Guard, Truths
from app.adapters.backtesting.backtrader.library import bt
from app.adapters.backtesting.backtrader.quantity import Protection, Sizing
from app.domain.backtest import ExitReason, Refusal, RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import Strategy

_NANOS_PER_YEAR = 365 * 86_400 * 10**9


class Rules(Protocol):
    """What the rules say at one bar, read from values up to that bar only."""

    def at(self, i: int) -> tuple[int, int, int, int]:
        """Return the first true rule of each intent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything one run needs besides Backtrader itself."""

    strategy: Strategy
    config: RunConfig
    bars: Bars
    first: int
    rules: Rules
    report: Callable[[int, float], None]  # bar and equity after each close


@dataclass(slots=True, kw_only=True)
class Held:
    """The position, from its entry order on; price and fee are known once that has filled."""

    side: int
    rule: int
    entry_bar: int
    quantity: float
    protection: Protection
    peak: float
    first_stop: float | None = None
    price: float = 0.0
    fee: float = 0.0
    borrow: float = 0.0
    orders: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A round trip as the fills made it."""

    held: Held
    exit_bar: int
    exit_price: float
    exit_fee: float
    gross: float
    reason: ExitReason
    rule: int
    at_open: bool

    @property
    def net(self) -> float:
        """Return the P&L after fees and borrowing."""
        return self.gross - self.held.fee - self.exit_fee - self.held.borrow


class RuleStrategy(bt.Strategy):  # type: ignore[misc]
    """Trade one document bar by bar."""

    params = (("plan", None),)

    def __init__(self) -> None:
        self.plan: Plan = self.p.plan
        self.sizing = Sizing(self.plan.strategy, self.plan.config)
        self.guard = Guard(self.plan.strategy, self.plan.config)
        # The cash that sizes are made of, summed from the fills: the broker's own sum is right to
        # some 1e-13, but a lot more or less may hang on that.
        self.ledger_cash = self.plan.config.initial_capital
        self.held: Held | None = None
        self.leaving: Held | None = None
        self.due_exit: DueExit | None = None
        self.due_entry: DueEntry | None = None
        self.cool_until = -1
        self.closed: list[Closed] = []
        self.refused: list[tuple[int, Refusal]] = []
        self.conflicting_entries = 0
        self._touched_at = -1

    # The open: cancel, exit, enter, protect (rule 8a).

    def next_open(self) -> None:
        bar = self._bar()
        cash = self.ledger_cash
        if self.held is not None and self.due_exit is not None:
            cash += self._send_exit(self.held)
        if self.due_entry is not None:
            self._send_entry(self.due_entry, bar, cash)
            self.due_entry = None
        elif self.held is not None and self.leaving is None:
            self._follow(self.held)

    def _send_exit(self, held: Held) -> float:
        """Sell at the market and drop the protection; return the cash the fill will bring."""
        self._withdraw(held)
        self._order(-held.side, held.quantity, kind="exit", due=self.due_exit)
        self.leaving, self.held, self.due_exit = held, None, None
        price = self.sizing.market_price(self.data.open[0], buying=held.side < 0)
        return proceeds(held, price, self.sizing.fee(held.quantity, price))

    def _send_entry(self, due: DueEntry, bar: int, cash: float) -> None:
        price = self.sizing.market_price(self.data.open[0], buying=due.side > 0)
        protection = self.sizing.protection(due.side, price, price)
        quantity, refusal = self.sizing.entry(price, cash, protection.stop)
        if refusal is not None:
            self.refused.append((bar - 1, refusal))
            return
        self.held = Held(
            side=due.side, rule=due.rule, entry_bar=bar, quantity=quantity,
            protection=protection, peak=price, first_stop=protection.stop,
        )  # fmt: skip
        self._order(due.side, quantity, kind="entry")
        self._protect(self.held)

    def _follow(self, held: Held) -> None:
        """Move a trailing stop to the peak of the bars before this one (rule 12)."""
        protection = self.sizing.protection(held.side, held.price, held.peak)
        if protection != held.protection:
            self._withdraw(held)
            held.protection = protection
            self._protect(held)

    def _protect(self, held: Held) -> None:
        """Place stop and target, each cancelling the other; a level at zero is never reached."""
        stop, target = held.protection.stop, held.protection.target
        first = None
        if stop is not None and stop > 0.0:
            first = self._order(
                -held.side, held.quantity, kind="stop", exectype=bt.Order.Stop, price=stop
            )
            held.orders.append(first)
        if target is not None and target > 0.0:
            held.orders.append(
                self._order(
                    -held.side, held.quantity, kind="target",
                    exectype=bt.Order.Limit, price=target, oco=first,
                )
            )  # fmt: skip

    def _withdraw(self, held: Held) -> None:
        for order in held.orders:
            self.cancel(order)
        held.orders.clear()

    def _order(self, side: int, quantity: float, **terms: Any) -> Any:
        place = self.buy if side > 0 else self.sell
        return place(size=quantity, **terms)

    # The fills Backtrader reports between the open and the close.

    def notify_order(self, order: Any) -> None:
        if order.status == order.Completed:
            kind = order.info.kind
            if kind == "entry":
                self._entered(order)
            else:
                self._left(order, kind)
        elif order.status in (order.Margin, order.Rejected):
            raise AssertionError(f"the broker refused {order.info.kind} at bar {self._bar()}")

    def _entered(self, order: Any) -> None:
        assert self.held is not None  # noqa: S101 -- only _send_entry places entries
        held = self.held
        held.price, held.fee = order.executed.exbits[0].price, order.executed.comm
        self.ledger_cash -= held.side * held.quantity * held.price + held.fee
        self._touched_at = self._bar()

    def _left(self, order: Any, kind: str) -> None:
        bar = self._bar()
        held = self.leaving if kind == "exit" else self.held
        assert held is not None  # noqa: S101 -- a position has one way out
        reason, rule, at_open = self._how(order, kind, held, bar)
        closed = Closed(
            held=held, exit_bar=bar, exit_price=order.executed.exbits[0].price,
            exit_fee=order.executed.comm, gross=order.executed.pnl,
            reason=reason, rule=rule, at_open=at_open,
        )  # fmt: skip
        self.closed.append(closed)
        self.ledger_cash += proceeds(held, closed.exit_price, closed.exit_fee)
        self._cool(closed)
        if not at_open:
            self._touched_at = bar
        if kind == "exit":
            self.leaving = None
        else:
            self.held = None

    def _how(self, order: Any, kind: str, held: Held, bar: int) -> tuple[ExitReason, int, bool]:
        if kind == "exit":
            due: DueExit = order.info.due
            return due.reason, due.rule, True
        level, open_ = order.created.price, self.data.open[0]
        beyond = held.side * (level - open_ if kind == "stop" else open_ - level) >= 0.0
        at_open = beyond and held.entry_bar < bar
        if kind == "target":
            return ExitReason.TAKE_PROFIT, decisions.NO_RULE, at_open
        trailing = held.protection.trailing
        reason = ExitReason.TRAILING_STOP if trailing else ExitReason.STOP_LOSS
        return reason, decisions.NO_RULE, at_open

    def _cool(self, closed: Closed) -> None:
        """Start the cool-down of rule 13."""
        risk = self.plan.strategy.risk
        bars = risk.cooldown_bars
        if closed.net < 0.0:
            bars = max(bars, risk.cooldown_after_loss_bars)
        self.cool_until = max(self.cool_until, closed.exit_bar + bars)

    # The close: mark, borrow, decide (rule 8d).

    def next(self) -> None:
        bar = self._bar()
        self._borrow(bar)
        equity = self.broker.getvalue()
        closes_at = int(self.plan.bars.time[bar]) + self.plan.bars.timeframe.nanos
        forbidden = self.guard.forbids(bar, closes_at, equity)
        truths = Truths(*self.plan.rules.at(bar))
        if self.held is None:
            self._decide_flat(bar, truths, forbidden=forbidden)
        else:
            self._decide_held(self.held, bar, truths, forbidden=forbidden)
        self.plan.report(bar, equity)

    @property
    def exposed(self) -> bool:
        """Return whether a position was open during any part of the current bar."""
        return self.held is not None or self._touched_at == self._bar()

    def _borrow(self, bar: int) -> None:
        """Charge a short from the last close, or its fill at this open, to this close (rule 17)."""
        held, rate = self.held, self.plan.config.borrow_pct_per_year / 100.0
        if held is None or held.side > 0 or rate == 0.0:
            return
        times = self.plan.bars.time
        entered = held.entry_bar == bar
        nanos = self.plan.bars.timeframe.nanos if entered else int(times[bar] - times[bar - 1])
        cost = held.quantity * self.data.close[0] * rate * (nanos / _NANOS_PER_YEAR)
        held.borrow += cost
        self.ledger_cash -= cost
        self.broker.charge(cost)

    def _decide_held(self, held: Held, bar: int, truths: Truths, *, forbidden: bool) -> None:
        best = max(held.peak, self.data.high[0]) if held.side > 0 else min(
            held.peak, self.data.low[0]
        )  # fmt: skip
        held.peak = best
        bars_held = bar - held.entry_bar + 1
        strategy = self.plan.strategy
        self.due_exit = decisions.exit_due(
            strategy, truths, held.side, bars_held, forbidden=forbidden
        )
        if self.due_exit is not None:
            self.due_entry = decisions.entry_after(self.due_exit, truths, held.side)

    def _decide_flat(self, bar: int, truths: Truths, *, forbidden: bool) -> None:
        if forbidden or bar < self.cool_until:
            return
        self.conflicting_entries += decisions.conflicts(truths)
        self.due_entry = decisions.entry_due(truths)

    def _bar(self) -> int:
        return int(self.plan.first + len(self.data) - 1)


def proceeds(held: Held, price: float, fee: float) -> float:
    """Return the cash that closing a position brings; a short pays to buy back."""
    return held.side * held.quantity * price - fee
