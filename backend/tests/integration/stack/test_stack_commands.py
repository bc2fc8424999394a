"""`apextrade up`, `status` and `stop` as a person runs them, with our real processes."""

import json
import shutil
from pathlib import Path

import pytest

from app.stack.frontend import built_pages
from app.stack.home import Home
from app.stack.plan import APPLICATION
from app.stack.ports import free_port
from app.stack.record import Record
from app.stack.services import http_answer
from tests.integration.stack.conftest import commands_of

# What is no process of ours.
OTHERS = {"supervisor", "postgres", "redis", "objects", "proxy"}
MEMORY_MB_MAX = 1_536


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    made = tmp_path_factory.mktemp("up") / "home"
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def run(home: Path):
    command = commands_of(home, free_port())
    yield command
    command("stop")


def test_nothing_runs_at_first(run):
    answer = run("status")
    assert (answer.returncode, answer.stdout.split()) == (1, ["stopped"])
    assert run("stop").stdout == "nothing was running\n"


@pytest.mark.slow
def test_up_runs_everything_and_stop_leaves_nothing(run, home: Path):
    up = run("up", "--detach")
    assert (up.returncode, up.stderr) == (0, "")
    found = json.loads(run("status", "--json").stdout)
    names = {part["name"] for part in found["processes"]}
    pages = {"frontend"} if built_pages() else set()
    assert names == OTHERS | pages | {process.name for process in APPLICATION}
    assert (found["state"], [p for p in found["processes"] if not p["healthy"]]) == ("running", [])
    assert found["memory_mb"] < MEMORY_MB_MAX
    port = int(found["url"].rpartition(":")[2])
    assert http_answer(port, "/health") == (200, b'{"status":"ok"}')
    assert http_answer(port, "/health/ready")[0] == 200
    assert http_answer(port, "/login")[0] == (200 if pages else 404)
    assert http_answer(port, "/metrics")[0] == 404
    again = run("up")
    assert again.returncode == 1
    assert again.stderr.startswith(f"error: process {found['pid']} already runs ApexTrade from")
    assert run("stop").stdout.startswith("stopped after")
    record = Record.read(Home(home).record)
    assert record is not None
    assert [name for name, child in record.children.items() if child.is_running] == []
    assert http_answer(port, "/health")[0] == 0


def test_what_keeps_it_from_starting_is_said(run, tmp_path: Path):
    answer = run("up", "--detach", APEX_REDIS_SERVER=str(tmp_path / "none"))
    assert answer.returncode == 1
    assert "there is no such program (everything it said: " in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert run("status").stdout.split() == ["stopped"]
