"""Reading a JSON object field by field."""

import pytest

from app.domain.rules.decode import Refused
from app.domain.rules.fields import Fields, text_fault
from app.domain.rules.notes import Notes
from app.domain.rules.spec import Direction


def fields(**values) -> Fields:
    return Fields(values, "/here", Notes(), tuple(values), "a thing")


def faults(reader: Fields) -> list[tuple[str, str]]:
    return reader.notes.faults


def test_unknown_keys_are_faults_that_name_the_nearest():
    notes: Notes[str] = Notes()
    Fields({"simbol": 1, "\ud800": 2, 7: 3}, "", notes, ("symbol",), "the document")
    assert [pointer for pointer, _ in notes.faults] == ["/simbol", "/\\ud800", "/7"]
    assert "did you mean symbol?" in notes.faults[0][1]


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("amount", 3, 3.0),
        ("amount", -0.0, 0.0),
        ("whole", 3.0, 3),
        ("flag", False, False),
        ("text", "BTC", "BTC"),
        ("mapping", {}, {}),
        ("sequence", [], []),
    ],
)
def test_a_value_of_the_right_type_is_returned(method, value, expected):
    reader = fields(a=value)
    assert getattr(reader, method)("a") == expected
    assert faults(reader) == []


@pytest.mark.parametrize(
    ("method", "value", "message"),
    [
        ("amount", "3", 'must be a number, not "3"'),
        ("amount", True, "must be a number, not true"),
        ("amount", float("nan"), "must be a finite number that fits a double, not nan"),
        ("amount", 10**400, "must be a finite number that fits a double, not a number of more"),
        ("amount", Refused("is NaN"), "is NaN"),
        ("whole", 2.5, "must be a whole number, not 2.5"),
        ("whole", 10**10, "is 10000000000, the limit is 1,000,000,000"),
        ("flag", 1, "must be true or false, not 1"),
        ("text", 5, "must be text, not 5"),
        ("text", Refused("is given twice"), "is given twice"),
        ("mapping", [], "must be an object, not a list"),
        ("sequence", {}, "must be a list, not an object"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault(method, value, message):
    reader = fields(a=value)
    assert getattr(reader, method)("a") is None
    ((pointer, told),) = faults(reader)
    assert pointer == "/here/a"
    assert told.startswith(message)


def test_null_counts_as_not_given():
    reader = fields(a=None)
    for method in ("amount", "whole", "flag", "text", "mapping", "sequence"):
        assert getattr(reader, method)("a") is None
    assert faults(reader) == []
    assert not reader.require("a", "give a number")
    assert faults(reader) == [("/here/a", "is missing from a thing; give a number")]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("loong", 'unknown direction "loong"; did you mean long?; allowed: long, short, both'),
        (3, "must be one of long, short, both, not 3"),
    ],
)
def test_a_choice_names_what_is_allowed(value, message):
    reader = fields(a=value)
    assert reader.choice("a", Direction, "direction") is None
    assert faults(reader) == [("/here/a", message)]


@pytest.mark.parametrize(
    ("text", "longest", "reason"),
    [
        ("Grüße 🚀 \u2028", 200, None),
        ("two\nlines\t", 5_000, None),
        ("two\nlines", 200, "a control character"),
        ("nul\x00", 5_000, "a control character"),
        ("lone \udc00", 200, "a lone surrogate"),
        ("  ", 200, "must not be empty"),
        ("x" * 201, 200, "has 201 characters, the limit is 200"),
    ],
)
def test_texts_that_a_store_or_screen_would_choke_on_are_refused(text, longest, reason):
    found = text_fault(text, longest)
    assert found is None if reason is None else found is not None and reason in found
