"""Tickets: what the API hands to a logged-in user and the gateway takes, once, soon after.

A browser cannot send a header with a WebSocket, and a token in the URL would be logged; a ticket
travels as a subprotocol, and Redis keeps only its SHA-256.
"""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from redis.asyncio import Redis

from app.core.redis import key, redis_errors
from app.domain.errors import Forbidden, TokenInvalid

TICKET_SECONDS: Final = 30
_BYTES: Final = 32
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who connects, and by which login."""

    user_id: UUID
    session_id: UUID


class Tickets:
    """Kept in Redis, so that the API and the gateway may be different processes."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def issue(self, visitor: Visitor, origin: str | None) -> str:
        """Return a ticket for pages of `origin`, None for a client that is no browser.

        Raises: StorageUnavailable when Redis is out of reach.
        """
        ticket = secrets.token_urlsafe(_BYTES)
        bound = {
            "user": str(visitor.user_id),
            "session": str(visitor.session_id),
            "origin": origin,
        }
        with redis_errors():
            await self._redis.set(_name(ticket), json.dumps(bound), ex=TICKET_SECONDS)
        return ticket

    async def redeem(self, ticket: str | None, origin: str | None) -> Visitor:
        """Return whose ticket this is; it is used up, even when the origin is wrong.

        Raises: TokenInvalid when missing, unknown, used or too old; Forbidden when it was issued
            to another origin; StorageUnavailable when Redis is out of reach.
        """
        if ticket is None or not _SHAPE.fullmatch(ticket):
            raise TokenInvalid("no ticket: ask POST /api/v1/ws/ticket for one")
        with redis_errors():
            stored = await self._redis.getdel(_name(ticket))
        if stored is None:
            raise TokenInvalid("the ticket is unknown, used or too old: ask for a new one")
        bound = json.loads(stored)
        if bound["origin"] != origin:
            raise Forbidden("the ticket was issued to another origin")
        return Visitor(UUID(bound["user"]), UUID(bound["session"]))


def _name(ticket: str) -> str:
    return key("ticket", hashlib.sha256(ticket.encode()).hexdigest())
