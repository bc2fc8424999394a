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
_PAUSE_SECONDS: Final = 0.2

_log = get_logger(__name__)


class Keeper:
    """Owns one running child; `start` brings up a replacement and returns it once it is ready."""

    def __init__(self, name: str, child: Child, start: Callable[[], Child]) -> None:
        self._name = name
        self._child = child
        self._start = start
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, name=f"keep-{name}", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End the program for good."""
        self._stopping.set()
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
            if len(deaths) > _RESTARTS_MAX or not self._restart():
                _log.error("program given up", program=self._name)
                return

    def _restart(self) -> bool:
        for _ in range(_RESTARTS_MAX):
            with self._changing:
                if self._stopping.is_set():
                    return True
                try:
                    self._child = self._start()
                except ApexError as error:
                    _log.error("program did not start", program=self._name, reason=str(error))
                else:
                    return True
            self._stopping.wait(_PAUSE_SECONDS)
        return False
