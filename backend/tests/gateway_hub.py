"""A hub on a database in memory, with a clock that stands still."""

import asyncio
import json
from uuid import UUID, uuid4

from app.api.ws.connection import Connection
from app.api.ws.hub import Hub, Limits
from app.api.ws.tickets import Visitor
from tests.fakes.clock import FakeClock
from tests.fakes.live_events import FakeSource

ANNA = UUID(int=1)
BEN = UUID(int=2)


class Bench:
    """A hub with a clock that stands still."""

    def __init__(self, **limits: float) -> None:
        self.source = FakeSource()
        self.now = 0.0
        self.hub = Hub(self.source, Limits(**limits), FakeClock(), lambda: self.now)

    async def client(self, user_id: UUID = ANNA) -> Connection:
        connection = Connection(Visitor(user_id, uuid4()))
        await self.hub.join(connection)
        return connection

    async def say(self, connection: Connection, **message: object) -> None:
        await self.hub.receive(connection, json.dumps(message))


async def settle() -> None:
    """Let everything that is ready run."""
    for _ in range(60):
        await asyncio.sleep(0)


def heard(connection: Connection, *types: str) -> list[dict]:
    frames = [json.loads(text) for text in iter(connection.queue.take, None)]
    return [frame for frame in frames if not types or frame["type"] in types]


def seqs(connection: Connection) -> list[int]:
    return [frame["seq"] for frame in heard(connection) if "seq" in frame]
