"""The WebSocket gateway on :8001, a process of its own: `python -m app.gateway [--port 8001]`.

It holds nothing that must not be lost: facts come from their table, everything else is overtaken.
"""

import argparse
import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.supervisors import ChangeReload
from websockets.http11 import Request as Handshake

from app import bootstrap
from app.api.ws.hub import Hub, Limits
from app.api.ws.protocol import FRAME_BYTES_MAX
from app.api.ws.routes import ABORT, SocketRoute
from app.api.ws.tickets import Tickets
from app.api.ws.watch import watch
from app.core import telemetry
from app.core.clock import SystemClock
from app.core.config import Settings, load_settings
from app.core.database import Endpoints
from app.core.events import RedisEventBus
from app.core.logging import configure_logging, get_logger
from app.core.redis import open_redis
from app.domain.errors import InvalidInput
from app.services.events import LiveEvents
from app.services.heartbeats import beating, own_pulse

_RESTART_SECONDS: Final = 1.0
_SHUTDOWN_SECONDS: Final = 5

_log = get_logger(__name__)


def create_gateway(settings: Settings | None = None, limits: Limits | None = None) -> Starlette:
    """Return the gateway: `/ws`, `/health` and, for who watches, `/metrics`.

    Raises: InvalidInput when DATABASE_URL or REDIS_URL is missing.
    """
    chosen = settings or load_settings()
    for name in ("database_url", "redis_url"):
        if not getattr(chosen, name).get_secret_value():
            raise InvalidInput(f"{name.upper()} is missing: the gateway needs it")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with _opened(chosen, limits or Limits()) as route:
            app.state.serve = route
            yield

    routes = [Route("/health", _health), WebSocketRoute("/ws", _Socket())]
    if chosen.prometheus_enabled:
        routes.append(Route("/metrics", _metrics))
    return Starlette(routes=routes, lifespan=lifespan)


class SocketProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, able to cut a client that reads nothing.

    Closing politely waits until everything is sent, which such a client can put off for ever.
    """

    def handle_connect(self, event: Handshake) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: Any = self.scope["extensions"]
            extensions[ABORT] = {"call": self.abort}

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.abort()

    def abort(self) -> None:
        """Cut the connection now; what the kernel still holds for the client goes too."""
        if not self.disconnected:
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()


def server_config(app: Any, **given: Any) -> uvicorn.Config:
    """Return how uvicorn serves the gateway: small frames, no compression, our own logs."""
    return uvicorn.Config(
        app,
        ws=SocketProtocol,
        ws_max_size=FRAME_BYTES_MAX,
        # Half a megabyte of buffers per client is what compression would cost.
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        **given,
    )


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m app.gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--reload", action="store_true", help="start again when the code changes")
    given = parser.parse_args()
    try:
        gateway = configured_gateway()
    except InvalidInput as error:
        raise SystemExit(str(error)) from None
    if given.reload:
        _serve_reloading(given.host, given.port)
    else:
        uvicorn.Server(server_config(gateway, host=given.host, port=given.port)).run()


def configured_gateway() -> Starlette:
    """Return the gateway that the environment describes, in a process whose logs are ours."""
    settings = load_settings()
    configure_logging(settings)
    return create_gateway(settings)


def _serve_reloading(host: str, port: int) -> None:
    code = str(Path(__file__).parent)
    config = server_config(
        f"{__package__}.gateway:configured_gateway",
        factory=True,
        reload=True,
        reload_dirs=[code],
        host=host,
        port=port,
    )
    ChangeReload(config, target=uvicorn.Server(config).run, sockets=[config.bind_socket()]).run()


class _Socket:
    """Hands a socket to what the lifespan opened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.serve(scope, receive, send)


@asynccontextmanager
async def _opened(settings: Settings, limits: Limits) -> AsyncIterator[SocketRoute]:
    endpoints = Endpoints(
        settings.database_url.get_secret_value(), settings.timescale_url.get_secret_value()
    )
    redis = open_redis(settings)
    assert redis is not None, "create_gateway looked"  # noqa: S101
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        databases = await stack.enter_async_context(bootstrap.transactions(endpoints, settings))
        clock = SystemClock()
        source = LiveEvents(databases.begin_as, databases.begin_system, clock)
        hub = Hub(source, limits, clock)
        pulse = own_pulse(databases.begin_system, clock, "gateway")
        await stack.enter_async_context(beating(pulse))
        telemetry.started()
        watching = asyncio.create_task(_watched(hub, RedisEventBus(redis)))
        try:
            yield SocketRoute(hub, Tickets(redis))
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _watched(hub: Hub, bus: RedisEventBus) -> None:
    while True:
        try:
            await watch(hub, bus)
        except Exception:
            # A gateway that no longer looks would be silent for ever; clients lose nothing.
            _log.exception("watch_failed")
        await asyncio.sleep(_RESTART_SECONDS)


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _metrics(_: Request) -> Response:
    text = await asyncio.to_thread(telemetry.exposition)
    return Response(text, media_type=telemetry.CONTENT_TYPE)


if __name__ == "__main__":
    main()
