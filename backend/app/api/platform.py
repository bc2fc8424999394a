"""Open what a process of the API works with, and close it in the opposite order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from app import bootstrap
from app.api.deps import Platform
from app.core import telemetry
from app.core.clock import SystemClock
from app.core.config import Settings
from app.core.database import Endpoints
from app.core.events import RedisEventBus
from app.core.logging import get_logger
from app.core.rate_limit import RateLimiter
from app.core.redis import open_redis
from app.core.security import AccessTokens, DeniedTokens, Passwords, Stamps
from app.core.signing_keys import open_keys
from app.domain.errors import ApexError
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.services.auth import Accounts, Policy, Sessions
from app.services.heartbeats import beating, own_pulse
from app.services.outbox import Outbox

_LETTERS_SECONDS: Final = 2.0

_log = get_logger(__name__)


@asynccontextmanager
async def opened_platform(
    settings: Settings, endpoints: Endpoints, clock: Clock | None = None
) -> AsyncIterator[Platform]:
    """Lend a platform for the length of the block; `clock` is for tests."""
    telemetry.started()
    async with AsyncExitStack() as stack:
        redis = open_redis(settings)
        if redis is not None:
            stack.push_async_callback(redis.aclose)
        databases = await stack.enter_async_context(bootstrap.transactions(endpoints, settings))
        databases = _released(databases, settings, redis)
        platform = platform_on(settings, databases, redis, clock or SystemClock())
        platform = replace(platform, feeds=bootstrap.market_feeds(settings))
        for feed in platform.feeds.values():
            stack.push_async_callback(feed.aclose)
        stack.callback(platform.sessions.passwords.close)
        if (mailer := bootstrap.mailer(settings)) is not None:
            outbox = Outbox(databases.begin_system, mailer, platform.clock)
            await stack.enter_async_context(_delivering(outbox))
        await stack.enter_async_context(
            beating(own_pulse(databases.begin_system, platform.clock, "api"))
        )
        yield platform


def platform_on(
    settings: Settings, databases: Transactions, redis: Redis | None, clock: Clock
) -> Platform:
    """Return the platform on databases that are open already."""
    limiter = RateLimiter(redis)
    accounts = accounts_on(settings, databases, limiter, clock)
    sessions = Sessions(
        begin_system=databases.begin_system,
        begin_as=databases.begin_as,
        clock=clock,
        passwords=accounts.passwords,
        tokens=AccessTokens(
            open_keys(settings, clock),
            clock,
            timedelta(minutes=settings.jwt_access_token_expire_minutes),
            settings.app_name,
        ),
        denied=DeniedTokens(redis, clock),
        stamps=accounts.stamps,
        limiter=limiter,
        policy=accounts.policy,
    )
    return Platform(settings, databases, redis, limiter, clock, accounts, sessions)


def accounts_on(
    settings: Settings, databases: Transactions, limiter: RateLimiter, clock: Clock
) -> Accounts:
    """Return what the API and the console command know of accounts."""
    return Accounts(
        begin_system=databases.begin_system,
        begin_as=databases.begin_as,
        clock=clock,
        passwords=Passwords(settings.argon2_memory_kib),
        stamps=Stamps(settings.secret("secret_key")),
        limiter=limiter,
        policy=Policy.of(settings),
    )


def _released(databases: Transactions, settings: Settings, redis: Redis | None) -> Transactions:
    """Let commits hand over jobs and wake listeners, where there is a Redis to carry them."""
    if redis is None:
        return databases
    return replace(databases, jobs=bootstrap.job_queue(settings), events=RedisEventBus(redis))


@asynccontextmanager
async def _delivering(outbox: Outbox) -> AsyncIterator[None]:
    task = asyncio.create_task(_deliver(outbox))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _deliver(outbox: Outbox) -> None:
    while True:
        try:
            await outbox.deliver()
        except ApexError as error:  # the letters stay in the outbox; the next round finds them
            _log.warning("letters wait", reason=str(error))
        await asyncio.sleep(_LETTERS_SECONDS)
