"""The API of the other tests, and the same as a process that can be killed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from app.stack.ports import free_port
from tests.integration.api.conftest import (
    api,
    api_settings,
    argon2_memory_kib,
    client,
    clock,
    made_secrets,
    people,
)

__all__ = [
    "api",
    "api_settings",
    "argon2_memory_kib",
    "client",
    "clock",
    "made_secrets",
    "people",
]

BACKEND = Path(__file__).resolve().parents[3]


class Server:
    """The API under uvicorn."""

    def __init__(self, environment: dict[str, str]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory"]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--no-access-log"],
            cwd=BACKEND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._await_it()

    def kill(self) -> None:
        """End the process at once; twice is as good as once."""
        self.process.kill()
        self.process.wait()

    def _await_it(self) -> None:
        ends = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{self.url}/health")
            except httpx.TransportError:
                assert time.monotonic() < ends, "the API does not start"
                time.sleep(0.05)
            else:
                return


@pytest.fixture
def served(
    environment: dict[str, str], redis: Redis, redis_url: str
) -> Iterator[Callable[..., Server]]:
    """Return a function that starts the API on the database and Redis of the test."""
    started: list[Server] = []

    def start(**more: str) -> Server:
        started.append(Server({**environment, "REDIS_URL": f"{redis_url}/0", **more}))
        return started[-1]

    yield start
    for server in started:
        server.kill()
