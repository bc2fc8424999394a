"""Faults name things so that people find them."""

import pytest

from app.domain.rules.naming import nearest, shown, unknown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (30, "30"),
        (0.5, "0.5"),
        ("RSI", '"RSI"'),
        ("a\x00b\ud800", '"a\\x00b\\ud800"'),
        ("x" * 60, '"' + "x" * 40 + '…"'),
        (pow(10, 4_000), "a number of more than 40 digits"),
        ({"a": 1}, "an object"),
        ([1], "a list"),
        (object(), "something else"),
    ],
)
def test_any_value_is_shown_short_and_printable(value, expected):
    assert shown(value) == expected
    assert shown(value).encode("utf-8")


@pytest.mark.parametrize(
    ("name", "expected"), [("RIS", "RSI"), ("rsi", "RSI"), ("macdd", "MACD"), ("zzz", None)]
)
def test_the_nearest_name_ignores_case_and_gives_up_when_nothing_is_near(name, expected):
    assert nearest(name, ("RSI", "MACD", "SMA")) == expected


def test_a_long_name_costs_no_time():
    assert nearest("R" * 1_000_000, ("RSI",)) is None


def test_few_known_names_are_all_listed_and_many_are_not():
    assert unknown("operator", "les_than", ("less_than", "equal")) == (
        'unknown operator "les_than"; did you mean less_than?; allowed: less_than, equal'
    )
    many = [f"name{n}" for n in range(50)]
    assert "allowed" not in unknown("name", "zzz", many)
    assert unknown("parameter", "x", ()) == 'unknown parameter "x"; none is known here'
