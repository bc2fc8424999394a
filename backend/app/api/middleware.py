"""What happens to every request before a route sees it, and to every answer after.

Written against ASGI itself: a request passes two small functions, and streams stay streams.
"""

import re
import time
from collections.abc import Iterable, Mapping
from itertools import accumulate
from json import JSONDecodeError, loads
from typing import Any, Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.addresses import Proxies
from app.api.errors import internal, problem
from app.core import telemetry
from app.core.logging import bound, get_logger

JSON_BODY_MAX: Final = 1_000_000
UPLOAD_MAX: Final = 20_000_000
NESTING_MAX: Final = 64
_TRACE_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")
_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
}

_log = get_logger(__name__)


class RequestContext:
    """Gives each request an id, its headers and a log line; no exception passes it."""

    def __init__(self, app: ASGIApp, proxies: Proxies, open_pages: Iterable[str] = ()) -> None:
        self._app = app
        self._proxies = proxies
        self._open_pages = frozenset(open_pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace_id = _trace_id(headers.get("x-request-id"))
        state = scope.setdefault("state", {})
        state["trace_id"] = trace_id
        peer = scope.get("client")
        state["address"] = self._proxies.client(peer[0] if peer else "", headers)
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(scope, message, trace_id)
            await send(message)

        with bound(request_id=trace_id):
            try:
                await self._app(scope, receive, send_with_headers)
            except Exception:
                _log.exception("request crashed", path=scope["path"], method=scope["method"])
                if not status:
                    await internal(scope)(scope, receive, send_with_headers)
            finally:
                seconds = time.perf_counter() - started
                telemetry.request_answered(scope["method"], _template(scope), status, seconds)
                _log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                    user_id=state.get("user_id"),
                )

    def _complete(self, scope: Scope, message: Message, trace_id: str) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _SECURITY_HEADERS.items():
            if name == "Content-Security-Policy" and scope["path"] in self._open_pages:
                continue
            headers.setdefault(name, value)
        headers["X-Request-ID"] = trace_id


class BodyGuard:
    """Reads a body once, within its limit, and passes on only JSON that is safe to keep.

    Files (multipart) stay a stream, cut off at their limit; `upload_limits` names paths with a
    limit of their own.
    """

    def __init__(self, app: ASGIApp, upload_limits: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._upload_limits = upload_limits or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            await problem(scope, 422, "the address holds a NUL character")(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            await self._pass_stream(scope, receive, send, headers)
        elif _announces_body(headers):
            await self._pass_json(scope, receive, send, kind)
        else:
            await self._app(scope, receive, send)

    async def _pass_json(self, scope: Scope, receive: Receive, send: Send, kind: str) -> None:
        body = await _read(Headers(scope=scope), receive)
        refusal = _too_large(scope, JSON_BODY_MAX) if body is None else None
        if body:
            refusal = _refusal(scope, kind, body)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, _replayed(body or b"", receive), send)

    async def _pass_stream(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers
    ) -> None:
        limit = self._upload_limits.get(scope["path"], UPLOAD_MAX)
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced[:20]) > limit:
            await _too_large(scope, limit)(scope, receive, send)
            return
        seen = 0
        is_over = has_begun = False

        async def counted() -> Message:
            nonlocal seen, is_over
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                is_over = True
                return {"type": "http.disconnect"}
            return message

        async def watched(message: Message) -> None:
            nonlocal has_begun
            # The route takes the cut for a client that went away; the client hears the reason.
            if is_over and not has_begun:
                return
            has_begun = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except Exception:
            if not is_over:
                raise
        if is_over and not has_begun:
            await _too_large(scope, limit)(scope, receive, send)


def _announces_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


async def _read(headers: Headers, receive: Receive) -> bytes | None:
    """Return the body, or None as soon as it passes the limit."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > JSON_BODY_MAX:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > JSON_BODY_MAX:
            return None
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _too_large(scope: Scope, limit: int) -> Response:
    return problem(scope, 413, f"the body is larger than {limit} bytes")


def _refusal(scope: Scope, kind: str, body: bytes) -> Response | None:
    if kind != "application/json" and not kind.endswith("+json"):
        return problem(scope, 415, f"the body is {kind[:80] or 'of no type'}: send it as JSON")
    if nesting(body) > NESTING_MAX:
        return problem(scope, 400, f"the body is nested more than {NESTING_MAX} deep")
    try:
        document = loads(
            body.decode(),
            parse_constant=_refused_number,
            parse_float=_finite,
            object_pairs_hook=_unrepeated,
        )
    except UnicodeDecodeError:
        return problem(scope, 400, "the body is not UTF-8")
    except JSONDecodeError as error:
        return problem(scope, 400, f"the body is not JSON: {error.msg} at {error.pos}")
    except RecursionError:
        return problem(scope, 400, "the body is nested too deep")
    except ValueError as error:
        return problem(scope, 422, str(error)[:200])
    # Only escapes can write what UTF-8 and JSON's grammar forbid.
    if b"\\u" in body and (word := _unsafe_text(document)):
        return problem(scope, 422, f"the body holds {word}, which no text may hold")
    return None


def nesting(body: bytes) -> int:
    """Return how deep brackets lie in each other, strings left out."""
    if body.count(b"[") + body.count(b"{") <= NESTING_MAX:
        return 0
    brackets = _BRACKETS.findall(_STRINGS.sub(b"", body))
    steps = (1 if bracket in b"[{" else -1 for bracket in brackets)
    return max(accumulate(steps), default=0)


def _refused_number(name: str) -> float:
    raise ValueError(f"the body holds {name}: numbers must be finite")


def _unrepeated(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of two members with one name, readers differ on which one counts."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the body names {twice[:40]!r} twice in one object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("the body holds a number beyond 1.8e308: numbers must be finite")
    return number


def _unsafe_text(document: Any) -> str | None:
    rest = [document]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            rest += value.keys()
            rest += value.values()
        elif isinstance(value, list):
            rest += value
        elif isinstance(value, str) and (word := _unsafe(value)):
            return word
    return None


def _unsafe(text: str) -> str | None:
    if "\0" in text:
        return "a NUL character"
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return "half of a surrogate pair"
    return None


def _template(scope: Scope) -> str:
    """Return the template of the route, never the path: a path may be anything."""
    chosen = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return getattr(chosen, "path_format", None) or telemetry.UNMATCHED


def _trace_id(given: str | None) -> str:
    return given if given and _TRACE_ID.fullmatch(given) else uuid4().hex
