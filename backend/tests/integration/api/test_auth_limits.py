"""How often one may try (security.md 6 to 8, 63, 77)."""

import asyncio
import time

import httpx
import pytest
from pydantic import SecretStr

from app.core.rate_limit import Limit
from app.main import create_app
from app.services.auth import policy
from tests.integration.api.conftest import AT_FULL_COST, PASSWORD, connected
from tests.integration.api.letters import outbox

AUTH = "/api/v1/auth"
DEVICE = "__Secure-apex_device"


async def login(
    client: httpx.AsyncClient, password: str, email: str = "ada@example.com", **headers: str
) -> httpx.Response:
    body = {"email": email, "password": password}
    return await client.post(f"{AUTH}/login", json=body, headers=headers)


async def test_the_sixth_wrong_password_is_refused_but_not_the_owner(people, api, client):
    ada = await people.add("ada@example.com")
    statuses = [(await login(client, "wrong wrong wrong")).status_code for _ in range(5)]
    refused = await login(client, "wrong wrong wrong")
    assert (statuses, refused.status_code) == ([401] * 5, 429)
    assert refused.json()["code"] == 1006
    assert 0 < int(refused.headers["retry-after"]) <= 900
    # From elsewhere the account stays shut for strangers, right password or not ...
    async with connected(api, "192.0.2.77") as stranger:
        assert (await login(stranger, PASSWORD)).status_code == 429
    # ... and open for a device that logged in before.
    assert DEVICE in ada.cookies
    assert (await login(ada, PASSWORD)).status_code == 200


async def test_a_forged_or_foreign_device_does_not_help(people, api, client):
    await people.add("ada@example.com")
    bob = await people.add("bob@example.com")
    for _ in range(5):
        await login(client, "wrong wrong wrong")
    foreign = bob.cookies.get(DEVICE)
    for device in (foreign, "a" * 32 + "." + "b" * 43, "", "."):
        answer = await login(client, PASSWORD, cookie=f"{DEVICE}={device}")
        assert answer.status_code == 429


async def test_a_right_password_is_not_counted(people, client):
    await people.add("ada@example.com")
    for _ in range(8):
        client.cookies.clear()
        assert (await login(client, PASSWORD)).status_code == 200


async def test_one_address_may_fail_twenty_times(client):
    answers = [
        await login(client, "one password for all", f"user{number}@example.com")
        for number in range(22)
    ]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429] * 2


async def test_a_forged_forwarding_does_not_help(api, client):
    await use_up(api, policy.LOGIN_ADDRESS, "203.0.113.1", but=1)
    statuses = [
        (
            await login(
                client,
                "one password for all",
                f"user{number}@example.com",
                **{"x-forwarded-for": f"192.0.2.{number}"},
            )
        ).status_code
        for number in range(2)
    ]
    assert statuses == [401, 429]


async def test_a_proxy_of_ours_is_looked_through(api):
    async with connected(api, "127.0.0.1") as proxy:
        for number in range(3):
            forwarded = {"x-forwarded-for": f"forged, 10.9.9.9, 198.51.100.{number}"}
            answer = await login(proxy, "a wrong password", f"u{number}@example.com", **forwarded)
            assert answer.status_code == 401
        await use_up(api, policy.LOGIN_ADDRESS, "127.0.0.1", but=0)
        await use_up(api, policy.LOGIN_ADDRESS, "198.51.100.200", but=1)
        last = {"x-forwarded-for": "1.2.3.4, 198.51.100.200"}
        statuses = [
            (await login(proxy, "a wrong password", f"v{n}@example.com", **last)).status_code
            for n in range(2)
        ]
    assert statuses == [401, 429]


@AT_FULL_COST
async def test_many_logins_at_once_leave_room_for_others(api):
    async def failed(number: int) -> int:
        async with connected(api, f"192.0.2.{number}") as client:
            return (await login(client, "a wrong password", f"u{number}@example.com")).status_code

    async def waited() -> float:
        started = time.perf_counter()
        async with connected(api) as client:
            assert (await client.get("/health")).status_code == 200
        return time.perf_counter() - started

    storm = [asyncio.create_task(failed(number)) for number in range(40)]
    taken = []
    for login_ended in asyncio.as_completed(storm):
        assert await login_ended == 401
        taken.append(await waited())
    assert sorted(taken)[-2] < 0.2


async def test_letters_are_limited_without_a_word(people, client, api):
    await people.add("ada@example.com")
    answers = {
        (answer.status_code, answer.text)
        for _ in range(5)
        for answer in [await client.post(f"{AUTH}/forgot", json={"email": "ada@example.com"})]
    }
    assert len(answers) == 1
    assert len(await outbox(api)) == 3


async def use_up(api, limit: Limit, subject: str, but: int) -> None:
    """Leave only so many tries of a limit."""
    for _ in range(limit.count - but):
        await api.state.platform.limiter.hit(limit, subject)


@pytest.mark.parametrize(
    ("path", "body", "limit"),
    [
        ("register", {"email": "a@example.com", "password": PASSWORD}, policy.REGISTER_ADDRESS),
        ("forgot", {"email": "a@example.com"}, policy.LETTER_ADDRESS),
        ("resend", {"email": "a@example.com"}, policy.LETTER_ADDRESS),
        ("verify", {"token": "x"}, policy.LINK_ADDRESS),
        ("reset", {"token": "x", "password": PASSWORD}, policy.LINK_ADDRESS),
    ],
)
async def test_every_door_is_limited(api, client, path, body, limit):
    await use_up(api, limit, "203.0.113.1", but=1)
    statuses = [(await client.post(f"{AUTH}/{path}", json=body)).status_code for _ in range(2)]
    assert (statuses[0] == 429, statuses[1]) == (False, 429)


async def test_users_behind_one_address_have_budgets_of_their_own(api_settings, database, clock):
    few = api_settings.model_copy(update={"api_requests_per_minute": 3})
    app = create_app(few, database, clock)
    async with app.router.lifespan_context(app):
        statuses = {}
        for email in ("ada@example.com", "bob@example.com"):
            await app.state.platform.accounts.create(email, PASSWORD, is_admin=False)
            async with connected(app) as client:
                token = (await login(client, PASSWORD, email)).json()["access_token"]
                client.headers["Authorization"] = f"Bearer {token}"
                answers = [await client.get(f"{AUTH}/me") for _ in range(4)]
                statuses[email] = [answer.status_code for answer in answers]
                assert int(answers[-1].headers["retry-after"]) <= 60
    assert set(map(tuple, statuses.values())) == {(200, 200, 200, 429)}


async def test_with_redis_gone_logins_stay_limited_and_reads_stay_up(
    api_settings, database, clock, redis_server
):
    url = SecretStr(f"{redis_server.url}/0")
    app = create_app(api_settings.model_copy(update={"redis_url": url}), database, clock)
    async with app.router.lifespan_context(app), connected(app) as client:
        await app.state.platform.accounts.create("ada@example.com", PASSWORD, is_admin=False)
        token = (await login(client, PASSWORD)).json()["access_token"]
        client.cookies.clear()
        redis_server.stop()
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await client.get(f"{AUTH}/me", headers=bearer)).status_code == 200
        statuses = [(await login(client, "a wrong password")).status_code for _ in range(6)]
        assert statuses == [401] * 5 + [429]
        # Without Redis a logout is known through the session itself.
        ours = {"x-requested-with": "test"}
        out = await client.post(f"{AUTH}/logout", headers=bearer | ours)
        assert out.status_code == 204
        assert (await client.get(f"{AUTH}/me", headers=bearer)).status_code == 401
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["checks"]["redis"]) == (200, "down")
