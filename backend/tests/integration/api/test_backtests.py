"""Backtests over HTTP, with the worker's work done in between."""

import re
from datetime import datetime
from time import monotonic
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from app import bootstrap
from app.services.backtest_artefacts import BacktestArtefacts
from app.services.backtest_jobs import ACTIVE_MOST
from app.services.backtest_report import BacktestReports
from app.services.backtest_worker import BacktestWorker
from tests.integration.api.market import DOCUMENT, store_market

URL = "/api/v1/backtests"


@pytest_asyncio.fixture
async def ada(people, api):
    await store_market(api.state.platform.transactions)
    return await people.add("ada@example.com")


@pytest.fixture
def worker(api):
    transactions = api.state.platform.transactions
    return BacktestWorker(
        transactions=transactions,
        market_data=bootstrap.market_data(transactions),
        backtests=bootstrap.backtests(),
        seconds=monotonic,
        memory_bytes=lambda: 0,
    )


@pytest.fixture
def ask(ada):
    async def asked(**given):
        strategy = (await ada.post("/api/v1/strategies", json=DOCUMENT)).json()
        return await ada.post(URL, json={"strategy_id": strategy["id"], **given})

    return asked


async def test_a_backtest_is_asked_for_and_read(ada, ask, worker):
    answer = await ask(initial_capital=5_000, commission_pct=0.2)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert (job["status"], job["progress_pct"], job["result"]) == ("pending", 0, None)
    assert answer.headers["location"] == f"{URL}/{job['id']}"
    waiting = (await ada.get(f"{URL}/{job['id']}")).json()
    assert waiting["queue_position"] == 1
    await worker.run(UUID(job["id"]))
    done = (await ada.get(f"{URL}/{job['id']}")).json()
    assert (done["status"], done["progress_pct"], done["error"]) == ("completed", 100, None)
    assert done["queue_position"] is None
    assert done["config"]["initial_capital"] == 5_000
    assert done["result"]["proof"]["passed"]
    assert done["result"]["hashes"].keys() == {"dataset", "strategy", "engine"}
    assert done["metrics"]["final_capital"] == done["result"]["final_capital"]


async def test_trades_and_equity_of_a_finished_backtest(ada, ask, worker):
    place = f"{URL}/{(await ask()).json()['id']}"
    await worker.run(UUID(place.rpartition("/")[2]))
    done = (await ada.get(place)).json()
    trades = (await ada.get(f"{place}/trades", params={"sort": "number", "limit": 5})).json()
    assert trades["total"] == done["result"]["total_trades"] > 0
    assert trades["items"][0]["number"] == 1
    curve = (await ada.get(f"{place}/equity")).json()
    assert curve["equity"][-1] == done["result"]["final_capital"]
    assert len(curve["time"]) <= 2_000 < curve["bars"]


async def test_trades_come_in_columns_a_part_at_a_time(ada, ask, worker):
    place = f"{URL}/{(await ask()).json()['id']}"
    empty = (await ada.get(f"{place}/trades/columns")).json()
    assert (empty["number"], empty["total"], empty["next_after"]) == ([], 0, None)
    await worker.run(UUID(place.rpartition("/")[2]))
    whole = (await ada.get(f"{place}/trades/columns")).json()
    listed = (await ada.get(f"{place}/trades", params={"sort": "number", "limit": 100})).json()
    count = listed["total"]
    assert 2 < count <= 100, "the listing is one page, so that it can be compared"
    assert (whole.pop("total"), whole.pop("next_after")) == (count, None)
    for trade in listed["items"]:
        for name in ("entry_time", "exit_time"):
            trade[name] = datetime.fromisoformat(trade[name]).timestamp() * 1_000
    assert whole == {name: [one[name] for one in listed["items"]] for name in listed["items"][0]}

    numbers, after = [], 0
    while after is not None:
        params = {"after": after, "limit": count - 1}
        part = (await ada.get(f"{place}/trades/columns", params=params)).json()
        numbers, after = [*numbers, *part["number"]], part["next_after"]
    assert numbers == list(range(1, count + 1))


async def test_what_is_not_ready_says_when_to_ask_again(ada, ask):
    place = f"{URL}/{(await ask()).json()['id']}"
    for part in ("equity", "report"):
        answer = await ada.get(f"{place}/{part}")
        assert answer.status_code == 404
        assert int(answer.headers["retry-after"]) > 0
    assert (await ada.get(f"{place}/trades")).json()["total"] == 0


async def test_a_report_in_the_store_is_sent(ada, ask, api, worker):
    job = (await ask()).json()
    await worker.run(UUID(job["id"]))
    platform = api.state.platform
    key = f"backtests/{job['id']}/report.pdf"
    await bootstrap.object_store(platform.settings).put(key, b"%PDF-1.7", "application/pdf")
    async with platform.transactions.begin_system() as work:
        assert await work.backtests.keep_artefact(UUID(job["id"]), "report", key)
    answer = await ada.get(f"{URL}/{job['id']}/report")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["content-type"] == "application/pdf"


async def test_a_report_is_named_after_its_strategy_in_safe_letters(ada, ask, api, worker):
    hostile = {**DOCUMENT, "name": 'Тест "; filename=x.exe; Set-Cookie: a=b <img src=x>'}
    strategy = (await ada.post("/api/v1/strategies", json=hostile)).json()
    job = (await ada.post(URL, json={"strategy_id": strategy["id"]})).json()
    await worker.run(UUID(job["id"]))
    platform = api.state.platform
    reports = BacktestReports(
        transactions=platform.transactions,
        reporter=bootstrap.reporter(),
        store=bootstrap.object_store(platform.settings),
    )
    assert await reports.render(UUID(job["id"]))
    answer = await ada.get(f"{URL}/{job['id']}/report")
    assert answer.content.startswith(b"%PDF-")
    named = answer.headers["content-disposition"]
    plain, _, full = named.partition("; filename*=UTF-8''")
    assert re.fullmatch(r'attachment; filename="apextrade_[A-Za-z0-9_-]+\.pdf"', plain)
    assert unquote(full).startswith("apextrade_Тест_filename_x_exe")
    assert "set-cookie" not in answer.headers


async def test_artefacts_follow_and_go_with_their_backtest(ada, ask, api, worker):
    job = (await ask()).json()
    await worker.run(UUID(job["id"]))
    platform = api.state.platform
    artefacts = BacktestArtefacts(
        transactions=platform.transactions,
        market_data=worker.market_data,
        backtests=worker.backtests,
        files=bootstrap.result_files(),
        store=bootstrap.object_store(platform.settings),
        clock=platform.clock,
    )
    assert await artefacts.follow() == 1
    assert await artefacts.follow() == 0
    done = (await ada.get(f"{URL}/{job['id']}")).json()
    assert done["artefacts"] == ["equity", "trades"]
    store = bootstrap.object_store(platform.settings)
    assert len(await store.list("backtests/")) == 2
    assert (await ada.delete(f"{URL}/{job['id']}")).status_code == 204
    assert await store.list("backtests/") == ()


async def test_one_that_waits_is_cancelled_then_removed(ada, ask, worker):
    place = f"{URL}/{(await ask()).json()['id']}"
    answer = await ada.delete(place)
    assert (answer.status_code, answer.json()["status"]) == (202, "cancelled")
    assert answer.json()["error"]["code"] == 3003
    assert await worker.run(UUID(place.rpartition("/")[2])) is None
    assert (await ada.get(place)).json()["status"] == "cancelled"
    assert "retry-after" not in (await ada.get(f"{place}/report")).headers
    assert (await ada.delete(place)).status_code == 204
    assert (await ada.get(place)).status_code == 404


async def test_backtests_are_listed_and_compared(ada, ask, worker):
    ids = [(await ask(commission_pct=fee)).json()["id"] for fee in (0, 1)]
    unfinished = await ada.get(f"{URL}/compare", params={"ids": ids})
    assert unfinished.status_code == 404
    for backtest_id in ids:
        await worker.run(UUID(backtest_id))
    listed = (await ada.get(URL, params={"sort": "-final_capital"})).json()
    assert [item["id"] for item in listed["items"]] == ids
    assert (await ada.get(URL, params={"status": "failed"})).json()["total"] == 0
    compared = (await ada.get(f"{URL}/compare", params={"ids": ids})).json()["items"]
    assert [item["backtest"]["id"] for item in compared] == ids
    assert compared[0]["equity"]["equity"][-1] > compared[1]["equity"]["equity"][-1]
    alone = await ada.get(f"{URL}/compare", params={"ids": ids[:1] * 2})
    assert alone.status_code == 422


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"strategy_id": str(uuid4())}, 404, 2001),
        ({"initial_capital": -1}, 422, 422),
        ({"start_date": "2025-02-01", "end_date": "2025-01-01"}, 422, 422),
        ({"start_date": "1999-01-01", "end_date": "1999-02-01"}, 404, 5003),
        ({"source": "nowhere"}, 404, 5001),
        ({"intrabar_timeframe": "1h"}, 422, 422),
        ({"commision_pct": 1}, 422, 422),
        ({"initial_capital": "much"}, 422, 422),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
async def test_what_could_never_run_is_refused_at_once(ask, given, status, code):
    answer = await ask(**given)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_one_user_does_not_fill_the_queue(ada, ask):
    strategy = (await ada.post("/api/v1/strategies", json=DOCUMENT)).json()["id"]
    answers = [await ada.post(URL, json={"strategy_id": strategy}) for _ in range(ACTIVE_MOST + 1)]
    assert [answer.status_code for answer in answers] == [202] * ACTIVE_MOST + [429]
    assert answers[-1].json()["code"] == 3005
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_the_same_key_makes_one_backtest(ada):
    strategy = (await ada.post("/api/v1/strategies", json=DOCUMENT)).json()["id"]
    key = {"Idempotency-Key": "again"}
    first, again = [
        await ada.post(URL, json={"strategy_id": strategy}, headers=key) for _ in range(2)
    ]
    assert again.json()["id"] == first.json()["id"]
    assert (await ada.get(URL)).json()["total"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/trades"),
        ("GET", "/trades/columns"),
        ("GET", "/equity"),
        ("GET", "/report"),
    ],
)
async def test_nobody_elses_backtest_is_there(ask, people, method, path):
    job = (await ask()).json()
    ben = await people.add("ben@example.com")
    for backtest_id in (job["id"], uuid4()):
        answer = await ben.request(method, f"{URL}/{backtest_id}{path}")
        assert answer.status_code == 404
