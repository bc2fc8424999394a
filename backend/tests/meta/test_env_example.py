"""`.env.example` names every variable of Settings with its default, and nothing else."""

from collections.abc import Mapping

import pytest

from app.core.config import load_settings, variables
from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / ".env.example"


def named(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition("=") for line in lines]
    names = [name for name, _, _ in pairs]
    assert len(names) == len(set(names)), "a variable is named twice"
    return {name: value for name, _, value in pairs}


def differences(example: Mapping[str, str], settings: Mapping[str, str]) -> list[str]:
    return sorted(
        f"{name}: example {example.get(name)!r}, settings {settings.get(name)!r}"
        for name in example.keys() | settings.keys()
        if example.get(name) != settings.get(name)
    )


def test_the_example_equals_the_settings():
    assert differences(named(EXAMPLE.read_text()), variables()) == []


@pytest.mark.parametrize(
    ("before", "after", "reported"),
    [
        ("APEX_PORT=8080\n", "", "APEX_PORT: example None, settings '8080'"),
        ("APEX_PORT=8080", "APEX_PORT=80", "APEX_PORT: example '80', settings '8080'"),
        ("DEBUG=false", "DEBUG=false\nSPARE=1", "SPARE: example '1', settings None"),
    ],
    ids=["missing", "other default", "unknown"],
)
def test_a_changed_example_is_reported(before, after, reported):
    changed = EXAMPLE.read_text().replace(before, after)
    assert differences(named(changed), variables()) == [reported]


def test_the_example_as_it_stands_is_valid(monkeypatch):
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    from_example = load_settings(EXAMPLE)
    assert from_example == load_settings(EXAMPLE.with_name("no such file"))
