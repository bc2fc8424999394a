"""What lies where below APEX_HOME."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.private_files import private_directory
from app.domain.errors import StorageUnavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Home:
    """The data directory of one instance; two checkouts have two and do not meet."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the one process that owns the instance."""
        return self.root / "stack.lock"

    @property
    def guests(self) -> Path:
        """Held together by every other process that uses the instance."""
        return self.root / "guests.lock"

    @property
    def record(self) -> Path:
        """What runs where, written by the owner."""
        return self.root / "stack.json"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def cluster(self) -> Path:
        return self.root / "postgres"

    @property
    def programs(self) -> Path:
        """Copies of programs, where the packaged ones cannot be reached."""
        return self.root / "programs"

    @property
    def metrics(self) -> Path:
        """What the processes of one life of the platform count."""
        return self.root / "run" / "metrics"

    def log(self, name: str) -> Path:
        return self.root / "logs" / f"{name}.log"

    def logs(self) -> list[Path]:
        return sorted((self.root / "logs").glob("*.log"))

    def prepare(self) -> None:
        """Make the directories.

        Raises: StorageUnavailable when the place is full or may not be written.
        """
        with writing(self.root):
            for path in (self.root, self.secrets, self.root / "logs"):
                private_directory(path)
            if not os.access(self.root, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Turn a failed write below `directory` into one sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise unwritable(directory, error) from error


def unwritable(directory: Path, error: OSError) -> StorageUnavailable:
    if error.errno in _FULL:
        return disk_full(directory)
    return StorageUnavailable(
        f"cannot write to {directory} ({error.strerror}): "
        f"make it writable for this user or set APEX_HOME to another directory"
    )


def disk_full(directory: Path) -> StorageUnavailable:
    return StorageUnavailable(
        f"no space left for {directory}: free disk space or set APEX_HOME to another disk"
    )
