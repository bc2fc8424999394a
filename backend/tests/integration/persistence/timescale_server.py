"""Servers with TimescaleDB: Debian's, started here for a test, or the one a URL names."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from app.core.database import Endpoints, connect_raw
from app.persistence import migrations
from app.stack.ports import LOOPBACK, free_port
from app.stack.privileges import Runner, runner_found

_START_TRIES = 400


def debian_programs() -> Path:
    """Return the PostgreSQL whose library folder holds TimescaleDB, or skip the test."""
    given = os.environ.get("APEX_TEST_TIMESCALE_PROGRAMS")
    folders = [Path(given)] if given else sorted(Path("/usr/lib/postgresql").glob("*"))
    for folder in reversed(folders):
        if (folder / "lib" / "timescaledb.so").exists():
            return folder
    pytest.skip("not run here: Debian's TimescaleDB (postgresql-17-timescaledb) is not installed")


def url_of_full_server() -> str:
    """Return the maintenance URL of a server with full TimescaleDB, or skip the test."""
    given = os.environ.get("APEX_TEST_TIMESCALE_URL")
    if not given:
        pytest.skip("not run here: APEX_TEST_TIMESCALE_URL names no server with full TimescaleDB")
    return "postgresql+asyncpg://" + given.partition("://")[2]


@contextmanager
def started(programs: Path, folder: Path, libraries: str = "timescaledb") -> Iterator[str]:
    """Run a server below `folder` with these libraries loaded; yield its maintenance URL."""
    runner = runner_found(programs, "postgres")
    data = folder / "data"
    data.mkdir(mode=0o700)
    if runner.owner is not None:
        for path in (folder, data):
            os.chown(path, *runner.owner)
    _run(runner, programs, "initdb", "-D", data, "-U", "apex", "-A", "trust", "-E", "UTF8", "-N")
    port = free_port()
    server = subprocess.Popen(
        runner.command(
            str(programs / "bin" / "postgres"),
            *("-D", str(data), "-p", str(port), "-k", ""),
            *("-c", f"listen_addresses={LOOPBACK}", "-c", "fsync=off"),
            *("-c", f"shared_preload_libraries={libraries}"),
            *("-c", "timescaledb.telemetry_level=off"),
        ),
        stderr=subprocess.DEVNULL,
    )
    url = f"postgresql+asyncpg://apex@{LOOPBACK}:{port}/postgres"
    try:
        asyncio.run(_until_it_answers(url, server))
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def new_timeseries(server_url: str, *, is_loaded: bool = True) -> Iterator[Endpoints]:
    """Make a database with the time-series tree at head; drop it afterwards."""
    name = f"apextrade_ts_test_{secrets.token_hex(4)}"
    asyncio.run(_execute(server_url, f'CREATE DATABASE "{name}"'))
    url = f"{server_url.rpartition('/')[0]}/{name}"
    endpoints = Endpoints(url, url)
    try:
        if is_loaded:
            # Policies start their jobs at once; a test says itself when a job runs.
            asyncio.run(_execute(url, "CREATE EXTENSION timescaledb"))
            asyncio.run(_execute(url, "SELECT _timescaledb_functions.stop_background_workers()"))
        asyncio.run(migrations.upgrade(endpoints, trees=("timeseries",)))
        yield endpoints
    finally:
        asyncio.run(_execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def _run(runner: Runner, programs: Path, name: str, *arguments: object) -> None:
    command = runner.command(str(programs / "bin" / name), *map(str, arguments))
    subprocess.run(command, check=True, capture_output=True)


async def _until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_START_TRIES):
        assert server.poll() is None, "the server ended while it started"
        try:
            await (await connect_raw(url)).close()
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.025)
        else:
            return
    raise AssertionError("the server does not answer")


async def _execute(url: str, statement: str) -> None:
    connection = await connect_raw(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
