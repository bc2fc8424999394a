"""Proof, per run, that nothing looked ahead: the past must come out the same without the future.

The bars are cut at five places and everything is computed again from the raw bars before each cut.
Indicator values, signals, fills and equity up to the cut must equal the run's to the bit, and the
orders due after the cut must be those the run filled there (rules-and-fills, section 4).
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np

from app.domain.arrays import Ints
from app.domain.backtest import (
    NO_HOOKS,
    TRADE_FIELDS,
    ExitReason,
    Hooks,
    Outcome,
    PendingKind,
    RunConfig,
    Trades,
)
from app.domain.errors import Cancelled
from app.domain.market import Bars
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate
from app.domain.rules.program import Output, Seen
from app.domain.rules.series import aligned, compute_series
from app.domain.rules.spec import Strategy

_MARKET_EXITS: Final = (
    ExitReason.EXIT_RULE, ExitReason.REVERSE, ExitReason.TIME_STOP, ExitReason.HALT,
)  # fmt: skip
_STOPS: Final = (ExitReason.STOP_LOSS, ExitReason.TRAILING_STOP)
_CURVES: Final = ("equity", "position", "exposed", "gross")
_HELD: Final = (
    "side", "entry_bar", "entry_time", "quantity", "entry_price", "entry_fee", "stop_price",
    "target_price", "entry_rule",
)  # fmt: skip

Observed = Mapping[str, Any]


class Runs(Protocol):
    """What is proven: anything with the run method of ports.backtesting.Engine."""

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
        """Return the outcome of the run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whether a run is proven; a cut is the number of bars left before it, an index into the bars.

    `first_difference` says in one sentence what an earlier bar knew of a later one, None if passed.
    """

    passed: bool
    cuts: tuple[int, ...]
    seconds: float
    first_difference: str | None


def prove(
    engine: Runs,
    strategy: Strategy,
    bars: Bars,
    config: RunConfig,
    outcome: Outcome,
    *,
    dataset_hash: str,
    seconds: Callable[[], float],
    finer: Bars | None = None,
    hooks: Hooks = NO_HOOKS,
    observe: "Callable[[Strategy, Bars], Observed] | None" = None,
) -> Proof:
    """Return whether `outcome`, a run of `engine` over `bars`, knew nothing of the future.

    `observe` returns everything the decisions were made of, one array per name; by default the
    indicator values and signals of the rules. `seconds` is a monotonic clock.

    Raises: Cancelled between two cuts.
    """
    begun = seconds()
    look = observe or observed
    whole = look(strategy, bars)
    cuts = drawn_cuts(dataset_hash, outcome, len(bars))
    found = None
    for cut in cuts:
        if hooks.cancelled is not None and hooks.cancelled():
            raise Cancelled("the proof was cancelled")
        before = bars.slice(0, cut)
        found = _first_unequal(whole, look(strategy, before), cut)
        if found is None:
            # A forced close at the end of the data is the one thing a cut may change (rule 20).
            again = engine.run(
                strategy, before, replace(config, close_at_end=False),
                first=outcome.first, finer=_finer_before(finer, before),
            )  # fmt: skip
            found = _first_difference(outcome, again, cut)
        if found is not None:
            break
    sentence = None if found is None else f"without the bars from {cut} on, {found}"
    return Proof(
        passed=found is None, cuts=cuts, seconds=seconds() - begun, first_difference=sentence
    )


def observed(strategy: Strategy, bars: Bars) -> Observed:
    """Return every indicator value and every signal of the rules, by name."""
    rules = compile_strategy(strategy)
    table = compute_series(rules, bars)
    seen: dict[str, Any] = {}
    for index, node in enumerate(rules.nodes):
        if isinstance(node, Output | Seen) and node.frame == 0:
            name = "a higher timeframe"
            if isinstance(node, Output):
                run = rules.runs[node.run]
                name = f"{run.indicator.name}.{run.indicator.outputs[node.output]}"
            seen[f"{name} (series {index})"] = aligned(rules, table, index)
    signals = evaluate(rules, table)
    for intent in ("entry_long", "exit_long", "entry_short", "exit_short"):
        seen[f"the signal {intent}"] = getattr(signals, intent)
    return seen


def drawn_cuts(dataset_hash: str, outcome: Outcome, size: int) -> tuple[int, ...]:
    """Return up to five cuts, drawn by the hash of the data, each leaving a bar on either side.

    They are drawn where knowledge of the future would show: where a market order filled (the
    prefix must have it pending), after an entry, twice after a stop, after a target; freely where
    a run has no such place.
    """
    anywhere = np.arange(outcome.first + 1, size)
    cuts = set()
    for k, places in enumerate(_telling_places(outcome)):
        inside = places[places < size]
        choice = inside if inside.size else anywhere
        seed = hashlib.sha256(f"{dataset_hash} cut {k}".encode()).digest()
        if choice.size:
            cuts.add(int(choice[int.from_bytes(seed[:8], "big") % choice.size]))
    return tuple(sorted(cuts))


def _telling_places(outcome: Outcome) -> tuple[Ints, ...]:
    trades = outcome.trades
    market = trades.exit_bar[np.isin(trades.reason, _MARKET_EXITS)]
    entries = np.concatenate((trades.entry_bar, _held_entry(outcome)))
    stops = trades.exit_bar[np.isin(trades.reason, _STOPS)] + 1
    targets = trades.exit_bar[trades.reason == ExitReason.TAKE_PROFIT] + 1
    orders = np.concatenate((entries, market, outcome.refused_bar + 1))
    return orders, entries + 1, stops, stops, targets


def _held_entry(outcome: Outcome) -> Ints:
    held = outcome.open_position
    return np.array([] if held is None else [held.entry_bar], np.int64)


def _finer_before(finer: Bars | None, before: Bars) -> Bars | None:
    if finer is None:
        return None
    return finer.between(0, int(before.time[-1]) + before.timeframe.nanos)


def _first_unequal(whole: Observed, part: Observed, cut: int) -> str | None:
    for name, values in whole.items():
        bar = _unequal_at(values[:cut], part[name])
        if bar is not None:
            return f"{name} at bar {bar} is {part[name][bar]:g}, not {values[bar]:g}"
    return None


def _unequal_at(one: Any, other: Any) -> int | None:
    """Return the first index at which two arrays differ in a bit; all NaNs are one NaN."""
    if one.tobytes() == other.tobytes():
        return None
    differs = one.view(f"i{one.itemsize}") != other.view(f"i{other.itemsize}")
    if one.dtype == np.float64:
        differs &= ~(np.isnan(one) & np.isnan(other))
    places = np.flatnonzero(differs)
    return int(places[0]) if places.size else None


def _first_difference(whole: Outcome, part: Outcome, cut: int) -> str | None:
    return next(_differences(whole, part, cut), None)


def _differences(whole: Outcome, part: Outcome, cut: int) -> Iterator[str]:
    for name in _CURVES:
        bar = _unequal_at(getattr(whole, name)[: cut - whole.first], getattr(part, name))
        if bar is not None:
            yield f"{name} at bar {bar + whole.first} is another"
    yield from _trade_differences(whole.trades, part.trades, cut)
    if _held_at(whole, cut) != _held_at(part, cut):
        yield "the position held at the cut is another"
    if _orders_filled_at(whole, cut) != _orders_due(part):
        yield "the orders due at the next open are others"
    earlier = whole.refused_bar < cut - 1
    if not (
        np.array_equal(whole.refused_bar[earlier], part.refused_bar)
        and np.array_equal(whole.refused_reason[earlier], part.refused_reason)
    ):
        yield "other entries are refused"
    for name in ("halted_bar", "bankrupt_bar"):
        bar = getattr(whole, name)
        if (bar if bar < cut else -1) != getattr(part, name):
            yield f"{name} is {getattr(part, name)}, not {bar}"


def _trade_differences(whole: Trades, part: Trades, cut: int) -> Iterator[str]:
    closed = whole.exit_bar < cut
    if int(closed.sum()) != len(part):
        yield f"{len(part)} trades are closed, not {int(closed.sum())}"
        return
    for name in TRADE_FIELDS:
        trade = _unequal_at(getattr(whole, name)[closed], getattr(part, name))
        if trade is not None:
            yield f"{name} of trade {trade} is another"


def _held_at(outcome: Outcome, cut: int) -> tuple[object, ...] | None:
    """Return what is known of the position held at the close before the cut."""
    trades = outcome.trades
    held = np.flatnonzero((trades.entry_bar < cut) & (trades.exit_bar >= cut))
    if held.size:
        return tuple(_plain(getattr(trades, name)[held[0]]) for name in _HELD)
    position = outcome.open_position
    if position is None or position.entry_bar >= cut:
        return None
    return tuple(_plain(getattr(position, name)) for name in _HELD)


def _plain(value: Any) -> object:
    """Return a value that equals itself: NaN becomes None."""
    return None if value != value else float(value)


def _orders_filled_at(outcome: Outcome, cut: int) -> set[str]:
    """Return the market orders of a run that met the open of bar `cut`, filled or refused."""
    trades = outcome.trades
    left = (trades.exit_bar == cut) & np.isin(trades.reason, _MARKET_EXITS)
    orders = {f"exit {ExitReason(int(trades.reason[k])).label}" for k in np.flatnonzero(left)}
    entered = _has(trades.entry_bar, cut) or _has(_held_entry(outcome), cut)
    if entered or _has(outcome.refused_bar, cut - 1):
        orders.add("entry")
    return orders


def _orders_due(outcome: Outcome) -> set[str]:
    return {
        f"exit {reason}" if kind is PendingKind.EXIT else "entry"
        for kind, _, reason in outcome.pending
    }


def _has(bars: Ints, bar: int) -> bool:
    return bool(np.any(bars == bar))
