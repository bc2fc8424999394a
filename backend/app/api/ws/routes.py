"""The socket itself, as an ASGI application: admit, read, write, end."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from app.api.errors import internal, problem_of
from app.api.ws.connection import Connection
from app.api.ws.hub import Hub
from app.api.ws.protocol import SUBPROTOCOL, TICKET_PREFIX
from app.api.ws.tickets import Tickets, Visitor
from app.core import telemetry
from app.core.logging import bound, get_logger
from app.domain.errors import ApexError, TokenInvalid

# A server that can cut a connection offers this in the scope's extensions.
ABORT: Final = "apex.abort"
_GOODBYE_SECONDS: Final = 2.0
_LINGER_SECONDS: Final = 12.0

_FRAMES_IN: Final = telemetry.FRAMES.labels("in")
_FRAMES_OUT: Final = telemetry.FRAMES.labels("out")

_log = get_logger(__name__)


class SocketRoute:
    """Serves one socket per call."""

    def __init__(self, hub: Hub, tickets: Tickets) -> None:
        self._hub = hub
        self._tickets = tickets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        try:
            connection = await self._admitted(scope)
        except ApexError as error:
            await problem_of(scope, error)(scope, receive, send)
            return
        except Exception:
            _log.exception("connection_failed")
            await internal(scope)(scope, receive, send)
            return
        visitor = connection.visitor
        with bound(user_id=str(visitor.user_id), session_id=str(visitor.session_id)):
            try:
                await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
                with _counted(connection):
                    await self._serve(connection, receive, send)
            finally:
                self._hub.leave(connection)
            await self._goodbye(connection, scope, send)

    async def _admitted(self, scope: Scope) -> Connection:
        """Return a client of the hub for a good ticket; raise an ApexError for anything else."""
        offered: list[str] = scope.get("subprotocols", [])
        ticket = next((name for name in offered if name.startswith(TICKET_PREFIX)), "")
        if SUBPROTOCOL not in offered:
            raise TokenInvalid(f"offer the subprotocols {SUBPROTOCOL} and {TICKET_PREFIX}<value>")
        origin = Headers(scope=scope).get("origin")
        visitor = await self._tickets.redeem(ticket.removeprefix(TICKET_PREFIX), origin)
        await self._require_alive(visitor)
        connection = Connection(visitor)
        await self._hub.join(connection)
        return connection

    async def _require_alive(self, visitor: Visitor) -> None:
        if visitor.session_id not in await self._hub.source.alive([visitor.session_id]):
            raise TokenInvalid("the session is over: log in again")

    async def _serve(self, connection: Connection, receive: Receive, send: Send) -> None:
        """Return when the client left, or when the server wants to end it."""
        tasks = (
            asyncio.create_task(self._read(connection, receive)),
            asyncio.create_task(self._write(connection, send)),
        )
        try:
            parts = (*tasks, connection.ended)
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            # Cancelled above, or the client left while something was being sent.
            if isinstance(end, Exception) and not isinstance(end, OSError):
                raise end

    async def _read(self, connection: Connection, receive: Receive) -> None:
        while connection.ending is None:
            message: Mapping[str, Any] = await receive()
            if message["type"] == "websocket.disconnect":
                return
            _FRAMES_IN.inc()
            text = message.get("text")
            if text is None:
                self._hub.malformed(connection, "a binary frame: must be text")
            else:
                await self._hub.receive(connection, text)

    async def _write(self, connection: Connection, send: Send) -> None:
        queue = connection.queue
        while True:
            text = queue.take()
            if text is None:
                await queue.filled.wait()
                continue
            connection.sending_since = self._hub.seconds()
            await send({"type": "websocket.send", "text": text})
            connection.sending_since = None
            _FRAMES_OUT.inc()

    async def _goodbye(self, connection: Connection, scope: Scope, send: Send) -> None:
        ending = connection.ending
        abort = scope.get("extensions", {}).get(ABORT, {}).get("call")
        if ending is None:
            return
        _log.info("connection_ended", code=int(ending.code), reason=ending.reason)
        message = {"type": "websocket.close", "code": int(ending.code), "reason": ending.reason}
        try:
            await asyncio.wait_for(send(message), _GOODBYE_SECONDS)
        except TimeoutError:
            # Its buffers are full, so it would never hear the goodbye.
            if abort is not None:
                abort()
            return
        except OSError:
            return
        if abort is not None:
            # One that does not read does not answer the goodbye either.
            asyncio.get_running_loop().call_later(_LINGER_SECONDS, abort)


@contextmanager
def _counted(connection: Connection) -> Iterator[None]:
    telemetry.SOCKETS.inc()
    telemetry.SOCKETS_OPENED.inc()
    try:
        yield
    finally:
        ending = connection.ending
        telemetry.SOCKETS.dec()
        telemetry.SOCKETS_CLOSED.labels(str(int(ending.code)) if ending else "client").inc()
