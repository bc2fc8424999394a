"""`apextrade demo` as a newcomer runs it: twice, then the same platform a second time."""

import json
import os
import re
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.stack.home import Home
from app.stack.ports import free_port
from app.stack.record import Record
from tests.integration.api.market import DOCUMENT
from tests.integration.stack.conftest import Answer, commands_of, eventually

LOAD = 120
KILLED_AT = 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    made = tmp_path_factory.mktemp("demo") / "home"
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def run(home: Path, port: int):
    command = commands_of(home, port)
    yield command
    command("stop")


def login_of(answer: Answer) -> dict[str, str]:
    assert (answer.returncode, answer.stderr) == (0, "")
    found = {
        name: re.search(rf"^{word} +(\S+)$", answer.stdout, re.MULTILINE)
        for name, word in (("email", "Login"), ("password", "Password"))
    }
    return {name: match[1] for name, match in found.items() if match}


@contextmanager
def logged_in(port: int, login: dict[str, str]) -> Iterator[httpx.Client]:
    address = f"http://127.0.0.1:{port}/api/v1/"
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        token = client.post("auth/login", json=login).raise_for_status().json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def items(port: int, login: dict[str, str], path: str) -> list[dict[str, Any]]:
    with logged_in(port, login) as client:
        found: list[dict[str, Any]] = client.get(path).json()["items"]
        return found


def ready_of(port: int) -> str:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False, timeout=5)
        return str(answer.json()["status"])
    except (httpx.HTTPError, ValueError):
        return "away"


@pytest.mark.slow
def test_a_newcomer_finds_a_login_and_an_example_and_finds_them_again(run, home: Path, port: int):
    first = run("demo", "--detach")
    login = login_of(first)
    assert "no look-ahead: proven, compiled engine and Backtrader agree" in first.stdout
    secret = home / "secrets" / "demo_admin"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert login == {"email": "admin@demo.local", "password": secret.read_text()}
    shown = [log.name for log in Home(home).logs() if login["password"] in log.read_text()]
    assert shown == []
    assert [one["status"] for one in items(port, login, "backtests")] == ["completed"]

    again = run("demo")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.splitlines() == [
        f"the platform already runs at http://127.0.0.1:{port}: make stop ends it"
    ]
    assert run("restart", "streamer").stdout.startswith("streamer works again after")
    assert run("restart", "none").stderr.startswith("error: process 'none' does not run: choose ")
    status = json.loads(run("status", "--json").stdout)
    restarts = {part["name"]: part["restarts"] for part in status["processes"]}
    assert (restarts["streamer"], restarts["api"]) == (1, 0)

    run("stop")
    record = Record.read(Home(home).record)
    assert record is not None
    assert [name for name, child in record.children.items() if child.is_running] == []
    assert run("restart", "api").stderr == "error: nothing runs: apextrade up starts the platform\n"

    assert login_of(run("demo", "--detach", "--reload")) == login
    assert len(items(port, login, "strategies")) == 1
    assert len(items(port, login, "backtests")) == 1


@pytest.mark.slow
def test_a_database_killed_under_load_loses_nothing(run, home: Path, port: int):
    """The server itself, not only its connections: what was acknowledged is there afterwards."""
    assert run("demo", "--detach").returncode == 0
    password = (home / "secrets" / "demo_admin").read_text()
    record = Record.read(Home(home).record)
    assert record is not None
    login = {"email": "admin@demo.local", "password": password}
    with logged_in(port, login) as client, ThreadPoolExecutor(8) as crowd:
        example = client.get("backtests").json()["items"][0]["strategy_id"]
        order = {"strategy_id": example, "engine": "backtrader"}
        backtest = client.post("backtests", json=order).raise_for_status().json()["id"]

        def ask(number: int) -> httpx.Response:
            if number == KILLED_AT:
                os.kill(record.children["postgres"].pid, signal.SIGKILL)
            return client.post("strategies", json=DOCUMENT | {"name": f"No {number}"})

        answers = list(crowd.map(ask, range(LOAD)))
        assert {answer.status_code for answer in answers} == {201, 503}, "the load meets the kill"
        assert all(int(one.headers["retry-after"]) > 0 for one in answers if one.is_error)
        eventually(lambda: ready_of(port) == "ok", "everything answers again")
        made = [answer.json() for answer in answers if answer.is_success]
        for one in made:
            found = client.get(f"strategies/{one['id']}").raise_for_status().json()
            assert found["name"] == one["name"]
        assert len({one["id"] for one in made}) == len(made)
        eventually(
            lambda: client.get(f"backtests/{backtest}").json()["status"] == "completed",
            "the backtest that ran meanwhile has its result",
        )
    after = Record.read(Home(home).record)
    assert after is not None
    assert after.restarts["postgres"] == record.restarts["postgres"] + 1


def test_a_taken_port_is_one_sentence(run, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        answer = run("demo", "--detach", APEX_PORT=number, APEX_HOME=str(tmp_path / "home"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"error: port {number} is used by ")
    assert answer.stderr.count("\n") == 1


def test_the_core_alone_is_a_demo_too(run, tmp_path: Path):
    answer = run("demo", "--core", APEX_HOME=str(tmp_path / "home"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "both engines" in answer.stdout
    shutil.rmtree(tmp_path / "home")
