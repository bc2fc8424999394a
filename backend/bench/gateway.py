"""The gateway under load: many clients, each told twenty prices a second, and what each costs.

    python -m bench gateway                              500 clients, 20 seconds
    APEX_BENCH_SECONDS=180 python -m bench gateway       as long as the goal names

A real gateway process on a PostgreSQL and a Redis of its own; the clients are in this process, so
their work is part of the delay that is measured and not of the gateway's share of a core.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import uvloop
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect

from app import bootstrap
from app.api.ws.protocol import SUBPROTOCOL, TICKET_PREFIX
from app.api.ws.tickets import Tickets, Visitor
from app.core.config import Settings, load_settings
from app.core.database import Endpoints
from app.core.events import RedisEventBus, ticker_channel
from app.domain.accounts import NewAccount
from app.persistence import migrations
from app.stack import owned_database
from app.stack.ports import free_port
from bench.measure import Figure
from tests.redis_server import RedisServer

BACKEND = Path(__file__).resolve().parents[1]
SECONDS = float(os.environ.get("APEX_BENCH_SECONDS", "20"))
CLIENTS = int(os.environ.get("APEX_BENCH_CLIENTS", "500"))
USERS = 50
PER_SECOND = 20
SYMBOLS = tuple(f"S{number}/USDT" for number in range(4))
_DELAY_MS = 60.0
_CORES = 0.6
_KIB = 40.0
_SAMPLED = 7


@dataclass(slots=True)
class Load:
    """What was seen."""

    delays_ms: list[float] = field(default_factory=list)
    core_share: float = 0.0
    kib_per_client: float = 0.0
    growth_kib: float = 0.0
    told: int = 0


def figures() -> Iterator[Figure]:
    """Yield the delay, the share of a core and the memory of one client."""
    load = loaded()
    p50, p95 = (statistics.quantiles(load.delays_ms, n=100)[n] for n in (49, 94))
    expected = CLIENTS * PER_SECOND * SECONDS
    name = f"{CLIENTS} clients of {USERS} users x {PER_SECOND} messages/s, {SECONDS:.0f} s"
    yield Figure(name, f"{load.told / expected:.1%} of {expected:,.0f} arrived")
    yield Figure("delay p95", f"{p95:.0f} ms (p50 {p50:.0f})", "<= 60 ms", p95 <= _DELAY_MS)
    share = load.core_share
    yield Figure("gateway", f"{share:.2f} core", "<= 0.6 core", share <= _CORES)
    kib = load.kib_per_client
    yield Figure("memory per connection", f"{kib:.0f} KB", "<= 40 KB", kib <= _KIB)
    yield Figure("memory over the run", f"{load.growth_kib / 1024:+.1f} MiB")


def loaded() -> Load:
    """Start a database, a Redis and a gateway, and put the load on them."""
    with tempfile.TemporaryDirectory(prefix="apextrade-bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # the server runs as another user when this runs as root
        settings = load_settings(app_env="testing", apex_home=folder / "home")
        server = RedisServer(folder)
        with owned_database(settings) as found:
            server.start()
            try:
                return uvloop.run(_measured(found, settings, server.url))
            finally:
                server.stop()


async def _measured(found: Endpoints, settings: Settings, redis_url: str) -> Load:
    await migrations.upgrade(found)
    visitors = await _visitors(found, settings)
    port = free_port()
    async with AsyncExitStack() as stack:
        client = Redis.from_url(f"{redis_url}/0", decode_responses=True)
        redis = await stack.enter_async_context(client)
        process = await stack.enter_async_context(_gateway(found, settings, redis_url, port))
        return await _told(stack, process, redis, visitors, f"ws://127.0.0.1:{port}/ws")


async def _told(
    stack: AsyncExitStack, process: psutil.Process, redis: Redis, visitors: list[Visitor], url: str
) -> Load:
    load = Load()
    tickets = Tickets(redis)
    warm = await _client(stack, url, await tickets.issue(visitors[0], None), SYMBOLS[0])
    await warm.close()
    before = process.memory_info().rss
    clients = []
    for number in range(CLIENTS):
        ticket = await tickets.issue(visitors[number % USERS], None)
        symbol = SYMBOLS[number % len(SYMBOLS)]
        clients.append(await _client(stack, url, ticket, symbol))
    readers = [asyncio.create_task(_read(client, load)) for client in clients]
    # The first second fills buffers and caches and is not counted.
    await _tell(redis, 1.0)
    await asyncio.sleep(0.5)
    load.delays_ms.clear()
    load.told = 0
    started = process.memory_info().rss
    cpu = _cpu_seconds(process)
    seconds = await _tell(redis, SECONDS)
    load.core_share = (_cpu_seconds(process) - cpu) / seconds
    await asyncio.sleep(0.5)
    load.kib_per_client = (process.memory_info().rss - before) / 1024 / CLIENTS
    load.growth_kib = (process.memory_info().rss - started) / 1024
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    return load


async def _tell(redis: Redis, seconds: float) -> float:
    """Publish to every symbol PER_SECOND times a second; return how long it took."""
    bus = RedisEventBus(redis)
    began = time.perf_counter()
    for turn in range(round(PER_SECOND * seconds)):
        due = began + turn / PER_SECOND
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        for symbol in SYMBOLS:
            data = {"price": 45230.5, "change_24h_pct": 2.35, "sent": time.perf_counter()}
            message = {"type": "market.ticker.update", "data": data}
            await bus.publish(ticker_channel(symbol), message)
    return time.perf_counter() - began


async def _read(client: ClientConnection, load: Load) -> None:
    async for text in client:
        load.told += 1
        # Looking into each frame would cost this process more than the gateway spends on it.
        if load.told % _SAMPLED == 0:
            sent = json.loads(text)["data"].get("sent", time.perf_counter())
            load.delays_ms.append((time.perf_counter() - sent) * 1000)


async def _client(stack: AsyncExitStack, url: str, ticket: str, symbol: str) -> ClientConnection:
    offered = [SUBPROTOCOL, TICKET_PREFIX + ticket]
    options = {"subprotocols": offered, "compression": None, "ping_interval": None}
    client = await stack.enter_async_context(connect(url, **options))
    ask = {"action": "subscribe", "channel": "ticker", "symbols": [symbol]}
    await client.send(json.dumps(ask))
    await client.recv()
    return client


async def _visitors(found: Endpoints, settings: Settings) -> list[Visitor]:
    now = datetime.now(UTC)
    visitors = []
    async with bootstrap.transactions(found, settings) as databases:
        for number in range(USERS):
            async with databases.begin_system() as work:
                new = NewAccount(email=f"user{number}@example.org", password_hash="-")  # noqa: S106
                account = await work.users.add(new)
                assert account is not None
                until = now + timedelta(days=1)
                session = await work.sessions.add(account, now, until, None, None)
                visitors.append(Visitor(account.id, session.id))
    return visitors


@asynccontextmanager
async def _gateway(
    found: Endpoints, settings: Settings, redis_url: str, port: int
) -> AsyncIterator[psutil.Process]:
    environment = {
        **os.environ,
        "APP_ENV": "testing",
        "APEX_HOME": str(settings.apex_home),
        "DATABASE_URL": found.main_url,
        "TIMESCALE_URL": found.timeseries_url,
        "REDIS_URL": f"{redis_url}/0",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "app.gateway", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=BACKEND)
    try:
        await _listening(port)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
