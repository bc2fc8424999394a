"""Ends a program that runs but answers nobody; its keeper then starts it again."""

import threading
import time
from collections.abc import Callable
from typing import Final

from app.core.logging import get_logger
from app.stack.processes import Child

# Long enough for any machine that is merely busy: one answer in this time is life.
HUNG_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 2.0

_log = get_logger(__name__)


class Vigil:
    """Asks one program now and then.

    `current` returns the child that has once been ready, or None while there is none: a program
    that starts is the keeper's business. `answers` asks it.
    """

    def __init__(
        self,
        name: str,
        current: Callable[[], Child | None],
        answers: Callable[[Child], bool],
        hung_seconds: float = HUNG_SECONDS,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._name = name
        self._current = current
        self._answers = answers
        self._hung_seconds = hung_seconds
        self._look_seconds = look_seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"vigil-{name}", daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """End nothing any more."""
        self._is_over.set()

    def stop(self) -> None:
        """Stop asking."""
        self.leave()
        self._thread.join()

    def _watch(self) -> None:
        asked: Child | None = None
        silent_since: float | None = None
        while not self._is_over.wait(self._look_seconds):
            child = self._current()
            if child is not asked:
                asked, silent_since = child, None
            if child is None or self._answers(child):
                silent_since = None
                continue
            now = time.monotonic()
            silent_since = now if silent_since is None else silent_since
            if now - silent_since >= self._hung_seconds and not self._is_over.is_set():
                seconds = round(now - silent_since, 1)
                _log.error("program hangs", program=self._name, silent_seconds=seconds)
                # What it does not hear is followed by what it need not hear.
                child.stop()
                silent_since = None
