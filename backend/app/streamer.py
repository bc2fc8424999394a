"""The streamer: what must run once, by itself, all the time: `python -m app.streamer`.

One process leads (advisory lock in the main database) and runs every loop below; a second one
stands by and takes over within seconds. A loop that fails is begun again and stops no other.
"""

import argparse
import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app import bootstrap
from app.core import telemetry
from app.core.alive import keep_touching
from app.core.clock import SystemClock
from app.core.config import Settings, load_settings
from app.core.database import Endpoints
from app.core.events import RedisEventBus, user_channel
from app.core.logging import configure_logging, get_logger
from app.core.redis import open_redis
from app.domain.errors import ApexError, InvalidInput, StorageUnavailable
from app.persistence.leadership import lead
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.services.events import Relay
from app.services.heartbeats import beating, own_pulse
from app.services.market_stream import MarketStream
from app.services.market_sync import HISTORY_DAYS, SYNC_TASK

LEADER: Final = "streamer"
LOOK_SECONDS: Final = 2.0
_RESTART_SECONDS: Final = 1.0
_RECONNECT_SECONDS: Final = 0.5

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the loops of the leader work with."""

    settings: Settings
    databases: Transactions
    bus: RedisEventBus
    clock: Clock


type Loop = Callable[[Parts], Awaitable[None]]


async def relay(parts: Parts) -> None:
    """Publish the outbox: at once when somebody says so, and every two seconds."""
    outbox = Relay(parts.databases.begin_system, parts.bus, parts.clock)
    hinted = asyncio.Event()
    hinting = asyncio.create_task(_hints(parts.bus, hinted))
    try:
        while True:
            hinted.clear()
            while count := await outbox.relay():
                telemetry.RELAYED.inc(count)
            waiting, lag_seconds = await outbox.backlog()
            telemetry.OUTBOX_WAITING.set(waiting)
            telemetry.RELAY_LAG.set(lag_seconds)
            with suppress(TimeoutError):
                await asyncio.wait_for(hinted.wait(), LOOK_SECONDS)
    finally:
        hinting.cancel()
        await asyncio.gather(hinting, return_exceptions=True)


async def market(parts: Parts) -> None:
    """Publish prices, order books and candles of every venue in use."""
    venues = bootstrap.market_venues(parts.settings)
    try:
        await MarketStream(venues=venues, bus=parts.bus, clock=parts.clock).run()
    finally:
        for venue in venues:
            await venue.feed.aclose()


async def fill(parts: Parts) -> None:
    """Ask once for the candles a pause left out: after a first start nobody waits for the clock."""
    queue = bootstrap.job_queue(parts.settings)
    for timeframe in HISTORY_DAYS:
        await queue.enqueue(SYNC_TASK, timeframe)
    await asyncio.Event().wait()


# Every loop of the leader; a new one is added here.
LOOPS: Final[tuple[Loop, ...]] = (relay, market, fill)


async def stream(settings: Settings, loops: tuple[Loop, ...] = LOOPS) -> None:
    """Lead or stand by until cancelled.

    Raises: InvalidInput when DATABASE_URL or REDIS_URL is missing.
    """
    redis = open_redis(settings)
    main_url = settings.database_url.get_secret_value()
    if redis is None or not main_url:
        missing = "REDIS_URL" if main_url else "DATABASE_URL"
        raise InvalidInput(f"{missing} is missing: the streamer needs it")
    endpoints = Endpoints(main_url, settings.timescale_url.get_secret_value())
    try:
        async with bootstrap.transactions(endpoints, settings) as databases:
            parts = Parts(settings, databases, RedisEventBus(redis), SystemClock())
            pulse = own_pulse(databases.begin_system, parts.clock, "streamer")
            async with beating(pulse):
                await lead(main_url, LEADER, lambda: _all(loops, parts))
    finally:
        await redis.aclose()


def main() -> None:
    """Stream until told to stop."""
    argparse.ArgumentParser(prog="python -m app.streamer", description=__doc__).parse_args()
    try:
        settings = load_settings()
        configure_logging(settings)
        telemetry.started()
        if settings.prometheus_enabled:
            telemetry.serve(settings.metrics_address)
        asyncio.run(_until_told(settings))
    except InvalidInput as error:
        raise SystemExit(str(error)) from None


async def _until_told(settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    streaming = asyncio.create_task(stream(settings))
    living = asyncio.create_task(keep_touching(settings.apex_alive_file))
    _log.info("streamer started")
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, streaming.cancel)
    with suppress(asyncio.CancelledError):
        await streaming
    living.cancel()


async def _all(loops: tuple[Loop, ...], parts: Parts) -> None:
    telemetry.LEADING.set(1)
    try:
        async with asyncio.TaskGroup() as tasks:
            for loop in loops:
                tasks.create_task(_kept_going(loop, parts))
    finally:
        telemetry.LEADING.set(0)


async def _kept_going(loop: Loop, parts: Parts) -> None:
    while True:
        try:
            await loop(parts)
        except ApexError as error:
            # The loop begins again below and finds in the tables what it missed.
            _log.warning("loop_waits", loop=loop.__name__, reason=str(error))
        except Exception:
            # A mistake in one loop must not stop the others; the log line is the alarm.
            _log.exception("loop_failed", loop=loop.__name__)
        await asyncio.sleep(_RESTART_SECONDS)


async def _hints(bus: RedisEventBus, hinted: asyncio.Event) -> None:
    while True:
        try:
            async for _ in bus.subscribe((user_channel("*"),), hinted.set):
                hinted.set()
        except StorageUnavailable:
            # Without hints the relay looks every two seconds, and reports that Redis is away.
            await asyncio.sleep(_RECONNECT_SECONDS)


if __name__ == "__main__":
    main()
