"""The catalogue finds, checks and describes indicators."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from app.domain.errors import InvalidInput
from app.domain.indicators.registry import (
    bound,
    catalogue,
    compute,
    describe,
    find,
    memory_bars,
    register,
)
from app.domain.timeframes import Timeframe
from tests.builders import bars


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("RSI", "RSI"),
        ("rsi", "RSI"),
        ("Keltner", "KC"),
        ("HEIKIN_ASHI", "HA"),
        ("percentile_rank", "PERCENTRANK"),
        ("CHOP", "CHOPPINESS"),
        ("hull", "HMA"),
        ("POC", "VOLUME_PROFILE_POC"),
        ("BOLLINGER_BANDS", "BBANDS"),
    ],
)
def test_names_and_aliases_are_found_in_any_case(name, found):
    assert find(name).name == found


def test_an_unknown_name_brings_the_nearest_known_ones():
    with pytest.raises(InvalidInput, match="unknown indicator 'BOLINGER': did you mean BOLLINGER"):
        find("BOLINGER")


def test_a_name_like_nothing_is_still_one_sentence():
    with pytest.raises(InvalidInput, match="see the catalogue"):
        find("?" * 10_000)


def test_everything_the_specification_names_resolves():
    wanted = """VWAP VWAP_ROLLING SUPERTREND ICHIMOKU KELTNER DONCHIAN HMA HEIKIN_ASHI CHOPPINESS
        CMF VORTEX ZSCORE PERCENTILE_RANK VOLUME_PROFILE_POC HIGHEST_SINCE LOWEST_SINCE"""
    assert all(find(name) for name in wanted.split())


def test_the_catalogue_cannot_be_changed_from_outside():
    with pytest.raises(TypeError):
        catalogue()["MINE"] = find("RSI")  # type: ignore[index]


def test_registering_the_same_entry_twice_changes_nothing():
    before = dict(catalogue())
    register(find("RSI"))
    assert dict(catalogue()) == before


@pytest.mark.parametrize("name", ["RSI", "KELTNER", "lower"])
def test_a_taken_or_lower_case_name_is_refused(name):
    with pytest.raises(InvalidInput, match=name):
        register(replace(find("SMA"), name=name, aliases=()))
    assert name not in catalogue() or catalogue()[name] is find(name)


def test_defaults_fill_what_is_not_given():
    assert bound(find("MACD"), {"fastperiod": 5}) == {
        "fast_period": 5,
        "slow_period": 26,
        "signal_period": 9,
    }


@pytest.mark.parametrize("value", [14, 14.0, np.int64(14), np.float64(14.0)])
def test_whole_numbers_of_any_kind_are_bars(value):
    period = bound(find("RSI"), {"period": value})["period"]
    assert (period, type(period)) == (14, int)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (14.5, "14.5"),
        (1, "1"),
        (5_001, "5001"),
        (10**400, "a number of more than 40 digits"),
        ("14", "'14'"),
        (None, "of type NoneType"),
        ([14], "of type list"),
    ],
)
def test_what_is_no_period_is_refused_with_what_is_allowed(value, shown):
    with pytest.raises(InvalidInput) as refusal:
        bound(find("RSI"), {"period": value})
    assert str(refusal.value) == (f"RSI: period is {shown}, allowed: a whole number from 2 to 5000")


def test_every_fault_is_reported_at_once():
    with pytest.raises(InvalidInput) as refusal:
        bound(find("BBANDS"), {"period": 0, "ma_type": "fast", "colour": 1, "nbdevup": -1})
    assert [fault.pointer for fault in refusal.value.faults] == [
        "period", "ma_type", "colour", "nbdevup",
    ]  # fmt: skip


def test_one_parameter_under_two_names_is_a_fault():
    with pytest.raises(InvalidInput, match="period is given twice"):
        bound(find("RSI"), {"period": 14, "timeperiod": 20})


def test_an_indicator_without_parameters_says_so():
    with pytest.raises(InvalidInput, match="MEDPRICE takes no parameters"):
        bound(find("MEDPRICE"), {"period": 3})


@pytest.mark.parametrize(
    ("given", "kind"), [("ema", "ema"), ("EMA", "ema"), (1, "ema"), (13, "rma"), (2.0, "wma")]
)
def test_a_choice_is_taken_by_name_or_by_its_number_in_talib(given, kind):
    assert bound(find("MA"), {"matype": given})["ma_type"] == kind


@pytest.mark.parametrize("given", [7, True, "mama", None])
def test_a_choice_outside_the_list_is_refused(given):
    with pytest.raises(InvalidInput, match="allowed: sma, ema"):
        bound(find("MA"), {"ma_type": given})


def test_compute_names_the_outputs_in_catalogue_order():
    result = compute("MACD", bars(range(1, 60)))
    assert list(result) == ["macd", "signal", "histogram"]


def test_compute_reads_the_close_unless_a_source_is_given():
    flat = bars([5.0] * 4)
    assert compute("SMA", flat, None, {"period": 2})["value"][-1] == 5.0
    assert compute(find("SMA"), flat, np.arange(4.0), {"period": 2})["value"][-1] == 2.5


@pytest.mark.parametrize("source", [np.arange(3.0), np.arange(4), np.ones((4, 1))])
def test_a_source_of_another_shape_or_type_is_refused(source):
    with pytest.raises(InvalidInput, match="the source of SMA must be 4 float64 values"):
        compute("SMA", bars([1, 2, 3, 4]), source)


@pytest.mark.parametrize(
    ("anchor", "timeframe", "expected"),
    [
        ("session", Timeframe.M1, 1_440),
        ("session", Timeframe.H4, 6),
        ("session", Timeframe.D1, 1),
        ("week", Timeframe.H1, 168),
        ("month", Timeframe.W1, 5),
        ("start", Timeframe.H1, math.inf),
    ],
)
def test_an_anchor_bounds_the_memory_by_its_period(anchor, timeframe, expected):
    assert memory_bars(find("VWAP"), {"anchor": anchor}, timeframe) == expected


def test_memory_counts_bars_whatever_the_timeframe():
    ema = find("EMA")
    assert memory_bars(ema, {"period": 20}, Timeframe.D1) == ema.memory(bound(ema, {"period": 20}))


def test_a_description_is_json():
    told = json.loads(json.dumps(describe(find("BBANDS")), allow_nan=False))
    assert told["outputs"] == ["upper", "middle", "lower"]
    assert told["warm_up"] == 19
    assert told["parameters"][0] == {
        "name": "period",
        "kind": "int",
        "default": 20,
        "minimum": 2.0,
        "maximum": 5000.0,
        "choices": [],
        "description": "Bars it looks back",
        "aliases": ["timeperiod"],
    }


def test_a_memory_without_end_is_null():
    assert describe(find("OBV"))["memory"] is None
