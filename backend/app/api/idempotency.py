"""The same POST twice is the same answer, not a second thing (decision 40).

`APIRouter(route_class=IdempotentRoute)`: a POST with an Idempotency-Key is answered once. Without
the key nothing changes. A refusal is not kept: it made nothing, so the key may be used again.
"""

import hashlib
import re
from collections.abc import Callable, Coroutine
from json import loads
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from app.api.deps import authenticated, platform_of
from app.domain.errors import Fault, InvalidInput

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_OPERATION_MAX: Final = 200
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


async def _once(request: Request, operation: str, key: str, answer: Handler) -> Response:
    user, parts = await authenticated(request), platform_of(request)
    digest = hashlib.sha256(
        b"\0".join((request.url.path.encode(), request.url.query.encode(), await request.body()))
    ).digest()
    begin = parts.transactions.begin_as
    async with begin(user.id) as work:
        kept = await work.idempotency.claim(operation, key, digest, parts.clock.now())
    if kept is not None:
        headers = kept.body["headers"] | {"Idempotent-Replayed": "true"}
        return JSONResponse(kept.body["body"], kept.status, headers)
    try:
        response = await answer(request)
    except BaseException:
        async with begin(user.id) as work:
            await work.idempotency.forget(operation, key)
        raise
    async with begin(user.id) as work:
        if 200 <= response.status_code < 300 and _is_json(response):
            await work.idempotency.record(operation, key, response.status_code, _kept(response))
        else:
            await work.idempotency.forget(operation, key)
    return response


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
