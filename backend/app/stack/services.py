"""Programs of a platform: what to run, and how to know that each does its work."""

import http.client
import os
import re
import shutil
import sysconfig
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import StorageUnavailable
from app.stack.ports import LOOPBACK
from app.stack.processes import INSTANCE_VARIABLE, Child, Program

_POLL_SECONDS: Final = 0.05
_ANSWER_SECONDS: Final = 2.0
_LAST_WORDS_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where one life of a service runs: its process and, where it listens, its port."""

    pid: int
    port: int | None


@dataclass(frozen=True, slots=True)
class Service:
    """One program that runs as long as the platform does.

    `answers` asks it; `says` is what its log shows once it works, for programs nobody can ask.
    With `ends_when_hung` it is ended, and so started again, when it stops answering for long.
    """

    name: str
    program: Callable[[int | None], Program]
    answers: Callable[[Place], bool] | None = None
    says: str = ""
    listens: bool = True
    start_seconds: float = 30.0
    ends_when_hung: bool = False

    def launched(self, port: int | None) -> Child:
        """Start it and do not wait."""
        return Child(self.program(port))

    def require_ready(self, child: Child, port: int | None) -> None:
        """Return as soon as it does its work.

        Raises: StorageUnavailable with its last words when it ends or takes too long.
        """
        deadline = time.monotonic() + self.start_seconds
        while child.is_running and time.monotonic() < deadline:
            if self._is_ready(child, port):
                return
            time.sleep(_POLL_SECONDS)
        what = "did not get ready" if child.is_running else "did not start"
        child.stop()
        raise StorageUnavailable(
            f"{self.name} {what}: {_last_words(child.output())} (everything it said: {child.log})"
        )

    def _is_ready(self, child: Child, port: int | None) -> bool:
        if self.answers is not None:
            return self.answers(Place(child.identity.pid, port)) and child.is_running
        return re.search(self.says, child.output()) is not None


def answers_http(path: str) -> Callable[[Place], bool]:
    """Return a question: does GET `path` answer 200?"""

    def answers(place: Place) -> bool:
        return http_answer(place.port or 0, path)[0] == http.HTTPStatus.OK

    return answers


def http_answer(port: int, path: str) -> tuple[int, bytes]:
    """Return status and body of GET `path` on this machine; (0, b"") when nothing answers."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def packaged_program(name: str, package: str) -> str:
    """Return the path of a program that a wheel put beside Python."""
    beside = Path(sysconfig.get_path("scripts")) / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise StorageUnavailable(
            f"the package {package} is not installed: install the locked requirements"
        )
    return found


def bare_environment(instance: str, directory: Path) -> dict[str, str]:
    """Return the environment of programs that need nothing from ours, secrets least of all."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(directory),
        INSTANCE_VARIABLE: instance,
    }


def _last_words(output: str) -> str:
    lines: Sequence[str] = output.strip().splitlines()
    return lines[-1].strip()[-_LAST_WORDS_MAX:] if lines else "it said nothing"
