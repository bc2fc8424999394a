"""Parameters by our names, TA-Lib's names and TA-Lib's numbers."""

import pytest

from app.domain.indicators.parameters import (
    MA_CODES,
    MA_TYPES,
    ma_type,
    native,
    native_value,
    number,
    other,
    period,
)


@pytest.mark.parametrize(
    ("parameter", "talib"),
    [
        (period(14), "timeperiod"),
        (period(9, name="signal_period"), "signalperiod"),
        (period(5, name="k_period", talib="fastk_period"), "fastk_period"),
        (number("multiplier", 2.0, 0.0, 9.0, "", "nbdev", "deviations"), "nbdev"),
        (number("maximum", 0.2, 0.0, 1.0, ""), "maximum"),
        (ma_type("sma"), "matype"),
    ],
)
def test_the_first_alias_is_the_name_talib_knows(parameter, talib):
    assert native(parameter) == talib


def test_choices_travel_to_talib_as_its_numbers():
    kinds = ma_type("sma")
    assert [native_value(kinds, name) for name in ("sma", "t3", "rma")] == [0, 8, 13]
    assert native_value(period(14), 14) == 14
    assert len(MA_TYPES) == len(MA_CODES)


def test_the_second_series_is_chosen_among_the_bars_own():
    assert other("open").default in other("open").choices
