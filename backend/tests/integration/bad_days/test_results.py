"""Results that are empty and requests for a thousand pieces of one."""

from time import monotonic, perf_counter
from uuid import UUID

import pytest
import pytest_asyncio

from app import bootstrap
from app.services.backtest_worker import BacktestWorker
from tests.integration.api.market import DOCUMENT, store_market

BACKTESTS = "/api/v1/backtests"


@pytest_asyncio.fixture
async def ada(people, api):
    await store_market(api.state.platform.transactions, days=2)
    return await people.add("ada@example.com")


@pytest.fixture
def finished(ada, api):
    """Return a function that runs a document to its end and returns the place of the result."""
    transactions = api.state.platform.transactions
    worker = BacktestWorker(
        transactions=transactions,
        market_data=bootstrap.market_data(transactions),
        backtests=bootstrap.backtests(),
        seconds=monotonic,
        memory_bytes=lambda: 0,
    )

    async def run(document: dict) -> str:
        kept = (await ada.post("/api/v1/strategies", json=document)).json()
        job = (await ada.post(BACKTESTS, json={"strategy_id": kept["id"]})).json()
        assert await worker.run(UUID(job["id"])) is not None
        return f"{BACKTESTS}/{job['id']}"

    return run


async def test_a_backtest_without_trades_has_undefined_figures_and_is_answered(ada, finished):
    """security.md 73: what is undefined is null; NaN would be no JSON."""
    rule = DOCUMENT["entry_rules"][0]
    never = {**rule["conditions"][0], "right": 0.001}
    place = await finished(DOCUMENT | {"entry_rules": [{**rule, "conditions": [never]}]})
    answer = await ada.get(place)
    assert answer.status_code == 200
    assert answer.json()["result"]["total_trades"] == 0
    assert answer.json()["metrics"]["win_rate_pct"] is None
    for part in ("trades", "equity"):
        assert (await ada.get(f"{place}/{part}")).status_code == 200


async def test_a_thousand_ranges_of_a_report_are_one_answer(ada, api, finished):
    """security.md 76."""
    place = await finished(DOCUMENT)
    platform, key = api.state.platform, "reports/large.pdf"
    content = b"%PDF-1.7" + bytes(2_000_000)
    await bootstrap.object_store(platform.settings).put(key, content, "application/pdf")
    async with platform.transactions.begin_system() as work:
        await work.backtests.keep_artefact(UUID(place.rpartition("/")[2]), "report", key)
    whole = await ada.get(f"{place}/report")
    assert whole.status_code == 200
    began = perf_counter()
    ranges = {"Range": "bytes=" + ",".join(["0-"] * 5_000)}
    pieces = await ada.get(f"{place}/report", headers=ranges)
    assert perf_counter() - began < 1.0
    assert pieces.status_code in {200, 416}
    assert len(pieces.content) <= len(content)
