"""What administrators see and change, and that nobody else does."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app import bootstrap
from app.domain.calendars import Gaps
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesFacts, SeriesKey
from app.services.admin import SERVICES, AccountChange, Administration
from app.services.events import LiveEvents
from tests.builders import bars
from tests.integration.api.conftest import PASSWORD
from tests.stored_rows import new_backtest

ADMIN = "/api/v1/admin"
READ = ("services", "jobs", "coverage", "users", "flags")


@pytest.fixture
def platform(api):
    return api.state.platform


async def id_of(client) -> str:
    return (await client.get("/api/v1/auth/me")).json()["id"]


@pytest.mark.parametrize("page", READ)
async def test_only_administrators_read(people, client, page):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    statuses = [(await who.get(f"{ADMIN}/{page}")).status_code for who in (ada, bob, client)]
    assert statuses == [200, 403, 401]
    refused = await bob.get(f"{ADMIN}/{page}")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_only_administrators_change(people, client):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    place = f"{ADMIN}/users/{await id_of(ada)}"
    for who, status in ((bob, 403), (client, 401)):
        assert (await who.patch(place, json={"is_admin": False})).status_code == status
    assert (await ada.get(f"{ADMIN}/flags")).status_code == 200


async def test_services_say_what_lives(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    now = platform.clock.now()
    async with platform.transactions.begin_system() as work:
        await work.heartbeats.beat("backtest_queue", "one:1", now, now, {"canary": "x"})
        late = now - timedelta(minutes=4)
        await work.heartbeats.beat("strategy_queue", "one:2", late, late, {})
    found = (await ada.get(f"{ADMIN}/services")).json()
    states = {service["service"]: service["state"] for service in found["services"]}
    assert set(states) == set(SERVICES)
    assert (states["backtest_queue"], states["strategy_queue"]) == ("ok", "silent")
    assert states["execution_queue"] == "missing"
    parts = {part["name"]: part for part in found["parts"]}
    assert {part["state"] for part in parts.values()} == {"ok"}
    assert parts["database"]["version"]
    assert parts["redis"]["version"]


async def test_the_api_gives_its_own_sign_of_life(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    async with asyncio.timeout(5):
        while True:
            found = (await ada.get(f"{ADMIN}/services")).json()
            state = next(one for one in found["services"] if one["service"] == "api")
            if state["state"] == "ok":
                break
            await asyncio.sleep(0.02)
    assert state["instances"][0]["detail"]["version"] == found["version"]


async def asked_for(platform, user_id, name: str):
    async with platform.transactions.begin_as(user_id) as work:
        return await work.backtests.add(new_backtest(strategy_name=name), 10)


async def test_jobs_of_all_users_are_listed_without_their_content(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    his, hers = await id_of(bob), await id_of(ada)
    await asked_for(platform, hers, "Mine")
    job = await asked_for(platform, his, "Dip buyer")
    async with platform.transactions.begin_system() as work:
        await work.backtests.claim("host:1:abc", job.id)
        problem = {"code": 3004, "code_name": "BACKTEST_RESOURCE_LIMIT", "detail": "RSI(14) > 3"}
        await work.backtests.fail(job.id, "host:1:abc", problem)
    page = (await ada.get(f"{ADMIN}/jobs")).json()
    assert (page["total"], [one["strategy_name"] for one in page["items"]]) == (
        2,
        ["Dip buyer", "Mine"],
    )
    (failed,) = (await ada.get(f"{ADMIN}/jobs?status=failed")).json()["items"]
    assert (failed["email"], failed["attempts"], failed["error_name"]) == (
        "bob@example.com",
        1,
        "BACKTEST_RESOURCE_LIMIT",
    )
    assert failed.keys().isdisjoint({"config", "strategy", "result", "error"})
    assert "RSI" not in str(page)
    for query, names in (
        (f"user_id={hers}", ["Mine"]),
        ("search=buyer", ["Dip buyer"]),
        ("search=%25", []),
        ("sort=attempts&limit=1", ["Mine"]),
    ):
        items = (await ada.get(f"{ADMIN}/jobs?{query}")).json()["items"]
        assert [one["strategy_name"] for one in items] == names, query
    assert (await ada.get(f"{ADMIN}/jobs?sort=email")).status_code == 422


async def test_a_running_job_names_its_worker(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    job = await asked_for(platform, await id_of(ada), "Dip")
    async with platform.transactions.begin_system() as work:
        await work.backtests.claim("host:1:abc", job.id)
    (running,) = (await ada.get(f"{ADMIN}/jobs?status=running")).json()["items"]
    assert running["worker"] == "host:1:abc"


async def test_coverage_holds_private_series_and_gaps(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    counted = SeriesKey("sim", "BTC/USDT", Timeframe.D1)
    private = SeriesKey("import", "ETH/USDT", Timeframe.H1)
    async with platform.transactions.begin() as work:
        await work.series.register(RegisteredSeries(counted, Calendar.ALWAYS))
        await work.series.register(RegisteredSeries(private, Calendar.ALWAYS, await id_of(bob)))
    async with platform.transactions.begin_candles() as candles:
        await candles.merge(counted, bars("100 101 102"))
        revision = (await candles.ranges())[0].revision
    async with platform.transactions.begin() as work:
        await work.series.keep_facts(counted, SeriesFacts(revision, Gaps(2, 7, 10**9), "hash"))
    items = (await ada.get(f"{ADMIN}/coverage")).json()["items"]
    seen = {item["source"]: item for item in items}
    assert (seen["sim"]["bars"], seen["sim"]["is_current"]) == (3, True)
    assert seen["sim"]["gaps"] == {"count": 2, "missing_bars": 7, "longest_seconds": 1.0}
    assert seen["import"]["owner_id"] == await id_of(bob)
    assert (seen["import"]["bars"], seen["import"]["gaps"]) == (0, None)


async def test_gaps_out_of_date_are_counted(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    key = SeriesKey("sim", "BTC/USDT", Timeframe.D1)
    async with platform.transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, Calendar.ALWAYS))
    async with platform.transactions.begin_candles() as candles:
        await candles.merge(
            key, bars("100 101 102 103 104 105", timeframe=Timeframe.D1).slice(0, 2)
        )
        later = bars("100 101 102 103 104 105", timeframe=Timeframe.D1).slice(4, 6)
        await candles.merge(key, later)
    (seen,) = (await ada.get(f"{ADMIN}/coverage")).json()["items"]
    assert (seen["gaps"]["count"], seen["gaps"]["missing_bars"]) == (1, 2)
    assert seen["is_current"]


async def test_accounts_are_found(people):
    ada = await people.add("ada@example.com", is_admin=True)
    await people.add("bob@example.org")
    for query, emails in (
        ("", {"ada@example.com", "bob@example.org"}),
        ("search=BOB", {"bob@example.org"}),
        ("search=_", set()),
        ("is_admin=true", {"ada@example.com"}),
        ("is_active=false", set()),
    ):
        found = (await ada.get(f"{ADMIN}/users?{query}")).json()
        assert {user["email"] for user in found["items"]} == emails, query
        assert found["total"] == len(emails)
    assert "password" not in (await ada.get(f"{ADMIN}/users")).text


async def test_a_disabled_account_is_signed_out_and_its_sockets_end(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    his = await id_of(bob)
    (device,) = (await bob.get("/api/v1/auth/sessions")).json()["items"]
    live = LiveEvents(
        platform.transactions.begin_as, platform.transactions.begin_system, platform.clock
    )
    assert len(await live.alive([device["id"]])) == 1
    changed = await ada.patch(f"{ADMIN}/users/{his}", json={"is_active": False})
    assert (changed.status_code, changed.json()["is_active"]) == (200, False)
    assert (await bob.get("/api/v1/auth/me")).status_code == 401
    # What the gateway asks every two seconds, and closes sockets by.
    assert await live.alive([device["id"]]) == frozenset()
    answer = await bob.post(
        "/api/v1/auth/login", json={"email": "bob@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 401
    await ada.patch(f"{ADMIN}/users/{his}", json={"is_active": True})
    back = await people.login("bob@example.com")
    assert (await back.get("/api/v1/auth/me")).status_code == 200
    assert (await bob.get("/api/v1/auth/me")).status_code == 401


async def test_a_promotion_is_felt_at_once_and_can_be_taken_back(people):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    place = f"{ADMIN}/users/{await id_of(bob)}"
    for is_admin, status in ((True, 200), (False, 403)):
        assert (await ada.patch(place, json={"is_admin": is_admin})).status_code == 200
        assert (await bob.get(f"{ADMIN}/flags")).status_code == status


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_admin": False}])
async def test_nobody_locks_themselves_out(people, change):
    ada = await people.add("ada@example.com", is_admin=True)
    await people.add("eve@example.com", is_admin=True)
    answer = await ada.patch(f"{ADMIN}/users/{await id_of(ada)}", json=change)
    assert answer.status_code == 409
    assert (await ada.get(f"{ADMIN}/flags")).status_code == 200


async def test_two_administrators_cannot_remove_each_other_at_once(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    eve = await people.add("eve@example.com", is_admin=True)
    one, other = await id_of(ada), await id_of(eve)
    answers = await asyncio.gather(
        ada.patch(f"{ADMIN}/users/{other}", json={"is_admin": False}),
        eve.patch(f"{ADMIN}/users/{one}", json={"is_active": False}),
    )
    # The second one is refused where it stands: by its session, its role or the rule.
    assert sorted(answer.status_code for answer in answers)[0] == 200
    async with platform.transactions.begin_system() as work:
        assert len(await work.administration.administrators()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"is_active": None}, 422),
        ({"email": "x@example.com"}, 422),
        ({"is_admin": "perhaps"}, 422),
    ],
)
async def test_a_change_says_what_to_change(people, body, status):
    ada = await people.add("ada@example.com", is_admin=True)
    answer = await ada.patch(f"{ADMIN}/users/{await id_of(ada)}", json=body)
    assert answer.status_code == status


async def test_changing_people_needs_a_recent_login(people, clock):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    place = f"{ADMIN}/users/{await id_of(bob)}"
    clock.advance(timedelta(minutes=6))
    answer = await ada.patch(place, json={"is_active": False})
    assert (answer.status_code, answer.json()["code"]) == (403, 1005)
    assert (await ada.get(f"{ADMIN}/users")).status_code == 200


async def test_an_unknown_account_is_not_found(people):
    ada = await people.add("ada@example.com", is_admin=True)
    answer = await ada.patch(f"{ADMIN}/users/{uuid4()}", json={"is_active": False})
    assert answer.status_code == 404


async def test_who_stopped_being_an_administrator_changes_nothing(people, platform):
    bob = await people.add("bob@example.com")
    desk = Administration(
        begin_system=platform.transactions.begin_system,
        begin=platform.transactions.begin,
        begin_candles=platform.transactions.begin_candles,
        market_data=bootstrap.market_data(platform.transactions),
        clock=platform.clock,
    )
    with pytest.raises(Exception, match="not an administrator any more"):
        await desk.change_account(await id_of(bob), uuid4(), AccountChange(is_active=True))


async def test_flags_are_the_settings_as_they_are(people, platform):
    ada = await people.add("ada@example.com", is_admin=True)
    found = (await ada.get(f"{ADMIN}/flags")).json()
    assert found["registration"] == "open"
    assert found["features"] == {"live_trading": False, "multi_exchange": False}
    assert found["environment"] == "testing"
    assert not any("secret" in name or "key" in name for name in found)
