"""`apextrade doctor` and `apextrade db` as a person runs them."""

import json
import os
from pathlib import Path

import pytest

from app.core.database import ask
from app.stack import database_for
from app.stack.ports import free_port
from tests.integration.stack.conftest import Answer, Run, commands_of, settings_for


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command against the embedded database of a fresh home."""

    return commands_of(home, free_port())


def printed(answer: Answer) -> list[list[str]]:
    assert answer.stderr == ""
    assert answer.returncode == 0
    return [line.split() for line in answer.stdout.splitlines()]


def test_up_down_and_status_move_both_databases(run, home: Path):
    assert printed(run("db", "status"))[0][:2] == ["main", "empty"]
    up = printed(run("db", "up"))
    assert [line[0] for line in up] == ["main", "timeseries"]
    assert [line[-3:] for line in up] == [["up", "to", "date"]] * 2
    with database_for(settings_for(home)) as endpoints:
        assert ask(endpoints.timeseries_url, "SELECT to_regclass('ohlcv')::text") == "ohlcv"
    one_down = printed(run("db", "down", "--yes", "--to", "0001", "--tree", "timeseries"))
    assert one_down[1][:2] == ["timeseries", "0001"]
    assert [line[1] for line in printed(run("db", "down", "--yes"))] == ["empty", "empty"]
    status = json.loads(run("db", "status", "--json").stdout)
    assert [(tree["tree"], tree["current"], tree["is_current"]) for tree in status] == [
        ("main", None, False),
        ("timeseries", None, False),
    ]


def test_down_asks_and_takes_no_for_an_answer(run):
    printed(run("db", "up"))
    refused = run("db", "down", answer="n\n")
    assert refused.returncode == 1
    assert "Delete every table and row of both databases" in refused.stdout
    assert printed(run("db", "status"))[0][-3:] == ["up", "to", "date"]


def test_an_unknown_revision_is_one_sentence(run):
    answer = run("db", "up", "--to", "nope")
    assert answer.returncode == 2
    assert answer.stderr.startswith("error: no revision 'nope' in the main tree: use head, base or")
    assert answer.stderr.count("\n") == 1


def test_doctor_finds_nothing_wrong_with_a_good_machine(run):
    answer = run("doctor", "--json")
    document = json.loads(answer.stdout)
    assert (answer.returncode, document["ok"], answer.stderr) == (0, True, "")
    assert {"name", "verdict", "detail", "advice"} == set(document["findings"][0])


def test_doctor_shows_a_live_database(run, home: Path):
    with database_for(settings_for(home)):
        answer = run("doctor", "--json")
    details = {found["name"]: found["detail"] for found in json.loads(answer.stdout)["findings"]}
    assert details["database"].startswith(f"ready (process {os.getpid()}, port ")


def test_doctor_fails_and_says_what_to_do(run, home: Path):
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    answer = run("doctor")
    assert answer.returncode == 1
    assert f"broken  permissions    other users may read {home}" in answer.stdout
    assert f"run `chmod go-rwx {home}`" in answer.stdout


@pytest.mark.parametrize("command", [("doctor",), ("db", "status")])
def test_a_wrong_setting_is_one_sentence(run, home: Path, command):
    answer = run(*command, APEX_PORT="eighty")
    assert answer.returncode == 2
    assert answer.stderr == "error: APEX_PORT is 'eighty': must be a port from 1 to 65535\n"
    assert not home.exists()


def test_production_does_not_start_without_secrets(run, home: Path):
    answer = run("db", "up", APP_ENV="production", SECRET_KEY="your-32-byte-key")
    assert answer.returncode == 2
    for name in ("SECRET_KEY", "JWT_SECRET_KEY", "API_KEY_ENCRYPTION_KEY"):
        assert name in answer.stderr
    assert "your-32-byte-key" not in answer.stderr
    assert not home.exists()


def test_a_database_out_of_reach_is_one_sentence(run):
    url = f"postgresql://user:canary@127.0.0.1:{free_port()}/nowhere"
    answer = run("db", "up", DATABASE_URL=url, TIMESCALE_URL=url)
    assert answer.returncode == 1
    assert "does not answer" in answer.stderr
    assert "canary" not in answer.stderr
    assert answer.stderr.count("\n") == 1
