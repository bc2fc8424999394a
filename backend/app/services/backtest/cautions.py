"""What a person should know before believing a result."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.backtest import Outcome, RunConfig
from app.domain.market import Bars
from app.domain.rules.program import History
from app.domain.rules.spec import Strategy
from app.services.backtest.preparation import Prepared
from app.services.periods import utc_text

FEW_TRADES = 30


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning: a stable code and a plain sentence."""

    code: str
    message: str


def cautions(
    strategy: Strategy, data: Prepared, config: RunConfig, outcome: Outcome, history: History
) -> tuple[Caution, ...]:
    """Return every warning that applies to a finished run, the gravest first."""
    return (
        *_endings(outcome, data.bars),
        *_data(data, history),
        *_fills(outcome),
        *_method(strategy, config, outcome),
    )


def _endings(outcome: Outcome, bars: Bars) -> Iterator[Caution]:
    if outcome.bankrupt_bar >= 0:
        when = utc_text(int(bars.time[outcome.bankrupt_bar]))
        yield Caution("bankrupt", f"Equity fell to zero or below on {when} UTC; trading stopped.")
    elif outcome.halted_bar >= 0:
        when = utc_text(int(bars.time[outcome.halted_bar]))
        yield Caution("halted", f"The drawdown limit stopped trading on {when} UTC, for good.")
    count = len(outcome.trades)
    if count == 0:
        yield Caution("no_trades", "No trade was closed: there is nothing to judge.")
    elif count < FEW_TRADES:
        yield Caution(
            "few_trades", f"Only {_counted(count, 'closed trade')}: the figures are mostly luck."
        )
    if outcome.open_position is not None:
        so_far = f"{outcome.open_position.unrealized_pnl:+,.2f}"
        yield Caution(
            "open_at_end",
            f"A position is still open, {so_far} so far: in the equity, but not counted as a "
            "trade.",
        )


def _data(data: Prepared, history: History) -> Iterator[Caution]:
    if not np.isfinite(history.memory):
        yield Caution(
            "unanchored",
            "An indicator accumulates from the first bar of the data, so its level depends on "
            "where the data begin.",
        )
    elif data.first < history.memory:
        yield Caution("short_warm_up", _short_warm_up(data.first, history))


def _short_warm_up(earlier: int, history: History) -> str:
    there = f"Only {_counted(earlier, 'bar')}" if earlier else "No bars"
    verb = "lies" if earlier == 1 else "lie"
    return (
        f"{there} {verb} before the period: the indicators need up to {history.warm_up:,} for a "
        f"first value, and {int(history.memory):,} until it no longer matters where the data begin."
    )


def _fills(outcome: Outcome) -> Iterator[Caution]:
    if outcome.ambiguous_bars:
        yield Caution(
            "ambiguous_bars",
            f"On {_counted(outcome.ambiguous_bars, 'bar')} both stop and target were inside the "
            "bar; the stop was taken. Finer bars (intrabar_timeframe) would decide it.",
        )
    if outcome.late_fills:
        yield Caution(
            "late_fills",
            f"{_counted(outcome.late_fills, 'fill')} came more than one bar after the signal, "
            "across a gap.",
        )
    if outcome.zero_volume_fills:
        yield Caution(
            "zero_volume_fills",
            f"{_counted(outcome.zero_volume_fills, 'fill')} on bars without volume: nobody traded "
            "then.",
        )
    if outcome.refused_bar.size:
        yield Caution(
            "refused_entries",
            f"{_counted(outcome.refused_bar.size, 'entry', 'entries')} refused by size or capital.",
        )
    if outcome.conflicting_entries:
        yield Caution(
            "conflicting_entries",
            f"On {_counted(outcome.conflicting_entries, 'bar')} both sides asked to enter; neither "
            "did.",
        )


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _method(strategy: Strategy, config: RunConfig, outcome: Outcome) -> Iterator[Caution]:
    if strategy.allows("short") and config.borrow_pct_per_year == 0.0:
        yield Caution("free_borrow", "Short positions pay no borrow: borrow_pct_per_year is 0.")
    if config.commission_pct == 0.0 and config.min_fee == 0.0 and config.fee_per_share == 0.0:
        yield Caution("no_commission", "No commission is charged; no real account is like that.")
    if len(outcome.trades) or outcome.open_position is not None:
        yield Caution(
            "close_marked",
            "Drawdown is measured at bar closes; what happened inside a bar is not in it.",
        )
