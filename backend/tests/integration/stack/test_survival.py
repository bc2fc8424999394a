"""kill -9 at the server, at its owner and at both: no acknowledged row is lost, nothing is left."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from app.core.config import Settings
from app.core.database import ask, connect_raw
from app.stack import database_for
from app.stack.home import Home
from app.stack.ports import free_port
from app.stack.postgres import prepared_cluster, started_server
from app.stack.record import Record
from tests.integration.stack.conftest import PATIENCE_SECONDS, eventually, is_gone, only

LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

POSTMASTER = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"


def server_of(home: Path) -> int:
    record = Record.read(Home(home).record)
    assert record is not None
    return record.children["postgres"].pid


async def write_until_lost(url: str, kill_after: int, victim: int) -> int:
    """Insert row by row, kill the victim meanwhile; return how many rows were acknowledged."""
    connection = await connect_raw(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS written (n int)")
    acknowledged = 0
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                await connection.execute("INSERT INTO written VALUES ($1)", acknowledged)
                acknowledged += 1
                if acknowledged == kill_after:
                    os.kill(victim, signal.SIGKILL)
    except LOST:
        return acknowledged
    finally:
        connection.terminate()


def assert_written(url: str, acknowledged: int) -> None:
    # One more may have been written whose acknowledgement never arrived.
    assert ask(url, "SELECT count(*) FROM written") in {acknowledged, acknowledged + 1}
    assert ask(url, "SELECT count(DISTINCT n) FROM written WHERE n < $1", acknowledged) == (
        acknowledged
    )


def answers(url: str) -> bool:
    try:
        return bool(ask(url, "SELECT true"))
    except LOST:
        return False


def test_a_killed_server_comes_back_where_it_was_with_every_acknowledged_row(settings: Settings):
    with database_for(settings) as endpoints:
        servers = [server_of(settings.apex_home)]
        for kill_after in (1, 50, 300):
            ask(endpoints.main_url, "DROP TABLE IF EXISTS written")
            victim = servers[-1]
            acknowledged = asyncio.run(write_until_lost(endpoints.main_url, kill_after, victim))
            eventually(lambda: answers(endpoints.main_url), "the server is back")
            assert acknowledged >= kill_after
            assert_written(endpoints.main_url, acknowledged)
            servers.append(ask(endpoints.main_url, POSTMASTER))
        assert len(set(servers)) == len(servers)
    assert [pid for pid in servers if not is_gone(pid)] == []


def test_a_killed_owner_leaves_no_server_and_no_lock(settings: Settings, hold):
    owner = hold(settings.apex_home)
    said = owner.said()
    acknowledged = asyncio.run(write_until_lost(said["main_url"], 100, said["pid"]))
    eventually(lambda: is_gone(said["server"]), "the server follows its owner")
    with database_for(settings) as endpoints:
        assert_written(endpoints.main_url, acknowledged)


@pytest.mark.parametrize("lost", ["stack.json", "postgres/data/postmaster.pid"])
def test_a_server_that_outlived_its_owner_is_ended_by_the_next(
    settings: Settings, hold, tmp_path, lost: str
):
    """Without setpriv nobody tells the server; so it is where the system cannot send the signal.

    Either of the two files that name it is enough.
    """
    owner = hold(settings.apex_home, path=only(tmp_path / "tools", "unshare"))
    said = owner.said()
    assert ask(said["main_url"], "CREATE TABLE kept AS SELECT 7 AS n") is None
    owner.kill()
    assert not is_gone(said["server"])
    (settings.apex_home / lost).unlink()
    with database_for(settings) as endpoints:
        assert is_gone(said["server"])
        assert ask(endpoints.main_url, "SELECT n FROM kept") == 7


def test_killed_together_they_come_back_together(settings: Settings, hold):
    owner = hold(settings.apex_home)
    said = owner.said()
    assert ask(said["main_url"], "CREATE TABLE kept AS SELECT 7 AS n") is None
    os.kill(said["server"], signal.SIGKILL)
    owner.kill()
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT n FROM kept") == 7


def test_a_server_whose_start_was_seen_too_late_makes_room(settings: Settings):
    """A killed owner may have begun a start that shows only after the next one has looked."""
    home = Home(settings.apex_home)
    home.prepare()
    cluster = prepared_cluster(home)
    late = started_server(cluster, "late", free_port())
    ours = started_server(cluster, "ours", free_port())
    assert not late.is_running
    assert ours.is_running
    ours.stop()


def test_an_owner_killed_while_it_makes_the_first_database_leaves_a_clean_start(
    settings: Settings, hold
):
    owner = hold(settings.apex_home)
    draft = settings.apex_home / "postgres"
    eventually(
        lambda: any(draft.glob("draft-*/data/base")) or (draft / "data").exists(),
        "initdb is at work, or was quicker than we looked",
    )
    owner.kill()
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT 1") == 1
    assert [path.name for path in draft.iterdir()] == ["data"]


def test_a_guest_that_dies_does_not_keep_the_owner(settings: Settings, hold):
    with database_for(settings):
        guest = hold(settings.apex_home)
        guest.said()
        guest.kill()
    assert is_gone(server_of(settings.apex_home))


def test_a_left_file_that_names_somebody_elses_process_does_not_matter(settings: Settings):
    with database_for(settings):
        pass
    data = settings.apex_home / "postgres" / "data"
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n127.0.0.1\n")
        with database_for(settings) as endpoints:
            assert ask(endpoints.main_url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.communicate()


@pytest.mark.parametrize("text", ["", "garbage\n", "-1\n", "99999999999\n"])
def test_a_left_file_without_sense_does_not_matter(settings: Settings, text: str):
    with database_for(settings):
        pass
    (settings.apex_home / "postgres" / "data" / "postmaster.pid").write_text(text)
    with database_for(settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT 1") == 1
