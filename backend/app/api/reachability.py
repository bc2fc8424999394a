"""Do the parts an installation stands on answer, and which versions are they?"""

import asyncio
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Literal

from app import bootstrap
from app.api.deps import Platform
from app.core.logging import get_logger

PARTS: Final = ("database", "timeseries", "redis", "object_store")
_SECONDS: Final = 3.0
# A folder that is always empty: asking for it says whether the store answers.
_NOWHERE: Final = "reachability/"

_log = get_logger(__name__)

type State = Literal["ok", "down", "off"]


@dataclass(frozen=True, slots=True)
class Reached:
    """How one part answered."""

    name: str
    state: State
    version: str | None = None
    milliseconds: float | None = None


async def reached(parts: Platform, name: str) -> Reached:
    """Ask one of PARTS; what is wrong is for the logs."""
    began = perf_counter()
    try:
        async with asyncio.timeout(_SECONDS):
            if name == "redis" and parts.redis is None:
                return Reached(name, "off")
            version = await _asked(parts, name)
    except Exception as error:  # whatever it is, the part does not work; the log says why
        _log.warning("part is down", part=name, reason=type(error).__name__)
        return Reached(name, "down")
    return Reached(name, "ok", version, round((perf_counter() - began) * 1000, 1))


async def _asked(parts: Platform, name: str) -> str | None:
    if name == "redis":
        assert parts.redis is not None  # noqa: S101
        await parts.redis.ping()
        told = await parts.redis.info("server")
        return str(told.get("valkey_version") or told.get("redis_version") or "") or None
    if name == "object_store":
        await bootstrap.object_store(parts.settings).list(_NOWHERE)
        return None
    databases = parts.transactions
    database = databases.main if name == "database" else databases.timeseries
    async with database.raw() as connection:
        return str(await connection.fetchval("SHOW server_version"))
