"""A backtest from the request to its end, as a WebSocket client sees it, on a whole native stack.

python -m bench backtests
APEX_BENCH_RUNS=50 python -m bench backtests
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from app import bootstrap
from app.api.ws.protocol import SUBPROTOCOL, TICKET_PREFIX
from app.core.config import Settings
from app.domain.market import Bars
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import RegisteredSeries, SeriesKey
from bench.data import MINUTES, RSI_DOCUMENT, bars_of
from bench.measure import Figure
from bench.stack import Person, on_stack, running_stack

RUNS = int(os.environ.get("APEX_BENCH_RUNS", "20"))
_WARM = 2
_SOURCE = "bench"
_SYMBOL = "BTC/USD"
_P50_SECONDS = 1.0
_P95_SECONDS = 2.0
_PATIENCE_SECONDS = 60


def figures() -> Iterator[Figure]:
    """Yield the time from POST /backtests to `completed`, and where it goes."""
    bars = bars_of(MINUTES)
    with running_stack() as settings, Person.of(settings) as person:
        _store(settings, bars)
        strategy = person.post("strategies", RSI_DOCUMENT)
        seconds = asyncio.run(_runs(person, {"strategy_id": strategy["id"], "source": _SOURCE}))
        done = person.get("backtests?limit=1")["items"][0]
        result = person.get(f"backtests/{done['id']}")["result"]
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    name = f"POST /backtests to completed, {len(bars):,} bars"
    yield Figure(f"{name}, p50 of {RUNS}", f"{p50:.2f} s", "<= 1.0 s", p50 <= _P50_SECONDS)
    yield Figure("p95", f"{p95:.2f} s", "<= 2 s", p95 <= _P95_SECONDS)
    parts = ", ".join(f"{key.partition('_')[0]} {value:.2f}" for key, value in _timing(result))
    yield Figure("of them in the worker's core", f"{parts} s")


def _timing(result: dict[str, Any]) -> list[tuple[str, float]]:
    return [(key, value) for key, value in result["timing"].items() if value]


def _store(settings: Settings, bars: Bars) -> None:
    async def store(databases: Transactions) -> object:
        series = RegisteredSeries(SeriesKey(_SOURCE, _SYMBOL, bars.timeframe), bars.calendar, None)
        return await bootstrap.data_import(databases, settings).store_bars(series, bars)

    on_stack(settings, store)


async def _runs(person: Person, order: dict[str, str]) -> list[float]:
    ticket = person.post("ws/ticket")["ticket"]
    url = f"ws://127.0.0.1:{person.settings.apex_port}/ws"
    offered = [SUBPROTOCOL, TICKET_PREFIX + ticket]
    async with connect(url, subprotocols=offered, compression=None) as client:
        await client.send(json.dumps({"action": "hello"}))
        seconds = [await _run(person, client, order) for _ in range(_WARM + RUNS)]
    return seconds[_WARM:]


async def _run(person: Person, client: ClientConnection, order: dict[str, str]) -> float:
    began = time.perf_counter()
    asked = await asyncio.to_thread(person.post, "backtests", order)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        async for text in client:
            frame = json.loads(text)
            data = frame["data"]
            if frame["type"] == "backtest.complete" and data["backtest_id"] == asked["id"]:
                if data["status"] != "completed":
                    raise RuntimeError(f"the backtest ended {data['status']}: {data['error']}")
                return time.perf_counter() - began
    raise RuntimeError("the socket was closed")
