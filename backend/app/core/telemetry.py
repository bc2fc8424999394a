"""What the processes count and measure: every metric of ours, under one prefix (docs/metrics.md).

Labels take few values: route templates, names of tasks and queues, close codes; never a path, an
id or a text from outside. Where PROMETHEUS_MULTIPROC_DIR names a directory, processes of one
machine write there, and each of them can tell what all of them counted; else a process tells of
itself.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from time import perf_counter
from typing import Final, NamedTuple

import psutil

# prometheus_client reads the variable when it is imported, and wants the directory to be there.
_DIRECTORY: Final = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")  # noqa: TID251
if _DIRECTORY:
    Path(_DIRECTORY).mkdir(mode=0o700, parents=True, exist_ok=True)

from prometheus_client import (  # noqa: E402
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    generate_latest,
    start_http_server,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST  # noqa: E402
from prometheus_client.multiprocess import (  # noqa: E402
    MultiProcessCollector,
    mark_process_dead,
)

from app.domain.errors import InvalidInput  # noqa: E402

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
UNMATCHED: Final = "unmatched"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_TASK_SECONDS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 600.0)
_BARS: Final = (1e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8)

_OURS: Final = CollectorRegistry()

BUILD: Final = Gauge(
    "apextrade_build",
    "1; the labels say which build runs",
    ("version", "python"),
    registry=_OURS,
    multiprocess_mode="livemax",
)
REQUESTS: Final = Counter(
    "apextrade_http_requests",
    "Requests answered by the API",
    ("method", "route", "status"),
    registry=_OURS,
)
REQUEST_SECONDS: Final = Histogram(
    "apextrade_http_request_seconds",
    "Time from a request to the end of its answer",
    ("method", "route"),
    registry=_OURS,
    buckets=_REQUEST_SECONDS,
)
SOCKETS: Final = Gauge(
    "apextrade_ws_connections",
    "WebSocket clients connected now",
    registry=_OURS,
    multiprocess_mode="livesum",
)
SOCKETS_OPENED: Final = Counter(
    "apextrade_ws_opened", "WebSocket connections accepted", registry=_OURS
)
SOCKETS_CLOSED: Final = Counter(
    "apextrade_ws_closed",
    "WebSocket connections over, by close code; client: it left by itself",
    ("code",),
    registry=_OURS,
)
FRAMES: Final = Counter(
    "apextrade_ws_messages", "WebSocket frames, in or out", ("direction",), registry=_OURS
)
FRAMES_DROPPED: Final = Counter(
    "apextrade_ws_dropped", "Frames that gave way because a client is slow", registry=_OURS
)
LEADING: Final = Gauge(
    "apextrade_streamer_leading",
    "1 while a streamer leads; 0: nobody relays",
    registry=_OURS,
    multiprocess_mode="livesum",
)
OUTBOX_WAITING: Final = Gauge(
    "apextrade_outbox_waiting",
    "Facts that no listener was told yet",
    registry=_OURS,
    multiprocess_mode="livemax",
)
RELAY_LAG: Final = Gauge(
    "apextrade_relay_lag_seconds",
    "Age of the oldest fact that waits to be relayed",
    registry=_OURS,
    multiprocess_mode="livemax",
)
RELAYED: Final = Counter("apextrade_relayed_facts", "Facts published to listeners", registry=_OURS)
TASKS: Final = Counter(
    "apextrade_tasks",
    "Tasks of the queues by how they ended: done, failed or timeout",
    ("task", "outcome"),
    registry=_OURS,
)
TASK_SECONDS: Final = Histogram(
    "apextrade_task_seconds",
    "How long tasks ran",
    ("task",),
    registry=_OURS,
    buckets=_TASK_SECONDS,
)
TASK_WAIT: Final = Histogram(
    "apextrade_task_wait_seconds",
    "How long tasks lay in their queue",
    ("task",),
    registry=_OURS,
    buckets=_TASK_SECONDS,
)
BACKTEST_BARS: Final = Counter(
    "apextrade_backtest_bars", "Bars of finished backtests", registry=_OURS
)
BACKTEST_SPEED: Final = Histogram(
    "apextrade_backtest_bars_per_second",
    "Bars per second of the engine, one value for each finished backtest",
    registry=_OURS,
    buckets=_BARS,
)
CONNECTIONS: Final = Gauge(
    "apextrade_database_connections_in_use",
    "Database connections lent out now",
    ("database",),
    registry=_OURS,
    multiprocess_mode="livesum",
)
CONNECTIONS_MAX: Final = Gauge(
    "apextrade_database_connections_max",
    "Database connections the open pools may lend",
    ("database",),
    registry=_OURS,
    multiprocess_mode="livesum",
)


class Described(NamedTuple):
    """One metric as the documents list it; `name` is the one Prometheus shows."""

    name: str
    kind: str
    labels: tuple[str, ...]
    help: str


def described() -> tuple[Described, ...]:
    """Return every metric of ours, by name."""
    found = [
        Described(
            kept._name + ("_total" if kept._type == "counter" else ""),
            kept._type,
            tuple(kept._labelnames),
            kept._documentation,
        )
        for kept in globals().values()
        if isinstance(kept, Counter | Gauge | Histogram)
    ]
    return tuple(sorted(found))


def exposition() -> bytes:
    """Return everything counted, in the text format of Prometheus."""
    return generate_latest(_shown())


def serve(address: str) -> None:
    """Answer on HOST:PORT in a thread of its own; empty: nowhere. For what has no HTTP server.

    Raises: InvalidInput when nobody can listen there.
    """
    if address:
        host, _, port = address.rpartition(":")
        try:
            start_http_server(int(port), host.strip("[]"), registry=_Fresh())
        except OSError as error:
            raise InvalidInput(f"METRICS_ADDRESS is {address}: {error.strerror}") from error


def started() -> None:
    """Say which build runs, in a process that begins to work."""
    BUILD.labels(version("apextrade"), python_version()).set(1)


def request_answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request; `route` is a template or UNMATCHED."""
    verb = method if method in _METHODS else "other"
    REQUESTS.labels(verb, route, str(status)).inc()
    REQUEST_SECONDS.labels(verb, route).observe(seconds)


def backtest_done(bars: int, seconds: float) -> None:
    """Count one finished backtest; `seconds` are the engine's alone."""
    BACKTEST_BARS.inc(bars)
    if seconds > 0.0:
        BACKTEST_SPEED.observe(bars / seconds)


@contextmanager
def task_run(name: str, waited: float | None, timeout: type[Exception]) -> Iterator[None]:
    """Measure one task; `timeout` is what it raises when its time is up."""
    if waited is not None:
        TASK_WAIT.labels(name).observe(max(0.0, waited))
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    except timeout:
        outcome = "timeout"
        raise
    finally:
        TASKS.labels(name, outcome).inc()
        TASK_SECONDS.labels(name).observe(perf_counter() - began)


class _Fresh(CollectorRegistry):
    """What a server thread asks: collected anew for each question."""

    def collect(self) -> Iterator[Metric]:
        yield from _shown().collect()


def _shown() -> CollectorRegistry:
    if not _DIRECTORY:
        return _OURS
    _forget_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, _DIRECTORY)  # type: ignore[no-untyped-call]
    return registry


def _forget_dead() -> None:
    """Drop the present state of processes that are gone; what they counted stays counted."""
    for file in Path(_DIRECTORY).glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(pid):
            # Another process may be tidying up as well.
            with suppress(FileNotFoundError):
                mark_process_dead(pid, _DIRECTORY)  # type: ignore[no-untyped-call]
