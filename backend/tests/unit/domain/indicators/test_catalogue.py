"""Every entry of the catalogue keeps its promises at its defaults; the sweep is in properties."""

import math
import re

import numpy as np
import pytest

from app.domain.indicators.parameters import OTHER_INPUTS
from app.domain.indicators.registry import Indicator, bound, catalogue, describe, find
from app.domain.indicators.talib.library import FUNCTIONS
from tests.markets import walk

MARKET = walk(420, 21)
# Only defined from -1 to 1, which no price is.
NARROW = {"ACOS", "ASIN"}

ENTRIES = sorted(catalogue())


def source_for(name: str):
    return np.sin(np.arange(420.0)) if name in NARROW else MARKET.close


def test_every_function_of_the_pinned_talib_is_in_the_catalogue():
    # No exception is needed: MAVP takes the measured cycle as its periods, pairs take `other`.
    assert set(FUNCTIONS) <= set(catalogue())


def test_there_is_more_than_talib():
    assert set(catalogue()) - set(FUNCTIONS) >= {
        "ICHIMOKU", "CHOPPINESS", "ZSCORE", "VWAP_ROLLING", "VOLUME_PROFILE_POC",
        "HIGHEST_SINCE", "LOWEST_SINCE",
    }  # fmt: skip


# One test per promise, not per entry: 200 tests of a millisecond cost a second of bookkeeping.


def test_entries_read_well():
    for entry in catalogue().values():
        check_words(entry)


def check_words(entry: Indicator) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", entry.name), entry.name
    assert entry.title, entry.name
    assert entry.description.endswith("."), entry.name
    assert entry.source, entry.name
    assert set(entry.inputs) <= {"source", *OTHER_INPUTS}, entry.name
    assert len(set(entry.outputs)) == len(entry.outputs) >= 1, entry.name
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", word) for word in entry.outputs), entry.name
    assert describe(entry)["group"], entry.name


def test_parameters_are_named_once_and_default_within_their_range():
    for entry in catalogue().values():
        check_parameters(entry)


def check_parameters(entry: Indicator) -> None:
    words = [w for p in entry.parameters for w in (p.name, *p.aliases)]
    assert len(set(words)) == len(words), entry.name
    defaults = {p.name: p.default for p in entry.parameters}
    assert bound(entry, defaults) == bound(entry, {}) == defaults, entry.name
    for parameter in entry.parameters:
        numeric = parameter.kind != "choice"
        assert numeric == (parameter.minimum is not None and parameter.maximum is not None), (
            entry.name
        )
        assert parameter.description, entry.name
    # Numbers come first: the text form gives them by position.
    kinds = [p.kind == "choice" for p in entry.parameters]
    assert kinds == sorted(kinds), entry.name


def test_entries_compute_what_they_declare():
    for entry in catalogue().values():
        check_values(entry)


def check_values(entry: Indicator) -> None:
    source, params = source_for(entry.name), bound(entry, {})
    outputs = entry.compute(MARKET, source, params)
    assert len(outputs) == len(entry.outputs), entry.name
    assert all(o.shape == (420,) and o.dtype == np.float64 for o in outputs), entry.name
    known = [np.flatnonzero(np.isfinite(o)) for o in outputs]
    assert min(int(k[0]) for k in known) == entry.warm_up(params), entry.name
    assert all(k.size == 420 - k[0] for k in known), entry.name
    assert entry.memory(params) >= entry.warm_up(params), entry.name
    assert entry.cost(params) >= 0, entry.name


def test_no_entry_reads_the_future():
    for entry in catalogue().values():
        check_causality(entry)


def check_causality(entry: Indicator) -> None:
    source, params = source_for(entry.name), bound(entry, {})
    whole = entry.compute(MARKET, source, params)
    for cut in (entry.warm_up(params) + 1, 307):
        part = entry.compute(MARKET.slice(0, cut), source[:cut], params)
        for long, short in zip(whole, part, strict=True):
            np.testing.assert_array_equal(long[:cut], short, err_msg=entry.name)


def test_a_planted_look_into_the_future_is_seen():
    centred = np.convolve(MARKET.close, np.ones(3) / 3, "same")
    part = np.convolve(MARKET.close[:307], np.ones(3) / 3, "same")
    with pytest.raises(AssertionError):
        np.testing.assert_array_equal(centred[:307], part)


ENDLESS = {
    "AD", "CUMSUM", "NVI", "OBV", "PVI", "PVT", "SAR", "SAREXT", "SUPERTREND", "WAD",
}  # fmt: skip


def test_only_totals_and_stops_remember_for_ever_and_all_of_them_can_be_anchored():
    endless = {n for n in ENTRIES if find(n).memory(bound(find(n), {})) == math.inf}
    assert endless == ENDLESS
    for name in endless | {"VWAP", "HIGHEST_SINCE", "LOWEST_SINCE"}:
        weekly = bound(find(name), {"anchor": "week"})
        assert find(name).memory(weekly) == 7 * 1_440
