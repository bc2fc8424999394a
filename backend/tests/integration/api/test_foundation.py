"""What holds for every route: problems, headers, bodies, health (security.md 58 to 75)."""

import json

import httpx
import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.core.database import Endpoints
from app.main import create_app
from tests.integration.api.conftest import connected

LOGIN = "/api/v1/auth/login"
JSON = {"content-type": "application/json"}
MEMBERS = {"type", "title", "status", "detail", "instance", "trace_id", "code", "code_name"}


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/api/v1/nowhere", {}, 404),
        ("GET", LOGIN, {}, 405),
        ("TRACE", LOGIN, {}, 405),
        ("POST", LOGIN, {"json": {"email": "ada@example.com"}}, 422),
        ("GET", "/api/v1/auth/me", {}, 401),
        ("POST", LOGIN, {"content": b"{", "headers": JSON}, 400),
        ("POST", LOGIN, {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", LOGIN, {"content": b"{}"}, 415),
    ],
)
async def test_every_refusal_is_a_problem(client, method, path, options, status):
    answer = await client.request(method, path, **options)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.keys() >= MEMBERS
    assert (body["status"], body["instance"]) == (status, path)
    assert body["trace_id"] == answer.headers["x-request-id"]


async def test_a_wrong_field_is_pointed_at(client):
    answer = await client.post(LOGIN, json={"email": "ada", "password": "x", "is_admin": True})
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/email", "/is_admin"}


async def test_a_crash_tells_nothing(api: FastAPI):
    @api.get("/crash")
    async def crash() -> None:
        raise RuntimeError("SELECT * FROM secrets at /srv/app")

    async with connected(api) as client:
        answer = await client.get("/crash")
    assert answer.status_code == 500
    assert answer.json().keys() == MEMBERS
    assert "secrets" not in answer.text
    assert "RuntimeError" not in answer.text


async def test_a_request_keeps_the_id_it_came_with(client):
    given = await client.get("/health", headers={"x-request-id": "abcdef-123456"})
    forged = await client.get("/health", headers={"x-request-id": 'x"} {"level": 1'})
    assert given.headers["x-request-id"] == "abcdef-123456"
    assert forged.headers["x-request-id"].isalnum()


@pytest.mark.parametrize("path", ["/health", "/api/v1/auth/me", "/nowhere"])
async def test_every_answer_has_the_headers(client, path):
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["strict-transport-security"].split("=")[1].split(";")[0]) >= 31_536_000
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "x-xss-protection" not in headers


@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
async def test_no_other_origin_may_read(client, origin):
    answer = await client.get("/health", headers={"origin": origin})
    assert "access-control-allow-origin" not in answer.headers


async def test_a_listed_origin_may_read_and_no_other(api_settings: Settings, database):
    listed = api_settings.model_copy(update={"cors_origins": "https://desk.test"})
    async with connected(create_app(listed, database)) as client:
        good = await client.get("/health", headers={"origin": "https://desk.test"})
        evil = await client.get("/health", headers={"origin": "https://evil.test"})
    assert good.headers["access-control-allow-origin"] == "https://desk.test"
    assert "access-control-allow-origin" not in evil.headers


def login_with(text: str) -> bytes:
    return b'{"email": "ada@example.com", "password": ' + text.encode("utf-8") + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 1000, 400),
        (b"[" * 1000 + b"]" * 1000, 400),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, 400),
        (login_with("9" * 5000), 422),
        (login_with("NaN"), 422),
        (login_with("-Infinity"), 422),
        (login_with("1e400"), 422),
        (login_with('"a\\u0000b"'), 422),
        (login_with('"\\ud800"'), 422),
        (login_with('["\\udc00"]'), 422),
        (b'{"\\u0000": 1}', 422),
        (login_with('"a\x00b"'), 400),
        (b"\xff\xfe", 400),
        (b'"' + b"x" * 1_000_000 + b'"', 413),
    ],
    ids=[
        *("open", "deep array", "deep object", "5000 digits", "NaN", "-Infinity", "1e400"),
        *("NUL", "lone high", "lone low", "NUL in a name", "raw NUL", "not UTF-8", "too large"),
    ],
)
async def test_a_hostile_body_is_refused(client, body, status):
    answer = await client.post(LOGIN, content=body, headers=JSON)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "text", ['"a pair \\ud83d\\ude00"', '"[[[[ \\\\u0000"', '"' + "[" * 2000 + '"']
)
async def test_an_honest_body_passes(client, text):
    answer = await client.post(LOGIN, content=login_with(text), headers=JSON)
    assert answer.status_code == 401


async def test_a_body_of_exactly_the_limit_passes(client):
    body = login_with('"x"').ljust(1_000_000)
    assert (await client.post(LOGIN, content=body, headers=JSON)).status_code == 401
    body += b" "
    assert (await client.post(LOGIN, content=body, headers=JSON)).status_code == 413


async def test_a_body_without_a_length_is_measured_too(client):
    async def chunks():
        for _ in range(20):
            yield b" " * 100_000

    assert (await client.post(LOGIN, content=chunks(), headers=JSON)).status_code == 413


async def test_an_upload_beyond_its_limit_is_cut_off(client):
    files = {"file": ("candles.csv", b"x" * 20_000_001)}
    assert (await client.post("/api/v1/market/elsewhere", files=files)).status_code == 413


@pytest.mark.parametrize("path", ["/health%00", "/health?a=%00"])
async def test_an_address_with_nul_is_refused(client, path):
    assert (await client.get(path)).status_code == 422


async def test_it_is_alive_and_ready(client):
    assert (await client.get("/health")).json() == {"status": "ok"}
    ready = await client.get("/health/ready")
    checks = {"database": "ok", "timeseries": "ok", "redis": "ok"}
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "checks": checks})


async def test_without_its_database_it_is_not_ready_and_says_no_more(api_settings, database):
    broken = Endpoints(
        database.main_url.rpartition("/")[0] + "/no_such_database", database.timeseries_url
    )
    app = create_app(api_settings, broken)
    async with app.router.lifespan_context(app), connected(app) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "down", "timeseries": "ok", "redis": "ok"}
    assert "no_such_database" not in answer.text


async def test_without_redis_it_works_with_less(api_settings, database):
    alone = api_settings.model_copy(update={"redis_url": type(api_settings.redis_url)("")})
    app = create_app(alone, database)
    async with app.router.lifespan_context(app), connected(app) as client:
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


async def test_a_public_server_does_not_describe_itself(api_settings, database):
    public = api_settings.model_copy(update={"app_env": type(api_settings.app_env)("production")})
    async with connected(create_app(public, database)) as client:
        statuses = [(await client.get(path)).status_code for path in ("/docs", "/openapi.json")]
    assert statuses == [404, 404]


async def test_the_description_is_complete(client: httpx.AsyncClient):
    document = (await client.get("/openapi.json")).json()
    assert "Problem" in document["components"]["schemas"]
    login = document["paths"][LOGIN]["post"]
    assert {"400", "401", "413", "415", "422", "429", "503"} <= login["responses"].keys()
    assert "HTTPValidationError" not in json.dumps(document)
    ids = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(ids) == len(set(ids))
