"""The README is short, and every command in it runs."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from app.bootstrap import candle_files
from tests.markets import walk

REPOSITORY = Path(__file__).resolve().parents[3]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]


def test_it_is_short():
    assert len(README.splitlines()) <= 150


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (REPOSITORY / target).exists(), target


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_its_targets_exist(command: str):
    target = command.split()[1]
    assert re.search(rf"^{target}:.*## ", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder someone tries the README in, with candles of their own."""
    folder = tmp_path_factory.mktemp("newcomer")
    bars = walk(2_000, seed=8)
    candle_files().write(bars, folder / "candles.csv", source="mine", symbol="BTC/USDT")
    return folder


@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith("make ")])
def test_its_commands_run(newcomer: Path, command: str):
    words = shlex.split(command)
    assert words[0].startswith(".venv/bin/")
    words[0] = str(REPOSITORY / words[0])
    done = subprocess.run(
        words,
        cwd=newcomer,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": os.environ["PATH"],
            "APEX_HOME": str(newcomer / "home"),
            "HOME": str(newcomer),
        },
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr


def test_commands_are_found():
    assert len(COMMANDS) > 10
