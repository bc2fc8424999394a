"""The end of one user's facts: read once per process, told to every client of that user.

Messages only say that there is something to read. What is told comes from the table, in the order
of `seq`, so a lost message delays and never skips.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from app.api.ws.connection import Connection
from app.api.ws.protocol import SYSTEM, frame
from app.core.logging import get_logger
from app.domain.errors import StorageUnavailable
from app.domain.user_events import Replay, UserEvent

_PAGE: Final = 200
_RETRY_SECONDS: Final = 1.0

_log = get_logger(__name__)


class Source(Protocol):
    """What the gateway asks the database."""

    async def head(self, user_id: UUID) -> int:
        """Return the number of the user's last fact."""
        ...

    async def heads(self, user_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return it for several users; one without facts may be missing."""
        ...

    async def replay(self, user_id: UUID, cursor: int, limit: int) -> Replay:
        """Return the user's facts after `cursor`."""
        ...

    async def alive(self, session_ids: Sequence[UUID]) -> Collection[UUID]:
        """Return those sessions that may still act."""
        ...

    async def entity(self, user_id: UUID, selector: str, key: str) -> Mapping[str, Any] | None:
        """Return how the user's entity stands now; None when it is not the user's."""
        ...


class Tail:
    """`last` is the number of the fact that was told last, `head` that of the last one known."""

    def __init__(self, user_id: UUID, source: Source) -> None:
        self.user_id = user_id
        self.followers: set[Connection] = set()
        self.last = 0
        self.head = 0
        self._source = source
        self._is_started = False
        self._is_due = False
        self._starting = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None

    async def join(self, connection: Connection) -> None:
        """Follow from now on.

        Raises: StorageUnavailable when nobody can tell where now is.
        """
        async with self._starting:
            if not self._is_started:
                self.last = self.head = max(self.head, await self._source.head(self.user_id))
                self._is_started = True
        connection.sent = self.last
        connection.is_live = True
        self.followers.add(connection)

    def wake(self, head: int | None = None) -> None:
        """Read on when `head` is after the last fact told; None: look whether there is one."""
        if head is not None:
            self.head = max(self.head, head)
        if not self._is_started or (head is not None and head <= self.last):
            return
        self._is_due = True
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())

    def rewind(self, head: int) -> None:
        """Start again at `head`: the database is another one than before."""
        notice = frame(SYSTEM, "resync_required", {"head": head})
        self.last = self.head = head
        for connection in tuple(self.followers):
            if connection.is_live:
                connection.sent = head
                connection.tell(notice)

    def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()

    async def replay(self, connection: Connection, cursor: int) -> None:
        """Tell a client every fact after `cursor`, then let it follow live, without a gap."""
        while True:
            replay = await self._patient_replay(cursor)
            if not replay.is_complete:
                connection.tell(frame(SYSTEM, "resync_required", {"head": replay.head}))
                cursor = replay.head
            for event in replay.events:
                await connection.queue.roomy.wait()
                connection.tell_fact(event)
                cursor = event.seq
            # Nothing may be awaited between this look and going live.
            if cursor >= self.last:
                break
        connection.sent = cursor
        connection.is_live = True
        connection.tell(frame(SYSTEM, "caught_up", {"cursor": cursor}))
        self.wake(replay.head)

    async def _patient_replay(self, cursor: int) -> Replay:
        while True:
            try:
                return await self._source.replay(self.user_id, cursor, _PAGE)
            except StorageUnavailable as error:
                # The client waits with us: its cursor does not move, so nothing is lost.
                _log.warning("replay_waits", reason=str(error))
                await asyncio.sleep(_RETRY_SECONDS)

    async def _read(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                replay = await self._source.replay(self.user_id, self.last, _PAGE)
                if not replay.is_complete:
                    self.rewind(replay.head)
                for event in replay.events:
                    self._tell(event)
                    self._is_due = True
            self.head = self.last
        except StorageUnavailable as error:
            # The next look at the heads, two seconds away, wakes this again.
            _log.warning("tail_waits", reason=str(error))

    def _tell(self, event: UserEvent) -> None:
        self.last = event.seq
        for connection in tuple(self.followers):
            if connection.is_live and event.seq > connection.sent:
                connection.tell_fact(event)
