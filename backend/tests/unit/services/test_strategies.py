"""Documents are read in both forms, and names fit their column."""

import pytest

from app.domain.errors import InvalidInput, InvalidRules
from app.domain.indicators.registry import catalogue
from app.domain.rules.document import load
from app.domain.rules.printing import to_json
from app.services.strategies import NAME_MAX, load_form
from tests.short_runs import DOCUMENT


def test_json_and_text_say_the_same():
    document = to_json(load(DOCUMENT, catalogue()))
    assert load_form(document) == load_form(DOCUMENT)


def test_a_name_that_fits_no_list_is_refused():
    document = to_json(load(DOCUMENT, catalogue())) | {"name": "x" * (NAME_MAX + 1)}
    with pytest.raises(InvalidInput) as refused:
        load_form(document)
    assert [fault.pointer for fault in refused.value.faults] == ["/name"]


@pytest.mark.parametrize("document", [{}, {"name": 1}, "nonsense"])
def test_what_is_no_document_is_refused(document):
    with pytest.raises(InvalidRules):
        load_form(document)
