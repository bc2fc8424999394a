"""Laws of the rules: three readings agree, and no signal knows what comes after it."""

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.domain.arrays import Shorts
from app.domain.calendars import bucket_end
from app.domain.market import Bars
from app.domain.rules.bar_by_bar import BarByBar, evaluate_at
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import evaluate, evaluate_bars
from app.domain.rules.program import CompiledRules, Run
from app.domain.rules.series import SeriesTable, compute_series
from app.domain.signals import Signals
from app.domain.timeframes import Calendar, Timeframe
from tests.builders import START_NS
from tests.documents import CLOSE, condition, drawn_strategy, indicator, strategy
from tests.markets import real
from tests.properties.naive_rules import naive_signals

CASES = [
    (Timeframe.H1, Calendar.ALWAYS),
    (Timeframe.M30, Calendar.FOREX),
    (Timeframe.M30, Calendar.US_STOCK),
    (Timeframe.D1, Calendar.US_STOCK),
]
IDS = [f"{timeframe} {calendar}" for timeframe, calendar in CASES]


def random_walk(seed: int, count: int, timeframe: Timeframe, calendar: Calendar) -> Bars:
    """Return a walk with gaps, flat stretches, unknown and zero volume, in session hours."""
    chance = np.random.default_rng(seed)
    slots = START_NS + np.arange(count * 8, dtype=np.int64) * timeframe.nanos
    slots = slots[_in_session(slots, timeframe, calendar)][: 2 * count]
    kept = slots[np.sort(chance.permutation(slots.size)[: int(slots.size * 0.85)])][:count]
    step = chance.normal(size=kept.size) * (chance.random(kept.size) < 0.8)
    close = np.round(100.0 * np.exp(np.cumsum(step) * 0.01), 1)
    opened = np.r_[close[:1], close[:-1]]
    top, bottom = np.maximum(opened, close), np.minimum(opened, close)
    volume = np.round(chance.random(kept.size) * 3)
    volume[chance.random(kept.size) < 0.05] = np.nan
    return Bars(
        time=kept,
        open=opened,
        high=top + np.round(chance.random(kept.size), 1),
        low=bottom - np.round(chance.random(kept.size), 1),
        close=close,
        volume=volume,
        timeframe=timeframe,
        calendar=calendar,
    )


def _in_session(slots: np.ndarray, timeframe: Timeframe, calendar: Calendar) -> np.ndarray:
    hours = slots // 3_600_000_000_000
    weekday, hour = (hours // 24 + 3) % 7, hours % 24
    if calendar is Calendar.ALWAYS:
        return np.ones(slots.size, bool)
    if calendar is Calendar.FOREX:
        return ~((weekday == 5) | ((weekday == 4) & (hour >= 21)) | ((weekday == 6) & (hour < 22)))
    if timeframe is Timeframe.D1:
        return weekday < 5
    return (weekday < 5) & (hour >= 15) & (hour < 21)


def table_of(signals: Signals) -> list[tuple[int, ...]]:
    four = (signals.entry_long, signals.exit_long, signals.entry_short, signals.exit_short)
    return [tuple(int(v) for v in row) for row in zip(*four, strict=True)]


def drawn(seed: int, timeframe: Timeframe, calendar: Calendar) -> tuple[CompiledRules, Bars]:
    rules = compile_strategy(drawn_strategy(random.Random(seed), timeframe))
    return rules, random_walk(seed, 120, timeframe, calendar)


@pytest.mark.parametrize(("timeframe", "calendar"), CASES, ids=IDS)
def test_three_readings_of_a_document_agree_at_every_bar(timeframe, calendar):
    true_bars = 0
    for seed in range(100):
        strategy = drawn_strategy(random.Random(seed), timeframe)
        bars = random_walk(seed, 120, timeframe, calendar)
        rules = compile_strategy(strategy)
        table = compute_series(rules, bars)
        fast = table_of(evaluate(rules, table))
        one_by_one = BarByBar(rules, table)
        assert fast == [one_by_one.at(i) for i in range(len(bars))], seed
        assert fast == naive_signals(strategy, bars), seed
        assert fast == table_of(evaluate_bars(rules, bars)), seed
        true_bars += sum(value >= 0 for row in fast for value in row)
    assert true_bars > 1_000  # the documents do say something


REAL = {
    "bitfinex_BTC-USD_1m": (Timeframe.M1, Calendar.ALWAYS),
    "us_AAPL_1h": (Timeframe.H1, Calendar.US_STOCK),
    "mt5_GBP-USD_1h": (Timeframe.H1, Calendar.FOREX),
    "mt5_EUR-USD_4h": (Timeframe.H4, Calendar.FOREX),
}


@pytest.mark.parametrize("name", REAL)
def test_real_series_are_read_the_same_three_ways_and_never_ahead(name, shared_data):
    timeframe, calendar = REAL[name]
    for seed in range(8):
        start = 900 * seed
        bars = real(shared_data, name, start, start + 250, timeframe, calendar)
        strategy = drawn_strategy(random.Random(1_000 + seed), timeframe)
        rules = compile_strategy(strategy)
        whole = table_of(evaluate_bars(rules, bars))
        one_by_one = BarByBar(rules, compute_series(rules, bars))
        assert whole == [one_by_one.at(i) for i in range(len(bars))], seed
        assert whole == naive_signals(strategy, bars), seed
        for cut in (60, 133, 201):
            assert table_of(evaluate_bars(rules, bars.slice(0, cut))) == whole[:cut], (seed, cut)


@pytest.mark.parametrize(("timeframe", "calendar"), CASES, ids=IDS)
def test_signals_do_not_change_when_later_bars_arrive(timeframe, calendar):
    for seed in range(100, 160):
        rules, bars = drawn(seed, timeframe, calendar)
        whole = table_of(evaluate(rules, compute_series(rules, bars)))
        for cut in random.Random(seed).sample(range(1, len(bars)), 6):
            early = table_of(evaluate(rules, compute_series(rules, bars.slice(0, cut))))
            assert early == whole[:cut], (seed, cut)


@pytest.mark.parametrize(("timeframe", "calendar"), CASES, ids=IDS)
def test_one_bar_is_judged_without_reading_a_later_value(timeframe, calendar):
    for seed in range(200, 240):
        rules, bars = drawn(seed, timeframe, calendar)
        table = compute_series(rules, bars)
        whole = table_of(evaluate(rules, table))
        for i in random.Random(seed).sample(range(len(bars)), 4):
            assert evaluate_at(rules, _poisoned_after(rules, table, i), i) == whole[i], (seed, i)


def _poisoned_after(rules: CompiledRules, table: SeriesTable, i: int) -> SeriesTable:
    """Return the table with nonsense in every value that bar i must not see."""
    ends = [bucket_end(bars.time, bars.timeframe, bars.calendar) for bars in table.bars]
    stored = []
    for node, values in zip(rules.nodes, table.stored, strict=True):
        if values is None:
            stored.append(None)
            continue
        seen = ends[node.frame] <= ends[0][i]
        if node.frame == 0:
            seen = np.arange(len(table)) <= i
        stored.append(np.where(seen, values, -7.7))
    return replace(table, stored=tuple(stored))


def _peeking(rules: CompiledRules) -> CompiledRules:
    """Return the rules with every indicator shifted one bar into the future."""

    def leak(run: Run) -> Run:
        def compute(bars, source, params):
            honest = run.indicator.compute(bars, source, params)
            return tuple(np.r_[values[1:], values[-1:]] for values in honest)

        return replace(run, indicator=replace(run.indicator, compute=compute))

    return replace(rules, runs=tuple(leak(run) for run in rules.runs))


def _early_visible(table: SeriesTable) -> SeriesTable:
    """Return the table with larger bars shown one bar before their end."""
    last = {pair: len(table.bars[pair[1]]) - 1 for pair in table.seen}
    seen = {pair: np.minimum(index + 1, last[pair]) for pair, index in table.seen.items()}
    return replace(table, seen=seen)


LEAKS = {
    "indicator reads one bar ahead": (indicator("SMA", period=3), _peeking, lambda t: t),
    "4h bar seen before its end": (
        indicator("SMA", period=3, timeframe=Timeframe.H4),
        lambda r: r,
        _early_visible,
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_caught_in_every_run(leak):
    mean, spoil_rules, spoil_table = LEAKS[leak]
    honest = compile_strategy(strategy(condition(CLOSE, "greater_than", mean)))

    def changed(rules: CompiledRules, spoil: Callable[[SeriesTable], SeriesTable]) -> bool:
        whole = table_of(evaluate(rules, spoil(compute_series(rules, bars))))
        cuts = range(20, len(bars), 3)
        early = (
            table_of(evaluate(rules, spoil(compute_series(rules, bars.slice(0, cut)))))
            for cut in cuts
        )
        return any(rows != whole[: len(rows)] for rows in early)

    caught = 0
    for seed in range(20):
        bars = random_walk(seed, 120, Timeframe.H1, Calendar.ALWAYS)
        assert not changed(honest, lambda table: table)
        caught += changed(spoil_rules(honest), spoil_table)
    assert caught == 20


def test_signals_are_small_integers():
    rules, bars = drawn(1, Timeframe.H1, Calendar.ALWAYS)
    signals = evaluate(rules, compute_series(rules, bars))
    four: tuple[Shorts, ...] = (
        signals.entry_long,
        signals.exit_long,
        signals.entry_short,
        signals.exit_short,
    )
    assert {array.dtype for array in four} == {np.dtype(np.int16)}
    assert {array.size for array in four} == {len(bars)}
