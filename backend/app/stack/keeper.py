"""Keeps one program running: starts it again when it dies, until it is told to stop."""

import threading
import time
from collections.abc import Callable
from typing import Final

from app.core.logging import get_logger
from app.domain.errors import ApexError
from app.stack.processes import Child

_RESTARTS_MAX: Final = 5
_WINDOW_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.01
_PAUSE_SECONDS_MAX: Final = 10.0

_log = get_logger(__name__)


class Keeper:
    """Owns one running child; `start` brings up a replacement and returns it once it is ready.

    The pause before a restart doubles with every death of the last minute. A program that dies more
    often than `deaths_max` in that time is given up; None: it never is.
    """

    def __init__(
        self,
        name: str,
        child: Child,
        start: Callable[[], Child],
        deaths_max: int | None = _RESTARTS_MAX,
    ) -> None:
        self._name = name
        self._deaths_max = deaths_max
        self._child = child
        self._start = start
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, name=f"keep-{name}", daemon=True)
        self._watcher.start()

    def leave(self) -> None:
        """Start nothing any more; the program itself runs on."""
        self._stopping.set()

    def stop(self) -> None:
        """End the program for good."""
        self.leave()
        with self._changing:
            self._child.stop()
        self._watcher.join()

    def _watch(self) -> None:
        deaths: list[float] = []
        while True:
            code = self._child.wait()
            if self._stopping.is_set():
                return
            now = time.monotonic()
            deaths = [death for death in deaths if now - death < _WINDOW_SECONDS] + [now]
            _log.warning("program died", program=self._name, exit_code=code, deaths=len(deaths))
            if self._is_hopeless(len(deaths)) or not self._restart(len(deaths)):
                _log.error("program given up", program=self._name)
                return

    def _restart(self, deaths: int) -> bool:
        while not self._is_hopeless(deaths):
            # The first death is answered at once.
            if deaths > 1 and self._stopping.wait(_pause_seconds(deaths)):
                return True
            with self._changing:
                if self._stopping.is_set():
                    return True
                try:
                    self._child = self._start()
                except (ApexError, OSError) as error:
                    _log.error("program did not start", program=self._name, reason=str(error))
                else:
                    return True
            deaths += 1
        return False

    def _is_hopeless(self, deaths: int) -> bool:
        return self._deaths_max is not None and deaths > self._deaths_max


def _pause_seconds(deaths: int) -> float:
    return float(min(_PAUSE_SECONDS * 2 ** min(deaths, 16), _PAUSE_SECONDS_MAX))
