"""What routes ask for: the parts of the platform, and who is asking."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from redis.asyncio import Redis

from app.core.config import Settings
from app.core.logging import learned
from app.core.rate_limit import Limit, RateLimiter
from app.domain.errors import (
    Forbidden,
    RateLimited,
    StepUpRequired,
    TokenInvalid,
    Unauthenticated,
)
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.ports.market_feed import MarketFeed
from app.services.auth import Accounts, Sessions, User
from app.services.auth.policy import STEP_UP

_MINUTE: Final = 60
_bearer = HTTPBearer(auto_error=False, description="the access_token of POST /auth/login")


@dataclass(frozen=True, slots=True)
class Platform:
    """What a process of the API holds from its start to its end: `request.app.state.platform`."""

    settings: Settings
    transactions: Transactions
    redis: Redis | None
    limiter: RateLimiter
    clock: Clock
    accounts: Accounts
    sessions: Sessions
    # The venues in use, by the source under which their candles are stored.
    feeds: Mapping[str, MarketFeed] = field(default_factory=dict)
    # Whoever imports a file holds it: two large ones at once would be too much memory.
    import_turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))


def platform_of(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


def address_of(request: Request) -> str:
    """Return who is at the other end, proxies of ours looked through."""
    address: str = request.state.address
    return address


async def authenticated(request: Request) -> User:
    """Return who makes the request, and count it; asked once per request.

    Raises: Unauthenticated without a token, TokenInvalid, TokenExpired, RateLimited.
    """
    known: User | None = getattr(request.state, "user", None)
    if known is not None:
        return known
    platform = platform_of(request)
    user = await platform.sessions.user_of(bearer_token(request))
    request.state.user = user
    request.state.user_id = str(user.id)
    learned(user_id=str(user.id))
    limit = Limit("user", platform.settings.api_requests_per_minute, _MINUTE)
    verdict = await platform.limiter.hit(limit, str(user.id))
    if not verdict.is_allowed:
        raise RateLimited(
            f"more than {limit.count} requests in a minute", verdict.retry_after_seconds
        )
    return user


def bearer_token(request: Request) -> str:
    """Return the access token of a request.

    Raises: Unauthenticated without one.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        raise Unauthenticated("log in first: no access token was sent")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenInvalid("the authorization is not a bearer token")
    return token.strip()


async def current_user(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> User:
    return await authenticated(request)


CurrentUser = Annotated[User, Depends(current_user)]


# FastAPI runs what is not a coroutine in a thread: for a look at the request that is half the cost.
async def _parts(request: Request) -> Platform:
    return platform_of(request)


async def _address(request: Request) -> str:
    return address_of(request)


Parts = Annotated[Platform, Depends(_parts)]
Address = Annotated[str, Depends(_address)]


async def admin_user(user: CurrentUser) -> User:
    if not user.is_admin:
        raise Forbidden("this is for administrators")
    return user


async def fresh_user(user: CurrentUser, parts: Parts) -> User:
    if parts.clock.now() - user.auth_time > STEP_UP:
        raise StepUpRequired("this needs a login of the last five minutes: log in again")
    return user


AdminUser = Annotated[User, Depends(admin_user)]
FreshUser = Annotated[User, Depends(fresh_user)]
