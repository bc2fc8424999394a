"""Figures as people read them."""

from datetime import UTC, datetime

import pytest

from app.domain.performance import DEFINITIONS
from app.services import backtest_numbers as numbers


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (1234.5, {}, "1,234.50"),
        (-1234.5, {}, "−1,234.50"),
        (0.001, {"signed": True}, "0.00"),
        (-0.001, {}, "0.00"),
        (2.0, {"signed": True}, "+2.00"),
        (1e300, {}, "1e+300"),
        (float("nan"), {}, "–"),
        (float("inf"), {}, "–"),
    ],
)
def test_numbers(value, options, text):
    assert numbers.number(value, **options) == text


@pytest.mark.parametrize(
    ("value", "text"), [(61_234.5, "61,234.50"), (0.0000123456789, "0.0000123457"), (0.0, "0.00")]
)
def test_prices_keep_six_digits(value, text):
    assert numbers.price(value) == text


@pytest.mark.parametrize(("value", "text"), [(1e-8, "0.00000001"), (0.1, "0.1"), (-3.0, "−3")])
def test_settings_stand_as_given(value, text):
    assert numbers.setting(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.6, "1 min"), (8_100, "2 h 15 min"), (90_061, "1 d 1 h"), (86_400, "1 d")],
)
def test_durations(seconds, text):
    assert numbers.duration(seconds) == text


def test_moments():
    assert numbers.moment("2018-06-01T14:30:00Z") == "2018-06-01 14:30"
    assert numbers.moment(datetime(2018, 6, 1, 14, 30, 5, tzinfo=UTC)) == "2018-06-01 14:30:05"
    assert numbers.moment(None) == "–"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("total_return_pct", 3.5, "+3.50 %"),
        ("max_drawdown_pct", 3.5, "3.50 %"),
        ("net_profit", -1.0, "−1.00"),
        ("total_trades", 1_200.0, "1,200"),
        ("avg_trade_duration_seconds", 3_600.0, "1 h"),
        ("expectancy_r", 0.25, "+0.25 R"),
        ("sharpe_ratio", 1.234, "1.23"),
    ],
)
def test_a_figure_is_shown_in_its_unit(name, value, text):
    assert numbers.figure(DEFINITIONS[name], value, 2) == text


def test_money_in_small_capitals_keeps_its_decimals():
    assert [numbers.decimals_of(capital) for capital in (10_000.0, 1.0, 0.5)] == [2, 6, 8]


def test_definitions_are_set_with_the_signs_of_print():
    assert numbers.formula("(a / b - 1) * sqrt(A)") == "(a / b − 1) × √(A)"
