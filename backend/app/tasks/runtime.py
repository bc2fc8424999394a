"""What a worker process keeps for its life: one event loop, its connections, its name.

Nothing is opened before the fork: the first task of a child opens what all its tasks share, on the
one loop they all run on, because a connection belongs to the loop that made it.
"""

import asyncio
import mmap
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from celery.signals import (  # type: ignore[import-untyped]
    celeryd_init,
    worker_init,
    worker_process_shutdown,
    worker_shutting_down,
)

from app import bootstrap
from app.celery import CANARIES, LIMITS, celery_app, queue_of
from app.core import telemetry
from app.core.clock import SystemClock
from app.core.config import Settings, load_settings
from app.core.database import Endpoints
from app.core.redis import open_redis
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.ports.events import EventBus
from app.services.market_sync import Venue
from app.tasks import alive
from app.tasks.watched import watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What every task may use."""

    settings: Settings
    transactions: Transactions
    events: EventBus | None
    clock: Clock
    instance: str
    started_at: datetime
    venues: Sequence[Venue] = ()


class WorkerProcess:
    """The loop of one process and what is open on it."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._given = settings
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._platform: Platform | None = None

    def run[T](self, work: Callable[[Platform], Awaitable[T]]) -> T:
        # The runner keeps the context of its first task; the ids of this one are in ours.
        return self._runner.run(self._run(work), context=copy_context())

    def close(self) -> None:
        if self._platform is not None:
            self._runner.run(self._open.aclose())
        self._runner.close()

    async def _run[T](self, work: Callable[[Platform], Awaitable[T]]) -> T:
        if self._platform is None:
            self._platform = await self._opened(self._given or load_settings())
        return await work(self._platform)

    async def _opened(self, settings: Settings) -> Platform:
        endpoints = Endpoints(
            settings.database_url.get_secret_value(), settings.timescale_url.get_secret_value()
        )
        databases = await self._open.enter_async_context(
            bootstrap.transactions(endpoints, settings)
        )
        redis = open_redis(settings)
        if redis is not None:
            self._open.push_async_callback(redis.aclose)
        from app.core.events import RedisEventBus

        events = RedisEventBus(redis) if redis is not None else None
        bootstrap.complete_catalogue()
        venues = bootstrap.market_venues(settings)
        for venue in venues:
            self._open.push_async_callback(venue.feed.aclose)
        clock = SystemClock()
        return Platform(
            settings=settings,
            transactions=replace(databases, jobs=bootstrap.job_queue(settings), events=events),
            events=events,
            clock=clock,
            instance=f"{socket.gethostname()}:{os.getpid()}",
            started_at=clock.now(),
            venues=venues,
        )


_processes: Final[dict[int, WorkerProcess]] = {}
# One byte that a worker shares with its children: they learn that it is asked to stop.
_leaving: Final = mmap.mmap(-1, 1)


def is_leaving() -> bool:
    """Return whether the worker was asked to stop; what takes long gives back what it holds."""
    return _leaving[0] != 0


def process() -> WorkerProcess:
    """Return what this process keeps; a fork begins with nothing of its parent's."""
    return _processes.setdefault(os.getpid(), WorkerProcess())


def task(name: str, work: Callable[..., Any]) -> Any:
    """Register `work` as the task called `name`, with the limits of its queue."""
    limits = LIMITS[queue_of(name)]
    # acks_late is said again because a task that forgot it would lose its message with its worker.
    return celery_app.task(
        watched(name, work),
        name=name,
        soft_time_limit=limits.soft,
        time_limit=limits.hard,
        acks_late=True,
        ignore_result=True,
    )


def canary(queue: str) -> Any:
    """Register the task that proves a queue is worked on: it writes a heartbeat row.

    A worker that is connected but deaf answers a ping; it does not do this.
    """

    def answer() -> None:
        process().run(_beat)

    async def _beat(platform: Platform) -> None:
        async with platform.transactions.begin_system() as work:
            await work.heartbeats.beat(
                queue,
                platform.instance,
                platform.started_at,
                platform.clock.now(),
                {"canary": CANARIES[queue]},
            )

    return task(CANARIES[queue], answer)


def _warm_up(options: dict[str, Any] | None = None, **_: Any) -> None:
    """Load the engine before the fork: children share its memory, and no first backtest waits."""
    if "backtest_queue" in str((options or {}).get("queues")):
        from app.engine.warm_up import warm_up_compiled

        bootstrap.complete_catalogue()
        warm_up_compiled()


def _show(**_: Any) -> None:
    """Answer /metrics where METRICS_ADDRESS says; children count in the directory they share."""
    settings = load_settings()
    telemetry.started()
    if settings.prometheus_enabled:
        telemetry.serve(settings.metrics_address)


def _leave(**_: Any) -> None:
    _leaving[0] = 1


def _close(**_: Any) -> None:
    kept = _processes.pop(os.getpid(), None)
    if kept is not None:
        kept.close()


alive.install()
celeryd_init.connect(_warm_up, weak=False)
worker_init.connect(_show, weak=False)
worker_shutting_down.connect(_leave, weak=False)
worker_process_shutdown.connect(_close, weak=False)
