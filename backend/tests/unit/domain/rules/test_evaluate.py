"""Rules 1 to 3 as tables: each case is read over whole arrays and bar by bar."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.domain.errors import Cancelled
from app.domain.rules.bar_by_bar import BarByBar
from app.domain.rules.compile import compile_strategy
from app.domain.rules.evaluate import all_of, any_of, evaluate, evaluate_bars
from app.domain.rules.program import Column, CompiledRules, Intent
from app.domain.rules.series import SeriesTable, compute_series
from app.domain.rules.spec import (
    Arithmetic,
    Condition,
    Expression,
    Node,
    Number,
    Price,
    PriceField,
    Strategy,
)
from app.domain.timeframes import Timeframe
from tests.builders import bars
from tests.documents import buy, condition, group, indicator, sell, strategy

A, B, C = Price(PriceField.CLOSE), Price(PriceField.OPEN), Price(PriceField.VOLUME)


def table_with(rules: CompiledRules, **columns: str) -> SeriesTable:
    """Return a table whose price columns hold "1 2 ? 4" instead; ? is unknown."""
    values = {
        name: np.array([float("nan") if word == "?" else float(word) for word in text.split()])
        for name, text in columns.items()
    }
    count = len(next(iter(values.values())))
    table = compute_series(rules, bars([1.0] * count))
    stored = tuple(
        values[node.field.value] if isinstance(node, Column) else kept
        for node, kept in zip(rules.nodes, table.stored, strict=True)
    )
    return replace(table, stored=stored)


def truths(body: Node, **columns: str) -> str:
    """Return the body's truth per bar, T, F or ?, as both evaluators agree on it."""
    rules = compile_strategy(strategy(buy(body), buy(group("NOT", body))))
    table = table_with(rules, **columns)
    fast = "".join("?TF"[first + 1] for first in evaluate(rules, table).entry_long)
    one_by_one, root = BarByBar(rules, table), rules.intents[Intent.ENTRY_LONG][0].root
    letters = {True: "T", False: "F", None: "?"}
    slow = "".join(letters[one_by_one.truth(root, i)] for i in range(len(table)))
    assert fast == slow
    return fast


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("less_than", "TFF??"),
        ("less_or_equal", "TTF??"),
        ("greater_than", "FFT??"),
        ("greater_or_equal", "FTT??"),
        ("equal", "FTF??"),
        ("not_equal", "TFT??"),
    ],
)
def test_a_comparison_with_an_unknown_side_is_unknown(operator, expected):
    """Rule 1."""
    assert truths(condition(A, operator, B), close="1 2 3 ? 5", open="2 2 2 2 ?") == expected


def test_equal_allows_one_part_in_a_thousand_million_and_the_others_nothing():
    """Rule 2."""
    near, far = "1.0000000009 -1.0000000009 1.000000002 0", "1 -1 1 0"
    assert truths(condition(A, "equal", B), close=near, open=far) == "TTFT"
    assert truths(condition(A, "less_or_equal", B), close=near, open=far) == "FTFT"


def test_a_cross_needs_both_bars():
    """Rule 2; at the first bar and beside unknown values only a failed half is certain."""
    above = condition(A, "crosses_above", B)
    below = condition(A, "crosses_below", B)
    close, level = "1 3 3 1 2 3 ? 3 1", "2 2 2 2 2 2 2 2 2"
    assert truths(above, close=close, open=level) == "FTFFFTF?F"
    assert truths(below, close=close, open=level) == "?FFTFF?FT"


def test_touching_and_leaving_is_a_cross():
    """Rule 2: `<=` one bar ago."""
    assert truths(condition(A, "crosses_above", Number(2.0)), close="2 3 2 2 3") == "FTFFT"


@pytest.mark.parametrize(
    ("operator", "expected"), [("between", "FTTTF?F??F"), ("outside", "TTFTT????F")]
)
def test_bounds_are_inclusive_and_reversed_bounds_hold_nothing(operator, expected):
    """Rule 2. Beyond one bound `between` is false whatever the other, `outside` still open."""
    got = truths(
        condition(A, operator, (B, C)),
        close="0 1 2 3 4 ? 9 2 9 2",
        open="1 1 1 1 1 1 ? 1 1 3",
        volume="3 3 3 3 3 3 3 ? ? 1",
    )
    assert got == expected


def test_reversed_bounds_are_false_even_for_an_unknown_value():
    for operator in ("between", "outside"):
        body = condition(A, operator, (Number(3.0), Number(1.0)))
        assert truths(body, close="0 2 4 ?") == "FFFF"


@pytest.mark.parametrize(
    ("operator", "steps", "expected"),
    [
        ("rising", 1, "?TTFFT??T"),
        ("rising", 2, "??TFFF???"),
        ("falling", 1, "?FFFTF??F"),
        ("falling", 2, "?FFFFFF?F"),
    ],
)
def test_rising_is_n_rises_in_a_row(operator, steps, expected):
    """Rule 2: n + 1 values; one failed step decides, else an unknown value leaves it open."""
    assert truths(condition(A, operator, steps), close="1 2 3 3 2 4 ? 5 6") == expected


def test_rising_takes_n_steps():
    assert truths(condition(A, "rising", 3), close="1 2 3 4 5 5 6 7 8") == "???TTFFFT"


def test_within_remembers_and_for_insists():
    """Rule 1."""
    close = "1 9 1 1 1 ? 1 1 9"
    assert truths(condition(A, "greater_than", Number(5.0), within=3), close=close) == "?TTTF???T"
    high = "9 9 9 1 9 9 ? 9 9"
    assert truths(condition(A, "greater_than", Number(5.0), for_bars=2), close=high) == "?TTFFT??T"


def test_windows_work_on_groups():
    body = group(
        "AND",
        condition(A, "greater_than", Number(5.0)),
        condition(B, "greater_than", Number(5.0)),
        within=2,
    )
    assert truths(body, close="9 1 1 9", open="9 1 9 1") == "TTFF"


_NINE = {"close": "9 9 9 1 1 1 ? ? ?", "open": "9 1 ? 9 1 ? 9 1 ?"}


@pytest.mark.parametrize(
    ("logic", "expected"), [("AND", "TF?FFF?F?"), ("OR", "TTTTF?T??")], ids=["and", "or"]
)
def test_groups_are_kleenes(logic, expected):
    """Rule 1: all nine pairs of true, false and unknown."""
    sides = (condition(side, "greater_than", Number(5.0)) for side in (A, B))
    assert truths(group(logic, *sides), **_NINE) == expected


def test_not_keeps_the_unknown():
    body = group("NOT", condition(A, "greater_than", Number(5.0)))
    assert truths(body, close="9 1 ?") == "FT?"
    assert truths(group("NOT", body), close="9 1 ?") == "TF?"


def test_a_comparison_of_two_numbers_is_an_answer_for_every_bar():
    assert truths(condition(Number(1.0), "less_than", Number(2.0)), close="1 1 1") == "TTT"


def test_the_first_true_rule_in_list_order_names_the_signal():
    """Rule 9; the index counts over the whole list, whatever the side."""
    over = {k: condition(A, "greater_than", Number(float(k))) for k in (1, 3, 5)}
    rules = compile_strategy(
        strategy(buy(over[5]), sell(over[1]), buy(over[3]), exits=[buy(over[3]), sell(over[1])])
    )
    signals = evaluate(rules, table_with(rules, close="0 2 4 6"))
    assert signals.entry_long.tolist() == [-1, -1, 2, 0]
    assert signals.entry_short.tolist() == [-1, 1, 1, 1]
    assert signals.exit_long.tolist() == [-1, 1, 1, 1]
    assert signals.exit_short.tolist() == [-1, -1, 0, 0]


def test_an_intent_without_rules_gives_no_signal():
    rules = compile_strategy(strategy(condition(A, "greater_than", Number(0.0))))
    signals = evaluate(rules, table_with(rules, close="1 1"))
    assert signals.exit_long.tolist() == [-1, -1]
    assert not rules.intents[Intent.EXIT_LONG]


def signalled(document: Strategy, closes: str) -> list[int]:
    """Return the bars at which a rule buys."""
    rules = compile_strategy(document)
    signals = evaluate(rules, compute_series(rules, bars(closes, document.timeframe)))
    return np.flatnonzero(signals.entry_long >= 0).tolist()


# Three 4h bars close at 1, 3 and 2; each is seen from the last of its own hours on (rule 4).
_HOURS = "9 9 9 1  9 9 9 3  9 9 9 2  9 9"
_H4 = Price(PriceField.CLOSE, timeframe=Timeframe.H4)


def on_hours(body: Condition) -> list[int]:
    return signalled(strategy(body), _HOURS)


def test_a_4h_cross_is_true_only_on_the_first_bar_that_sees_it():
    """Rule 3: crosses count the strategy's bars."""
    assert on_hours(condition(_H4, "greater_than", Number(2.0))) == [7, 8, 9, 10]
    assert on_hours(condition(_H4, "crosses_above", Number(2.0))) == [7]
    assert on_hours(condition(_H4, "crosses_below", Number(3.0))) == [11]


def test_a_4h_rise_counts_the_strategys_bars():
    """Rule 3: between two 4h bars the value stands still; the step before it asks for offset."""
    assert on_hours(condition(_H4, "rising", 1)) == [7]
    assert on_hours(condition(_H4, "rising", 2)) == []
    one_before = replace(_H4, offset=1)
    assert on_hours(condition(_H4, "greater_than", one_before)) == [7, 8, 9, 10]


def test_a_4h_cross_within_three_counts_the_strategys_bars():
    assert on_hours(condition(_H4, "crosses_above", Number(2.0), within=3)) == [7, 8, 9]


def test_an_hourly_close_crosses_a_level_that_steps():
    """The level jumps from 1 to 3 at bar 7: what was above may be below without moving."""
    hours = "5 5 5 1  2 2 2 3  2 2 2 9"
    above = condition(A, "crosses_above", _H4)
    below = condition(A, "crosses_below", _H4)
    assert signalled(strategy(above), hours) == [4]
    assert signalled(strategy(below), hours) == [8]


@pytest.mark.parametrize("bars_count", [1, 2, 3, 5, 8, 20])
def test_windows_equal_a_plain_loop(bars_count):
    mask = np.random.default_rng(bars_count).random(15) < 0.4
    rows = [mask[max(0, i - bars_count + 1) : i + 1] for i in range(mask.size)]
    assert any_of(mask, bars_count).tolist() == [bool(row.any()) for row in rows]
    assert all_of(mask, bars_count).tolist() == [
        bool(row.all()) and row.size == bars_count for row in rows
    ]


def test_evaluating_leaves_the_table_as_it_was():
    mean = indicator("SMA", period=3)
    rules = compile_strategy(
        strategy(
            group("AND", condition(A, "greater_than", mean), condition(A, "less_than", mean)),
            group("NOT", condition(A, "greater_than", mean)),
        )
    )
    table = compute_series(rules, bars("1 2 3 4 3 2 1 5"))
    before = [None if s is None else s.copy() for s in table.stored]
    first, second = evaluate(rules, table), evaluate(rules, table)
    np.testing.assert_array_equal(first.entry_long, second.entry_long)
    for old, new in zip(before, table.stored, strict=True):
        if old is not None:
            np.testing.assert_array_equal(old, new)


def test_no_bars_give_no_signals():
    rules = compile_strategy(strategy(condition(A, "rising", 3, within=4)))
    assert evaluate(rules, compute_series(rules, bars([]))).entry_long.size == 0


def test_an_answer_shared_by_two_rules_is_not_written_to():
    over = {k: condition(A, "greater_than", Number(float(k))) for k in (1, 3)}
    rules = compile_strategy(strategy(over[1], group("AND", over[1], over[3])))
    signals = evaluate(rules, table_with(rules, close="0 2 4"))
    assert signals.entry_long.tolist() == [-1, 0, 0]


_COUNT = 20_000
_WAVE = bars(100 + np.sin(np.arange(_COUNT)))


def peak_arrays(run: Callable[[], object]) -> float:
    """Return the most memory `run` held at a time, in arrays of the series' length."""
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (8 * _COUNT)


def test_memory_does_not_grow_with_the_number_of_conditions():
    """Each condition's numbers are gone before the next one's are made."""

    def peak_with(conditions: int) -> float:
        sums = [
            Expression(Arithmetic.ADD, (replace(A, offset=k + 1), B, Number(float(k))))
            for k in range(conditions)
        ]
        rules = compile_strategy(
            strategy(*(condition(A, "less_than", total, within=50) for total in sums))
        )
        table = compute_series(rules, _WAVE)
        return peak_arrays(lambda: evaluate(rules, table))

    assert peak_with(64) < peak_with(4) + 1 < 8


def twenty_means() -> CompiledRules:
    means = [indicator("SMA", period=k) for k in range(5, 25)]
    return compile_strategy(strategy(*(condition(A, "less_than", mean) for mean in means)))


def test_indicators_are_dropped_after_their_last_reader():
    rules = twenty_means()
    assert peak_arrays(lambda: compute_series(rules, _WAVE)) > 20
    assert peak_arrays(lambda: evaluate_bars(rules, _WAVE)) < 8


def test_work_can_be_stopped_between_two_indicators():
    calls: list[int] = []

    def stop_at_third() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        evaluate_bars(twenty_means(), _WAVE, between=stop_at_third)
    assert len(calls) == 3
