"""The REST API: `uvicorn app.main:create_app --factory`. Puts the parts together; no logic."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from app import bootstrap
from app.api import errors, openapi
from app.api.addresses import Proxies
from app.api.middleware import BodyGuard, RequestContext
from app.api.platform import opened_platform
from app.api.routes import (
    admin,
    auth,
    backtest,
    dashboard,
    events,
    health,
    market_data,
    metrics,
    rules,
    strategy,
)
from app.core.config import Settings, settings_or_exit
from app.core.database import Endpoints
from app.core.logging import configure_logging
from app.ports.clock import Clock
from app.stack import database_for

PREFIX: Final = "/api/v1"
# One router per feature below /api/v1; the health routes lie beside it.
FEATURES: Final[tuple[APIRouter, ...]] = (
    auth.router,
    events.router,
    strategy.router,
    rules.router,
    backtest.router,
    dashboard.router,
    admin.router,
    market_data.router,
)
_MEGABYTE: Final = 1_000_000
_DESCRIPTION: Final = (
    "Self-hosted algorithmic trading. Errors are problem details (RFC 9457); lists take page, "
    "limit and sort; a POST that creates takes an Idempotency-Key."
)


def create_app(
    settings: Settings | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> FastAPI:
    """Return the API; without arguments it serves what the environment says."""
    settings = settings or settings_or_exit()
    # The description is for developers; a public server answers 404 (security.md 67).
    is_described = not settings.app_env.is_guarded
    app = FastAPI(
        title="ApexTrade",
        version=version("apextrade"),
        description=_DESCRIPTION,
        openapi_url="/openapi.json" if is_described else None,
        docs_url="/docs" if is_described else None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan(settings, endpoints, clock),
    )
    for router in FEATURES:
        app.include_router(router, prefix=PREFIX)
    app.include_router(auth.well_known)
    app.include_router(health.router)
    app.include_router(metrics.router)
    errors.install(app)
    openapi.install(app)
    _wrap(app, settings)
    return app


def _wrap(app: FastAPI, settings: Settings) -> None:
    """Put the middleware around the routes; the last one added sees a request first."""
    uploads = {f"{PREFIX}/market/candles/import": settings.max_import_mb * _MEGABYTE}
    app.add_middleware(BodyGuard, upload_limits=uploads)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(","),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Requested-With"],
            expose_headers=["Retry-After", "X-Request-ID", "Location", "X-Next-Cursor"],
            allow_credentials=True,
        )
    app.add_middleware(
        RequestContext, proxies=Proxies.named(settings.trusted_proxies), open_pages=("/docs",)
    )


def _lifespan(
    settings: Settings, endpoints: Endpoints | None, clock: Clock | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if endpoints is not None:  # a test's own; its logs are its own as well
            async with opened_platform(settings, endpoints, clock) as platform:
                app.state.platform = platform
                yield
            return
        configure_logging(settings)
        bootstrap.complete_catalogue()
        with database_for(settings) as found:
            async with opened_platform(settings, found, clock) as platform:
                app.state.platform = platform
                yield

    return lifespan


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name
