"""The API under load, through the front door of a whole native stack, tokens checked.

    python -m bench api                          five seconds each
    APEX_BENCH_SECONDS=30 python -m bench api    longer

The clients are in this process and share the processors with everything they ask.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import uvloop

from bench.measure import Figure
from bench.stack import Person, document_of, running_stack

SECONDS = float(os.environ.get("APEX_BENCH_SECONDS", "5"))
CONNECTIONS = 32
STRATEGIES = 20
_STEADY_PER_SECOND = 50
_STEADY_CONNECTIONS = 8
_CANDLES = 5_000
_WARM = 200


@dataclass(slots=True)
class Answers:
    """Milliseconds of every answer, and how long all of them took."""

    delays_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.delays_ms) / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.delays_ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.delays_ms, n=20)[-1]


def figures() -> Iterator[Figure]:
    """Yield rate and delay of the list of strategies, and the delay of 5,000 candles."""
    with running_stack() as settings, Person.of(settings) as person:
        for number in range(STRATEGIES):
            document = document_of("ema_cross", "BTC/USDT", "1h")
            person.post("strategies", {**document, "name": f"Strategy {number}"})
        listed = _request(person, "/api/v1/strategies")
        port = settings.apex_port
        uvloop.run(_saturated(port, listed, _WARM))
        full = uvloop.run(_saturated(port, listed))
        name = f"GET /strategies, {CONNECTIONS} connections, {SECONDS:.0f} s"
        rate = full.per_second
        yield Figure(name, f"{rate:,.0f} requests/s", ">= 350 requests/s", rate >= 350)
        shown = f"{full.p95:.0f} ms (p50 {full.p50:.0f})"
        yield Figure("delay at saturation, p95", shown, "<= 250 ms", full.p95 <= 250)
        steady = uvloop.run(_steady(port, listed))
        shown = f"{steady.p95:.1f} ms (p50 {steady.p50:.1f})"
        yield Figure("delay at 50 requests/s, p95", shown, "<= 20 ms", steady.p95 <= 20)
        yield from _candles(person)


def _candles(person: Person) -> Iterator[Figure]:
    path = f"market/ohlcv/BTC/USDT?source=sim&timeframe=1m&limit={_CANDLES}"
    deadline = time.monotonic() + 120
    # The market is filled when the platform starts.
    while person.http.get(path).status_code != 200 or len(person.get(path)["items"]) < _CANDLES:
        if time.monotonic() > deadline:
            raise TimeoutError("the simulated market is not filled")
        time.sleep(0.2)
    asked = uvloop.run(_one_by_one(person.settings.apex_port, _request(person, f"/api/v1/{path}")))
    shown = f"{asked.p95:.1f} ms (p50 {asked.p50:.1f})"
    yield Figure(f"GET /market/ohlcv, {_CANDLES:,} bars, p95", shown, "<= 40 ms", asked.p95 <= 40)


def _request(person: Person, path: str) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{person.settings.apex_port}",
        f"Authorization: Bearer {person.token}",
        "Accept-Encoding: identity",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def _saturated(port: int, request: bytes, most: int | None = None) -> Answers:
    """Ask on every connection as soon as the last answer is there."""
    answers, began = Answers(), time.perf_counter()
    left = count()

    async def ask() -> None:
        async with _Connection(port) as connection:
            while time.perf_counter() - began < SECONDS and (most is None or next(left) < most):
                started = time.perf_counter()
                await connection.answer(request)
                answers.delays_ms.append((time.perf_counter() - started) * 1000)

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    answers.seconds = time.perf_counter() - began
    return answers


async def _steady(port: int, request: bytes) -> Answers:
    """Ask at a fixed rate; a delay counts from the moment an answer was due to be asked for."""
    answers, began = Answers(), time.perf_counter() + 0.1
    turns = count()

    async def ask() -> None:
        async with _Connection(port) as connection:
            while (due := began + next(turns) / _STEADY_PER_SECOND) < began + SECONDS:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await connection.answer(request)
                answers.delays_ms.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(ask() for _ in range(_STEADY_CONNECTIONS)))
    answers.seconds = SECONDS
    return answers


async def _one_by_one(port: int, request: bytes) -> Answers:
    answers, began = Answers(), time.perf_counter()
    async with _Connection(port) as connection:
        await connection.answer(request)
        while time.perf_counter() - began < SECONDS:
            started = time.perf_counter()
            await connection.answer(request)
            answers.delays_ms.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(0.02)
    answers.seconds = SECONDS
    return answers


class _Connection:
    """A connection that is kept: a client that costs less than what it measures."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "_Connection":
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, limit=1 << 22
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def answer(self, request: bytes) -> None:
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise ConnectionError(head.partition(b"\r\n")[0].decode())
        if b"content-length: " in head:
            await self._reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r")[0]))
            return
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            await self._reader.readexactly(size + 2)
        await self._reader.readexactly(2)
