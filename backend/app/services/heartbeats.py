"""A process that says, now and then, that it is alive."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from os import getpid
from socket import gethostname
from typing import Any

from app.core.logging import get_logger
from app.domain.errors import ApexError
from app.domain.heartbeats import BEAT_SECONDS
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock

type Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The sign of life of one process: one row, written over again."""

    begin_system: Begin
    clock: Clock
    service: str
    instance: str
    started_at: datetime
    detail: Mapping[str, Any]

    async def beat(self) -> None:
        """Say that the process is alive."""
        async with self.begin_system() as work:
            await work.heartbeats.beat(
                self.service, self.instance, self.started_at, self.clock.now(), self.detail
            )

    async def leave(self) -> None:
        """Say that it ends in order, so that nobody misses it."""
        async with self.begin_system() as work:
            await work.heartbeats.leave(self.service, self.instance)


def own_pulse(begin_system: Begin, clock: Clock, service: str) -> Pulse:
    """Return the sign of life of this process as one of `service`."""
    return Pulse(
        begin_system=begin_system,
        clock=clock,
        service=service,
        instance=f"{gethostname()}:{getpid()}",
        started_at=clock.now(),
        detail={"version": version("apextrade")},
    )


@asynccontextmanager
async def beating(pulse: Pulse, seconds: float = BEAT_SECONDS) -> AsyncIterator[None]:
    """Beat for the length of the block; a database out of reach is for others to report."""
    task = asyncio.create_task(_beat(pulse, seconds))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        try:
            await pulse.leave()
        except ApexError as error:
            _log.warning("left_without_a_word", service=pulse.service, reason=str(error))


async def _beat(pulse: Pulse, seconds: float) -> None:
    while True:
        try:
            await pulse.beat()
        except ApexError as error:
            # The missing row is what an administrator sees.
            _log.warning("no_heartbeat", service=pulse.service, reason=str(error))
        except Exception:
            _log.exception("no_heartbeat", service=pulse.service)
        await asyncio.sleep(seconds)
