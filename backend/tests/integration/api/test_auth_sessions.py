"""Tokens and sessions over HTTP (security.md 17, 20, 24 to 34)."""

import asyncio
import time
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import text

from app.main import create_app
from tests.integration.api.conftest import PASSWORD, connected
from tests.integration.api.letters import outbox

AUTH = "/api/v1/auth"
COOKIE = "__Secure-apex_refresh"
OURS = {"x-requested-with": "test"}
NEW = "another four lemons here"
LOGIN = {"email": "ada@example.com", "password": PASSWORD}


def token_in(client: httpx.AsyncClient) -> str:
    return client.cookies.get(COOKIE, path="/api/v1/auth")


def set_cookies(answer: httpx.Response) -> dict:
    cookies: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        cookies.load(line)
    return dict(cookies)


async def refreshed(api, token: str, **headers: str) -> httpx.Response:
    async with connected(api) as client:
        cookie = {"cookie": f"{COOKIE}={token}"}
        return await client.post(f"{AUTH}/refresh", headers=cookie | (headers or OURS))


async def status_of(client: httpx.AsyncClient, token: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return (await client.get(f"{AUTH}/me", headers=headers)).status_code


async def test_a_login_gives_a_token_and_a_guarded_cookie(people, client, api):
    await people.add("ada@example.com")
    answer = await client.post(f"{AUTH}/login", json=LOGIN)
    body = answer.json()
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    cookie = set_cookies(answer)[COOKIE]
    assert (cookie["path"], cookie["samesite"]) == ("/api/v1/auth", "strict")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie.value not in answer.text
    async with api.state.platform.transactions.begin_system() as work:
        rows = await work.session.execute(text("SELECT token_sha256::text FROM refresh_tokens"))
        assert all(cookie.value not in row[0] for row in rows)


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Bearer", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30.", "x" * 5000],
)
async def test_a_wrong_authorization_is_refused(client, header):
    answer = await client.get(f"{AUTH}/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, 1003)
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_one_token_does_not_do_the_others_work(people, api):
    ada = await people.add("ada@example.com")
    assert await status_of(ada, token_in(ada)) == 401
    access = ada.headers["authorization"].removeprefix("Bearer ")
    assert (await refreshed(api, access)).status_code == 401


async def test_an_expired_token_says_so(people, clock):
    ada = await people.add("ada@example.com")
    clock.advance(timedelta(minutes=15, seconds=31))
    answer = await ada.get(f"{AUTH}/me")
    assert (answer.status_code, answer.json()["code"]) == (401, 1002)


async def test_a_refresh_goes_on_with_new_tokens(people, clock):
    ada = await people.add("ada@example.com")
    before = token_in(ada)
    clock.advance(timedelta(minutes=20))
    answer = await ada.post(f"{AUTH}/refresh", headers=OURS)
    assert answer.status_code == 200
    assert token_in(ada) != before
    assert await status_of(ada, answer.json()["access_token"]) == 200


async def test_a_used_token_ends_its_whole_family(people, api, clock):
    ada = await people.add("ada@example.com")
    stolen = token_in(ada)
    newest = (await ada.post(f"{AUTH}/refresh", headers=OURS)).json()["access_token"]
    clock.advance(timedelta(seconds=11))
    assert (await refreshed(api, stolen)).status_code == 401
    assert (await ada.post(f"{AUTH}/refresh", headers=OURS)).status_code == 401
    assert await status_of(ada, newest) == 401
    letters = [(letter.recipient, letter.subject) for letter in await outbox(api)]
    assert letters == [("ada@example.com", "A device was signed out")]
    # Another device of the same user has a family of its own.
    assert await people.login("ada@example.com")


async def test_parallel_refreshes_share_one_successor(people, api, clock):
    ada = await people.add("ada@example.com")
    answers = await asyncio.gather(*(refreshed(api, token_in(ada)) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {200}
    (successor,) = {set_cookies(answer)[COOKIE].value for answer in answers}
    clock.advance(timedelta(minutes=1))
    assert (await refreshed(api, successor)).status_code == 200


async def test_a_late_tab_gets_the_end_of_the_chain(people, api):
    ada = await people.add("ada@example.com")
    first = token_in(ada)
    await ada.post(f"{AUTH}/refresh", headers=OURS)
    await ada.post(f"{AUTH}/refresh", headers=OURS)
    late = await refreshed(api, first)
    assert late.status_code == 200
    assert set_cookies(late)[COOKIE].value == token_in(ada)


async def test_no_session_outlives_thirty_days(people, clock):
    ada = await people.add("ada@example.com")
    for day in range(31):
        answer = await ada.post(f"{AUTH}/refresh", headers=OURS)
        assert answer.status_code == (200 if day < 30 else 401), f"day {day}"
        clock.advance(timedelta(days=1))


async def test_an_unused_token_ends_after_a_week(people, api, clock):
    ada = await people.add("ada@example.com")
    clock.advance(timedelta(days=7))
    assert (await refreshed(api, token_in(ada))).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://testserver.evil.test"}, 403),
        ({"accept": "*/*"}, 403),
        ({"origin": "https://testserver"}, 200),
        ({"origin": "http://127.0.0.1:8080"}, 200),
        (OURS, 200),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["refresh", "logout"])
async def test_another_site_cannot_use_the_cookie(people, path, headers, status):
    ada = await people.add("ada@example.com")
    del ada.headers["Authorization"]
    answer = await ada.post(f"{AUTH}/{path}", headers=headers)
    assert answer.status_code == (204 if status == 200 and path == "logout" else status)


@pytest.mark.parametrize("path", ["refresh", "logout"])
async def test_a_link_cannot_use_the_cookie(people, path):
    ada = await people.add("ada@example.com")
    assert (await ada.get(f"{AUTH}/{path}")).status_code == 405


async def test_a_logout_ends_both_tokens_at_once(people, api, redis):
    ada = await people.add("ada@example.com")
    token = token_in(ada)
    assert await status_of(ada) == 200
    assert (await ada.post(f"{AUTH}/logout", headers=OURS)).status_code == 204
    assert await status_of(ada) == 401
    assert (await refreshed(api, token)).status_code == 401
    (denied,) = await redis.keys("apex:denied:*")
    assert 0 < await redis.ttl(denied) <= 930


async def test_a_logout_without_any_token_is_refused(client):
    assert (await client.post(f"{AUTH}/logout", headers=OURS)).status_code == 401


async def test_another_process_hears_of_a_logout_at_once(
    people, api, api_settings, database, clock
):
    ada = await people.add("ada@example.com")
    other = create_app(api_settings, database, clock)
    async with other.router.lifespan_context(other), connected(other) as elsewhere:
        access = ada.headers["authorization"].removeprefix("Bearer ")
        assert await status_of(elsewhere, access) == 200
        await ada.post(f"{AUTH}/logout", headers=OURS)
        assert await status_of(elsewhere, access) == 401


async def test_a_disabled_user_is_out_within_five_seconds(people, api):
    ada = await people.add("ada@example.com")
    assert await status_of(ada) == 200
    async with api.state.platform.transactions.begin_system() as work:
        account = await work.users.by_email("ada@example.com")
        await work.users.set_active(account.id, is_active=False)
    ends = time.monotonic() + 5.0
    statuses = [200]
    # The promise is a time, so the test has to look until it is over.
    while statuses[-1] == 200 and time.monotonic() < ends:
        statuses.append(await status_of(ada))
    assert statuses[-1] == 401
    assert (await refreshed(api, token_in(ada))).status_code == 401
    assert (await ada.post(f"{AUTH}/login", json=LOGIN)).status_code == 401


async def test_devices_are_listed_and_ended(people, api):
    desk, phone = await people.add("ada@example.com"), await people.login("ada@example.com")
    bob = await people.add("bob@example.com")
    items = (await desk.get(f"{AUTH}/sessions")).json()["items"]
    assert [item["is_current"] for item in items].count(True) == 1
    (other,) = [item["id"] for item in items if not item["is_current"]]
    assert (await bob.delete(f"{AUTH}/sessions/{other}")).status_code == 404
    assert await status_of(phone) == 200
    assert (await desk.delete(f"{AUTH}/sessions/{other}")).status_code == 204
    assert (await desk.delete(f"{AUTH}/sessions/{other}")).status_code == 404
    assert await status_of(phone) == 401
    assert (await refreshed(api, token_in(phone))).status_code == 401
    assert await status_of(desk) == 200


async def test_the_public_keys_are_public_alone(client):
    (key,) = (await client.get(f"{AUTH}/jwks")).json()["keys"]
    assert key.keys() == {"kty", "use", "alg", "kid", "n", "e"}


async def test_a_new_key_ends_nobodys_session(people, api):
    ada = await people.add("ada@example.com")
    api.state.platform.sessions.tokens.keys.rotate()
    assert await status_of(ada) == 200
    fresh = (await ada.post(f"{AUTH}/refresh", headers=OURS)).json()["access_token"]
    assert fresh.split(".")[0] != ada.headers["authorization"].split(" ")[1].split(".")[0]
    assert await status_of(ada, fresh) == 200


async def test_a_password_is_changed_by_the_one_before(people, client, api):
    ada, other = await people.add("ada@example.com"), await people.login("ada@example.com")
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await ada.post(f"{AUTH}/password", json=body)).status_code == 204
    assert (await ada.get(f"{AUTH}/me")).status_code == 200
    assert (await ada.post(f"{AUTH}/refresh", headers=OURS)).status_code == 200
    assert (await other.get(f"{AUTH}/me")).status_code == 401
    assert (await other.post(f"{AUTH}/refresh", headers=OURS)).status_code == 401
    old = {"email": "ada@example.com", "password": PASSWORD}
    assert (await client.post(f"{AUTH}/login", json=old)).status_code == 401
    assert await people.login("ada@example.com", NEW)
    (letter,) = await outbox(api)
    assert (letter.recipient, letter.subject) == ("ada@example.com", "Your password was changed")
    assert "every other device" in letter.body


@pytest.mark.parametrize(
    ("current", "new", "pointer"),
    [
        ("certainly wrong", NEW, "/current_password"),
        (PASSWORD, "short", "/new_password"),
        (PASSWORD, "ada.lovelace 1815", "/new_password"),
    ],
    ids=["wrong", "weak", "own address"],
)
async def test_a_wrong_or_weak_password_changes_nothing(people, current, new, pointer):
    ada = await people.add("ada.lovelace@example.com")
    body = {"current_password": current, "new_password": new}
    answer = await ada.post(f"{AUTH}/password", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await people.login("ada.lovelace@example.com")


@pytest.mark.parametrize("path", ["confirm", "password"])
async def test_a_stolen_session_cannot_guess_the_password(people, path):
    ada = await people.add("ada@example.com")
    body = {"password": "wrong"} if path == "confirm" else wrong_change()
    answers = [(await ada.post(f"{AUTH}/{path}", json=body)).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert (await ada.get(f"{AUTH}/me")).status_code == 200


async def test_a_confirmed_password_makes_the_login_fresh(people, clock):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    user = (await bob.get(f"{AUTH}/me")).json()["id"]
    change = {"path": f"/api/v1/admin/users/{user}", "json": {"is_active": False}}
    clock.advance(timedelta(minutes=6))
    assert await _patched(ada, **change) == (403, 1005)
    answer = await ada.post(f"{AUTH}/confirm", json={"password": PASSWORD})
    assert answer.status_code == 204
    assert await _patched(ada, **change) == (200, None)


def wrong_change() -> dict:
    return {"current_password": "certainly wrong", "new_password": NEW}


async def _patched(client, path: str, json: dict) -> tuple[int, int | None]:
    answer = await client.patch(path, json=json)
    return answer.status_code, answer.json().get("code")
