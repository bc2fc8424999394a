"""From the first account to a result, through the front door alone."""

import asyncio
import os
import re
import socket
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
CANDLES = "time,open,high,low,close,volume\n" + "".join(
    f"{date(2023, 1, 1) + timedelta(days=day)},{100 + day % 7},{109 + day % 7},{95},"
    f"{101 + day % 5},{10 + day}\n"
    for day in range(365)
)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/health", 200),
        ("/health/ready", 200),
        ("/.well-known/jwks.json", 200),
        ("/", 307),
        ("/login", 200),
        ("/api/health", 200),
        ("/api/auth/session", 200),
        ("/docs", 404),
        ("/metrics", 404),
        ("/openapi.json", 404),
        ("/api/v1", 404),
        ("/ws", 401),
        ("/api/v1/auth/me", 401),
    ],
)
async def test_only_what_is_meant_for_outside_is_there(client: httpx.AsyncClient, path, status):
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"} if path == "/ws" else {}
    if headers:
        headers |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    answer = await client.get(path, headers=headers)
    assert answer.status_code == status
    if not path.startswith(("/ws", "/api/health", "/api/auth")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers.get_list("strict-transport-security", True) == [
            "max-age=63072000; includeSubDomains"
        ]
    if status == 404:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404


async def test_pages_lead_to_the_login_of_the_same_host_and_their_files_are_kept(
    client: httpx.AsyncClient,
):
    guarded = await client.get("/backtests?x=1", headers={"Host": "e2e.test"})
    assert guarded.headers["location"] == "/login?next=%2Fbacktests%3Fx%3D1"
    page = await client.get("/login")
    assert "'strict-dynamic'" in page.headers["content-security-policy"]
    script = re.search(r"/_next/static/[^\"]+\.js", page.text)
    assert script is not None
    built = await client.get(script.group(), headers={"Accept-Encoding": "gzip"})
    assert built.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert built.headers["content-encoding"] == "gzip"
    assert built.headers.get_list("x-content-type-options", True) == ["nosniff"]


def raw_answer(url: str, request: bytes) -> bytes:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(200)


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("POST /api/v1/auth/login", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"400"),
        ("POST /api/v1/auth/login", "Content-Length: 4\r\nContent-Length: 5\r\n", b"400"),
        ("TRACE /health", "", b"405"),
    ],
    ids=["two ways to say the length", "two lengths", "trace"],
)
def test_requests_that_two_servers_read_differently_end_here(
    apex_url: str, request_line: str, headers: str, status: bytes
):
    text = f"{request_line} HTTP/1.1\r\nHost: e2e.test\r\n{headers}\r\n0\r\n\r\n"
    assert raw_answer(apex_url, text.encode()).split()[1] == status


async def test_a_body_beyond_the_limit_is_refused_before_it_is_sent(apex_url: str):
    text = (
        "POST /api/v1/strategies HTTP/1.1\r\nHost: e2e.test\r\nContent-Type: application/json\r\n"
        f"Content-Length: {22 * 1024 * 1024}\r\n\r\n"
    )
    assert raw_answer(apex_url, text.encode()).split()[1] == b"413"


async def test_the_first_account_needs_the_set_up_token(client: httpx.AsyncClient, admin: Visitor):
    stranger = {"email": "stranger@e2e.test", "password": "four grey herons upon a gate"}
    refused = await client.post("/api/v1/auth/register", json=stranger | {"setup_token": "guess"})
    assert refused.status_code == 403
    me = await admin.json("GET", "/auth/me")
    assert me["is_admin"]


async def test_candles_of_a_file_become_a_series(admin: Visitor):
    report = await admin.json(
        "POST",
        "/market/candles/import",
        files={"file": ("days.csv", CANDLES.encode(), "text/csv")},
        data={"source": "e2e", "symbol": "TEST/USDT", "timeframe": "1d"},
    )
    assert report["inserted"] + report["duplicate"] == 365
    covered = await admin.json("GET", "/market/coverage")
    assert any(series["symbol"] == "TEST/USDT" for series in covered["items"])


async def test_long_answers_are_compressed(admin: Visitor):
    answer = await admin.ask("GET", "/strategies/templates")
    assert answer.headers["content-encoding"] == "gzip"


async def test_a_backtest_is_told_as_it_runs_and_kept(admin: Visitor):
    strategy = await admin.json("POST", "/strategies", json=await template(admin, "1h"))
    async with admin.socket() as heard, asyncio.timeout(120):
        await heard.say(action="hello")
        await heard.until("hello")
        started = await admin.json(
            "POST", "/backtests", json={"strategy_id": strategy["id"], "source": "sim"}
        )
        await heard.until("backtest.complete", backtest_id=started["id"])
    done = await admin.json("GET", f"/backtests/{started['id']}")
    assert (done["status"], done["attempts"]) == ("completed", 1)
    assert done["result"]["final_capital"] > 0
    trades = await admin.json("GET", f"/backtests/{started['id']}/trades")
    assert trades["total"] == len(trades["items"]) or trades["items"]


async def test_the_report_follows_the_result(admin: Visitor):
    listed = await admin.json("GET", "/backtests", params={"status": "completed", "limit": 1})
    path = f"/backtests/{listed['items'][0]['id']}/report"
    async with asyncio.timeout(60):
        # The server says how long to wait before asking again.
        while (report := await admin.ask("GET", path)).status_code == 404:  # noqa: ASYNC110
            await asyncio.sleep(float(report.headers["retry-after"]))
    assert report.headers["content-type"] == "application/pdf"
    assert report.content.startswith(b"%PDF-")


async def test_a_killed_worker_costs_time_and_nothing_else(admin: Visitor):
    command = os.environ.get("APEX_KILL_WORKER")
    if not command:
        pytest.skip("nothing may be killed: set APEX_KILL_WORKER")
    strategy = await admin.json("POST", "/strategies", json=await template(admin, "1m"))
    order = {"strategy_id": strategy["id"], "source": "sim", "engine": "backtrader"}
    async with admin.socket() as heard, asyncio.timeout(400):
        await heard.say(action="hello")
        await heard.until("hello")
        started = await admin.json("POST", "/backtests", json=order)
        backtest_id = started["id"]
        await heard.say(action="subscribe", channel="backtest_progress", backtest_id=backtest_id)
        await heard.until("backtest.progress")
        killing = await asyncio.create_subprocess_shell(command)
        assert await killing.wait() == 0
        first = await heard.until("backtest.complete", backtest_id=backtest_id)
    done = await admin.json("GET", f"/backtests/{backtest_id}")
    assert (done["status"], done["attempts"]) == ("completed", 2)
    assert await told(admin, backtest_id, after=first["seq"] - 1) == [first["seq"]]


async def test_logging_out_ends_the_session(client: httpx.AsyncClient, admin: Visitor):
    other = await Visitor.logged_in(client, admin.url)
    left = await other.ask(
        "POST", "/auth/logout", headers={"Cookie": other.refresh_cookie, "X-Requested-With": "e2e"}
    )
    assert left.status_code == 204
    assert (await other.ask("GET", "/auth/me")).status_code == 401
    assert (await admin.ask("GET", "/auth/me")).status_code == 200


async def template(admin: Visitor, timeframe: str) -> dict[str, Any]:
    found = await admin.json("GET", "/strategies/templates")
    document: dict[str, Any] = found["items"][0]["document"]
    return document | {"timeframe": timeframe}


async def told(admin: Visitor, backtest_id: str, after: int) -> list[int]:
    """Return the numbers of the facts that say the backtest ended, replayed from the tables."""
    seen = []
    async with admin.socket() as heard, asyncio.timeout(30):
        await heard.say(action="hello", cursor=after)
        while (message := await heard.next())["type"] != "caught_up":
            data = message.get("data") or {}
            if message["type"] == "backtest.complete" and data["backtest_id"] == backtest_id:
                seen.append(message["seq"])
    return seen
