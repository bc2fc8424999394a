"""How often something may happen: counted in Redis for all processes, here when Redis is away.

A window begins with the first hit and ends after `seconds`, whatever happens in it. The count
without Redis is this process's own: a limit of ten is then ten per process, never unlimited.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Final

from redis.asyncio import Redis

from app.core.logging import get_logger
from app.core.redis import UNREACHABLE, key
from app.domain.errors import AuthRateLimited

# After a failed call Redis is left alone for a while, so that its time-out is not paid each time.
_REST_SECONDS: Final = 2.0
_LOCAL_KEYS_MAX: Final = 50_000
_HIT: Final = """
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {count, left}
"""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` hits of one subject in `seconds`."""

    name: str
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one hit found: whether it is within the limit, and when the window ends."""

    is_allowed: bool
    remaining: int
    retry_after_seconds: int


class RateLimiter:
    """Counts hits per (limit, subject)."""

    def __init__(self, redis: Redis | None, seconds: Callable[[], float] = monotonic) -> None:
        self._script = redis.register_script(_HIT) if redis else None
        self._redis = redis
        self._seconds = seconds
        self._local: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._rests_until = 0.0

    async def hit(self, limit: Limit, subject: str) -> Verdict:
        """Count one hit and judge it."""
        name = _name(limit, subject)
        count, left = await self._counted(name, limit)
        return Verdict(count <= limit.count, max(0, limit.count - count), max(1, ceil(left)))

    async def take_back(self, limit: Limit, subject: str) -> None:
        """Do not count the last hit: it turned out to be right."""
        name = _name(limit, subject)
        if name in self._local:
            count, ends = self._local[name]
            self._local[name] = (max(0, count - 1), ends)
        if self._redis and self._seconds() >= self._rests_until:
            try:
                # XX semantics by hand: a window that has ended must not come back without an end.
                if await self._redis.exists(name):
                    await self._redis.decr(name)
            except UNREACHABLE as error:
                self._rest(error)

    async def require(self, limit: Limit, subject: str, message: str) -> None:
        """Count one hit.

        Raises: AuthRateLimited with `message` when it is beyond the limit.
        """
        verdict = await self.hit(limit, subject)
        if not verdict.is_allowed:
            raise AuthRateLimited(message, verdict.retry_after_seconds)

    async def _counted(self, name: str, limit: Limit) -> tuple[int, float]:
        if self._script and self._seconds() >= self._rests_until:
            try:
                count, left = await self._script(keys=[name], args=[limit.seconds * 1000])
            except UNREACHABLE as error:
                self._rest(error)
            else:
                return int(count), int(left) / 1000
        return self._counted_here(name, limit)

    def _counted_here(self, name: str, limit: Limit) -> tuple[int, float]:
        now = self._seconds()
        count, ends = self._local.pop(name, (0, 0.0))
        if now >= ends:
            count, ends = 0, now + limit.seconds
        self._local[name] = (count + 1, ends)
        # Whoever invents subjects to fill the memory pushes out his own oldest ones.
        while len(self._local) > _LOCAL_KEYS_MAX:
            self._local.popitem(last=False)
        return count + 1, ends - now

    def _rest(self, error: BaseException) -> None:
        self._rests_until = self._seconds() + _REST_SECONDS
        _log.warning("limits are counted per process", reason=type(error).__name__)


def _name(limit: Limit, subject: str) -> str:
    # Hashed: subjects are addresses of people, and may be of any length.
    digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return key("limit", limit.name, digest)
