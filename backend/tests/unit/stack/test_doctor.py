"""Every finding says what is so, and every problem what to do."""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import app
from app.core.config import Settings, load_settings
from app.stack.doctor import Finding, Verdict, examined
from app.stack.home import Home
from app.stack.ports import LOOPBACK, free_port
from app.stack.processes import Identity, started_at
from app.stack.record import Record, State
from tests.fakes.clock import FakeClock

NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def settings_for(home: Home, **given: object) -> Settings:
    return load_settings(
        env_file=home.root / "no.env",
        app_env="testing",
        apex_home=home.root,
        **({"apex_port": free_port(), "database_url": "", "timescale_url": ""} | given),
    )


def finding(name: str, home: Home, now: datetime = NOW, **given: object) -> Finding:
    [found] = [
        found
        for found in examined(settings_for(home, **given), FakeClock(now))
        if found.name == name
    ]
    return found


def test_a_good_machine_has_no_problem(home: Home):
    findings = examined(settings_for(home), FakeClock(NOW))
    assert [found for found in findings if found.verdict is Verdict.BROKEN] == []
    assert {"python", "numba", "TA-Lib", "postgresql", "port", "disk", "clock", "permissions"} <= {
        found.name for found in findings
    }


def test_it_writes_nothing(tmp_path: Path):
    home = Home(tmp_path / "home")
    examined(settings_for(home), FakeClock(NOW))
    assert not home.root.exists()


def test_the_versions_are_those_that_run(home: Home):
    assert finding("postgresql", home).detail.startswith("16.")
    assert finding("TA-Lib", home).detail.startswith("0.8.2 (C library 0.")


def test_a_clock_before_our_own_files_is_wrong(home: Home):
    written = datetime.fromtimestamp(Path(app.__file__).stat().st_mtime, UTC)
    found = finding("clock", home, written - timedelta(minutes=6))
    assert found.verdict is Verdict.BROKEN
    assert "but __init__.py was written at" in found.detail
    assert "timedatectl" in found.advice


def test_a_clock_before_the_last_run_is_wrong(home: Home):
    Record("x", Identity(1, "")).write(home.record)
    later = (NOW + timedelta(days=1)).timestamp()
    os.utime(home.record, (later, later))
    assert finding("clock", home).verdict is Verdict.BROKEN
    assert finding("clock", home, NOW + timedelta(days=1)).verdict is Verdict.OK


def test_a_clock_a_moment_behind_is_right(home: Home):
    Record("x", Identity(1, "")).write(home.record)
    assert finding("clock", home, NOW - timedelta(seconds=1)).verdict is Verdict.OK


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701 | 0o004])
def test_a_home_others_may_read_is_wrong(home: Home, mode: int):
    home.root.chmod(mode)
    found = finding("permissions", home)
    assert found.verdict is Verdict.BROKEN
    assert found.detail == f"other users may read {home.root}"
    assert found.advice == f"run `chmod go-rwx {home.root}`"


def test_a_home_the_servers_user_may_only_pass_through_is_right(home: Home):
    home.root.chmod(0o711)
    assert finding("permissions", home).verdict is Verdict.OK


def test_a_secret_others_may_read_is_wrong(home: Home):
    secret = home.secrets / "postgres"
    secret.write_text("x")
    secret.chmod(0o640)
    assert finding("permissions", home).advice == f"run `chmod go-rwx {secret}`"


def test_a_home_that_is_a_file_is_wrong(tmp_path: Path):
    (tmp_path / "home").write_text("")
    found = finding("permissions", Home(tmp_path / "home"))
    assert found.verdict is Verdict.BROKEN
    assert "set APEX_HOME to another directory" in found.advice


def test_the_port_of_the_platform_itself_is_no_problem(home: Home):
    own = Identity(os.getpid(), started_at(os.getpid()) or "")
    with socket.create_server((LOOPBACK, 0)) as front:
        port = front.getsockname()[1]
        for is_platform, verdict in ((True, Verdict.OK), (False, Verdict.WARNING)):
            Record("abc", own, State.READY, is_platform=is_platform).write(home.record)
            assert finding("port", home, apex_port=port).verdict is verdict


def test_the_other_programs_are_looked_for(home: Home):
    assert finding("programs", home).detail == "caddy, valkey-server, rclone"
    missing = finding("programs", home, apex_redis_server=str(home.root / "none"))
    assert missing.verdict is Verdict.BROKEN
    assert "there is no such program" in missing.detail


def test_a_used_port_is_a_warning(home: Home):
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        found = finding("port", home, apex_port=port)
    assert found == Finding(
        "port",
        Verdict.WARNING,
        f"{port} is used by another program",
        "stop that program or set APEX_PORT to another port",
    )


def test_a_data_directory_of_another_major_is_wrong(home: Home):
    data = home.cluster / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    found = finding("database", home)
    assert found.verdict is Verdict.BROKEN
    assert "was written by PostgreSQL 15, this release runs 16: dump it" in found.detail


def test_a_database_that_does_not_answer_is_wrong(home: Home):
    url = f"postgresql://u:p@{LOOPBACK}:{free_port()}/d"
    found = finding("database", home, database_url=url, timescale_url=url)
    assert found.verdict is Verdict.BROKEN
    assert "does not answer" in found.detail


@pytest.mark.parametrize(
    ("owner", "state"),
    [(Identity(os.getpid(), "another time"), State.READY), (Identity(10**12, "x"), State.STARTING)],
    ids=["a number used again", "gone"],
)
def test_a_record_of_a_dead_owner_means_not_running(home: Home, owner, state):
    Record("x", owner, state).write(home.record)
    assert finding("database", home).detail == "not made yet; the first command makes it"
