"""What the gateway does by itself: listen, look at the tables, and show signs of life."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from app.api.ws.hub import PATTERNS, Hub
from app.api.ws.protocol import SYSTEM, Close, frame
from app.core.logging import get_logger
from app.domain.errors import StorageUnavailable

_RECONNECT_SECONDS: Final = 0.5
_STALL_LOOK_SECONDS: Final = 1.0

_log = get_logger(__name__)


class Listening(Protocol):
    """A bus that says when it listens."""

    def subscribe(
        self, patterns: Sequence[str], ready: Callable[[], None] = ...
    ) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Yield (channel, event)."""
        ...


async def watch(hub: Hub, bus: Listening) -> None:
    """Keep the hub going until cancelled."""
    limits = hub.limits
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(listen(hub, bus))
        tasks.create_task(_every(limits.look_seconds, lambda: look(hub)))
        tasks.create_task(_every(limits.heartbeat_seconds, lambda: heartbeat(hub)))
        stall_look = min(_STALL_LOOK_SECONDS, limits.stalled_seconds / 4)
        tasks.create_task(_every(stall_look, lambda: end_stalled(hub)))


async def listen(hub: Hub, bus: Listening) -> None:
    """Pass on every message; after a pause, look at what was missed."""
    while True:
        try:
            async for topic, event in bus.subscribe(PATTERNS, hub.look_afresh):
                hub.hear(topic, event)
        except StorageUnavailable as error:
            # Facts come from the tables meanwhile, two seconds late; prices wait.
            _log.warning("bus_lost", reason=str(error))
        await asyncio.sleep(_RECONNECT_SECONDS)


async def look(hub: Hub) -> None:
    """Find facts whose message was lost, and sessions that are over."""
    told = {user_id: tail.last for user_id, tail in hub.tails.items()}
    if not told:
        return
    heads = await hub.source.heads(list(told))
    for user_id, last in told.items():
        head = heads.get(user_id, 0)
        if (tail := hub.tails.get(user_id)) is None:
            continue
        if head < last:
            tail.rewind(head)
        else:
            tail.wake(head)
    await end_dead_sessions(hub)


async def end_dead_sessions(hub: Hub) -> None:
    """End the clients whose login ended: logout, a new password, a disabled account."""
    asked = {connection.visitor.session_id for connection in hub.connections}
    alive = await hub.source.alive(list(asked))
    for connection in tuple(hub.connections):
        session_id = connection.visitor.session_id
        if session_id in asked and session_id not in alive:
            connection.end(Close.SESSION_OVER, "the session is over: log in again")


async def heartbeat(hub: Hub) -> None:
    """Tell every client the number of its last fact, so that it notices a lost tail."""
    time = hub.clock.now().isoformat()
    texts = {
        user_id: frame(SYSTEM, "heartbeat", {"head": tail.head, "time": time})
        for user_id, tail in hub.tails.items()
    }
    for connection in hub.connections:
        connection.queue.replace("heartbeat", texts[connection.visitor.user_id])


async def end_stalled(hub: Hub) -> None:
    """End the clients that stopped reading."""
    now = hub.seconds()
    for connection in tuple(hub.connections):
        since = connection.sending_since
        if since is not None and now - since > hub.limits.stalled_seconds:
            connection.end(Close.TOO_SLOW, "stopped reading")


async def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await act()
        except StorageUnavailable as error:
            # Tried again at the next turn; the API answers 503 meanwhile.
            _log.warning("look_failed", reason=str(error))
