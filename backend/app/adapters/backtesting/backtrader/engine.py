"""The reference engine: Backtrader's own machinery under the one fill rule."""

from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.backtesting.backtrader.broker import FillRuleBroker, fees_of
from app.adapters.backtesting.backtrader.curve import Curve
from app.adapters.backtesting.backtrader.feed import BarsFeed
from app.adapters.backtesting.backtrader.ledger import outcome_of
from app.adapters.backtesting.backtrader.library import bt
from app.adapters.backtesting.backtrader.strategy import Plan, RuleStrategy
from app.domain.backtest import NO_HOOKS, Hooks, Outcome, Progress, RunConfig
from app.domain.errors import Cancelled, InvalidInput
from app.domain.market import Bars
from app.domain.rules.bar_by_bar import BarByBar
from app.domain.rules.compile import compile_strategy
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy

_REPORTS = 100


@dataclass(frozen=True, slots=True)
class BacktraderEngine:
    """Run strategies in Backtrader; shares with the fast engine the indicator values alone.

    `broker` and `strategy` are Backtrader classes; tests break one to see that parity notices.
    """

    broker: type[FillRuleBroker] = FillRuleBroker
    strategy: type[RuleStrategy] = RuleStrategy

    def run(
        self,
        strategy: Strategy,
        bars: Bars,
        config: RunConfig,
        *,
        first: int = 0,
        finer: Bars | None = None,
        hooks: Hooks = NO_HOOKS,
    ) -> Outcome:
        _check(bars, first, finer)
        rules = compile_strategy(strategy)
        plan = Plan(
            strategy=strategy,
            config=config,
            bars=bars,
            first=first,
            rules=BarByBar(rules, compute_series(rules, bars)),
            report=_reporter(bars, first, hooks),
        )
        broker = self.broker(bars=bars, first=first, finer=finer)
        run = _cerebro(plan, broker, self.strategy).run()[0]
        return outcome_of(plan, run, run.analyzers.curve, broker.ambiguous_bars)


def _check(bars: Bars, first: int, finer: Bars | None) -> None:
    if not 0 <= first < len(bars):
        raise InvalidInput(f"the period begins at bar {first}, but there are {len(bars)} bars")
    if finer is not None and finer.timeframe.nanos >= bars.timeframe.nanos:
        raise InvalidInput(
            f"intrabar bars of {finer.timeframe} are not finer than bars of {bars.timeframe}"
        )


def _cerebro(plan: Plan, broker: FillRuleBroker, strategy: type[RuleStrategy]) -> bt.Cerebro:
    """Return Backtrader set up as the fill rule wants it (rules-and-fills, two engines)."""
    broker.set_cash(plan.config.initial_capital)
    broker.set_checksubmit(False)
    broker.set_slippage_perc(
        plan.config.slippage_pct / 100.0, slip_open=True, slip_match=True, slip_out=True
    )
    broker.addcommissioninfo(fees_of(plan.config))
    cerebro = bt.Cerebro(stdstats=False, cheat_on_open=True)
    cerebro.setbroker(broker)
    cerebro.adddata(BarsFeed(bars=plan.bars, first=plan.first))
    cerebro.addstrategy(strategy, plan=plan)
    cerebro.addanalyzer(Curve, _name="curve")
    return cerebro


def _reporter(bars: Bars, first: int, hooks: Hooks) -> Callable[[int, float], None]:
    """Return what the strategy calls at each close; it passes on about a hundred of them."""
    count = len(bars) - first
    every = max(1, count // _REPORTS)

    def report(bar: int, equity: float) -> None:
        done = bar - first + 1
        if done % every and done != count:
            return
        if hooks.cancelled is not None and hooks.cancelled():
            raise Cancelled(f"cancelled after {done} of {count} bars")
        if hooks.progress is not None:
            hooks.progress(
                Progress(fraction=done / count, time_ns=int(bars.time[bar]), equity=equity)
            )

    return report
