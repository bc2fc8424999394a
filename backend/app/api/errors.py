"""Every failure as one kind of answer: application/problem+json (RFC 9457), from one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.core.logging import get_logger
from app.domain.errors import ApexError, InvalidInput

MEDIA_TYPE: Final = "application/problem+json"
_TYPES: Final = "https://apextrade.io/errors/"
_FAULTS_MAX: Final = 100

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One line of the table: what a code means to a client."""

    name: str
    status: int
    title: str


# Appendix B of the specification, then ours (decision 39), then those that need no number.
ERRORS: Final[Mapping[int, ErrorRow]] = {
    1001: ErrorRow("AUTH_INVALID_CREDENTIALS", 401, "Invalid credentials"),
    1002: ErrorRow("AUTH_TOKEN_EXPIRED", 401, "Token expired"),
    1003: ErrorRow("AUTH_TOKEN_INVALID", 401, "Token invalid"),
    1004: ErrorRow("AUTH_REFRESH_INVALID", 401, "Refresh token invalid"),
    1005: ErrorRow("AUTH_STEP_UP_REQUIRED", 403, "Recent login required"),
    1006: ErrorRow("AUTH_RATE_LIMITED", 429, "Too many attempts"),
    1007: ErrorRow("AUTH_LINK_INVALID", 400, "Link invalid or used"),
    2001: ErrorRow("STRATEGY_NOT_FOUND", 404, "Strategy not found"),
    2002: ErrorRow("STRATEGY_INVALID_RULES", 422, "Invalid rules"),
    2003: ErrorRow("STRATEGY_ALREADY_ACTIVE", 409, "Strategy already active"),
    2004: ErrorRow("STRATEGY_CONFLICT", 409, "Strategy conflict"),
    3001: ErrorRow("BACKTEST_INSUFFICIENT_DATA", 422, "Not enough data"),
    3002: ErrorRow("BACKTEST_TIMEOUT", 504, "Backtest took too long"),
    3003: ErrorRow("BACKTEST_CANCELLED", 200, "Backtest cancelled"),
    3004: ErrorRow("BACKTEST_RESOURCE_LIMIT", 422, "Beyond a limit"),
    3005: ErrorRow("BACKTEST_QUEUE_FULL", 429, "Queue full"),
    4001: ErrorRow("EXECUTION_INSUFFICIENT_FUNDS", 422, "Not enough balance"),
    4002: ErrorRow("EXECUTION_ORDER_REJECTED", 422, "Order rejected"),
    4003: ErrorRow("EXECUTION_BROKER_ERROR", 502, "Broker error"),
    4004: ErrorRow("EXECUTION_RISK_REFUSED", 422, "Refused by risk limits"),
    4005: ErrorRow("IDEMPOTENCY_MISMATCH", 422, "Key used for another request"),
    4006: ErrorRow("REQUEST_IN_PROGRESS", 409, "Request in progress"),
    5001: ErrorRow("MARKET_SYMBOL_NOT_FOUND", 404, "Symbol not found"),
    5002: ErrorRow("MARKET_RATE_LIMITED", 429, "Data provider is limited"),
    5003: ErrorRow("MARKET_NO_DATA", 404, "No data"),
    5004: ErrorRow("IMPORT_INVALID", 422, "Invalid import"),
    5005: ErrorRow("MARKET_UNAVAILABLE", 503, "Data provider is out of reach"),
    9000: ErrorRow("INTERNAL_ERROR", 500, "Internal error"),
    9001: ErrorRow("STORAGE_UNAVAILABLE", 503, "Storage unavailable"),
    9002: ErrorRow("MAIL_UNAVAILABLE", 503, "Mail unavailable"),
    400: ErrorRow("MALFORMED", 400, "Malformed request"),
    401: ErrorRow("UNAUTHENTICATED", 401, "Not signed in"),
    403: ErrorRow("FORBIDDEN", 403, "Forbidden"),
    404: ErrorRow("NOT_FOUND", 404, "Not found"),
    405: ErrorRow("METHOD_NOT_ALLOWED", 405, "Method not allowed"),
    409: ErrorRow("CONFLICT", 409, "Conflict"),
    413: ErrorRow("TOO_LARGE", 413, "Request too large"),
    415: ErrorRow("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported media type"),
    422: ErrorRow("INVALID_INPUT", 422, "Invalid input"),
    429: ErrorRow("RATE_LIMITED", 429, "Too many requests"),
}
# What a storage that is out of reach is worth waiting for.
_RETRY_SECONDS: Final = 5


def problem(
    scope: Mapping[str, Any],
    code: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer for one row of the table."""
    row = ERRORS.get(code, ERRORS[9000])
    body: dict[str, Any] = {
        "type": _TYPES + row.name.lower().replace("_", "-"),
        "title": row.title,
        "status": row.status,
        "detail": detail,
        "instance": scope.get("path", ""),
        "trace_id": scope.get("state", {}).get("trace_id", ""),
        "code": code,
        "code_name": row.name,
    }
    if errors:
        body["errors"] = list(errors)
    sent = dict(headers or {})
    if row.status == HTTPStatus.UNAUTHORIZED:
        sent.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(body, row.status, headers=sent, media_type=MEDIA_TYPE)


def problem_of(scope: Mapping[str, Any], error: ApexError) -> JSONResponse:
    """Return the answer for one of our own errors."""
    row = ERRORS.get(error.code)
    if row is None or row.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("request failed", code=error.code, reason=str(error))
    if row is None:
        return internal(scope)
    headers = {}
    wait = error.retry_after_seconds
    if wait is None and row.status in {429, 503}:
        wait = _RETRY_SECONDS
    if wait is not None:
        headers["Retry-After"] = str(wait)
    # The sentences about storage name hosts, which are nobody's business outside.
    detail = str(error) if row.status < HTTPStatus.INTERNAL_SERVER_ERROR else _UNAVAILABLE
    return problem(scope, error.code, detail, errors=_faults(error), headers=headers)


def internal(scope: Mapping[str, Any]) -> JSONResponse:
    """Return the answer to an error nobody foresaw: it says nothing of what happened."""
    return problem(scope, 9000, "something went wrong here; the trace id finds it in the logs")


def install(app: FastAPI) -> None:
    """Answer every exception of a route with a problem."""
    app.add_exception_handler(ApexError, _on_apex_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


_UNAVAILABLE: Final = "a part of the installation does not answer: try again in a moment"
_DETAILS: Final = {
    400: "the request cannot be read",
    404: "nothing is here",
    405: "this method is not allowed here",
}


async def _on_apex_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApexError)  # noqa: S101
    return problem_of(request.scope, error)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [_error_of(item) for item in error.errors()[:_FAULTS_MAX]]
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return problem(request.scope, 400, "the body is not JSON")
    detail = "; ".join(f"{item['pointer'] or 'body'}: {item['message']}" for item in found[:3])
    return problem(request.scope, 422, detail, errors=found)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = error.status_code if error.status_code in ERRORS else 400
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return internal(request.scope)
    detail = _DETAILS.get(status, str(error.detail))
    return problem(request.scope, status, detail, headers=error.headers)


def _error_of(item: Mapping[str, Any]) -> dict[str, str]:
    place, *path = [str(part) for part in item["loc"]]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    name = ".".join(path)
    return {
        "pointer": pointer if place == "body" else name,
        "field": name,
        "in": place,
        "message": str(item["msg"]).removeprefix("Value error, "),
        "code": str(item["type"]),
    }


def _faults(error: ApexError) -> list[dict[str, str]]:
    if not isinstance(error, InvalidInput):
        return []
    return [
        jsonable_encoder({"pointer": fault.pointer, "message": fault.message})
        for fault in error.faults[:_FAULTS_MAX]
    ]
