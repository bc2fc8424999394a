"""The catalogue says of every figure what it is."""

import pytest

from app.domain.performance import DEFINITIONS, Reason

UNITS = {"percent", "ratio", "quote", "seconds", "count", "R", "fraction"}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=list(DEFINITIONS))
def test_every_definition_is_complete(definition):
    assert definition.title
    assert definition.formula
    assert definition.sample
    assert definition.unit in UNITS


@pytest.mark.parametrize("name", [name for name in DEFINITIONS if name.endswith("_pct")])
def test_names_that_end_in_pct_are_percent(name):
    assert DEFINITIONS[name].unit == "percent"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_a_sentence(reason):
    assert reason.explanation.endswith(".")
