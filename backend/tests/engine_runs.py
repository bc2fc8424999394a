"""Runs drawn from a seed: a random walk, random signals, and any size, stop, limit and cost."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.domain.arrays import Shorts
from app.domain.backtest import TRADE_FIELDS, Outcome, RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import Direction, Risk, Size, SizeMode, Strategy
from app.domain.signals import Signals
from app.domain.timeframes import Timeframe
from app.engine.backtest import run_signals
from app.engine.compiled import Walk
from tests.markets import walk

CURVES = ("equity", "position", "exposed", "gross")
COUNTS = (
    "first", "pending", "ambiguous_bars", "late_fills", "zero_volume_fills",
    "conflicting_entries", "halted_bar", "bankrupt_bar", "daily_halts", "open_position",
)  # fmt: skip


@dataclass(frozen=True)
class SignalRun:
    """Bars, signals and terms of one run."""

    bars: Bars
    signals: Signals
    strategy: Strategy
    config: RunConfig
    first: int

    def outcome(self, walk: Walk | None = None, **options: Any) -> Outcome:
        """Return the outcome of this run."""
        return run_signals(
            self.signals, self.bars, self.strategy, self.config,
            first=self.first, walk=walk, **options,
        )  # fmt: skip

    def before(self, cut: int) -> "SignalRun":
        """Return the run as it stood when bar `cut` had not been seen."""
        cuts = (getattr(self.signals, name)[:cut] for name in Signals.__slots__)
        return replace(self, bars=self.bars.slice(0, cut), signals=Signals(*cuts))


def signal_run(seed: int, count: int = 250) -> SignalRun:
    """Return the run of a seed, the same one every time."""
    chance = np.random.default_rng(seed)
    timeframe = Timeframe.H4 if seed % 2 else Timeframe.H1
    bars = walk(count, seed, timeframe, gaps=0.05)
    every = float(chance.choice([0.02, 0.1, 0.4]))
    return SignalRun(
        bars=bars,
        signals=Signals(*(_signals(chance, count, every) for _ in range(4))),
        strategy=_strategy(chance, timeframe),
        config=_config(chance),
        first=int(chance.choice([0, 7])),
    )


def difference(one: Outcome, other: Outcome) -> str | None:
    """Return the name of the first field in which two outcomes differ by a bit."""
    for name in (*CURVES, "refused_bar", "refused_reason"):
        if getattr(one, name).tobytes() != getattr(other, name).tobytes():
            return name
    for name in TRADE_FIELDS:
        if getattr(one.trades, name).tobytes() != getattr(other.trades, name).tobytes():
            return f"trades.{name}"
    unequal = (n for n in COUNTS if repr(getattr(one, n)) != repr(getattr(other, n)))
    return next(unequal, None)


def _signals(chance: np.random.Generator, count: int, every: float) -> Shorts:
    fires = chance.random(count) < every
    rules = np.where(fires, chance.integers(0, 3, count), -1)
    return rules.astype(np.int16)


def _strategy(chance: np.random.Generator, timeframe: Timeframe) -> Strategy:
    def maybe(*values: float) -> Any:
        return chance.choice([None, *values])

    stop = maybe(0.5, 1.0, 3.0)
    mode = list(SizeMode)[int(chance.integers(4))]
    if mode is SizeMode.RISK_PER_TRADE_PCT and stop is None:
        mode = SizeMode.PERCENT_EQUITY
    value = {
        SizeMode.PERCENT_EQUITY: 60.0,
        SizeMode.FIXED_AMOUNT: 4_000.0,
        SizeMode.FIXED_QUANTITY: float(chance.choice([40.0, 95.0])),
        SizeMode.RISK_PER_TRADE_PCT: 0.5,
    }[mode]
    return Strategy(
        name="drawn",
        symbol="TEST",
        timeframe=timeframe,
        direction=Direction.BOTH,
        reverse=bool(chance.integers(2)),
        entry_rules=(),
        size=Size(mode, value) if chance.integers(5) else None,
        risk=Risk(
            stop_loss_pct=stop,
            take_profit_pct=maybe(1.0, 4.0),
            trailing_stop_pct=maybe(0.8, 2.5),
            max_position_size_pct=maybe(50.0, 100.0),
            max_drawdown_pct=maybe(10.0),
            max_daily_loss_pct=maybe(1.5),
            max_bars_in_trade=maybe(3, 20),
            cooldown_bars=int(chance.integers(4)),
            cooldown_after_loss_bars=int(chance.integers(6)),
        ),
    )


def _config(chance: np.random.Generator) -> RunConfig:
    return RunConfig(
        commission_pct=float(chance.choice([0.0, 0.1])),
        slippage_pct=float(chance.choice([0.0, 0.05, 1.5])),
        borrow_pct_per_year=float(chance.choice([0.0, 40.0])),
        lot_step=float(chance.choice([1e-8, 1.0])),
        tick_size=float(chance.choice([0.0, 0.05])),
        min_notional=float(chance.choice([0.0, 10.0, 3_900.0])),
        min_fee=float(chance.choice([0.0, 1.0])),
        fee_per_share=float(chance.choice([0.0, 0.005])),
        close_at_end=bool(chance.integers(2)),
    )
