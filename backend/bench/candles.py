"""A year of minutes into a fresh database, out of it into arrays, and the memory of a backtest."""

import asyncio
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app import bootstrap
from app.core.config import Settings, load_settings
from app.core.database import Endpoints
from app.domain.timeframes import Timeframe
from app.stack import database_for
from bench.data import MINUTES, RSI_DOCUMENT
from bench.measure import APEXTRADE, Figure, peak_mib_of

RUNS = 5
MIB_ALLOWED = 450.0


def figures() -> Iterator[Figure]:
    """Yield import, loading and peak memory; each in a directory of its own, deleted after."""
    with tempfile.TemporaryDirectory(prefix="apextrade-bench-") as name:
        place = Path(name)
        place.chmod(0o755)  # the server runs as another user when this runs as root
        yield _import(place)
        yield _loading(place / f"home{RUNS - 1}")
        yield from _memory(place)


def _import(place: Path) -> Figure:
    taken = []
    for run in range(RUNS):
        begun = time.perf_counter()
        answer = subprocess.run(
            [APEXTRADE, "import", MINUTES, "--source", "bitfinex", "--symbol", "BTC/USD",
             "--timeframe", "1m", "--json"],
            env={**os.environ, "APEX_HOME": str(place / f"home{run}")},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        taken.append(time.perf_counter() - begun)
    seconds = statistics.median(taken)
    inserted = json.loads(answer.stdout)["inserted"]
    return Figure(
        f"import of {inserted:,} bars, the whole command, new database made",
        f"{seconds:.1f} s",
        "<= 15 s",
        seconds <= 15.0,
    )


def _loading(home: Path) -> Figure:
    settings = load_settings(apex_home=home)
    with database_for(settings) as endpoints:
        taken, count = asyncio.run(_loads(settings, endpoints))
    seconds = statistics.median(taken)
    return Figure(
        f"{count:,} bars from the database into arrays",
        f"{seconds:.2f} s",
        "<= 0.5 s",
        seconds <= 0.5,
    )


async def _loads(settings: Settings, endpoints: Endpoints) -> tuple[list[float], int]:
    taken, count = [], 0
    async with bootstrap.transactions(endpoints, settings) as databases:
        service = bootstrap.market_data(databases)
        for _ in range(RUNS + 1):
            begun = time.perf_counter()
            count = len((await service.load("BTC/USD", Timeframe.M1)).bars)
            taken.append(time.perf_counter() - begun)
    return taken[1:], count


def _memory(place: Path) -> Iterator[Figure]:
    strategy = place / "rsi.json"
    strategy.write_text(json.dumps(RSI_DOCUMENT), encoding="utf-8")
    for name, where in (
        ("peak memory of a backtest from the file", ["--data", str(MINUTES)]),
        ("peak memory of a backtest from the database", ["--source", "bitfinex"]),
    ):
        command = [APEXTRADE, "backtest", str(strategy), *where, "--json"]
        environment = {"APEX_HOME": str(place / f"home{RUNS - 1}")}
        peak = max(peak_mib_of(command, environment) for _ in range(RUNS))
        yield Figure(
            f"{name} (largest of {RUNS})",
            f"{peak:.0f} MiB",
            f"<= {MIB_ALLOWED:.0f} MiB",
            peak <= MIB_ALLOWED,
        )
