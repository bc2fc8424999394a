"""Who hears what: clients, the topics they subscribed to, and the tails of their users."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.api.ws import protocol
from app.api.ws.connection import Connection
from app.api.ws.protocol import CHANNELS, SYSTEM, Close, Malformed, error_frame, frame
from app.api.ws.tail import Source, Tail
from app.core.logging import get_logger
from app.domain.backtest_jobs import JobStatus
from app.domain.errors import RateLimited, StorageUnavailable
from app.ports.clock import Clock

PATTERNS: Final = ("ticker:*", "market:*", "book:*", "backtest:*", "user:*")
_SNAPSHOTS_MAX: Final = 1024
_BUSY_SECONDS: Final = 5

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often the gateway looks, and what a client may cost."""

    sockets_per_user: int = 10
    topics_per_socket: int = 500
    heartbeat_seconds: float = 15.0
    look_seconds: float = 2.0
    stalled_seconds: float = 60.0


class Hub:
    """The clients of one gateway process."""

    def __init__(
        self,
        source: Source,
        limits: Limits,
        clock: Clock,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self.limits = limits
        self.clock = clock
        self.seconds = seconds
        self.connections: set[Connection] = set()
        self.tails: dict[UUID, Tail] = {}
        self._counts: dict[UUID, int] = {}
        self._listeners: dict[str, set[Connection]] = {}
        self._snapshots: OrderedDict[str, tuple[str, str]] = OrderedDict()

    async def join(self, connection: Connection) -> None:
        """Admit a client.

        Raises: RateLimited for one socket too many; StorageUnavailable when nobody can tell
            which fact was the user's last.
        """
        user_id = connection.visitor.user_id
        if self._counts.get(user_id, 0) >= self.limits.sockets_per_user:
            most = self.limits.sockets_per_user
            raise RateLimited(f"a user has at most {most} sockets: close one", _BUSY_SECONDS)
        # Counted before anything is awaited: several may come at once.
        self._counts[user_id] = self._counts.get(user_id, 0) + 1
        try:
            tail = self.tails.setdefault(user_id, Tail(user_id, self.source))
            await tail.join(connection)
        except BaseException:
            self._forget(user_id)
            raise
        self.connections.add(connection)

    def leave(self, connection: Connection) -> None:
        """Forget a client."""
        self.connections.discard(connection)
        for topic in tuple(connection.topics):
            self._unsubscribe(connection, topic)
        if connection.replaying is not None:
            connection.replaying.cancel()
        user_id = connection.visitor.user_id
        self.tails[user_id].followers.discard(connection)
        self._forget(user_id)

    def hear(self, topic: str, event: Mapping[str, Any]) -> None:
        """Pass on what another process said."""
        kind, _, name = topic.partition(":")
        if kind == "user":
            self._wake(name, event.get("head"))
            return
        try:
            passed = protocol.ephemeral(topic, event)
        except ValueError:
            # NaN or infinity in a price: no client could read it.
            _log.warning("message_dropped", channel=topic, reason="not JSON")
            return
        if passed is None:
            return
        self._snapshots[topic] = passed
        self._snapshots.move_to_end(topic)
        if len(self._snapshots) > _SNAPSHOTS_MAX:
            self._snapshots.popitem(last=False)
        key, text = passed
        for connection in self._listeners.get(topic, ()):
            connection.queue.replace(key, text)

    async def receive(self, connection: Connection, text: str) -> None:
        """Do what a client asks for."""
        if len(text) > protocol.FRAME_BYTES_MAX or len(text.encode()) > protocol.FRAME_BYTES_MAX:
            connection.end(Close.TOO_LARGE, f"a frame has at most {protocol.FRAME_BYTES_MAX} bytes")
            return
        if not connection.budget.allows(self.seconds()):
            connection.end(Close.POLICY, "too many frames")
            return
        try:
            await self._obey(connection, protocol.command(text))
        except Malformed as error:
            self.malformed(connection, str(error))
        except StorageUnavailable:
            message = "a database is out of reach: try again"
            connection.tell(error_frame("STORAGE_UNAVAILABLE", message))

    def malformed(self, connection: Connection, message: str) -> None:
        """Answer a frame that breaks the protocol, or end a client that does nothing else."""
        if connection.budget.forgives():
            connection.tell(error_frame("MALFORMED", message))
        else:
            connection.end(Close.POLICY, "too many malformed frames")

    def look_afresh(self) -> None:
        """Read every user's tail: messages may have been missed."""
        for tail in self.tails.values():
            tail.wake()

    async def _obey(self, connection: Connection, command: protocol.Command) -> None:
        match command:
            case protocol.Hello(cursor):
                self._hello(connection, cursor)
            case protocol.Subscribe(channel, keys):
                await self._subscribe(connection, channel, keys)
            case protocol.Unsubscribe(channel, keys):
                for topic in _topics(connection, channel, keys):
                    self._unsubscribe(connection, topic)
                connection.tell(frame(SYSTEM, "unsubscribed", _named(channel, keys)))
            case protocol.Ping():
                connection.tell(frame(SYSTEM, "pong", {}))
            case protocol.Ack(cursor):
                # A client that is behind what it was told asks, in effect, to look again.
                tail = self.tails[connection.visitor.user_id]
                if cursor < tail.head:
                    tail.wake()

    def _hello(self, connection: Connection, cursor: int | None) -> None:
        tail = self.tails[connection.visitor.user_id]
        if connection.replaying is not None:
            connection.replaying.cancel()
        connection.follows_all = True
        connection.tell(frame(SYSTEM, "hello", {"head": tail.head, "cursor": cursor}))
        if cursor is None:
            # One that was interrupted goes on where it was; for all others there is nothing to do.
            cursor = None if connection.is_live else connection.sent
        if cursor is not None:
            connection.is_live = False
            connection.replaying = asyncio.create_task(_replayed(tail, connection, cursor))

    async def _subscribe(self, connection: Connection, channel: str, keys: tuple[str, ...]) -> None:
        topics = _topics(connection, channel, keys)
        if len(connection.topics | set(topics)) > self.limits.topics_per_socket:
            message = f"a connection hears at most {self.limits.topics_per_socket} topics"
            connection.tell(error_frame("TOO_MANY_TOPICS", message, channel=channel))
            return
        selector = CHANNELS[channel].selector
        state: Mapping[str, Any] = {}
        if selector.endswith("_id"):
            user_id = connection.visitor.user_id
            if await self.source.entity(user_id, selector, keys[0]) is None:
                message = f"there is no such {selector.removesuffix('_id')}"
                about = {"channel": channel, selector: keys[0]}
                connection.tell(error_frame("NOT_FOUND", message, **about))
                return
            # Heard first and looked at again, so that nothing falls between the two.
            self._listen(connection, topics[0])
            state = await self.source.entity(user_id, selector, keys[0]) or {}
        connection.tell(frame(SYSTEM, "subscribed", {**_named(channel, keys), **state}))
        for topic in topics:
            self._listen(connection, topic)
            # The last progress of what is over would contradict how it ended.
            is_moving = state.get("status", JobStatus.RUNNING) == JobStatus.RUNNING
            if is_moving and (kept := self._snapshots.get(topic)):
                connection.queue.replace(*kept)

    def _listen(self, connection: Connection, topic: str) -> None:
        connection.topics.add(topic)
        self._listeners.setdefault(topic, set()).add(connection)

    def _unsubscribe(self, connection: Connection, topic: str) -> None:
        connection.topics.discard(topic)
        listeners = self._listeners.get(topic, set())
        listeners.discard(connection)
        if not listeners:
            self._listeners.pop(topic, None)

    def _wake(self, name: str, head: object) -> None:
        try:
            tail = self.tails.get(UUID(name))
        except ValueError:
            return
        if tail is not None and isinstance(head, int):
            tail.wake(head)

    def _forget(self, user_id: UUID) -> None:
        self._counts[user_id] -= 1
        if not self._counts[user_id]:
            del self._counts[user_id]
            self.tails.pop(user_id).close()


async def _replayed(tail: Tail, connection: Connection, cursor: int) -> None:
    try:
        await tail.replay(connection, cursor)
    except Exception:
        # Half a replay would be a gap that nobody notices; a new connection begins at the cursor.
        _log.exception("replay_failed")
        connection.end(Close.RESTARTING, "connect again and resume from your cursor")


def _topics(connection: Connection, channel: str, keys: tuple[str, ...]) -> list[str]:
    topic = CHANNELS[channel].topic
    return [topic(key) for key in keys or (str(connection.visitor.user_id),)]


def _named(channel: str, keys: tuple[str, ...]) -> dict[str, Any]:
    selector = CHANNELS[channel].selector
    if not selector:
        return {"channel": channel}
    return {"channel": channel, selector: list(keys) if selector == "symbols" else keys[0]}
