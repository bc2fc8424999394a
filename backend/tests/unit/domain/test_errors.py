"""Errors carry what a door needs to answer: a stable code, a name, every fault."""

import pytest

from app.domain import errors
from app.domain.errors import ApexError, Fault, InvalidRules

ALL = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, ApexError)
]


def test_codes_and_names_are_unique():
    assert len({e.code for e in ALL}) == len({e.code_name for e in ALL}) == len(ALL)


@pytest.mark.parametrize("error", ALL)
def test_the_drawn_tree_names_every_error(error):
    assert error.__name__ in (errors.__doc__ or "")


def test_an_invalid_document_carries_every_fault():
    faults = [Fault("/name", "is missing"), Fault("/timeframe", "7m is not a timeframe")]
    assert InvalidRules("2 faults", faults).faults == tuple(faults)
