"""What must never be committed."""

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
# Spelled in pieces, so that this file does not name what it forbids.
NAMES = ("py", "pi"), ("python", "hosted"), ("registry.npm", "js"), ("deb.deb", "ian")
HOSTS = re.compile("(" + "|".join(re.escape(a + b) for a, b in NAMES) + r")\.org")
BINARY = {".png", ".jpg", ".ico", ".woff2"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    names = [REPOSITORY / name for name in listed.stdout.splitlines()]
    return [path for path in names if path.is_file() and path.suffix not in BINARY]


def test_no_registry_host_is_named():
    named = [p.name for p in tracked() if HOSTS.search(p.read_text(encoding="utf-8"))]
    assert named == []


def test_the_lock_holds_hashes_and_no_address():
    lock = (REPOSITORY / "requirements.lock").read_text()
    packages = re.findall(r"^([a-zA-Z0-9_.-]+)==", lock, re.MULTILINE)
    assert len(packages) > 40
    assert lock.count("--hash=sha256:") >= len(packages)
    assert "://" not in lock


def test_no_market_data_is_committed():
    heavy = [p.name for p in tracked() if p.suffix in {".parquet", ".feather", ".csv"}]
    assert heavy == []


@pytest.mark.parametrize("name", NAMES)
def test_the_host_pattern_sees_a_host(name):
    assert HOSTS.search(f"https://{''.join(name)}.org/simple")
