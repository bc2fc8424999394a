"""Is the process alive, and can it work? What is wrong is for the logs, not for the caller."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.api.deps import Parts
from app.api.reachability import State, reached

router = APIRouter(tags=["health"])


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
    found = await asyncio.gather(*(reached(parts, name) for name in names))
    checks = {part.name: part.state for part in found}
    if "down" in {checks["database"], checks["timeseries"]}:
        response.status_code = 503
        return Readiness(status="unavailable", checks=checks)
    return Readiness(status="ok" if checks["redis"] == "ok" else "degraded", checks=checks)
