"""Processes are told apart, ended in order, and killed when they do not listen."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.stack.processes import (
    INSTANCE_VARIABLE,
    Child,
    Identity,
    Program,
    command_of,
    end_leftover,
    end_leftovers,
    left_behind,
    shorten,
    started_at,
)

WAITS = "import sys; print('ready', flush=True); sys.stdin.read() or __import__('signal').pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS


def program(tmp_path: Path, code: str, **how) -> Program:
    return Program("test", [sys.executable, "-S", "-c", code], tmp_path / "log", **how)


@pytest.fixture
def start(tmp_path):
    """Start programs that say `ready`; end them after the test."""
    children: list[Child] = []

    def started(code: str, **how) -> Child:
        child = Child(program(tmp_path, code, **how))
        children.append(child)
        while "ready" not in (tmp_path / "log").read_text():
            assert child.is_running, (tmp_path / "log").read_text()
        return child

    yield started
    for child in children:
        if child.is_running:
            os.kill(child.identity.pid, signal.SIGKILL)
        child.wait()


def test_a_child_runs_until_it_is_stopped(start):
    child = start(WAITS)
    assert child.is_running
    assert child.identity.is_running
    child.stop()
    assert not child.is_running
    assert not child.identity.is_running
    assert child.wait() == -signal.SIGTERM


def test_a_child_gets_its_own_stop_signal(start):
    child = start(WAITS, stop_signal=signal.SIGUSR1)
    child.stop()
    assert child.wait() == -signal.SIGUSR1


def test_a_deaf_child_is_killed_when_its_time_is_up(start):
    child = start(DEAF, stop_seconds=0.05)
    child.stop()
    assert child.wait() == -signal.SIGKILL


def test_stopping_twice_is_stopping_once(start):
    child = start(WAITS)
    child.stop()
    child.stop()
    assert child.wait() == -signal.SIGTERM


def test_what_a_child_says_is_in_its_log(tmp_path):
    child = Child(program(tmp_path, "import sys; print('out'); print('err', file=sys.stderr)"))
    assert child.wait() == 0
    assert set((tmp_path / "log").read_text().split()) == {"out", "err"}


def test_a_child_knows_what_it_said_itself(tmp_path):
    for word in ("one", "two"):
        child = Child(program(tmp_path, f"print('{word}')"))
        assert child.wait() == 0
        assert child.output() == f"{word}\n"
    assert (tmp_path / "log").read_text() == "one\ntwo\n"


def test_a_long_log_is_set_aside(tmp_path):
    (tmp_path / "log").write_bytes(b"x" * 10_000_001)
    child = Child(program(tmp_path, "print('new')"))
    assert child.wait() == 0
    assert child.output() == "new\n"
    assert (tmp_path / "log").read_text() == "new\n"
    assert (tmp_path / "log.1").stat().st_size == 10_000_001


def test_a_leftover_of_a_dead_owner_is_ended(start):
    child = start(WAITS)
    end_leftover(child.identity, signal.SIGTERM, 5)
    assert not child.identity.is_running


def test_a_deaf_leftover_is_killed(start):
    child = start(DEAF)
    end_leftover(child.identity, signal.SIGTERM, 0.05)
    assert child.wait() == -signal.SIGKILL


def test_a_stranger_with_the_same_number_is_left_alone(start):
    child = start(WAITS)
    end_leftover(Identity(child.identity.pid, "another time"), signal.SIGKILL, 1)
    assert child.is_running


@pytest.mark.parametrize("pid", [0, -1, 2**22 + 1, 10**12])
def test_nobody_has_an_impossible_number(pid):
    assert started_at(pid) is None
    assert not Identity(pid, "").is_running


def test_a_zombie_is_gone():
    child = subprocess.Popen([sys.executable, "-S", "-c", ""], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.read()  # ends when the program does; nobody has waited for it yet
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert started_at(child.pid) is None
    child.wait()
    child.stdout.close()


def test_our_own_command_is_readable():
    assert "python" in command_of(os.getpid())


def test_the_command_of_nobody_is_empty():
    assert command_of(10**12) == ""


PARENT = (
    "import subprocess, sys; c = subprocess.Popen([sys.executable, '-S', '-c', "
    "'import signal; signal.pause()']); print(c.pid, 'ready', flush=True); c.wait()"
)


def grandchild(child: Child) -> int:
    return int(child.output().split()[0])


def test_what_a_stopped_child_had_started_is_ended(start):
    child = start(PARENT)
    left = grandchild(child)
    child.stop()
    wait_until_gone(left)


def test_what_a_dead_child_had_started_is_ended(start):
    child = start(PARENT)
    left = grandchild(child)
    os.kill(child.identity.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    wait_until_gone(left)


def test_leftovers_of_the_dead_are_known_by_session_and_mark(start):
    child = start(PARENT, environment={INSTANCE_VARIABLE: "f00d"})
    left = Identity(grandchild(child), started_at(grandchild(child)) or "")
    os.kill(child.identity.pid, signal.SIGKILL)
    while child.identity.is_running:
        pass
    session = frozenset({child.identity.pid})
    assert left_behind(session, "f00d") == [left]
    assert left_behind(session, "another instance") == []
    assert left_behind(frozenset({os.getpid()}), "f00d") == []
    end_leftovers([child.identity], "f00d", 0.0)
    assert not left.is_running


def test_a_stranger_with_the_number_of_a_leftover_is_left_alone(start):
    child = start(WAITS, environment={INSTANCE_VARIABLE: "other"})
    end_leftovers([Identity(child.identity.pid, "long ago")], "f00d", 0.0)
    assert child.is_running


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while started_at(pid) is not None:
        assert time.monotonic() < deadline, f"process {pid} is still there"


def test_a_long_log_is_set_aside_while_it_is_written_to(tmp_path):
    log = tmp_path / "log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 10_000_001)
        shorten(log)
        writer.write(b"and on")
    assert log.read_bytes() == b"and on"
    assert (tmp_path / "log.1").stat().st_size == 10_000_001


def test_a_short_log_stays(tmp_path):
    (tmp_path / "log").write_bytes(b"short")
    shorten(tmp_path / "log")
    shorten(tmp_path / "none")
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
