"""Locks between processes; the kernel lets go of them when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path
from typing import Self

from app.stack.home import writing


class FileLock:
    """An advisory lock on one file, held alone or together with others."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Hold it alone; return False when somebody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def share(self) -> bool:
        """Hold it together with others; return False when somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def wait_alone(self) -> None:
        """Hold it alone, as soon as every other holder has let go."""
        fcntl.flock(self._opened(), fcntl.LOCK_EX)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._opened(), kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _opened(self) -> int:
        # Descriptors made here are not inherited by children, so no child keeps the lock alive.
        if self._descriptor is None:
            with writing(self._path.parent):
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._descriptor
