"""What stops the embedded database is one clear sentence, and nothing is half done."""

import asyncio
import errno
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.config import Settings
from app.core.database import ask, connect_raw, storage_errors
from app.domain.errors import StorageUnavailable
from app.stack import database_for
from app.stack.home import Home
from app.stack.ports import LOOPBACK, free_port
from app.stack.postgres import PortTaken, prepared_cluster, started_server
from app.stack.record import Record
from tests.integration.stack.conftest import settings_for

TMPFS_MB = 120


def refusal(settings: Settings) -> str:
    with pytest.raises(StorageUnavailable) as caught, database_for(settings):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def tree(root: Path) -> dict[str, int]:
    return {str(path.relative_to(root)): path.stat().st_size for path in sorted(root.rglob("*"))}


@contextmanager
def busy(port: int) -> Iterator[None]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((LOOPBACK, port))
        other.listen()
        yield


@pytest.fixture
def stopped(settings: Settings) -> Settings:
    """Return settings whose database was made and stopped."""
    with database_for(settings):
        pass
    return settings


@pytest.mark.parametrize("found", ["15", "18"])
def test_a_data_directory_of_another_major_is_refused_and_left_alone(stopped: Settings, found):
    data = stopped.apex_home / "postgres" / "data"
    (data / "PG_VERSION").write_text(f"{found}\n")
    before = tree(data)
    assert refusal(stopped) == (
        f"{data} was written by PostgreSQL {found}, this release runs 16: dump it with version "
        f"{found} and restore it, or set APEX_HOME to another directory"
    )
    assert tree(data) == before


def test_a_lost_password_is_said_and_no_new_one_is_made(stopped: Settings):
    password = stopped.apex_home / "secrets" / "postgres"
    password.unlink()
    assert refusal(stopped).startswith(f"{password} is missing, so nobody can log in to ")
    assert not password.exists()


def test_a_password_lost_while_it_runs_is_said_to_the_next_command(settings: Settings):
    password = settings.apex_home / "secrets" / "postgres"
    with database_for(settings):
        kept = password.read_text()
        password.unlink()
        assert refusal(settings).startswith(f"{password} is missing")
        assert not password.exists()
        password.write_text(kept)
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT 1") == 1


def test_a_changed_password_is_said(stopped: Settings):
    password = stopped.apex_home / "secrets" / "postgres"
    password.write_text("another")
    assert f"does not answer to the password in {password}" in refusal(stopped)


def test_a_damaged_data_directory_is_said_with_the_reason(stopped: Settings):
    (stopped.apex_home / "postgres" / "data" / "global" / "pg_control").unlink()
    sentence = refusal(stopped)
    assert "PostgreSQL did not start" in sentence
    assert "pg_control" in sentence
    assert str(stopped.apex_home / "logs" / "postgres.log") in sentence


def test_a_busy_port_is_left_to_its_owner_and_another_one_is_used(stopped: Settings):
    record = Record.read(Home(stopped.apex_home).record)
    assert record is not None
    with busy(record.ports["postgres"]), database_for(stopped) as endpoints:
        assert (
            ask(endpoints.main_url, "SELECT current_setting('port')::int")
            != (record.ports["postgres"])
        )


def test_a_port_taken_at_the_last_moment_is_known_for_what_it_is(stopped: Settings):
    cluster = prepared_cluster(Home(stopped.apex_home))
    port = free_port()
    with busy(port), pytest.raises(PortTaken, match=f"port {port} is used by another program"):
        started_server(cluster, "test", port)


def test_a_home_that_is_a_file_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        assert refusal(settings_for(home)).startswith(f"cannot write to {home} (")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a directory nobody can write")
def test_a_home_that_nobody_can_write_is_refused():
    home = Path("/proc/apextrade")
    assert refusal(settings_for(home)) == (
        f"cannot write to {home} ({os.strerror(errno.ENOENT)}): make it writable for this user or "
        f"set APEX_HOME to another directory"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of a few megabytes; skip where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={TMPFS_MB}m,mode=0755", "tmpfs", str(place)]
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", *options], capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, leave_mb: int) -> Path:
    """Take all but `leave_mb` of the disk."""
    ballast = disk / "ballast"
    size = shutil.disk_usage(disk).free - leave_mb * 1_000_000
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    return ballast


@pytest.mark.parametrize("leave_mb", [0, 1, 12])
def test_a_disk_that_is_full_at_the_first_start_leaves_a_clean_second_one(small_disk, leave_mb):
    ballast = fill(small_disk, leave_mb)
    home = small_disk / "home"
    assert refusal(settings_for(home)) == (
        f"no space left for {home}: free disk space or set APEX_HOME to another disk"
    )
    assert not (home / "postgres" / "data").exists()
    ballast.unlink()
    with database_for(settings_for(home)) as endpoints:
        assert ask(endpoints.main_url, "SELECT 1") == 1


async def write_until_refused(url: str, acknowledged: list[int]) -> None:
    """Insert about 1 MB a time and note what was acknowledged, until the disk is full."""
    with storage_errors(url):
        connection = await connect_raw(url)
        try:
            await connection.execute("CREATE TABLE written (n int, ballast text)")
            await connection.execute("ALTER TABLE written ALTER ballast SET STORAGE PLAIN")
            for n in range(10 * TMPFS_MB):
                await connection.execute(
                    "INSERT INTO written SELECT $1, repeat('x', 7000) FROM generate_series(1, 150)",
                    n,
                )
                acknowledged.append(n)
        finally:
            connection.terminate()


def test_a_disk_that_fills_up_while_rows_are_written_loses_none(small_disk):
    settings = settings_for(small_disk / "home")
    with database_for(settings):
        pass
    ballast = fill(small_disk, 5)
    acknowledged: list[int] = []
    with database_for(settings) as endpoints, pytest.raises(StorageUnavailable) as caught:
        asyncio.run(write_until_refused(endpoints.main_url, acknowledged))
    assert re.search("is full: free space|does not answer", str(caught.value))
    ballast.unlink()
    with database_for(settings) as endpoints:
        kept = ask(endpoints.main_url, "SELECT array_agg(DISTINCT n ORDER BY n) FROM written")
    assert kept[: len(acknowledged)] == acknowledged
    assert len(acknowledged) > 0


def test_a_disk_that_is_full_at_a_later_start_is_said_and_forgotten(small_disk):
    settings = settings_for(small_disk / "home")
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "CREATE TABLE kept AS SELECT 7 AS n") is None
    ballast = fill(small_disk, 0)
    assert "no space left for" in refusal(settings)
    ballast.unlink()
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT n FROM kept") == 7
