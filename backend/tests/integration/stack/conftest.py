"""Processes that hold the embedded database, ended after the test whatever happened."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.core.config import Settings, load_settings
from app.stack.processes import started_at

BACKEND = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 30.0


@dataclass
class Holder:
    """A process of its own that holds the database of one APEX_HOME."""

    process: subprocess.Popen[str]

    def said(self) -> dict[str, Any]:
        """Return what it said once it had the database."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_SECONDS)
        line = self.process.stdout.readline() if ready else ""
        assert line, f"the holder said nothing: {self.complaint()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def complaint(self) -> str:
        """Return its standard error once it has ended."""
        _, error = self.process.communicate(timeout=PATIENCE_SECONDS)
        return error.strip()

    def leave(self) -> int:
        """Ask it to finish; return its exit code."""
        self.ask_to_leave()
        return self.process.wait(PATIENCE_SECONDS)

    def ask_to_leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def kill(self) -> None:
        """End it the hard way; nothing of its own gets to run."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)


Hold = Callable[..., Holder]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Return a function that starts a holder: hold(home, *how, before=(), path=None)."""
    holders: list[Holder] = []

    def start(
        home: Path, *how: str, before: Sequence[str] = (), path: Path | None = None
    ) -> Holder:
        environment = dict(os.environ, PYTHONPATH=str(BACKEND), PYTHONDONTWRITEBYTECODE="1")
        if path is not None:
            environment["PATH"] = str(path)
        module = [sys.executable, "-m", "tests.integration.stack.holder", str(home), *how]
        process = subprocess.Popen(
            [*before, *module],
            cwd=BACKEND,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        holders.append(Holder(process))
        return holders[-1]

    yield start
    for holder in holders:
        with contextlib.suppress(BrokenPipeError):
            holder.ask_to_leave()
    for holder in holders:
        try:
            holder.process.wait(PATIENCE_SECONDS)
        finally:
            holder.process.kill()
            holder.process.wait()
            for stream in (holder.process.stdout, holder.process.stderr):
                assert stream is not None
                stream.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    # A data directory is 40 MB; pytest would keep those of three whole runs.
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


Answer = subprocess.CompletedProcess[str]
Run = Callable[..., Answer]


def commands_of(home: Path, port: int) -> Run:
    """Return what runs `apextrade` as a person does: run("status", answer="", **variables)."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(BACKEND),
        "APP_ENV": "testing",
        "APEX_HOME": str(home),
        "APEX_PORT": str(port),
    }

    def run(*arguments: str, answer: str = "", **variables: str) -> Answer:
        return subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", *arguments],
            cwd=home.parent,
            env=environment | variables,
            input=answer,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


def only(directory: Path, *tools: str) -> Path:
    """Return a PATH that holds these tools and nothing else."""
    directory.mkdir()
    for tool in tools:
        found = shutil.which(tool)
        if found is not None:
            (directory / tool).symlink_to(found)
    return directory


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_for(home)


def settings_for(home: Path, **given: object) -> Settings:
    embedded = {"database_url": "", "timescale_url": ""}
    return load_settings(
        env_file=home / "no.env", app_env="testing", apex_home=home, **(embedded | given)
    )


def eventually(claim: Callable[[], bool], what: str) -> None:
    """Wait until the claim holds; fail after a long while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        assert time.monotonic() < deadline, f"not in {PATIENCE_SECONDS:.0f} s: {what}"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    return started_at(pid) is None
