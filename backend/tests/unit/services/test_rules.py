"""A document is judged whole: its three forms, or every fault."""

import pytest

from app.services.rules import judged
from tests.short_runs import DOCUMENT


def test_a_document_without_faults_comes_back_in_three_forms():
    found = judged(DOCUMENT)
    assert found.is_valid
    assert found.document["name"] == "Wave"
    assert judged(found.document) == found
    assert judged(found.text) == found
    assert "close" in found.words


def test_every_fault_is_told_with_its_place():
    faulty = judged(DOCUMENT).document | {"timeframe": "7m", "symbol": 3}
    found = judged(faulty)
    assert not found.is_valid
    assert {fault.pointer for fault in found.faults} >= {"/timeframe", "/symbol"}


@pytest.mark.parametrize("document", [{}, "", "{", {"name": None}])
def test_what_cannot_be_read_has_faults_and_no_forms(document):
    found = judged(document)
    assert found.faults
    assert found.text is None
