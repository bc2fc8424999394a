"""Redis, database or object store away, a disk full: answered, nothing lost, healed alone."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from time import monotonic
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr
from redis.asyncio import Redis

from app import bootstrap
from app.adapters.storage.local import LocalStore
from app.core.config import Settings
from app.core.database import connect_raw
from app.core.redis import RedisArea, redis_url
from app.main import create_app
from app.services.backtest_artefacts import BacktestArtefacts
from app.services.backtest_worker import BacktestSweep, BacktestWorker, Bounds
from app.stack.ports import free_port
from tests.integration.api.conftest import PASSWORD, connected
from tests.integration.api.market import DOCUMENT, store_market
from tests.integration.cli.test_data_refusals import small_disk

STRATEGIES = "/api/v1/strategies"
BACKTESTS = "/api/v1/backtests"
TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def api_settings(settings: Settings, redis_server) -> Settings:
    """Return the settings of an API whose Redis a test may stop."""
    given = {"redis_url": f"{redis_server.url}/0", "registration": "open"}
    return Settings.model_validate(settings.model_dump() | given)


@pytest_asyncio.fixture
async def ada(people, api) -> httpx.AsyncClient:
    await store_market(api.state.platform.transactions, days=3)
    return await people.add("ada@example.com")


@pytest.fixture
def worker(api) -> BacktestWorker:
    transactions = api.state.platform.transactions
    return BacktestWorker(
        transactions=transactions,
        market_data=bootstrap.market_data(transactions),
        backtests=bootstrap.backtests(),
        seconds=monotonic,
        memory_bytes=lambda: 0,
    )


@pytest.fixture
def artefacts(api, worker) -> BacktestArtefacts:
    platform = api.state.platform
    return BacktestArtefacts(
        transactions=platform.transactions,
        market_data=worker.market_data,
        backtests=worker.backtests,
        files=bootstrap.result_files(),
        store=bootstrap.object_store(platform.settings),
        clock=platform.clock,
    )


async def asked(client: httpx.AsyncClient, document=DOCUMENT, **order) -> UUID:
    kept = (await client.post(STRATEGIES, json=document)).json()
    answer = await client.post(BACKTESTS, json={"strategy_id": kept["id"], **order})
    assert answer.status_code == 202, answer.text
    return UUID(answer.json()["id"])


async def state(client: httpx.AsyncClient, backtest: UUID) -> dict:
    return (await client.get(f"{BACKTESTS}/{backtest}")).json()


async def test_without_redis_a_backtest_waits_and_runs_when_it_returns(
    ada, api, api_settings, redis_server, worker
):
    redis_server.stop()
    began = monotonic()
    backtest = await asked(ada)
    assert monotonic() - began < 4.0, "nobody waits for a queue that is away"
    assert (await state(ada, backtest))["status"] == "pending"
    redis_server.start()
    assert await BacktestSweep(api.state.platform.transactions).run() == 1
    async with Redis.from_url(redis_url(api_settings, RedisArea.BROKER)) as broker:
        assert await broker.llen("backtest_queue") == 1
    assert await worker.run(backtest) is not None
    assert (await state(ada, backtest))["status"] == "completed"


async def test_without_redis_it_answers_and_says_so_without_details(ada, client, redis_server):
    redis_server.stop()
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["checks"]["redis"] == "down"
    assert "127.0.0.1" not in ready.text
    assert str(redis_server.port) not in ready.text
    assert (await ada.get(STRATEGIES)).status_code == 200
    login = {"email": "ada@example.com", "password": PASSWORD}
    assert (await client.post("/api/v1/auth/login", json=login)).status_code == 200
    ticket = await ada.post("/api/v1/ws/ticket", headers={"Origin": "https://testserver"})
    assert ticket.status_code in {201, 503}
    assert ticket.status_code == 201 or int(ticket.headers["retry-after"]) > 0


async def test_a_database_that_goes_away_under_load_is_503_and_then_as_before(ada, database):
    """Whoever got a 201 has the strategy; the others were told to come again."""
    connection = await connect_raw(database.main_url)

    async def restart() -> None:
        for _ in range(10):
            await connection.execute(TERMINATE)
            await asyncio.sleep(0.01)

    async def one(number: int) -> httpx.Response:
        if number % 2:
            return await ada.get(STRATEGIES)
        return await ada.post(STRATEGIES, json=DOCUMENT | {"name": f"No {number}"})

    *answers, _ = await asyncio.gather(*(one(number) for number in range(120)), restart())
    counted = Counter(answer.status_code for answer in answers)
    assert counted.keys() <= {200, 201, 503}
    assert counted[503] > 0, "the load must meet the restart"
    for refused in (answer for answer in answers if answer.status_code == 503):
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["content-type"] == "application/problem+json"
        assert "127.0.0.1" not in refused.text
    await connection.close()
    later = [await one(number) for number in (1, 200, 3, 202)]
    assert [answer.status_code for answer in later] == [200, 201, 200, 201]
    made = {answer.json()["name"] for answer in answers if answer.status_code == 201}
    kept = (await ada.get(STRATEGIES, params={"limit": 100})).json()["items"]
    assert made <= {item["name"] for item in kept}


async def test_a_worker_outlives_a_database_that_restarts(ada, api, worker, database):
    """The lease, the claim and the result each meet the restart; the row ends with one result."""
    backtest = await asked(ada, DOCUMENT | {"timeframe": "1m"}, engine="backtrader")
    connection = await connect_raw(database.main_url)
    quick = replace(worker, bounds=Bounds(lease_seconds=2.0, beat_seconds=0.05))
    running = asyncio.create_task(quick.run(backtest))
    while not running.done():
        await connection.execute(TERMINATE)
        await asyncio.sleep(0.2)
    await asyncio.gather(running, return_exceptions=True)
    while (found := await state(ada, backtest))["status"] in {"pending", "running"}:
        await worker.run(backtest)  # None until the lease of the first run has ended
        await asyncio.sleep(0.1)
    await connection.close()
    assert found["status"] == "completed"
    trades = await ada.get(f"{BACKTESTS}/{backtest}/trades", params={"limit": 1})
    assert trades.json()["total"] == found["result"]["total_trades"] > 0


async def test_a_store_that_is_down_holds_up_no_backtest(ada, api, worker, artefacts):
    """Results are there at once, files follow, and whoever asks for one is told to come again."""
    gone = SecretStr(f"http://key:secret-of-the-store@127.0.0.1:{free_port()}/bucket")
    down = api.state.platform.settings.model_copy(update={"object_store_url": gone})
    backtest = await asked(ada)
    report = await worker.run(backtest)
    user = UUID((await ada.get("/api/v1/auth/me")).json()["id"])
    offline = replace(artefacts, store=bootstrap.object_store(down))
    assert not await offline.keep(user, backtest, report)
    done = await state(ada, backtest)
    assert (done["status"], done["artefacts"]) == ("completed", [])
    assert await offline.follow() == 0
    assert await artefacts.follow() == 1
    assert (await state(ada, backtest))["artefacts"] == ["equity", "trades"]


async def test_a_file_of_a_store_that_is_down_is_503(ada, api, api_settings, database, worker):
    backtest = await asked(ada)
    await worker.run(backtest)
    async with api.state.platform.transactions.begin_system() as work:
        assert await work.backtests.keep_artefact(backtest, "report", "reports/one.pdf")
    port = free_port()
    gone = SecretStr(f"http://key:secret-of-the-store@127.0.0.1:{port}/bucket")
    app = create_app(api_settings.model_copy(update={"object_store_url": gone}), database)
    async with app.router.lifespan_context(app), connected(app) as client:
        client.headers["Authorization"] = ada.headers["Authorization"]
        answer = await client.get(f"{BACKTESTS}/{backtest}/report")
    assert (answer.status_code, answer.json()["code"]) == (503, 9001)
    assert int(answer.headers["retry-after"]) > 0
    assert str(port) not in answer.text


@pytest.mark.parametrize("full", ["store", "temporary"])
async def test_a_full_disk_holds_up_no_backtest(
    ada, worker, artefacts, tmp_path, monkeypatch, full
):
    """Nothing half written stays, and with room again the files follow."""
    backtest = await asked(ada)
    report = await worker.run(backtest)
    user = UUID((await ada.get("/api/v1/auth/me")).json()["id"])
    with small_disk(tmp_path / "disk", 1) as disk:
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space left"), filler.open("wb") as file:
            file.write(bytes(2_000_000))
        crowded = artefacts
        with monkeypatch.context() as patch:
            if full == "store":
                crowded = replace(artefacts, store=LocalStore(disk / "objects"))
            else:
                patch.setattr(tempfile, "tempdir", str(disk))
            assert not await crowded.keep(user, backtest, report)
        left = [path for path in disk.rglob("*") if path.is_file() and path != filler]
        assert left == []
    assert (await state(ada, backtest))["status"] == "completed"
    assert await artefacts.follow() == 1
