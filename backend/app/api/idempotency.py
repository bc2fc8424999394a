"""The same POST twice is the same answer, not a second thing (decision 40).

`APIRouter(route_class=IdempotentRoute)`: a POST with an Idempotency-Key is answered once. Without
the key nothing changes. What is made and its answer are committed together, so a process that dies
leaves both or neither. A refusal is not kept: it made nothing, so the key may be used again.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from json import loads
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from app.api.deps import Platform, authenticated, platform_of
from app.domain.errors import Fault, InvalidInput, RequestInProgress
from app.domain.requests import StoredAnswer

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_OPERATION_MAX: Final = 200
# How often a repeat looks for the answer to the first before it is sent away with a 409.
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
_KEPT_HEADERS: Final = ("location", "retry-after", "etag")

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class IdempotentRoute(APIRoute):
    """Answers a POST with a key once."""

    def get_route_handler(self) -> Handler:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if request.method != "POST" or key is None:
                return await answer(request)
            operation = f"POST {request.url.path}"[:_OPERATION_MAX]
            return await _once(request, operation, _checked(key), answer)

        return handler


class IdempotentUpload(IdempotentRoute):
    """Takes a key as well, but the route answers once itself: `answered_once`."""

    def get_route_handler(self) -> Handler:
        return APIRoute.get_route_handler(self)


async def answered_once(
    request: Request, digest: bytes, answer: Callable[[], Awaitable[Response]]
) -> Response:
    """Return the answer to a request whose body was no JSON; with a key, the first answer.

    `digest` tells the request from others. What is made is not part of the transaction that keeps
    the answer, so it must bear being made twice: a process that dies in between leaves it made,
    and the key free after a while.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return await answer()
    key = _checked(key)
    user, parts = await authenticated(request), platform_of(request)
    operation = f"POST {request.url.path}"[:_OPERATION_MAX]
    begin = parts.transactions.begin_as
    kept, now = await _claimed(parts, user.id, operation, key, digest)
    if kept is not None:
        return _replayed(kept)
    try:
        response = await answer()
        async with begin(user.id) as work:
            status, body = response.status_code, _kept(response)
            await work.idempotency.record(operation, key, now, status, body)
    except BaseException:
        async with begin(user.id) as work:
            await work.idempotency.forget(operation, key, now)
        raise
    return response


async def _once(request: Request, operation: str, key: str, answer: Handler) -> Response:
    user, parts = await authenticated(request), platform_of(request)
    digest = hashlib.sha256(
        b"\0".join((request.url.path.encode(), request.url.query.encode(), await request.body()))
    ).digest()
    begin = parts.transactions.begin_as
    kept, now = await _claimed(parts, user.id, operation, key, digest)
    if kept is not None:
        return _replayed(kept)
    try:
        async with parts.transactions.together(user.id):
            response = await answer(request)
            async with begin(user.id) as work:
                if 200 <= response.status_code < 300 and _is_json(response):
                    status, kept_answer = response.status_code, _kept(response)
                    await work.idempotency.record(operation, key, now, status, kept_answer)
                else:
                    await work.idempotency.forget(operation, key, now)
    except BaseException:
        async with begin(user.id) as work:
            await work.idempotency.forget(operation, key, now)
        raise
    return response


type Claimed = tuple[StoredAnswer | None, datetime]


async def _claimed(
    parts: Platform, user_id: UUID, operation: str, key: str, digest: bytes
) -> Claimed:
    """Return the first answer, or None with the moment from which the key is ours."""

    async def claim() -> Claimed:
        now = parts.clock.now()
        async with parts.transactions.begin_as(user_id) as work:
            return await work.idempotency.claim(operation, key, digest, now), now

    for pause in _PAUSES:
        try:
            return await claim()
        except RequestInProgress:
            await asyncio.sleep(pause)
    return await claim()


def _replayed(kept: StoredAnswer) -> Response:
    headers = kept.body["headers"] | {"Idempotent-Replayed": "true"}
    return JSONResponse(kept.body["body"], kept.status, headers)


def _kept(response: Response) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return {"body": loads(bytes(response.body)), "headers": headers}


def _is_json(response: Response) -> bool:
    # FastAPI writes the JSON of a declared answer into a plain Response.
    return response.headers.get("content-type", "").startswith("application/json")


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        message = f"{HEADER} must have 1 to 255 visible ASCII characters"
        raise InvalidInput(message, [Fault(HEADER, message)])
    return key
