"""What the image installs: everything the product asks for, nothing that only developers need."""

import importlib.util
import re
import tomllib
from types import ModuleType

import pytest

from tests.conftest import REPOSITORY

LOCK = (REPOSITORY / "requirements.lock").read_text()
PROJECT = tomllib.loads((REPOSITORY / "backend" / "pyproject.toml").read_text())
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def tool() -> ModuleType:
    path = REPOSITORY / "backend" / "tools" / "runtime_lock.py"
    spec = importlib.util.spec_from_file_location("runtime_lock", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(requirements: list[str]) -> set[str]:
    return {match.group().lower() for text in requirements if (match := _NAME.match(text))}


def test_it_keeps_what_the_project_asks_for_and_no_tool_of_developers():
    kept = tool().needed(tool().blocks(LOCK))
    asked = names(PROJECT["project"]["dependencies"])
    assert asked <= kept
    assert not (names(PROJECT["dependency-groups"]["dev"]) - asked) & kept


def test_what_only_a_left_out_package_asks_for_is_left_out_too():
    lock = (
        "app==1 \\\n    # via apextrade (pyproject.toml)\n"
        "server==1 \\\n    # via apextrade (pyproject.toml)\n"
        "both==1 \\\n    # via\n    #   app\n    #   server\n"
        "only==1 \\\n    # via server\n"
        "deep==1 \\\n    # via only\n"
    )
    packages = tool().blocks(lock)
    assert tool().needed(packages) == {"app", "server", "both", "only", "deep"}
    assert tool().needed(packages, frozenset({"server"})) == {"app", "both"}


def test_every_kept_package_keeps_its_hashes():
    packages = tool().blocks(LOCK)
    kept = tool().needed(packages)
    assert all("--hash=sha256:" in packages[name] for name in kept)


def test_a_package_that_is_not_there_cannot_be_left_out():
    path = str(REPOSITORY / "requirements.lock")
    with pytest.raises(SystemExit, match="has no caddy"):
        tool().main([path, "--without", "caddy"])
