"""What administrators see and change: processes, jobs, stored series, accounts, flags."""

import asyncio
from importlib.metadata import version
from platform import python_version
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app import bootstrap
from app.api.deps import AdminUser, FreshUser, Parts, admin_user
from app.api.openapi import problems
from app.api.pagination import PageQuery
from app.api.reachability import PARTS, reached
from app.api.schemas import admin as schemas
from app.api.schemas.conventions import PageOf, Text
from app.domain.backtest_jobs import JobStatus
from app.services.admin import Administration

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(admin_user)],
    responses=problems(403),
)


async def administration_of(parts: Parts) -> Administration:
    databases = parts.transactions
    return Administration(
        begin_system=databases.begin_system,
        begin=databases.begin,
        begin_candles=databases.begin_candles,
        market_data=bootstrap.market_data(databases),
        clock=parts.clock,
    )


Desk = Annotated[Administration, Depends(administration_of)]
Search = Annotated[Text | None, Query(max_length=100, description="any part of it")]


@router.get("/services")
async def list_services(parts: Parts, desk: Desk) -> schemas.Services:
    """Say which processes live, which queues are worked on, and what they stand on."""
    found = await asyncio.gather(*(reached(parts, name) for name in PARTS))
    return schemas.Services(
        version=version("apextrade"),
        python=python_version(),
        services=[schemas.Service.of(state) for state in await desk.services()],
        parts=[schemas.Part.of(part) for part in found],
    )


@router.get("/jobs")
async def list_jobs(
    desk: Desk,
    asked: PageQuery,
    status: JobStatus | None = None,
    user_id: UUID | None = None,
    search: Search = None,
) -> PageOf[schemas.Job]:
    """List the backtests of all users, the newest first; `search` is in the strategy's name."""
    page = await desk.jobs(asked, status=status, user_id=user_id, search=search)
    return PageOf[schemas.Job].of(page, schemas.Job.model_validate)


@router.get("/coverage")
async def list_coverage(desk: Desk) -> schemas.Coverage:
    """List every stored series, whosever it is, with its gaps."""
    return schemas.Coverage(items=[schemas.Series.of(seen) for seen in await desk.coverage()])


@router.get("/users")
async def list_users(
    desk: Desk,
    asked: PageQuery,
    search: Search = None,
    is_active: bool | None = None,
    is_admin: bool | None = None,
) -> PageOf[schemas.User]:
    """List the accounts, the newest first; `search` is in the address or the name."""
    page = await desk.accounts(asked, search=search, is_active=is_active, is_admin=is_admin)
    return PageOf[schemas.User].of(page, schemas.User.model_validate)


@router.patch("/users/{user_id}", responses=problems(404, 409))
async def change_user(
    user_id: UUID,
    body: schemas.UserChange,
    admin: AdminUser,
    _: FreshUser,
    desk: Desk,
    parts: Parts,
) -> schemas.User:
    """Enable, disable, promote or demote; a disabled account is signed out everywhere."""
    account = await desk.change_account(admin.id, user_id, body.change())
    parts.sessions.memory.forget(user_id)
    return schemas.User.model_validate(account)


@router.get("/flags")
async def list_flags(parts: Parts) -> schemas.Flags:
    """Return how the installation is set up."""
    settings = parts.settings
    return schemas.Flags(
        environment=settings.app_env,
        registration=settings.registration,
        features=schemas.Features(
            live_trading=settings.feature_live_trading,
            multi_exchange=settings.feature_multi_exchange,
        ),
        mail_configured=bool(settings.smtp_url.get_secret_value()),
        metrics=settings.prometheus_enabled,
        requests_per_minute=settings.api_requests_per_minute,
        import_max_mb=settings.max_import_mb,
        candle_retention_years=settings.ohlcv_retention_years,
    )
