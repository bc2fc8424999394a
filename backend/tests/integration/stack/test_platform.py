"""The supervisor: starts in order, keeps running, leaves nothing, tells what it knows."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from app.core.config import Settings
from app.core.database import ask
from app.core.private_files import stored_secret
from app.stack import database_for
from app.stack.home import Home
from app.stack.ports import LOOPBACK, free_port
from app.stack.processes import INSTANCE_VARIABLE
from app.stack.record import Record, State
from app.stack.remote import stop_platform
from app.stack.status import PlatformStatus, ProcessStatus, platform_status
from app.stack.valkey import redis_url
from tests.integration.stack.conftest import BACKEND, PATIENCE_SECONDS, eventually, is_gone
from tests.integration.stack.platform_process import PROCESSES, settings_for

PARTS = ("postgres", "redis", "objects", "api", "gateway", "worker", "proxy")


@dataclass
class Platform:
    """A platform in a process of its own."""

    process: subprocess.Popen[str]
    settings: Settings

    def wait_ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.complaint()

    def complaint(self) -> str:
        _, error = self.process.communicate(timeout=PATIENCE_SECONDS)
        return error.strip()

    def status(self) -> PlatformStatus:
        return platform_status(self.settings, datetime.now(UTC), PROCESSES)

    def part(self, name: str) -> ProcessStatus:
        return next(part for part in self.status().processes if part.name == name)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


Start = Callable[..., Platform]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    started: list[Platform] = []
    homes: list[Path] = []

    def begin(home: Path | None = None, port: int | None = None) -> Platform:
        if home is None:
            homes.append(tmp_path_factory.mktemp("platform") / "home")
            home = homes[-1]
        settings = settings_for(str(home), port or free_port())
        words = ["tests.integration.stack.platform_process", str(home), str(settings.apex_port)]
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=BACKEND,
            env=dict(os.environ, PYTHONPATH=str(BACKEND)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(Platform(process, settings))
        return started[-1]

    yield begin
    for platform in started:
        if platform.process.poll() is None:
            platform.end()
        for stream in (platform.process.stdout, platform.process.stderr):
            assert stream is not None
            stream.close()
        stop_platform(platform.settings)
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def platform(start: Start) -> Platform:
    made = start()
    made.wait_ready()
    return made


def marked(instance: str) -> list[int]:
    """Return every process that carries the instance's mark, PostgreSQL's aside."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(INSTANCE_VARIABLE) == instance:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def record_of(platform: Platform) -> Record:
    record = Record.read(Home(platform.settings.apex_home).record)
    assert record is not None
    return record


def all_running(platform: Platform) -> bool:
    return platform.status().state == "running"


def front(platform: Platform, method: str, path: str, body: bytes = b"", **headers: str):
    connection = http.client.HTTPConnection(LOOPBACK, platform.settings.apex_port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read(), response.headers
    finally:
        connection.close()


def test_everything_that_exists_runs_and_is_healthy(platform: Platform):
    status = platform.status()
    assert status.state == "running"
    assert tuple(part.name for part in status.processes) == ("supervisor", *PARTS)
    assert [part.name for part in status.processes if not part.healthy] == []
    assert all(part.memory_mb > 0 and part.restarts == 0 for part in status.processes)
    assert platform.part("worker").port is None
    assert len({part.port for part in status.processes if part.port}) == len(PARTS) - 1


def test_each_path_has_its_part_behind_the_front_door(platform: Platform):
    for path in ("/api/v1/anything", "/health", "/health/ready", "/.well-known/jwks.json"):
        assert front(platform, "GET", path)[1].split()[0] == b"%d" % platform.part("api").pid
    assert front(platform, "GET", "/ws")[1].split()[0] == b"%d" % platform.part("gateway").pid
    for path in ("/", "/metrics", "/apiary", "/healthy", "/wss"):
        status, body, headers = front(platform, "GET", path)
        assert (status, headers["Content-Type"]) == (404, "application/problem+json")
        assert json.loads(body)["status"] == 404


def test_the_front_door_believes_no_forwarded_address(platform: Platform):
    forged = {"X-Forwarded-For": "6.6.6.6"}
    assert front(platform, "GET", "/health", **forged)[1].split()[1] == b"127.0.0.1"


def test_the_front_door_keeps_out_what_is_too_large_or_traces(platform: Platform):
    large = b"x" * 20_000_001
    assert front(platform, "POST", "/api/v1/strategies", large)[0] == 413
    status, body, _ = front(platform, "POST", "/api/v1/market/candles/import", large)
    assert (status, body) == (200, b"20000001")
    assert front(platform, "TRACE", "/api/v1/strategies")[0] == 405
    assert front(platform, "GET", "/health", **{"X-Long": "x" * 40_000})[0] == 431


def test_the_front_door_does_not_say_what_it_is(platform: Platform):
    for path in ("/nowhere", "/health", "/ws"):
        headers = front(platform, "GET", path)[2]
        assert [name for name in ("Server", "Via", "X-Powered-By") if name in headers] == []


def test_no_secret_is_on_a_command_line(platform: Platform):
    secrets = Home(platform.settings.apex_home).secrets
    words = " ".join(
        word
        for pid in marked(record_of(platform).instance)
        for word in psutil.Process(pid).cmdline()
    )
    found = [path.name for path in secrets.iterdir() if stored_secret(path) in words]
    assert found == []
    assert "rclone" in words


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_comes_back_alone(platform: Platform, name: str):
    before = {part.name: part for part in platform.status().processes}
    os.kill(before[name].pid, signal.SIGKILL)
    eventually(
        lambda: all_running(platform) and platform.part(name).restarts == before[name].restarts + 1,
        f"{name} is back",
    )
    after = {part.name: part for part in platform.status().processes}
    assert after[name].port == before[name].port
    assert [other for other in before if after[other].pid != before[other].pid] == [name]


def test_what_a_killed_part_had_started_ends_with_it(platform: Platform):
    pid = platform.part("api").pid
    (child,) = psutil.Process(pid).children()
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: is_gone(child.pid), "its child is gone")
    eventually(lambda: all_running(platform), "the part is back")


def test_redis_keeps_its_queue_through_a_kill(platform: Platform):
    import redis

    settings = platform.settings
    with redis.Redis.from_url(redis_url(settings, record_of(platform).ports["redis"])) as client:
        client.rpush("queue", *range(1_000))
        os.kill(platform.part("redis").pid, signal.SIGKILL)
        eventually(lambda: all_running(platform), "redis is back")
        assert client.llen("queue") == 1_000
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_another_command_joins_the_database(platform: Platform):
    with database_for(platform.settings) as endpoints:
        assert ask(endpoints.main_url, "SELECT to_regclass('alembic_version') IS NOT NULL")


def test_a_second_supervisor_is_refused_in_one_sentence(platform: Platform, start: Start):
    second = start(platform.settings.apex_home, platform.settings.apex_port)
    assert second.process.wait(PATIENCE_SECONDS) == 1
    complaint = second.complaint()
    assert f"process {platform.process.pid} already runs ApexTrade from" in complaint
    assert "\n" not in complaint


def test_a_busy_port_is_refused_before_anything_starts(platform: Platform, start: Start):
    other = start(None, platform.settings.apex_port)
    assert other.process.wait(PATIENCE_SECONDS) == 1
    assert other.complaint() == (
        f"port {platform.settings.apex_port} is used by caddy "
        f"(process {platform.part('proxy').pid}): stop it, or set APEX_PORT to another port"
    )
    assert not Home(other.settings.apex_home).record.exists()


def test_a_hung_part_is_shown_as_failing(platform: Platform):
    pid = platform.part("redis").pid
    os.kill(pid, signal.SIGSTOP)
    try:
        status = platform.status()
    finally:
        os.kill(pid, signal.SIGCONT)
    assert status.state == "degraded"
    assert [part.name for part in status.processes if not part.healthy] == ["redis"]


def test_a_killed_supervisor_leaves_nothing_and_the_next_starts(platform: Platform, start: Start):
    record = record_of(platform)
    # What ignores the system's signal is ended by the next supervisor: a stopped process does.
    os.kill(record.children["gateway"].pid, signal.SIGSTOP)
    platform.end(signal.SIGKILL)
    assert platform.status().state == "stopped"
    following = start(platform.settings.apex_home, platform.settings.apex_port)
    following.wait_ready()
    eventually(lambda: marked(record.instance) == [], "everything of the killed one is gone")
    assert is_gone(record.children["postgres"].pid)
    assert following.status().state == "running"
    assert record_of(following).ports == record.ports
    begun = time.monotonic()
    assert stop_platform(following.settings)
    assert time.monotonic() - begun < 10
    assert marked(record_of(following).instance) == []
    assert following.process.wait(PATIENCE_SECONDS) == 0
    assert not stop_platform(following.settings)


def test_what_two_kills_left_behind_is_ended_by_stop(start: Start):
    platform = start()
    platform.wait_ready()
    record = record_of(platform)
    (child,) = psutil.Process(record.children["api"].pid).children()
    os.kill(platform.process.pid, signal.SIGSTOP)
    os.kill(record.children["api"].pid, signal.SIGKILL)
    platform.end(signal.SIGKILL)
    assert not is_gone(child.pid)
    assert stop_platform(platform.settings)
    assert marked(record.instance) == []
    assert record_of(platform) == replace(record, state=State.STOPPED)
