"""`apextrade demo` as a newcomer runs it: twice, then the same platform a second time."""

import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.stack.home import Home
from app.stack.ports import free_port
from app.stack.record import Record
from tests.integration.stack.conftest import BACKEND

Answer = subprocess.CompletedProcess[str]


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
    def command(*arguments: str, **variables: str) -> Answer:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(BACKEND),
            "APP_ENV": "testing",
            "APEX_HOME": str(home),
            "APEX_PORT": str(port),
        }
        return subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", *arguments],
            cwd=home.parent,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    yield command
    command("stop")


def login_of(answer: Answer) -> dict[str, str]:
    assert (answer.returncode, answer.stderr) == (0, "")
    found = {
        name: re.search(rf"^{word} +(\S+)$", answer.stdout, re.MULTILINE)
        for name, word in (("email", "Login"), ("password", "Password"))
    }
    return {name: match[1] for name, match in found.items() if match}


def items(port: int, login: dict[str, str], path: str) -> list[dict[str, Any]]:
    address = f"http://127.0.0.1:{port}/api/v1/"
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        token = client.post("auth/login", json=login).raise_for_status().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        found: list[dict[str, Any]] = client.get(path, headers=headers).json()["items"]
        return found


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
