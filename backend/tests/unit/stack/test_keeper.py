"""A kept program is started again when it dies, a hopeless one is given up, a stopped one stays."""

import sys
import threading

from app.domain.errors import StorageUnavailable
from app.stack.keeper import Keeper, _pause_seconds
from app.stack.processes import Child, Program

PATIENCE_SECONDS = 10.0
WAITS = "import signal; signal.pause()"


class Starts:
    """Starts programs one after the other and remembers them."""

    def __init__(self, tmp_path, *codes: str | Exception) -> None:
        self._log = tmp_path / "log"
        self._codes = list(codes)
        self.children: list[Child] = []
        self.was_called = threading.Condition()
        self.calls = 0

    def __call__(self) -> Child:
        with self.was_called:
            self.calls += 1
            self.was_called.notify_all()
        code = self._codes.pop(0) if len(self._codes) > 1 else self._codes[0]
        if isinstance(code, Exception):
            raise code
        self.children.append(Child(Program("test", [sys.executable, "-S", "-c", code], self._log)))
        return self.children[-1]

    def wait_for(self, calls: int) -> None:
        with self.was_called:
            assert self.was_called.wait_for(lambda: self.calls >= calls, PATIENCE_SECONDS)


def test_a_program_that_died_is_started_again(tmp_path):
    starts = Starts(tmp_path, "", WAITS)
    keeper = Keeper("test", starts(), starts)
    starts.wait_for(2)
    keeper.stop()
    assert [child.is_running for child in starts.children] == [False, False]


def test_a_failed_start_is_tried_again(tmp_path):
    starts = Starts(tmp_path, "", StorageUnavailable("not now"), WAITS)
    keeper = Keeper("test", starts(), starts)
    starts.wait_for(3)
    keeper.stop()
    assert len(starts.children) == 2


def test_a_program_that_keeps_dying_is_given_up(tmp_path):
    starts = Starts(tmp_path, "")
    keeper = Keeper("test", starts(), starts, deaths_max=2)
    starts.wait_for(3)
    keeper.stop()
    assert starts.calls == 3


def test_a_stopped_program_stays_stopped(tmp_path):
    starts = Starts(tmp_path, WAITS)
    keeper = Keeper("test", starts(), starts)
    keeper.stop()
    assert (starts.calls, starts.children[0].is_running) == (1, False)


def test_a_program_without_a_limit_is_never_given_up(tmp_path):
    starts = Starts(tmp_path, "")
    keeper = Keeper("test", starts(), starts, deaths_max=None)
    starts.wait_for(4)
    keeper.stop()


def test_a_keeper_that_leaves_starts_nothing_more(tmp_path):
    starts = Starts(tmp_path, WAITS)
    keeper = Keeper("test", starts(), starts)
    keeper.leave()
    assert starts.children[0].is_running
    starts.children[0].stop()
    keeper.stop()
    assert starts.calls == 1


def test_a_start_that_the_disk_refuses_is_tried_again(tmp_path):
    starts = Starts(tmp_path, "", OSError(28, "No space left on device"), WAITS)
    keeper = Keeper("test", starts(), starts)
    starts.wait_for(3)
    keeper.stop()
    assert len(starts.children) == 2


def test_the_pause_doubles_up_to_a_limit():
    pauses = [_pause_seconds(deaths) for deaths in range(1, 40)]
    assert pauses[:3] == [0.02, 0.04, 0.08]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 10.0
