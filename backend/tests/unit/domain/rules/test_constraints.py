"""What order alone can rule out, and what it must let through."""

import pytest

from app.domain.rules.constraints import MAX_CHECKS, is_impossible
from app.domain.rules.text import parse_expression
from tests.catalogue import CATALOGUE


def nodes(*texts):
    return [parse_expression(text, CATALOGUE) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "RSI(14) > 70 and RSI(14) < 30",
        "RSI(14) > 70 and RSI() < 70",
        "RSI(14) >= 70 and RSI(14) < 70",
        "RSI(14) == 70 and RSI(14) == 30",
        "RSI(14) == 70 and RSI(14) > 71",
        "RSI(14) > 70 and (open > 1 and RSI(14) < 30)",
        "RSI(14) > 70 and not RSI(14) > 30",
        "close > open and open > high - 1 and high - 1 > close",
        "close > open and close < open",
        "close >= open and close <= open and close != open",
        "close > open and not close > open",
        "close crosses above open and close crosses below open",
        "close crosses above open and close <= open",
        "close crosses above SMA(20) and close[1] > SMA(20)[1]",
        "close crosses above 30 for 2",
        "RSI(14) crosses above 70 and RSI(14) < 70",
        "RSI(14)@4h crosses above 70 and RSI(14)@4h < 70",
        "close rising 2 and close falling 1",
        "close rising 3 and close[1] < close[2]",
        "close rising 2 and not close rising 1",
        "RSI(14) between 30 and 40 and RSI(14) > 50",
        "RSI(14) outside 30 and 70 and RSI(14) between 40 and 60",
        "not RSI(14) outside 30 and 70 and RSI(14) > 80",
        "not (RSI(14) > 30 or RSI(14) < 70)",
        "RSI(14) > 70 for 3 and RSI(14)[1] < 30",
        "RSI(14) > 70 within 2 and not RSI(14) > 70 and not RSI(14)[1] > 70",
        "(RSI(14) > 70 or open > 9) and RSI(14) < 30 and open < 9",
        "5 < 3",
        "2 == 3",
        "close < close",
        "close != close",
        "not close == close and close > 1",
        "close crosses above close",
        "close rising 1 and close <= close[1]",
        "close < 0",
        "close <= 0",
        "volume < 0",
        "high < low",
        "close > high",
        "hl2 < low",
        "high[2]@4h < open[2]@4h",
    ],
)
def test_the_impossible_is_found(text):
    assert is_impossible(nodes(text))


@pytest.mark.parametrize(
    "text",
    [
        "RSI(14) > 70 and RSI(14)[1] < 30",
        "RSI(14) > 70 and RSI(13) < 30",
        "RSI(14) > 70 and RSI(14)@4h < 30",
        "RSI(14) > 70 and RSI(open, 14) < 30",
        "RSI(14) >= 70 and RSI(14) <= 70",
        "RSI(14) == 70 and RSI(14) > 70",
        "RSI(14) == 70 and RSI(14) != 70",
        "RSI(14) == close and RSI(14) > close",
        "RSI(14) > 70 within 2 and RSI(14) < 30",
        "RSI(14) > 70 or RSI(14) < 30",
        "not (RSI(14) > 70 and RSI(14) < 30)",
        "(RSI(14) > 70 or open > 9) and RSI(14) < 30",
        "close crosses above open and close[1] <= open[1]",
        "close crosses above open within 3 and close < open",
        "close rising 2 and close[2] < 5",
        "close rising 2 and not close rising 3",
        "close rising 40 and not close rising 50",
        "RSI(14) between 30 and 70 and RSI(14) outside 30 and 70",
        "close outside open and high",
        "volume <= 0",
        "high <= low",
        "close >= high",
        "hlc3 > high",
        "close - open < 0",
        "high < low@4h",
        "close < open[1]",
        "2 == 2",
        "1 < 2",
        "-close < 0",
    ],
)
def test_the_possible_is_let_through(text):
    assert not is_impossible(nodes(text))


def test_nodes_together_are_an_and():
    assert is_impossible(nodes("close > 5", "close < 3"))
    assert not is_impossible(nodes("close > 5", "open < 3"))


def test_too_many_alternatives_count_as_possible():
    impossible = "(close > open or low > open) and (close < open and low < open or 5 < 3)"
    assert is_impossible(nodes(impossible))
    early, late = (
        " and ".join(f"(RSI({k}) > 1 or SMA({k}) > 1)" for k in range(start, start + 8))
        for start in (2, 20)
    )
    assert MAX_CHECKS < 2**8
    assert not is_impossible(nodes(f"{early} and {impossible} and {late}"))
