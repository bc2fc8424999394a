"""The import contracts hold, and a planted violation is reported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(linter), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        check=False,
    )


def test_the_contracts_hold():
    result = lint(BACKEND)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("domain/market.py", "import os", "are pure"),
        ("engine/__init__.py", "import pandas", "are pure"),
        ("domain/errors.py", "from app import engine", "Layers point inwards"),
        ("services/__init__.py", "from app.adapters import importers", "never import adapters"),
        ("services/__init__.py", "import sqlalchemy", "SQLAlchemy only"),
        ("core/__init__.py", "import backtrader", "vendor SDKs"),
    ],
)
def test_a_planted_violation_is_reported(tmp_path, module, line, broken):
    shutil.copytree(BACKEND / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BACKEND / ".importlinter", tmp_path)
    with (tmp_path / "app" / module).open("a") as target:
        target.write(f"\n{line}\n")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert any(broken in text and "BROKEN" in text for text in result.stdout.splitlines())
