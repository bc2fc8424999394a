"""Laws of the rule language over thousands of documents, drawn from the whole catalogue."""

import json
import math

import numpy as np
import pytest

from app.domain.indicators.registry import catalogue
from app.domain.rules.compile import compile_strategy
from app.domain.rules.document import check
from app.domain.rules.identity import document_hash
from app.domain.rules.lookback import look_back, memory
from app.domain.rules.parse import parse
from app.domain.rules.printing import to_json
from app.domain.rules.references import references
from app.domain.rules.spec import Strategy
from app.domain.rules.text import parse_text, print_text
from tests.strategies import random_document, well_formed_document

CATALOGUE = catalogue()


def drawn(seed: int) -> Strategy:
    return parse(well_formed_document(np.random.default_rng(seed), CATALOGUE), CATALOGUE)


@pytest.mark.slow
def test_ten_thousand_documents_survive_every_way_of_writing_them():
    for seed in range(10_000):
        strategy = drawn(seed)
        assert parse(to_json(strategy), CATALOGUE) == strategy, seed
        assert parse_text(print_text(strategy, CATALOGUE), CATALOGUE) == strategy, seed


@pytest.mark.slow
def test_what_is_written_is_stable_as_bytes():
    for seed in range(10_000, 11_000):
        strategy = drawn(seed)
        text, document = print_text(strategy, CATALOGUE), to_json(strategy)
        encoded = json.dumps(document).encode()
        assert to_json(parse(encoded, CATALOGUE)) == document, seed
        assert print_text(parse_text(text.encode(), CATALOGUE), CATALOGUE) == text, seed
        assert document_hash(parse_text(text, CATALOGUE)) == document_hash(strategy), seed


@pytest.mark.slow
@pytest.mark.parametrize("wild", [False, True])
def test_drawn_documents_are_valid_and_their_history_is_what_the_engine_computes(wild):
    for seed in range(400):
        rng = np.random.default_rng(seed)
        document = random_document(rng, CATALOGUE, wild=wild)
        assert check(document, CATALOGUE).faults == (), seed
        strategy = parse(document, CATALOGUE)
        if references(strategy):
            continue  # a reference has no history
        history = compile_strategy(strategy).history
        assert look_back(strategy, CATALOGUE) == history.warm_up, seed
        assert memory(strategy, CATALOGUE) <= history.memory, seed
        assert math.isinf(memory(strategy, CATALOGUE)) == math.isinf(history.memory), seed


def test_a_damaged_text_is_refused_or_read_but_never_crashes():
    rng = np.random.default_rng(7)
    for seed in range(300):
        text = print_text(drawn(seed), CATALOGUE)
        at, other = (int(rng.integers(len(text))) for _ in range(2))
        piece = text[other : other + int(rng.integers(1, 9))]
        checked = check(text[:at] + piece + text[at + int(rng.integers(9)) :], CATALOGUE)
        assert checked.strategy is not None or checked.faults


def test_a_damaged_json_is_refused_or_read_but_never_crashes():
    rng = np.random.default_rng(8)
    junk = [None, True, -1, 1e308, "", "x", [], {}, [[]], float("nan"), 10**400, "\ud800", {1: 2}]
    for seed in range(600):
        document = json.loads(json.dumps(to_json(drawn(seed))))
        holders = [document]
        for holder in holders:
            values = holder.values() if isinstance(holder, dict) else holder
            holders += [value for value in values if isinstance(value, dict | list) and value]
        holder = holders[int(rng.integers(len(holders)))]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        holder[keys[int(rng.integers(len(keys)))]] = junk[int(rng.integers(len(junk)))]
        checked = check(document, CATALOGUE)
        assert checked.strategy is not None or checked.faults
        for fault in checked.faults:
            assert fault.pointer == "" or fault.pointer.startswith("/"), fault
            assert (fault.pointer + fault.message).encode(), fault
