"""Workers as processes of their own, a market to run on, and a user who asks."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from app import bootstrap
from app.core.config import Settings
from app.core.database import Database
from app.domain.accounts import NewAccount
from app.domain.backtest_jobs import BacktestJob
from app.domain.timeframes import Calendar, Timeframe
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.backtest_jobs import BacktestDesk, BacktestOrder
from app.services.simulation import simulated_minutes, simulated_symbols
from app.services.strategies import StrategyLibrary
from tests.fakes.clock import FakeClock

BACKEND = Path(__file__).resolve().parents[3]
DOCUMENT = """
name: "Dip"
symbol: "{symbol}"
timeframe: {timeframe}
size.mode: percent_equity
size.value: 50
risk.stop_loss_pct: 2
risk.take_profit_pct: 2

buy entry "Low": RSI(14) < 40 and close < SMA(50)
sell exit "High": RSI(14) > 60
"""


@pytest.fixture
def symbol() -> str:
    return simulated_symbols()[0]


@pytest.fixture
def queue_settings(settings: Settings, redis: Redis, redis_url: str) -> Settings:
    return Settings.model_validate(settings.model_dump() | {"redis_url": f"{redis_url}/0"})


@pytest.fixture
def transactions(
    main_database: Database, timeseries_database: Database, queue_settings: Settings
) -> Transactions:
    databases = Transactions(main_database, timeseries_database)
    return replace(databases, jobs=bootstrap.job_queue(queue_settings))


@pytest_asyncio.fixture
async def user_id(transactions: Transactions) -> UUID:
    async with transactions.begin_system() as work:
        account = await work.users.add(
            NewAccount(email="ada@example.org", password_hash="$argon2id$fake")
        )
    assert account is not None
    return account.id


@pytest_asyncio.fixture
async def market(transactions: Transactions, symbol: str) -> SeriesKey:
    """Twenty days of simulated minutes."""
    key = SeriesKey("sim", symbol, Timeframe.M1)
    async with transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, Calendar.ALWAYS))
    async with transactions.begin_candles() as candles:
        await candles.merge(key, simulated_minutes(symbol, 20))
    return key


@pytest.fixture
def library(transactions: Transactions) -> StrategyLibrary:
    return StrategyLibrary(transactions=transactions, clock=FakeClock())


@pytest.fixture
def desk(transactions: Transactions) -> BacktestDesk:
    return BacktestDesk(
        transactions=transactions,
        market_data=bootstrap.market_data(transactions),
        clock=FakeClock(),
    )


type Ask = Callable[..., Awaitable[BacktestJob]]


@pytest.fixture
def ask(
    library: StrategyLibrary, desk: BacktestDesk, user_id: UUID, symbol: str, market: SeriesKey
) -> Ask:
    """Return a function that stores a strategy and asks for a backtest of it."""

    async def asked(timeframe: str = "5m", **order: object) -> BacktestJob:
        document = DOCUMENT.format(symbol=symbol, timeframe=timeframe)
        kept = await library.add(user_id, document)
        given = {"strategy_id": kept.id, "config": {}, **order}
        return await desk.submit(user_id, BacktestOrder(**given))

    return asked


class Workers:
    """Celery workers, each in a process group of its own."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        log = self._folder / f"worker-{len(self._running)}.log"
        command = [sys.executable, "-m", "celery", "-A", "app.celery", "worker", *words]
        with log.open("wb") as out:
            started = subprocess.Popen(
                command, cwd=BACKEND, env=self._environment, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        self._running.append(started)
        return started

    @staticmethod
    def kill(worker: subprocess.Popen[bytes]) -> None:
        """End the worker and its children at once, with nothing said."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def end(self) -> None:
        for worker in self._running:
            if worker.poll() is None:
                self.kill(worker)


@pytest.fixture
def workers(
    environment: dict[str, str], redis: Redis, redis_url: str, tmp_path: Path
) -> Iterator[Workers]:
    made = Workers({**environment, "REDIS_URL": f"{redis_url}/0"}, tmp_path)
    with ExitStack() as stack:
        stack.callback(made.end)
        yield made


@pytest.fixture
def until(transactions: Transactions) -> Callable[..., Awaitable[tuple[BacktestJob, float]]]:
    """Return a function that looks at a row until it is as wanted, and says how long it took."""

    async def looked(
        backtest_id: UUID, is_wanted: Callable[[BacktestJob], bool], seconds: float = 60.0
    ) -> tuple[BacktestJob, float]:
        began = monotonic()
        while True:
            async with transactions.begin_system() as work:
                job = await work.backtests.any_by_id(backtest_id)
            assert job is not None
            taken = monotonic() - began
            if is_wanted(job):
                return job, taken
            assert taken < seconds, f"still {job.status} after {taken:.1f} s: {job.error}"
            await asyncio.sleep(0.05)

    return looked
