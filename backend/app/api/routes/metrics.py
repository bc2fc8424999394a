"""What Prometheus reads, on the port of the process alone: the front door does not know it."""

import asyncio

from fastapi import APIRouter, Response

from app.api.deps import Parts
from app.core import telemetry
from app.domain.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(parts: Parts) -> Response:
    """Return what the processes that share this one's directory counted."""
    if not parts.settings.prometheus_enabled:
        raise NotFound("nothing is here")
    text = await asyncio.to_thread(telemetry.exposition)
    return Response(text, media_type=telemetry.CONTENT_TYPE)
