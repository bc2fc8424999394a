"""Child processes that are told apart from strangers and never outlive their owner for long.

A process id is used again by the system, so a process is known by its id and its start time. A
child gets its owner's death as a signal where the system can send one (Linux); everywhere, the
record of what was started lets the next owner end what was left behind.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

# In the environment of what we start: whose it is, should its owner be killed.
INSTANCE_VARIABLE: Final = "APEX_INSTANCE"
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
    environment: Mapping[str, str] | None = None
    directory: Path | None = None


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
                env=program.environment,
                cwd=program.directory,
            )
        self._group_ended = threading.Lock()
        self.identity = Identity(self._process.pid, started_at(self._process.pid) or "")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> Path:
        return self._program.log

    def output(self) -> str:
        """Return what the program has said since it started."""
        with self._program.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def wait(self) -> int:
        """Return the exit code once the program has ended, and with it what it had started."""
        code = self._process.wait()
        self._end_group()
        return code

    def stop(self) -> None:
        """End the program: its own signal first, the hard one after its time is up."""
        if self.is_running:
            self._process.send_signal(self._program.stop_signal)
        try:
            self._process.wait(self._program.stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._end_group()

    def _end_group(self) -> None:
        """End what the program left behind in its session; once, while the number is surely its."""
        if self._group_ended.acquire(blocking=False):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.identity.pid, signal.SIGKILL)


def end_leftover(identity: Identity, first: signal.Signals, seconds: float) -> None:
    """End a process whose owner died; it is no child of ours, so it is watched, not waited for."""
    for sent, patience in ((first, seconds), (signal.SIGKILL, _KILL_SECONDS)):
        if not identity.is_running:
            return
        with suppress(ProcessLookupError):
            os.kill(identity.pid, sent)
        _wait_gone(identity, patience)


def end_leftovers(leaders: Iterable[Identity], instance: str, seconds: float) -> None:
    """End programs whose owner died and all they had started, together, the gentle way first.

    What a dead program left behind is known by its session and by the owner's mark on it.
    """
    found = list(leaders)
    for leader in found:
        if leader.is_running:
            with suppress(ProcessLookupError):
                os.kill(leader.pid, signal.SIGINT)
    deadline = time.monotonic() + seconds
    for leader in found:
        _wait_gone(leader, deadline - time.monotonic())
    for left in left_behind(frozenset(leader.pid for leader in found), instance):
        end_leftover(left, signal.SIGKILL, _KILL_SECONDS)


def left_behind(sessions: frozenset[int], instance: str) -> list[Identity]:
    """Return what runs in these sessions with the mark of `instance`."""
    return [
        Identity(process.pid, started_at(process.pid) or "")
        for process in psutil.process_iter()
        if _session(process.pid) in sessions and _mark(process) == instance
    ]


def dies_with_owner() -> tuple[str, ...]:
    """Return the words before a command that end it when its owner is killed, where there are."""
    # util-linux; elsewhere the next owner ends what was left behind.
    return ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()


def members(leader: int) -> list[psutil.Process]:
    """Return the processes of the session that `leader` began."""
    return [process for process in psutil.process_iter() if _session(process.pid) == leader]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _mark(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(INSTANCE_VARIABLE)
    except (psutil.Error, OSError):
        return None


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


def shorten(log: Path) -> None:
    """Set what a long log holds aside while its program goes on writing to it.

    Children append, so they go on at the new end; what they say in between is lost.
    """
    if log.exists() and log.stat().st_size > _LOG_BYTES_MAX:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)


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
