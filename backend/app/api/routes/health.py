"""Is the process alive, and can it work? What is wrong is for the logs, not for the caller."""

import asyncio
from typing import Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.api.deps import Parts, Platform
from app.core.logging import get_logger

router = APIRouter(tags=["health"])
_SECONDS: Final = 3.0
_log = get_logger(__name__)

type State = Literal["ok", "down", "off"]


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What the process needs; without Redis it works with less."""

    status: Literal["ok", "degraded", "unavailable"]
    checks: dict[str, State]


@router.get("/health")
async def health() -> Health:
    """Answer as long as the process runs."""
    return Health()


@router.get("/health/ready", responses={503: {"model": Readiness, "description": "Not ready"}})
async def ready(parts: Parts, response: Response) -> Readiness:
    """Say whether the databases and Redis answer."""
    names = ("database", "timeseries", "redis")
    states = await asyncio.gather(*(_checked(parts, name) for name in names))
    checks = dict(zip(names, states, strict=True))
    if "down" in {checks["database"], checks["timeseries"]}:
        response.status_code = 503
        return Readiness(status="unavailable", checks=checks)
    return Readiness(status="ok" if checks["redis"] == "ok" else "degraded", checks=checks)


async def _checked(parts: Platform, name: str) -> State:
    try:
        async with asyncio.timeout(_SECONDS):
            if name == "redis":
                if parts.redis is None:
                    return "off"
                await parts.redis.ping()
            else:
                databases = parts.transactions
                database = databases.main if name == "database" else databases.timeseries
                async with database.raw() as connection:
                    await connection.fetchval("SELECT 1")
    except Exception as error:  # whatever it is, the part does not work; the log says why
        _log.warning("part is down", part=name, reason=type(error).__name__)
        return "down"
    return "ok"
