"""The first page: everything in one answer, of one user, quickly."""

from statistics import median
from time import perf_counter, process_time

import numpy as np
import pytest
import pytest_asyncio

from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.simulation import simulated_minutes, simulated_symbols
from tests.stored_rows import completion, content, new_backtest, trades

SUMMARY = "/api/v1/dashboard/summary"
EMPTY = {"draft": 0, "active": 0, "paused": 0, "archived": 0}


@pytest.fixture
def platform(api):
    return api.state.platform


@pytest_asyncio.fixture
async def ada(people):
    return await people.add("ada@example.com")


async def id_of(client) -> str:
    return (await client.get("/api/v1/auth/me")).json()["id"]


async def finished(platform, user_id, name: str, points: int = 500):
    """Store a completed backtest with a curve and tell its user."""
    async with platform.transactions.begin_as(user_id) as work:
        job = await work.backtests.add(new_backtest(strategy_name=name), 1_000)
    equity = 10_000.0 + np.cumsum(np.sin(np.arange(points)))
    curve = {
        "time": list(range(points)),
        "equity": equity.tolist(),
        "drawdown_pct": [0.0] * points,
        "initial_capital": 10_000.0,
        "bars": points,
    }
    done = completion()
    done = type(done)(result=done.result, metrics=done.metrics, equity_curve=curve)
    async with platform.transactions.begin_system() as work:
        await work.backtests.claim("worker", job.id)
        await work.backtests.complete(job.id, "worker", done, trades())
    async with platform.transactions.begin_as(user_id) as work:
        await work.announce(user_id, "backtest.complete", job.id, {"strategy_name": name})
    return job.id


async def stored_minutes(platform, symbol: str, days: int, owner=None) -> SeriesKey:
    key = SeriesKey("sim", symbol, Timeframe.M1)
    async with platform.transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, Calendar.ALWAYS, owner))
    async with platform.transactions.begin_candles() as candles:
        await candles.merge(key, simulated_minutes(symbol, days))
    return key


async def test_a_new_user_sees_an_empty_page(ada, client):
    found = (await ada.get(SUMMARY)).json()
    assert found["strategies"] == EMPTY
    assert set(found["backtests"].values()) == {0}
    assert (found["active"], found["recent"], found["equity"]) == ([], [], None)
    assert (found["watchlist"], found["events"]) == ([], {"head": 0, "items": []})
    assert (await client.get(SUMMARY)).status_code == 401


async def test_everything_is_there_and_only_the_own(ada, people, platform):
    bob = await people.add("bob@example.com")
    hers, his = await id_of(ada), await id_of(bob)
    for number in range(7):
        last = await finished(platform, hers, f"Run {number}")
    await finished(platform, his, "Not hers")
    async with platform.transactions.begin_as(his) as work:
        await work.backtests.add(new_backtest(strategy_name="Before hers"), 10)
    async with platform.transactions.begin_as(hers) as work:
        await work.strategies.add(content("One"))
        await work.backtests.add(new_backtest(strategy_name="Waits"), 10)
    found = (await ada.get(SUMMARY)).json()
    assert found["strategies"] == {**EMPTY, "draft": 1}
    assert (found["backtests"]["completed"], found["backtests"]["pending"]) == (7, 1)
    assert [one["strategy_name"] for one in found["recent"]] == [
        f"Run {number}" for number in (6, 5, 4, 3, 2)
    ]
    assert found["recent"][0]["metrics"].keys() >= {"sharpe_ratio", "total_return_pct"}
    (waiting,) = found["active"]
    assert (waiting["strategy_name"], waiting["queue_position"]) == ("Waits", 2)
    assert found["equity"]["backtest_id"] == str(last)
    assert 50 < len(found["equity"]["equity"]) == len(found["equity"]["time"]) <= 100
    assert found["events"]["head"] == 7
    assert [fact["seq"] for fact in found["events"]["items"]] == [7, 6, 5, 4, 3]
    assert "Not hers" not in str(found)


async def test_prices_are_the_last_stored_closes(ada, platform):
    symbol, private = simulated_symbols()[:2]
    key = await stored_minutes(platform, symbol, 3)
    await stored_minutes(platform, private, 2, owner=(await platform_user(platform)))
    async with platform.transactions.begin_as(await id_of(ada)) as work:
        await work.watchlists.replace([("sim", symbol), ("sim", private), ("x", "NO/NE")])
    first, hidden, unknown = (await ada.get(SUMMARY)).json()["watchlist"]
    bars = simulated_minutes(symbol, 3)
    before = bars.close[np.searchsorted(bars.time, bars.time[-1] - 86_400 * 10**9)]
    assert first["price"] == bars.close[-1]
    assert first["change_24h_pct"] == pytest.approx((bars.close[-1] / before - 1) * 100)
    assert np.datetime64(first["at"].removesuffix("Z"), "ns").astype(int) == (
        bars.time[-1] + key.timeframe.nanos
    )
    # A series of somebody else has no price, like one that does not exist.
    assert (hidden["price"], unknown["price"]) == (None, None)


async def platform_user(platform):
    await platform.accounts.create("owner@example.com", "three lemons, one dog", is_admin=False)
    async with platform.transactions.begin_system() as work:
        return (await work.users.by_email("owner@example.com")).id


async def test_a_full_page_is_quick(ada, platform):
    hers = await id_of(ada)
    symbols = simulated_symbols()[:5]
    for symbol in symbols:
        await stored_minutes(platform, symbol, 3)
    async with platform.transactions.begin_as(hers) as work:
        for number in range(20):
            await work.strategies.add(content(f"S{number}"))
        await work.watchlists.replace([("sim", symbol) for symbol in symbols])
    for number in range(100):
        await finished(platform, hers, f"Run {number}", 2_000 if number > 97 else 10)
    taken, worked = [], []
    for _ in range(15):
        began, busy = perf_counter(), process_time()
        answer = await ada.get(SUMMARY)
        taken.append(perf_counter() - began)
        worked.append(process_time() - busy)
        assert answer.status_code == 200
    print(f"median {median(taken) * 1e3:.1f} ms, least {min(taken) * 1e3:.1f} ms")
    # 13 ms on a machine with nothing else to do; what others do there must not decide.
    assert min(worked) < 0.05
