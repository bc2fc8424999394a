"""A real gateway under uvicorn, on a real PostgreSQL and a real Redis.

transactions     the database, committed work wakes listeners through `bus`
bus              Redis publish and subscribe
anna, ben        visitors: a user and a session each
gateway          a gateway in this event loop, quick in everything that is slow in production
connect          connect(anna) -> a client that got its ticket and is connected
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as ws_connect
from websockets.exceptions import InvalidHandshake

from app.api.ws.hub import Limits
from app.api.ws.protocol import SUBPROTOCOL, TICKET_PREFIX
from app.api.ws.tickets import Tickets, Visitor
from app.core.config import Settings
from app.core.database import Database
from app.core.events import RedisEventBus
from app.domain.accounts import NewAccount
from app.gateway import create_gateway, server_config
from app.persistence.unit_of_work import Transactions

# So quick that no test waits long, so slow that a busy machine keeps up.
QUICK = Limits(heartbeat_seconds=0.3, look_seconds=0.3, stalled_seconds=1.0)
PATIENCE_SECONDS = 20.0
BACKEND = Path(__file__).resolve().parents[3]

type Connect = Callable[..., Awaitable["Client"]]


@dataclass
class Client:
    """One connection and everything it heard."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self, *types: str) -> dict[str, Any]:
        """Return the next frame of one of the types; any but heartbeats without."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                frame = json.loads(await self.socket.recv())
                self.frames.append(frame)
                if frame["type"] in types or (not types and frame["type"] != "heartbeat"):
                    return frame

    async def hear_facts(self, until: int) -> list[int]:
        """Return the numbers of all facts heard, once the one numbered `until` came."""
        while not self.seqs or self.seqs[-1] < until:
            await self.hear()
        return self.seqs

    async def ended(self) -> int | None:
        """Return the close code, once the server ended the connection."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.socket.wait_closed()
        return self.socket.close_code

    @property
    def seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if "seq" in frame]


@pytest.fixture
def gateway_settings(settings: Settings, redis: Redis, redis_url: str) -> Settings:
    given = {"redis_url": f"{redis_url}/0", "database_pool_size": 5}
    return Settings.model_validate(settings.model_dump() | given)


@pytest.fixture
def bus(redis: Redis) -> RedisEventBus:
    return RedisEventBus(redis)


@pytest.fixture
def transactions(
    main_database: Database, timeseries_database: Database, bus: RedisEventBus
) -> Transactions:
    return Transactions(main_database, timeseries_database, events=bus)


@pytest_asyncio.fixture
async def anna(transactions: Transactions) -> Visitor:
    return await visitor(transactions, "anna@example.org")


@pytest_asyncio.fixture
async def ben(transactions: Transactions) -> Visitor:
    return await visitor(transactions, "ben@example.org")


async def visitor(transactions: Transactions, email: str) -> Visitor:
    now = datetime.now(UTC)
    async with transactions.begin_system() as work:
        account = await work.users.add(NewAccount(email=email, password_hash="$argon2id$none"))
        assert account is not None
        session = await work.sessions.add(account, now, now + timedelta(days=1), None, None)
    return Visitor(account.id, session.id)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A socket that accepts connections before the gateway runs, and while it restarts."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@asynccontextmanager
async def running(
    settings: Settings, listening: socket.socket, limits: Limits = QUICK
) -> AsyncIterator[str]:
    """Run a gateway on the socket; yield its URL."""
    server = uvicorn.Server(server_config(create_gateway(settings, limits)))
    serving = asyncio.create_task(server.serve(sockets=[listening.dup()]))
    try:
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/ws"
    finally:
        server.should_exit = True
        await serving


@pytest_asyncio.fixture
async def gateway(gateway_settings: Settings, listening: socket.socket) -> AsyncIterator[str]:
    async with running(gateway_settings, listening) as url:
        yield url


@pytest_asyncio.fixture
async def connect(gateway: str, redis: Redis) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as stack:

        async def connected(who: Visitor, **options: Any) -> Client:
            return await opened(stack, gateway, redis, who, **options)

        yield connected


async def opened(
    stack: AsyncExitStack, url: str, redis: Redis, who: Visitor, **options: Any
) -> Client:
    ticket = await Tickets(redis).issue(who, options.get("origin"))
    return Client(await stack.enter_async_context(dialled(url, ticket, **options)))


def dialled(url: str, ticket: str, **options: Any) -> ws_connect:
    offered = [SUBPROTOCOL, TICKET_PREFIX + ticket]
    return ws_connect(url, subprotocols=offered, **{"ping_interval": None, **options})  # type: ignore[arg-type]


@asynccontextmanager
async def gateway_process(
    settings: Settings, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python -m app.gateway`, as it runs in production."""
    environment = {
        "PATH": os.environ["PATH"],
        "APP_ENV": "testing",
        "APEX_HOME": str(settings.apex_home),
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "TIMESCALE_URL": settings.timescale_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
    }
    command = [sys.executable, "-m", "app.gateway", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=BACKEND)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def patient(stack: AsyncExitStack, url: str, redis: Redis, who: Visitor) -> Client:
    """Return a client of a gateway that may still be starting."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                return await opened(stack, url, redis, who)
            except (OSError, InvalidHandshake):
                await asyncio.sleep(0.1)
