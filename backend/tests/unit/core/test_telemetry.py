"""Processes count together, and one that is gone has no present state any more."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from app.core import telemetry
from app.domain.errors import InvalidInput

BACKEND = Path(__file__).resolve().parents[3]
COUNTS = "from app.core import telemetry as t; t.SOCKETS.inc(); t.RELAYED.inc(3); t.LEADING.set(1)"
TELLS = "from app.core import telemetry as t; print(t.exposition().decode())"


def told(directory: Path, code: str) -> str:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(directory)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=BACKEND,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_what_processes_counted_stays_and_what_they_were_ends_with_them(tmp_path):
    directory = tmp_path / "made" / "when needed"
    alive = told(directory, f"{COUNTS}; print(t.exposition().decode())")
    assert "apextrade_ws_connections 1.0" in alive
    after = told(directory, TELLS)
    assert "apextrade_relayed_facts_total 3.0" in after
    assert "apextrade_ws_connections 0.0" in after
    assert "apextrade_streamer_leading 0.0" in after


@pytest.mark.parametrize(
    ("method", "shown"), [("GET", "GET"), ("PROPFIND", "other"), ("x" * 999, "other")]
)
def test_a_method_is_a_word_we_know(method, shown):
    telemetry.request_answered(method, "/somewhere", 200, 0.1)
    assert f'method="{shown}",route="/somewhere"' in telemetry.exposition().decode()
    assert "PROPFIND" not in telemetry.exposition().decode()


@pytest.mark.parametrize(
    ("error", "outcome"), [(None, "done"), (ValueError, "failed"), (TimeoutError, "timeout")]
)
def test_a_task_is_counted_by_how_it_ended(error, outcome):
    name = f"task that is {outcome}"
    refused = nullcontext() if error is None else pytest.raises(error)
    with refused, telemetry.task_run(name, -1.0, TimeoutError):
        if error is not None:
            raise error
    text = telemetry.exposition().decode()
    assert f'apextrade_tasks_total{{outcome="{outcome}",task="{name}"}} 1.0' in text
    # A clock that was set back is no negative wait.
    assert f'apextrade_task_wait_seconds_sum{{task="{name}"}} 0.0' in text


def test_an_address_nobody_can_listen_on_is_named():
    with pytest.raises(InvalidInput, match=r"METRICS_ADDRESS is 192\.0\.2\.1:1"):
        telemetry.serve("192.0.2.1:1")


def test_no_address_is_no_server():
    telemetry.serve("")
