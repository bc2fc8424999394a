"""Which of our own processes a platform consists of: one table.

A process whose module is not there is left out, so a part is added by adding its module.
"""

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import app
from app.core.config import Settings
from app.stack.home import Home
from app.stack.ports import LOOPBACK
from app.stack.processes import Program, dies_with_owner
from app.stack.services import Service, answers_http

_CODE: Final = Path(app.__file__).parents[1]
_START_SECONDS: Final = 90.0
# Less than a person waits for Ctrl-C; what runs longer is ended, and its row is taken over.
_STOP_SECONDS: Final = 7.0
# What works on one thing at a time needs few connections; the embedded server has 200 for all.
_ONE_TASK_CONNECTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Process:
    """One of our processes: `python -m` and these words.

    `{port}` and `{proxies}` in `words` are filled in. It is ready when `path` answers
    200, or else when its log shows `says`. `connections_max` bounds its pool for each database.
    `reload_words` are those that make it start again whenever the code changes. What a process with
    `counts_apart` counts is asked of itself, of the others of the API.
    """

    name: str
    module: str
    words: Sequence[str]
    path: str = ""
    says: str = ""
    connections_max: int | None = None
    reload_words: Sequence[str] = ()
    counts_apart: bool = False

    @property
    def exists(self) -> bool:
        try:
            return importlib.util.find_spec(self.module) is not None
        except ModuleNotFoundError:
            return False


def _pool(name: str, queue: str, children: int = 1, *more: str) -> Process:
    words = (
        f"celery -A app.celery worker --queues {queue} --concurrency {children}"
        f" --hostname {name}@%h --loglevel INFO --without-gossip --without-mingle"
    )
    return Process(
        f"pool-{name}",
        "app.celery",
        words=[*words.split(), *more],
        says=r"\bready\.",
        connections_max=_ONE_TASK_CONNECTIONS,
    )


def _backtest_children() -> int:
    return max(1, (os.cpu_count() or 1) // 2)


_API: Final = (
    *("uvicorn", "app.main:create_app", "--factory"),
    *("--host", LOOPBACK, "--port", "{port}", "--no-server-header", "--no-access-log"),
    # Without it one open connection would keep the process for ever.
    *("--timeout-graceful-shutdown", "5", "--forwarded-allow-ips", "{proxies}"),
)
_GATEWAY: Final = ("app.gateway", "--port", "{port}")

# Decision 31. The order is that of starting; they stop together.
APPLICATION: Final[tuple[Process, ...]] = (
    Process(
        "api",
        module="app.main",
        words=(*_API, "--workers", "2"),
        reload_words=(*_API, "--reload", "--reload-dir", str(_CODE / "app")),
        path="/health",
    ),
    Process(
        "gateway",
        module="app.gateway",
        words=_GATEWAY,
        reload_words=(*_GATEWAY, "--reload"),
        path="/health",
        counts_apart=True,
    ),
    Process(
        "streamer",
        "app.streamer",
        words=("app.streamer",),
        says=r"\bleading\b",
        connections_max=_ONE_TASK_CONNECTIONS,
    ),
    _pool("backtest", "backtest_queue", _backtest_children()),
    _pool("strategy", "strategy_queue"),
    _pool("execution", "execution_queue"),
    # The first fill takes 200 MB more than all that follow: a fresh child gives them back.
    _pool("market-data", "market_data_queue", 1, "--max-memory-per-child", "250000"),
    Process(
        "beat",
        module="app.celery",
        words=("celery", "-A", "app.celery", "beat", "--loglevel", "INFO", "--pidfile", ""),
        says=r"beat: Starting",
    ),
)


def reloading(processes: Sequence[Process] = APPLICATION) -> tuple[Process, ...]:
    """Return the processes as a developer runs them: those that can follow the code do."""
    return tuple(
        replace(process, words=process.reload_words) if process.reload_words else process
        for process in processes
    )


def application_services(
    settings: Settings, environment: Mapping[str, str], processes: Sequence[Process] = APPLICATION
) -> tuple[Service, ...]:
    """Return the services of the processes whose modules are there."""
    return tuple(
        _service(settings, environment, process) for process in processes if process.exists
    )


def _service(settings: Settings, environment: Mapping[str, str], process: Process) -> Service:
    home = Home(settings.apex_home)

    def program(port: int | None) -> Program:
        known = {"port": str(port), "proxies": "".join(settings.trusted_proxies.split())}
        words = [word.format_map(known) for word in process.words]
        return Program(
            name=process.name,
            arguments=[*dies_with_owner(), sys.executable, "-m", *words],
            log=home.log(process.name),
            stop_seconds=_STOP_SECONDS,
            environment=_environment(settings, environment, process),
            directory=_CODE,
        )

    return Service(
        process.name,
        program,
        answers=answers_http(process.path) if process.path else None,
        says=process.says,
        listens="{port}" in process.words,
        start_seconds=_START_SECONDS,
        # One that follows the code is silent as long as the code is broken.
        ends_when_hung=bool(process.path) and process.words is not process.reload_words,
    )


def _environment(
    settings: Settings, environment: Mapping[str, str], process: Process
) -> dict[str, str]:
    changed = dict(environment)
    if process.says and environment.get("LOG_LEVEL") != "DEBUG":
        # It must be able to say that it works.
        changed["LOG_LEVEL"] = "INFO"
    if (most := process.connections_max) is not None:
        changed["DATABASE_POOL_SIZE"] = str(min(most, settings.database_pool_size))
        changed["DATABASE_POOL_OVERFLOW"] = str(min(most, settings.database_pool_overflow))
    # Several processes cannot listen in one place; the API answers for them.
    changed.pop("METRICS_ADDRESS", None)
    if settings.prometheus_enabled:
        part = process.name if process.counts_apart else "platform"
        changed["PROMETHEUS_MULTIPROC_DIR"] = str(Home(settings.apex_home).metrics / part)
    return changed
