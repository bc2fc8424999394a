"""The API as a server process runs it: started, asked, stopped."""

import subprocess
import sys
import time

import httpx

from app.stack.ports import free_port


def _answered(url: str) -> httpx.Response:
    ends = time.monotonic() + 60
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def test_uvicorn_serves_it(environment, redis_server):
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory"]
    command += ["--port", str(port), "--no-access-log"]
    process = subprocess.Popen(
        command,
        env={**environment, "REDIS_URL": f"{redis_server.url}/0"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        ready = _answered(f"http://127.0.0.1:{port}/health/ready")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/auth") as client:
            weak = client.post("/register", json={"email": "a@b.c", "password": "short"})
            new = {"email": "ada@example.com", "password": "three lemons, one troubadour"}
            made = client.post("/register", json=new)
            entered = client.post("/login", json=new)
    finally:
        process.terminate()
        log = process.communicate(timeout=30)[1].decode()
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert [answer.status_code for answer in (weak, made, entered)] == [422, 201, 200]
    assert '"path": "/api/v1/auth/login"' in log
    # Neither the password nor a token reaches the log (security.md 52, 100).
    for secret in (new["password"], entered.json()["access_token"]):
        assert secret not in log
    for line in entered.headers.get_list("set-cookie"):
        assert line.partition("=")[2].partition(";")[0] not in log
