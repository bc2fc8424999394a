"""What bars read: prices, arithmetic, offsets, larger timeframes."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.errors import InvalidInput
from app.domain.market import Bars
from app.domain.rules.bar_by_bar import BarByBar
from app.domain.rules.compile import compile_strategy
from app.domain.rules.program import Comparison
from app.domain.rules.series import aligned, compute_series, finite
from app.domain.rules.spec import Arithmetic, Expression, Number, Operand, Price, PriceField
from app.domain.timeframes import Timeframe
from tests.builders import bars, ohlc
from tests.documents import CLOSE, VOLUME, condition, indicator, strategy


def values(operand: Operand, series: Bars) -> list[float | None]:
    """Return what each bar reads, None for unknown; both readers must agree."""
    rules = compile_strategy(
        strategy(condition(operand, "less_than", 1), timeframe=series.timeframe)
    )
    table = compute_series(rules, series)
    (truth,) = rules.truths
    assert isinstance(truth, Comparison)
    fast = aligned(rules, table, truth.left)
    slow = [BarByBar(rules, table).value(truth.left, i) for i in range(len(series))]
    np.testing.assert_array_equal(fast, slow)
    return [None if np.isnan(v) else float(v) for v in fast]


def expression(op: str, *args: Operand | float, **more: object) -> Expression:
    sides = tuple(Number(float(a)) if isinstance(a, int | float) else a for a in args)
    return Expression(Arithmetic(op), sides, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("open", 10.0),
        ("high", 16.0),
        ("low", 8.0),
        ("close", 14.0),
        ("volume", 3.0),
        ("hl2", 12.0),
        ("hlc3", 38.0 / 3.0),
        ("ohlc4", 12.0),
    ],
)
def test_price_fields(field, expected):
    assert values(Price(PriceField(field)), ohlc([(10, 16, 8, 14)], volume=3.0)) == [expected]


def test_an_offset_before_the_series_is_unknown():
    """Rule 1."""
    assert values(replace(CLOSE, offset=2), bars("1 2 3 4")) == [None, None, 1.0, 2.0]
    assert values(replace(CLOSE, offset=9), bars("1 2 3 4")) == [None] * 4


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        (expression("add", CLOSE, 1, 2), [5.0, 7.0]),
        (expression("sub", CLOSE, 1), [1.0, 3.0]),
        (expression("mul", CLOSE, CLOSE), [4.0, 16.0]),
        (expression("div", 8, CLOSE), [4.0, 2.0]),
        (expression("min", CLOSE, 3, 9), [2.0, 3.0]),
        (expression("max", 3, CLOSE), [3.0, 4.0]),
        (expression("abs", expression("sub", 0, CLOSE)), [2.0, 4.0]),
        (expression("add", 1, 2), [3.0, 3.0]),
        (expression("add", 1, 2, offset=1), [None, 3.0]),
        (expression("sub", CLOSE, replace(CLOSE, offset=1)), [None, 2.0]),
        (Number(7.0), [7.0, 7.0]),
    ],
)
def test_arithmetic(operand, expected):
    assert values(operand, bars("2 4")) == expected


@pytest.mark.parametrize(
    "operand",
    [
        expression("div", CLOSE, 0),
        expression("div", 0, expression("sub", CLOSE, CLOSE)),
        expression("mul", CLOSE, 1e308, 1e308),
        expression("min", expression("div", CLOSE, 0), 5),
        expression("sub", expression("mul", 1e308, 10), 1),
        expression("max", VOLUME, 5),
    ],
    ids=["x/0", "0/0", "overflow", "min(x/0, 5)", "constant overflow", "unknown volume"],
)
def test_what_is_not_finite_is_unknown(operand):
    """Rule 1, at every step: min(1/0, 5) is not 5."""
    assert values(operand, ohlc([(2, 2, 2, 2)], volume=np.nan)) == [None]


def test_infinite_indicator_values_are_unknown():
    np.testing.assert_array_equal(
        finite(np.array([1.0, np.inf, -np.inf, np.nan])), [1.0, np.nan, np.nan, np.nan]
    )


def test_a_table_holds_no_infinity():
    def exploding(series, source, params):
        return (np.where(source > 1, np.inf, source),)

    rules = compile_strategy(strategy(condition(indicator("SMA"), "less_than", 1)))
    (run,) = rules.runs
    spoilt = replace(run, indicator=replace(run.indicator, compute=exploding))
    table = compute_series(replace(rules, runs=(spoilt,)), bars("1 2"))
    np.testing.assert_array_equal(table.stored[run.outputs[0][1]], [1.0, np.nan])


_HOURS = bars("1 1 1 10  1 1 1 20  1 1 1 30  1 1")
_H4 = replace(CLOSE, timeframe=Timeframe.H4)
_NOTHING: list[float | None] = [None]


def test_a_4h_bar_is_seen_from_the_end_of_its_last_hour():
    """Rule 4; the unfinished one never."""
    assert values(_H4, _HOURS) == [*_NOTHING * 3, *[10.0] * 4, *[20.0] * 4, *[30.0] * 3]


def test_a_series_that_begins_inside_a_4h_bar_does_not_have_it():
    """Rule 4: the first bucket counts only if the series has a bar at or before its open."""
    late = _HOURS.slice(1, 14)
    assert values(_H4, late) == [*_NOTHING * 6, *[20.0] * 4, *[30.0] * 3]


def test_a_gap_keeps_the_last_4h_bar_in_sight():
    """Rule 4."""
    kept = np.array([0, 1, 2, 3, 12, 13, 14, 15, 16])
    gap = Bars(
        *(getattr(bars(range(1, 18)), name)[kept] for name in Bars.__slots__[:6]), Timeframe.H1
    )
    assert values(_H4, gap) == [*_NOTHING * 3, *[4.0] * 4, *[16.0] * 2]


def test_an_offset_counts_bars_of_its_own_timeframe():
    """Rule 3."""
    assert values(replace(_H4, offset=1), _HOURS) == [*_NOTHING * 7, *[10.0] * 4, *[20.0] * 3]


def test_arithmetic_in_a_frame_is_done_on_its_bars():
    """Steps of 4h inside the expression, of one hour around it."""
    step = expression("sub", CLOSE, replace(CLOSE, offset=1), timeframe=Timeframe.H4)
    assert values(step, _HOURS) == [*_NOTHING * 7, *[10.0] * 7]
    hourly = expression("sub", _H4, replace(CLOSE, offset=1))
    assert values(hourly, _HOURS)[3:9] == [9.0, 0.0, 9.0, 9.0, 19.0, 0.0]


def test_a_source_follows_its_own_timeframe_inside_the_indicators():
    """Each 4h bar reads the last day that has ended by its own end."""
    days = bars([float(k // 24 + 1) for k in range(96)])
    daily = replace(CLOSE, timeframe=Timeframe.D1)
    mean = indicator("SMA", source=daily, period=2, timeframe=Timeframe.H4)
    got = values(mean, days)
    assert got[:27] == [None] * 27
    assert got[27:51] == [1.0] * 20 + [1.5] * 4


def test_an_hourly_source_of_a_4h_indicator_is_its_last_hour():
    mean = indicator(
        "SMA",
        source=replace(CLOSE, timeframe=Timeframe.H1),
        period=2,
        timeframe=Timeframe.H4,
    )
    assert values(mean, _HOURS) == values(replace(mean, source=None), _HOURS)


def test_bars_of_another_timeframe_are_refused():
    rules = compile_strategy(strategy(condition(CLOSE, "less_than", 1)))
    with pytest.raises(InvalidInput, match="the rules want bars of 1h, not of 4h"):
        compute_series(rules, bars("1 2", Timeframe.H4))


def test_prices_are_not_copied():
    series = bars("1 2 3")
    rules = compile_strategy(strategy(condition(CLOSE, "less_than", 1)))
    table = compute_series(rules, series)
    assert table.stored[0] is series.close


def test_only_outputs_that_are_read_are_kept():
    rules = compile_strategy(strategy(condition(indicator("MACD", "signal"), "less_than", 1)))
    table = compute_series(rules, bars(np.arange(1.0, 80.0)))
    assert sum(values is not None for values in table.stored) == 1
