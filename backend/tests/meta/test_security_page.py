"""docs/security.md names tests: each of them exists."""

import re
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[2]
PAGE = BACKEND.parent / "docs" / "security.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def missing(page: str) -> list[str]:
    """Return what the page names and the tests do not have."""
    return [
        f"{path}::{name}"
        for path, name in _NAMED.findall(page)
        if not (BACKEND / path).is_file()
        or (name and f"def {name}(" not in (BACKEND / path).read_text("utf-8"))
    ]


def test_every_test_that_the_page_names_exists():
    page = PAGE.read_text("utf-8")
    assert len(_NAMED.findall(page)) > 80
    assert missing(page) == []


def test_a_test_that_is_gone_is_noticed():
    assert missing("`tests/meta/test_security_page.py::test_gone`") != []
    assert missing("`tests/nowhere.py`") != []


def test_secrets_are_not_kept_with_fernet():
    modules = (BACKEND / "app").rglob("*.py")
    assert [path.name for path in modules if "fernet" in path.read_text("utf-8").lower()] == []
