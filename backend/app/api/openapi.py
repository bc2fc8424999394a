"""The description of the API: problems, keys and examples where FastAPI does not see them."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from app.api.errors import MEDIA_TYPE
from app.api.idempotency import HEADER, IdempotentRoute
from app.api.schemas.conventions import Problem

_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
_MEANINGS: Final = {
    400: "The request cannot be read",
    401: "No valid access token",
    403: "Not allowed",
    404: "Not found",
    409: "The present state forbids it",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "Something in the request is wrong",
    429: "Too many requests; Retry-After says when",
    503: "A part of the installation does not answer",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that refuses in these ways besides the usual ones."""
    return {status: {"description": _MEANINGS[status]} for status in statuses}


def install(app: FastAPI) -> None:
    """Let `app.openapi()` describe every route completely."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (method, path, operation) of a description."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                yield method.upper(), path, operation


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    keyed = {
        route.path_format
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, IdempotentRoute)
    }
    for method, path, operation in operations(document):
        _complete(operation, takes_key=method == "POST" and path in keyed)
    return document


def _complete(operation: dict[str, Any], *, takes_key: bool) -> None:
    parameters = operation.get("parameters", [])
    statuses = {400, 422, 429, 503}
    if "security" in operation:
        statuses.add(401)
    if "requestBody" in operation:
        statuses |= {413, 415}
    if any(parameter["in"] == "path" for parameter in parameters):
        statuses.add(404)
    if takes_key:
        statuses.add(409)
        operation["parameters"] = [*parameters, _KEY_PARAMETER]
    responses = operation["responses"]
    for status in sorted(statuses | {int(code) for code in responses if code.isdigit()}):
        if status >= 400:
            responses[str(status)] = {
                "description": _MEANINGS.get(status, "A problem"),
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }


_KEY_PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "the same key and body again: the first answer, nothing is made twice",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"},
    "example": "5b0f6f3e-6d7e-4a53-9a0f-0d3a2d1e8c11",
}
