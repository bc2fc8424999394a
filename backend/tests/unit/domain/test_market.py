"""Bars refuse what no market can have printed."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.errors import InvalidInput
from tests.builders import START_NS, bars


def test_a_slice_keeps_times_and_prices_together():
    whole = bars("1 2 3 4")
    part = whole.slice(1, 3)
    assert part.close.tolist() == [2.0, 3.0]
    assert part.time.tolist() == whole.time[1:3].tolist()


def test_between_takes_the_start_and_leaves_the_stop():
    whole = bars("1 2 3 4")
    assert whole.between(int(whole.time[1]), int(whole.time[3])).close.tolist() == [2.0, 3.0]
    assert len(whole.between(0, START_NS)) == 0


def test_bars_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        bars("1 2").close[0] = 9.0


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("time", np.array([5, 5], np.int64), "times must rise"),
        ("time", np.array([1.0, 2.0]), "int64"),
        ("open", np.array([1.0]), "open must be a float64 array of 2 values"),
        ("close", np.array([1.0, np.nan]), "close prices must be finite"),
        ("low", np.array([1.0, 0.0]), "low prices must be finite and above zero"),
        ("high", np.array([1.0, 1.5]), "must enclose"),
        ("low", np.array([1.0, 2.5]), "must enclose"),
        ("volume", np.array([1.0, -1.0]), "volume"),
        ("volume", np.array([1.0, np.inf]), "volume"),
    ],
)
def test_impossible_bars_are_refused(column, values, message):
    with pytest.raises(InvalidInput, match=message):
        replace(bars("1 2"), **{column: values})


def test_unknown_volume_is_allowed():
    assert np.isnan(replace(bars("1 2"), volume=np.array([1.0, np.nan])).volume[1])
