"""Contradictions are reported where they lie, and nowhere else."""

import pytest

from app.domain.rules.contradictions import contradictions
from app.domain.rules.text import parse_text
from tests.catalogue import CATALOGUE


def found(text):
    head = "name: x\nsymbol: BTC/USDT\ntimeframe: 1h\n"
    strategy = parse_text(f'{head}buy entry "r": {text}\nsell exit ref a', CATALOGUE)
    prefix = "/entry_rules/0"
    return [
        (fault.pointer.removeprefix(prefix), fault.message)
        for fault in contradictions(strategy, CATALOGUE)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "open > 1 and RSI(14) > 70 and RSI(14) < 30",
            [("/conditions/2", "can never hold together with RSI(14) > 70: RSI(14) < 30")],
        ),
        (
            "open > 1 or (RSI(14) > 70 and RSI(14) < 30)",
            [
                (
                    "/conditions/1/conditions/1",
                    "can never hold together with RSI(14) > 70: RSI(14) < 30",
                )
            ],
        ),
        (
            "close > open and open > RSI(14) and RSI(14) > close",
            [("", "these conditions can never all hold at once")],
        ),
        ("close < 0", [("/conditions/0", "can never hold: close < 0")]),
        (
            "(close < 0 or 5 < 3) and open > 1",
            [
                ("/conditions/0/conditions/0", "can never hold: close < 0"),
                ("/conditions/0/conditions/1", "can never hold: 5 < 3"),
            ],
        ),
        (
            "close crosses above 30 for 2",
            [("/conditions/0", "can never hold: close crosses above 30 for 2")],
        ),
        (
            "(RSI(14) > 70 and RSI(14) < 30) within 9",
            [
                (
                    "/conditions/0/conditions/1",
                    "can never hold together with RSI(14) > 70: RSI(14) < 30",
                )
            ],
        ),
        (
            "not (close > 30 or close <= 30)",
            [("", "can never hold: not (close > 30 or close <= 30)")],
        ),
        ("not (RSI(14) > 70 and RSI(14) < 30)", []),
        ("RSI(14) > 70 and RSI(14)[1] < 30", []),
    ],
)
def test_the_smallest_dead_part_is_named(text, expected):
    assert found(text) == expected


def test_the_largest_document_is_judged_in_a_moment():
    choices = " and ".join(f"(RSI({k}) > 1 or SMA({k}) < RSI({k}))" for k in range(2, 34))
    assert found(choices) == []
