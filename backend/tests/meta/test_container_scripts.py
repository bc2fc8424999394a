"""What watches a container says the truth about a server and about a sign of life."""

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

HEALTHY = REPOSITORY / "backend" / "container" / "healthy"


def is_healthy(*words: str, file: Path = Path("/nonexistent")) -> bool:
    environment = {"PATH": os.environ["PATH"], "APEX_ALIVE_FILE": str(file)}
    done = subprocess.run([HEALTHY, *words], env=environment, capture_output=True, check=False)
    return done.returncode == 0


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield str(server.server_port)
        server.shutdown()


def test_a_server_is_healthy_when_it_answers_200(port: str):
    assert is_healthy("http", port, "/health")
    assert not is_healthy("http", port, "/health/ready")


def test_a_server_that_is_not_there_is_not_healthy():
    assert not is_healthy("http", "1", "/health")


@pytest.mark.parametrize(("age", "expected"), [(0, True), (20, True), (40, False)])
def test_a_sign_of_life_counts_for_so_long(tmp_path: Path, age: int, expected: bool):
    file = tmp_path / "alive"
    file.touch()
    then = file.stat().st_mtime - age
    os.utime(file, (then, then))
    assert is_healthy("alive", "30", file=file) is expected


def test_without_a_sign_of_life_nothing_lives(tmp_path: Path):
    assert not is_healthy("alive", "30", file=tmp_path / "alive")


def test_other_words_are_refused():
    assert not is_healthy()
