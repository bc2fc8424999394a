"""Strategies that trade, drawn from a seed: every size, stop, limit, cost and lot rule turns up."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.backtest import RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import (
    Direction,
    Node,
    Operand,
    Price,
    PriceField,
    Risk,
    Rule,
    Signal,
    Size,
    SizeMode,
    Strategy,
)
from app.domain.timeframes import Timeframe
from app.engine.backtest import FastEngine
from tests.documents import condition, drawn_strategy, group, indicator
from tests.parity.series import Series, random_walk, real_series

_LARGER = {
    Timeframe.M1: (Timeframe.M5, Timeframe.H1),
    Timeframe.M5: (Timeframe.M15, Timeframe.H1),
    Timeframe.M15: (Timeframe.H1, Timeframe.H4),
    Timeframe.M30: (Timeframe.H1, Timeframe.H4),
    Timeframe.H1: (Timeframe.H2, Timeframe.H4, Timeframe.D1),
    Timeframe.H4: (Timeframe.H8, Timeframe.D1),
    Timeframe.D1: (Timeframe.W1,),
}


@dataclass(frozen=True)
class DrawnRun:
    """Everything one run needs."""

    strategy: Strategy
    config: RunConfig
    bars: Bars
    first: int
    finer: Bars | None

    def through(self, engine: Any) -> Any:
        """Return the outcome of this run on an engine."""
        return engine.run(self.strategy, self.bars, self.config, first=self.first, finer=self.finer)


FEWEST_TRADES = 4


def drawn_run(seed: int, shared_data: Path) -> DrawnRun:
    """Return the run of a seed, the same one every time: the first drawn one that trades."""
    for attempt in range(50):
        run = _drawn(seed, attempt, shared_data)
        if len(run.through(FastEngine()).trades) >= FEWEST_TRADES:
            return run
    raise AssertionError(f"seed {seed} draws no strategy that trades")


def _drawn(seed: int, attempt: int, shared_data: Path) -> DrawnRun:
    chance = np.random.default_rng((seed, attempt))
    series = random_walk(chance) if seed % 4 == 3 else real_series(shared_data, chance)
    draw = _Draw(random.Random(f"{seed} {attempt}"), series)
    strategy = draw.strategy()
    return DrawnRun(
        strategy=strategy,
        config=draw.config(draw.usual_order(strategy)),
        bars=series.bars,
        first=draw.chance.choice((0, 0, 30, 100)),
        finer=series.finer if draw.chance.random() < 0.7 else None,
    )


class _Draw:
    def __init__(self, chance: random.Random, series: Series) -> None:
        self.chance = chance
        self.bars = series.bars
        # The usual range of a bar, in percent: stops and targets are drawn around it.
        self.range_pct = float(np.median(self.bars.high / self.bars.low - 1.0)) * 100.0 + 1e-3
        self.price = float(np.median(self.bars.close))

    def strategy(self) -> Strategy:
        direction = self.chance.choice(list(Direction))
        reverse = direction is Direction.BOTH and self.chance.random() < 0.6
        risk = self.risk()
        entries = [self.rule(signal) for signal in self.signals(direction, entering=True)]
        exits = [self.rule(signal) for signal in self.signals(direction, entering=False)]
        return Strategy(
            name="drawn",
            symbol="TEST",
            timeframe=self.bars.timeframe,
            direction=direction,
            reverse=reverse,
            entry_rules=tuple(entries),
            exit_rules=tuple(exits) if self.chance.random() < 0.5 else (),
            size=self.size(risk),
            risk=risk,
        )

    def signals(self, direction: Direction, *, entering: bool) -> list[Signal]:
        sides = {
            Direction.LONG: [Signal.BUY],
            Direction.SHORT: [Signal.SELL],
            Direction.BOTH: [Signal.BUY, Signal.SELL],
        }[direction]
        if not entering:
            turned = {Signal.BUY: Signal.SELL, Signal.SELL: Signal.BUY}
            sides = [turned[side] for side in sides]
        return sides + ([self.chance.choice(sides)] if self.chance.random() < 0.3 else [])

    def rule(self, signal: Signal) -> Rule:
        body = self.condition(up=self.chance.random() < 0.5)
        if self.chance.random() < 0.15:
            body = group("AND", body, self.condition(up=self.chance.random() < 0.5))
        if self.chance.random() < 0.2:
            anything = drawn_strategy(self.chance, self._frame()).entry_rules[0]
            assert isinstance(anything, Rule)
            body = group("OR", body, anything.body)
        return Rule("drawn", signal, body)

    def _frame(self) -> Timeframe:
        """Return a timeframe whose larger ones are multiples of the strategy's, too."""
        return Timeframe.H1 if self.bars.timeframe.seconds <= Timeframe.H1.seconds else Timeframe.D1

    def condition(self, *, up: bool) -> Node:
        """Return a condition that is true every few bars, in the direction asked for."""
        close = Price(PriceField.CLOSE)
        period = self.chance.randint(2, 14)
        crosses = "crosses_above" if up else "crosses_below"
        return self.chance.choice(
            (
                condition(close, "rising" if up else "falling", self.chance.randint(1, 3)),
                condition(close, crosses, indicator("SMA", period=period)),
                condition(
                    indicator("EMA", period=period), crosses, indicator("EMA", period=period + 9)
                ),
                condition(
                    indicator("RSI", period=period),
                    "greater_than" if up else "less_than",
                    self.chance.uniform(55, 75) if up else self.chance.uniform(25, 45),
                    within=self.chance.choice((None, 3)),
                ),
                condition(close, "greater_than" if up else "less_than", self.larger()),
                condition(
                    close,
                    "greater_or_equal" if up else "less_or_equal",
                    Price(PriceField.HIGH if up else PriceField.LOW, 1),
                    for_bars=self.chance.choice((None, None, 2)),
                ),
            )
        )

    def larger(self) -> Operand:
        timeframe = self.chance.choice(_LARGER[self.bars.timeframe])
        return indicator("SMA", period=self.chance.randint(2, 4), timeframe=timeframe)

    def size(self, risk: Risk) -> Size | None:
        stopped = risk.stop_loss_pct is not None or risk.trailing_stop_pct is not None
        modes = list(SizeMode) if stopped else list(SizeMode)[:3]
        mode = self.chance.choice(modes)
        values = {
            SizeMode.PERCENT_EQUITY: self.chance.choice((100.0, 95.0, 30.0, 1.0)),
            SizeMode.FIXED_AMOUNT: self.chance.choice((1e3, 9e3, 2e4)),
            SizeMode.FIXED_QUANTITY: self.chance.uniform(0.4, 1.1) * 1e4 / self.price,
            SizeMode.RISK_PER_TRADE_PCT: self.chance.choice((0.5, 1.0, 5.0)),
        }
        return None if self.chance.random() < 0.15 else Size(mode, values[mode])

    def risk(self) -> Risk:
        return Risk(
            stop_loss_pct=self.maybe(0.7, 0.2, 3.0),
            take_profit_pct=self.maybe(0.7, 0.2, 3.0),
            trailing_stop_pct=self.maybe(0.4, 0.4, 6.0),
            max_position_size_pct=self.chance.choice((None, None, 100.0, 70.0)),
            max_drawdown_pct=self.chance.choice((None, None, None, None, 3.0, 15.0)),
            max_daily_loss_pct=self.chance.choice((None, None, None, None, 1.0, 4.0)),
            max_bars_in_trade=self.chance.choice((None, None, None, None, 1, 4, 60)),
            cooldown_bars=self.chance.choice((0, 0, 1, 5)),
            cooldown_after_loss_bars=self.chance.choice((0, 0, 2, 12)),
        )

    def maybe(self, likely: float, low: float, high: float) -> float | None:
        """Return some usual ranges in percent, sometimes a round number, sometimes none."""
        if self.chance.random() > likely:
            return None
        drawn = min(self.range_pct * self.chance.uniform(low, high), 90.0)
        return max(round(drawn), 1.0) if self.chance.random() < 0.3 else drawn

    def usual_order(self, strategy: Strategy) -> float:
        """Return about what one entry is worth: limits drawn near it let some pass, some not."""
        size = strategy.effective_size
        worth = {
            SizeMode.PERCENT_EQUITY: size.value * 100.0,
            SizeMode.FIXED_AMOUNT: size.value,
            SizeMode.FIXED_QUANTITY: size.value * self.price,
            SizeMode.RISK_PER_TRADE_PCT: 1e4,
        }[size.mode]
        return min(worth, 1e4 * strategy.effective_max_position_pct / 100.0)

    def config(self, usual_order: float) -> RunConfig:
        choose = self.chance.choice
        near = usual_order * self.chance.uniform(0.94, 1.0)
        unit = usual_order / self.price
        tick = 10.0 ** np.floor(np.log10(self.price * self.range_pct / 100.0))
        return RunConfig(
            initial_capital=10_000.0,
            commission_pct=choose((0.0, 0.1, 0.1, 0.25)),
            slippage_pct=choose((0.0, 0.05, 0.05, 0.3)),
            borrow_pct_per_year=choose((0.0, 8.0, 300.0)),
            lot_step=choose((1e-8, 1e-8, 1e-8, unit * 1e-4, unit * 0.1, near / self.price)),
            tick_size=choose((0.0, 0.0, float(tick) * 0.1, float(tick))),
            min_notional=choose((0.0, 0.0, 0.0, 10.0, near)),
            min_fee=choose((0.0, 0.0, 1.0, 6.0)),
            fee_per_share=choose((0.0, 0.0, 0.001 * self.price)),
            close_at_end=self.chance.random() < 0.5,
        )
