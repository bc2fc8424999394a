"""A platform in a process of its own: started in the background, stopped from anywhere."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import app
from app.core.config import Settings
from app.domain.errors import InvalidInput, StorageUnavailable
from app.stack.home import Home
from app.stack.instance import end_what_was_left, live_record
from app.stack.processes import end_leftover
from app.stack.proxy import require_front_port
from app.stack.record import Record

LOG: Final = "stack"
_START_SECONDS: Final = 300.0
_STOP_SECONDS: Final = 90.0
_RESTART_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.05
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def running_record(settings: Settings) -> Record | None:
    """Return what the live platform of this APEX_HOME wrote down, None when there is none."""
    record = live_record(Home(settings.apex_home))
    return record if record is not None and record.is_platform else None


def start_in_background(
    settings: Settings, command: Sequence[str], environment: Mapping[str, str] = _NOTHING
) -> Record:
    """Start `command`, which runs the platform, and return once everything answers.

    `environment` is added to ours.
    Raises: StorageUnavailable with what it said when it ends before.
    """
    home = Home(settings.apex_home)
    home.prepare()
    if running_record(settings) is None:
        require_front_port(settings)
    home.log(LOG).write_bytes(b"")
    # To its end: the log may be shortened while it is written to.
    with home.log(LOG).open("ab") as log:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **environment, "PYTHONPATH": _code_path()},
        )
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        record = live_record(home)
        if record is not None and record.is_complete and record.owner.pid == process.pid:
            return record
        time.sleep(_POLL_SECONDS)
    raise StorageUnavailable(_complaint(process, home))


def restart(settings: Settings, name: str) -> None:
    """End one process of the live platform and return once its successor does its work.

    Raises: InvalidInput for a name that does not run, StorageUnavailable when it does not return.
    """
    home = Home(settings.apex_home)
    record = running_record(settings)
    if record is None:
        raise StorageUnavailable("nothing runs: apextrade up starts the platform")
    before = record.children.get(name)
    if before is None:
        raise InvalidInput(f"process {name!r} does not run: choose {', '.join(record.children)}")
    # PostgreSQL takes SIGTERM for "when everybody has left", SIGINT for "now".
    end_leftover(before, signal.SIGINT if name == "postgres" else signal.SIGTERM, _RESTART_SECONDS)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        now = live_record(home)
        if now is not None and now.children[name] != before and now.ready.get(name):
            return
        time.sleep(_POLL_SECONDS)
    raise StorageUnavailable(f"{name} did not come back: see {home.log(name)}")


def stop_platform(settings: Settings) -> bool:
    """Stop the platform of this APEX_HOME and return whether there was one.

    What a killed one left behind is ended too.

    Raises: StorageUnavailable when it does not end.
    """
    home = Home(settings.apex_home)
    record = live_record(home)
    if record is None:
        return end_what_was_left(home)
    if not record.is_platform:
        return False
    os.kill(record.owner.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while record.owner.is_running:
        if time.monotonic() > deadline:
            raise StorageUnavailable(
                f"process {record.owner.pid} did not end in {_STOP_SECONDS:.0f} s: another command "
                f"may still use its database; see {home.log(LOG)}"
            )
        time.sleep(_POLL_SECONDS)
    return True


def _complaint(process: "subprocess.Popen[bytes]", home: Home) -> str:
    if process.poll() is None:
        process.terminate()
        return f"not everything answered in {_START_SECONDS:.0f} s: see {home.root / 'logs'}"
    lines = home.log(LOG).read_text(errors="replace").strip().splitlines()
    said = lines[-1].removeprefix("error: ") if lines else "it ended without a word"
    return f"{said} (everything it said: {home.log(LOG)})"


def _code_path() -> str:
    code = str(Path(app.__file__).parents[1])
    return os.pathsep.join(filter(None, (code, os.environ.get("PYTHONPATH"))))
