"""Child processes that are told apart from strangers and never outlive their owner for long.

A process id is used again by the system, so a process is known by its id and its start time. A
child gets its owner's death as a signal where the system can send one (Linux); everywhere, the
record of what was started lets the next owner end what was left behind.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_POLL_SECONDS: Final = 0.01
_KILL_SECONDS: Final = 5.0
_LOG_BYTES_MAX: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Identity:
    """One process, for all time: its id and when it started, as the system words it."""

    pid: int
    started: str

    @property
    def is_running(self) -> bool:
        return started_at(self.pid) == self.started


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to end it."""

    name: str
    arguments: Sequence[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


class Child:
    """A running program of ours."""

    def __init__(self, program: Program) -> None:
        self._program = program
        _rotate(program.log)
        with program.log.open("ab") as log:
            self._log_start = log.tell()
            # A session of its own: Ctrl-C in the terminal reaches the owner, who then ends the
            # children in order.
            self._process = subprocess.Popen(
                list(program.arguments),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.identity = Identity(self._process.pid, started_at(self._process.pid) or "")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def output(self) -> str:
        """Return what the program has said since it started."""
        with self._program.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def wait(self) -> int:
        """Return the exit code once the program has ended."""
        return self._process.wait()

    def stop(self) -> None:
        """End the program: its own signal first, the hard one after its time is up."""
        if self.is_running:
            self._process.send_signal(self._program.stop_signal)
        try:
            self._process.wait(self._program.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def end_leftover(identity: Identity, first: signal.Signals, seconds: float) -> None:
    """End a process whose owner died; it is no child of ours, so it is watched, not waited for."""
    for sent, patience in ((first, seconds), (signal.SIGKILL, _KILL_SECONDS)):
        if not identity.is_running:
            return
        os.kill(identity.pid, sent)
        _wait_gone(identity, patience)


def started_at(pid: int) -> str | None:
    """Return when the process started; None when it is gone (a zombie is)."""
    if Path("/proc/self/stat").exists():
        return _started_linux(pid)
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


def command_of(pid: int) -> str:
    """Return the command line of a process, or "" when it cannot be read."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.exists():
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    answer = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _rotate(log: Path) -> None:
    """Set a long log aside; the one before it is given up."""
    if log.exists() and log.stat().st_size > _LOG_BYTES_MAX:
        log.replace(log.with_name(f"{log.name}.1"))


def _started_linux(pid: int) -> str | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name in parentheses may hold spaces; after it: state is field 3, start time field 22.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _wait_gone(identity: Identity, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while identity.is_running and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
