"""JSON that would break a parser comes back as a fault or a refused value."""

import json
import math

import pytest

from app.domain.rules.decode import MAX_NESTING, Refused, decoded, too_deep


def test_plain_json_is_plain_values():
    assert decoded('{"a": [1, 2.5, "x", null, true]}') == ({"a": [1, 2.5, "x", None, True]}, ())
    assert decoded(b"\xef\xbb\xbf{}") == ({}, ())


@pytest.mark.parametrize("digits", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "9" * 5_000])
def test_a_number_no_double_holds_is_refused_in_its_place(digits):
    value, faults = decoded(f'{{"a": {digits}, "b": 1}}')
    assert faults == ()
    assert isinstance(value["a"], Refused)
    assert value["b"] == 1


def test_a_repeated_name_is_refused_in_its_place():
    value, _ = decoded('{"a": 1, "a": 2}')
    assert value == {"a": Refused("is given twice; give it once")}


@pytest.mark.parametrize("depth", [MAX_NESTING + 1, 1_000, 10_000, 200_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_refused_before_the_parser_recurses(depth, opening):
    _, faults = decoded(opening * depth)
    assert faults[0].message == f"nested {depth} levels deep, the limit is {MAX_NESTING}"


def test_brackets_inside_strings_do_not_nest():
    text = json.dumps({"a": "[" * 1_000 + '"\\'})
    assert decoded(text)[1] == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not valid JSON: line 1, column 1"),
        ('{"a": }', "not valid JSON: line 1, column 7"),
        (b"\xff\xfe", "not UTF-8 text: byte 0"),
        ('{"a": "' + '\\"' * 300_000, "not valid JSON"),
    ],
    ids=["empty", "half", "not utf-8", "a string without end"],
)
def test_broken_text_is_one_fault_that_says_where(text, message):
    value, faults = decoded(text)
    assert value is None
    assert faults[0].message.startswith(message)


def test_values_that_nest_too_deep_are_noticed_whatever_their_shape():
    chain: object = 1
    for _ in range(10_000):
        chain = [chain]
    circle: list[object] = []
    circle.append(circle)
    doubling: object = 1
    for _ in range(MAX_NESTING - 1):
        doubling = (doubling, doubling)
    assert too_deep(chain)
    assert too_deep(circle)
    assert too_deep({"a": doubling})
    assert not too_deep({"a": [{"b": math.pi}]})
