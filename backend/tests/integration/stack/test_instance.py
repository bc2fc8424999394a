"""One database for everybody: made, kept, shared, refused."""

import json
import os
import signal
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from app.core.config import Settings
from app.core.database import ask, connect_raw
from app.domain.errors import StorageUnavailable
from app.stack import database_for, owned_database
from app.stack.home import Home
from app.stack.postgres import answers_as
from app.stack.processes import command_of
from app.stack.record import Record
from tests.integration.stack.conftest import eventually, is_gone, settings_for


def record_of(home: Path) -> Record:
    record = Record.read(Home(home).record)
    assert record is not None
    return record


def server_of(home: Path) -> int:
    return record_of(home).children["postgres"].pid


def with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", f":{password}@")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Lend one started instance to the tests that only look at it."""
    home = tmp_path_factory.mktemp("instance") / "home"
    with database_for(settings_for(home)) as endpoints:
        yield home, endpoints


def test_both_databases_are_there(running):
    _, endpoints = running
    assert ask(endpoints.main_url, "SELECT current_database()") == "apextrade"
    assert ask(endpoints.timeseries_url, "SELECT current_database()") == "apextrade_ts"


def test_the_server_keeps_what_it_acknowledged_and_checks_what_it_reads(running):
    _, endpoints = running
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert ask(endpoints.main_url, "SELECT current_setting($1)", setting) == "on"


def test_it_listens_on_this_machine_only_and_on_no_socket(running):
    _, endpoints = running
    assert ask(endpoints.main_url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(endpoints.main_url, "SHOW unix_socket_directories") == ""


@pytest.mark.parametrize("password", ["", "apextrade", "postgres"])
async def test_nobody_gets_in_without_the_password(running, password):
    _, endpoints = running
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connect_raw(with_password(endpoints.main_url, password))


def test_the_password_is_in_one_file_for_its_owner_and_nowhere_else(running):
    home, endpoints = running
    password = urlsplit(endpoints.main_url).password
    assert password is not None
    holding = [
        path
        for path in home.rglob("*")
        if path.is_file() and password.encode() in path.read_bytes()
    ]
    assert holding == [home / "secrets" / "postgres"]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600
    assert password not in command_of(server_of(home))


def test_the_home_is_for_its_owner_alone(running):
    home, _ = running
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_an_open_port_with_another_name_or_password_is_not_trusted(running):
    home, endpoints = running
    instance = record_of(home).instance
    assert answers_as(endpoints.main_url, instance)
    assert not answers_as(endpoints.main_url, "another")
    assert not answers_as(with_password(endpoints.main_url, "another"), instance)


def test_a_second_owner_is_refused_in_one_sentence(running):
    home, _ = running
    with (
        pytest.raises(StorageUnavailable) as caught,
        owned_database(settings_for(home)),
    ):
        pass
    assert str(caught.value) == (
        f"process {os.getpid()} already runs ApexTrade from {home}: "
        f"stop it, or set APEX_HOME to another directory"
    )


def test_a_command_that_finds_a_live_instance_connects_to_it(running, hold):
    home, endpoints = running
    guest = hold(home)
    said = guest.said()
    assert said["main_url"] == endpoints.main_url
    assert said["owner"] == os.getpid()
    assert guest.leave() == 0
    assert ask(endpoints.main_url, "SELECT 1") == 1


def test_start_and_stop_are_quick_and_rows_stay(settings: Settings, home: Path):
    began = time.monotonic()
    with database_for(settings) as endpoints:
        first_seconds = time.monotonic() - began
        assert ask(endpoints.main_url, "CREATE TABLE kept AS SELECT 42 AS answer") is None
    later_seconds = []
    for _ in range(3):
        began = time.monotonic()
        with database_for(settings) as endpoints:
            later_seconds.append(time.monotonic() - began)
            assert ask(endpoints.main_url, "SELECT answer FROM kept") == 42
            server = server_of(home)
        assert is_gone(server)
    assert first_seconds < 3.0
    assert min(later_seconds) < 0.5


def test_two_homes_run_side_by_side(tmp_path: Path):
    one, two = settings_for(tmp_path / "one"), settings_for(tmp_path / "two")
    with database_for(one) as first, database_for(two) as second:
        assert ask(first.main_url, "CREATE TABLE only_here ()") is None
        assert ask(second.main_url, "SELECT to_regclass('only_here')") is None


def test_configured_urls_are_used_and_nothing_is_started(home: Path):
    given = settings_for(
        home, database_url="postgresql://a:b@h/m", timescale_url="postgresql://a:b@h/t"
    )
    with database_for(given) as endpoints:
        assert endpoints.main_url == "postgresql+asyncpg://a:b@h/m"
        assert endpoints.timeseries_url == "postgresql+asyncpg://a:b@h/t"
    assert not home.exists()


def test_one_configured_url_leaves_the_other_to_the_embedded_server(home: Path):
    with database_for(settings_for(home, timescale_url="postgresql://a:b@h/t")) as endpoints:
        assert endpoints.timeseries_url == "postgresql+asyncpg://a:b@h/t"
        assert ask(endpoints.main_url, "SELECT current_database()") == "apextrade"


def test_the_owner_stays_until_its_last_guest_has_left(settings: Settings, hold):
    owner = hold(settings.apex_home)
    owner.said()
    with database_for(settings) as endpoints:
        owner.ask_to_leave()
        eventually(lambda: record_of(settings.apex_home).state == "closing", "the owner closes")
        assert ask(endpoints.main_url, "SELECT 1") == 1
        assert owner.process.poll() is None
    assert owner.process.wait(120) == 0
    assert is_gone(server_of(settings.apex_home))


def test_an_interrupted_owner_stops_although_a_guest_is_there(settings: Settings, hold):
    owner = hold(settings.apex_home)
    owner.said()
    with database_for(settings):
        server = server_of(settings.apex_home)
        owner.ask_to_leave()
        eventually(lambda: record_of(settings.apex_home).state == "closing", "the owner closes")
        owner.process.send_signal(signal.SIGINT)
        assert owner.process.wait(120) != 0
        assert is_gone(server)


def test_many_commands_at_the_same_time_all_get_the_database(home: Path, hold):
    holders = [hold(home) for _ in range(4)]
    said = [holder.said() for holder in holders]
    assert len({answer["instance"] for answer in said}) == 1
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda holder: holder.leave(), holders)) == [0, 0, 0, 0]
    assert is_gone(said[0]["server"])


def test_a_record_nobody_can_read_does_not_matter(settings: Settings, home: Path):
    with database_for(settings):
        pass
    for text in ("", "{", '{"instance": 1}', json.dumps([1]), json.dumps({"children": []})):
        (home / "stack.json").write_text(text)
        with database_for(settings) as endpoints:
            assert ask(endpoints.main_url, "SELECT 1") == 1
