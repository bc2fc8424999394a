"""Clients of the one Redis, by database number, and the names of what is kept there.

Nothing here is the only copy of anything: every key has a time to live, and a caller that meets a
Redis out of reach goes on without it or says so (StorageUnavailable).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.core.config import Settings
from app.domain.errors import StorageUnavailable

_CONNECT_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 2.0
_CONNECTIONS_MAX: Final = 50
_PREFIX: Final = "apex"
# What a call raises when Redis is out of reach; reused by those who go on without it.
UNREACHABLE: Final = (RedisError, OSError)


class RedisArea(IntEnum):
    """The database numbers; publish and subscribe ignore them."""

    CACHE = 0
    BROKER = 1


def redis_url(settings: Settings, area: RedisArea) -> str:
    """Return the URL of one area, or "" where no Redis is configured.

    CELERY_BROKER_URL wins for the broker; else its number replaces the one in REDIS_URL.
    """
    broker = settings.celery_broker_url.get_secret_value()
    if area is RedisArea.BROKER and broker:
        return broker
    url = settings.redis_url.get_secret_value()
    if not url or area is RedisArea.CACHE or url.startswith("unix:"):
        return url
    return urlunsplit(urlsplit(url)._replace(path=f"/{area.value}"))


def open_redis(settings: Settings, area: RedisArea = RedisArea.CACHE) -> Redis | None:
    """Return a client that connects when it is first used; None where none is configured."""
    url = redis_url(settings, area)
    if not url:
        return None
    client: Redis = Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        max_connections=_CONNECTIONS_MAX,
        # Once more at once heals a connection the server closed; waiting is the caller's choice.
        retry=Retry(NoBackoff(), 1),
        client_name=settings.app_name,
    )
    return client


def key(area: str, *parts: str) -> str:
    """Return the name of one key: `apex:limit:login:…`."""
    return ":".join((_PREFIX, area, *parts))


@contextmanager
def redis_errors() -> Iterator[None]:
    """Turn a Redis out of reach into one sentence (StorageUnavailable)."""
    try:
        yield
    except UNREACHABLE as error:
        raise StorageUnavailable(f"Redis does not answer ({type(error).__name__})") from error
