"""Documents from files and templates, and the five checks of a strategy's test."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.backtest import RunConfig
from app.domain.errors import InvalidInput, InvalidRules, NotFound
from app.domain.indicators.registry import catalogue
from app.domain.rules.templates import template_keys
from app.domain.rules.text import print_text
from app.engine.backtest import FastEngine
from app.services.backtest import Prepared
from app.services.strategy import (
    MAX_DOCUMENT_BYTES,
    StrategyTests,
    document_in,
    strategy_named,
)
from tests.unit.services.backtest.test_run import BARS, DOCUMENT, Other, backtests, strategy


@pytest.mark.parametrize("key", template_keys())
def test_a_template_is_found_by_its_key_with_either_dash(key):
    assert strategy_named(key) == strategy_named(key.replace("_", "-"))


def test_a_file_says_the_same_in_either_form(tmp_path):
    as_json, as_text = tmp_path / "s.json", tmp_path / "s.txt"
    as_json.write_text(json.dumps(DOCUMENT))
    as_text.write_text(print_text(strategy(), catalogue()))
    assert strategy_named(str(as_json)) == strategy_named(str(as_text)) == strategy()


def test_a_name_that_is_nothing_lists_the_templates():
    with pytest.raises(NotFound, match="rsi_dip"):
        strategy_named("no_such_template")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"x" * (MAX_DOCUMENT_BYTES + 1), "is larger than"),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path, content, message):
    path = tmp_path / "s.json"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        document_in(path)


def test_a_missing_file_and_a_directory_are_told_apart(tmp_path):
    with pytest.raises(NotFound, match="there is no file"):
        document_in(tmp_path / "missing.json")
    with pytest.raises(InvalidInput, match="cannot be read"):
        document_in(tmp_path)


def test_a_faulty_file_reports_its_faults(tmp_path):
    path = tmp_path / "s.json"
    path.write_text(json.dumps({**DOCUMENT, "timeframe": "7m", "colour": "red"}))
    with pytest.raises(InvalidRules) as caught:
        strategy_named(str(path))
    assert {fault.pointer for fault in caught.value.faults} == {"/timeframe", "/colour"}


class Moody(FastEngine):
    """An engine that never gives the same equity twice."""

    runs = 0

    def run(self, *args: Any, **options: Any) -> Any:
        Moody.runs += 1
        outcome = super().run(*args, **options)
        return replace(outcome, equity=outcome.equity + 1e-12 * Moody.runs)


def checks(**changes: Any) -> dict[str, bool]:
    service = StrategyTests(replace(backtests(changes.pop("other", None)), **changes))
    found = service.run(strategy(), Prepared(BARS, 0), "mine", RunConfig())
    return {check.name: check.passed for check in found}


def test_a_sound_strategy_passes_every_check():
    assert list(checks().values()) == [True] * 5


def test_a_disagreeing_engine_fails_parity_alone():
    found = checks(other=Other(shift=1.0))
    assert [name for name, passed in found.items() if not passed] == ["parity"]


def test_an_engine_of_moods_fails_determinism():
    assert checks(fast=Moody())["determinism"] is False
