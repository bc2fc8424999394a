"""Accounts over HTTP (security.md 1 to 5, 9, 10, 16, 44, 62; decision 38)."""

import statistics
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app.core.config import Registration
from app.main import create_app
from app.services.auth.policy import invitation
from tests.integration.api.conftest import AT_FULL_COST, PASSWORD, connected
from tests.integration.api.letters import outbox, token_for

AUTH = "/api/v1/auth"
NEW = "another four lemons here"


def registration(email: str = "ada@example.com", password: str = PASSWORD, **given: str) -> dict:
    return {"email": email, "password": password} | given


async def test_the_first_account_is_admin_and_the_second_is_not(client, people):
    for email in ("ada@example.com", "bob@example.com"):
        answer = await client.post(f"{AUTH}/register", json=registration(email))
        assert answer.status_code == 201
    ada, bob = await people.login("ada@example.com"), await people.login("bob@example.com")
    first, second = (await ada.get(f"{AUTH}/me")).json(), (await bob.get(f"{AUTH}/me")).json()
    assert (first["is_admin"], first["is_verified"]) == (True, True)
    assert (second["is_admin"], second["is_verified"]) == (False, False)


async def test_the_door_says_what_a_registration_needs(client, people):
    first = (await client.get(f"{AUTH}/registration")).json()
    assert first == {
        "mode": "open",
        "is_first": True,
        "needs_setup_token": False,
        "sends_mail": False,
    }
    await people.add("ada@example.com")
    assert (await client.get(f"{AUTH}/registration")).json()["is_first"] is False


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("kX9vQ2mT7pL", 422),
        ("kX9vQ2mT7pL4", 201),
        ("kX9 vQ2! mT7 pL4" * 8, 201),
        ("qwertyuiop123", 422),
        ("ApexTrade 4 me!", 422),
        ("ada.lovelace 17", 422),
    ],
    ids=["11", "12", "128", "common", "product", "own address"],
)
async def test_a_password_is_judged(client, password, status):
    body = registration("ada.lovelace@example.com", password)
    answer = await client.post(f"{AUTH}/register", json=body)
    assert answer.status_code == status


@AT_FULL_COST
async def test_a_huge_password_is_refused_without_hashing(client):
    await client.post(f"{AUTH}/register", json=registration(password="short"))
    started = time.perf_counter()
    answer = await client.post(f"{AUTH}/register", json=registration(password="kX9 v" * 220))
    assert answer.status_code == 422
    assert time.perf_counter() - started < 0.05


async def test_any_character_counts_and_so_does_case(people, client):
    password = "Ünïcode ☂ und 😀 " + "x7Y z8Q " * 8
    await client.post(f"{AUTH}/register", json=registration(password=password))
    assert await people.login("ada@example.com", password)
    wrong = registration(password=password.replace("Y", "y", 1))
    assert (await client.post(f"{AUTH}/login", json=wrong)).status_code == 401


async def test_nobody_learns_which_addresses_have_accounts(client, people, api):
    await people.add("ada@example.com")
    answers = {
        (answer.status_code, answer.text)
        for email in ("ada@example.com", "ADA@example.com", "new@example.com")
        for answer in [await client.post(f"{AUTH}/register", json=registration(email))]
    }
    assert len(answers) == 1
    letters = [(letter.recipient, letter.subject) for letter in await outbox(api)]
    assert sorted(letters) == [
        ("ada@example.com", "You have an account already"),
        ("ada@example.com", "You have an account already"),
        ("new@example.com", "Confirm your address"),
    ]


async def seconds_of(app, path: str, bodies: list[dict]) -> list[float]:
    """Return how long each kind of request takes: medians of alternating tries."""
    taken: list[list[float]] = [[] for _ in bodies]
    for number in range(11):
        for kind, body in zip(taken, bodies, strict=True):
            email = body["email"].replace("*", str(number))
            async with connected(app, f"192.0.2.{number}") as client:
                started = time.perf_counter()
                await client.post(f"{AUTH}/{path}", json=body | {"email": email})
                kind.append(time.perf_counter() - started)
    return [statistics.median(times) for times in taken]


@AT_FULL_COST
@pytest.mark.parametrize(
    ("path", "body"),
    [("register", {"password": PASSWORD}), ("login", {"password": NEW}), ("forgot", {})],
)
async def test_nor_does_the_time_tell(api, people, path, body):
    # Few tries on a busy machine: what is looked for is a hash left out, which halves the time.
    for number in range(11 if path == "login" else 0):
        await people.add(f"known{number}@example.com")
    await people.add("ada@example.com")
    known = "known*@example.com" if path == "login" else "ada@example.com"
    old, new = await seconds_of(
        api, path, [body | {"email": known}, body | {"email": "nobody*@example.com"}]
    )
    assert abs(old - new) / max(old, new) < 0.25


@AT_FULL_COST
async def test_the_stored_hash_is_as_asked_for_and_grows_stronger(people, api):
    await people.add("ada@example.com")
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    begin = api.state.platform.transactions.begin_system
    async with begin() as work:
        account = await work.users.by_email("ada@example.com")
        assert account.password_hash.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
        await work.users.rehash(account.id, weak)
    await people.login("ada@example.com")
    async with begin() as work:
        account = await work.users.by_email("ada@example.com")
    assert account.password_hash.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


async def test_an_address_is_confirmed_once(client, people, api):
    await people.add("admin@example.com", is_admin=True)
    await client.post(f"{AUTH}/register", json=registration())
    token = await token_for(api, "ada@example.com")
    ada = await people.login("ada@example.com")
    assert (await client.post(f"{AUTH}/verify", json={"token": "x" * 43})).status_code == 400
    assert (await client.post(f"{AUTH}/verify", json={"token": token})).status_code == 204
    assert (await client.post(f"{AUTH}/verify", json={"token": token})).status_code == 400
    again = await people.login("ada@example.com")
    assert (await again.get(f"{AUTH}/me")).json()["is_verified"] is True
    assert (await ada.get(f"{AUTH}/me")).status_code == 200


async def test_a_second_letter_replaces_the_first(client, people, api):
    await people.add("admin@example.com", is_admin=True)
    await client.post(f"{AUTH}/register", json=registration())
    first = await token_for(api, "ada@example.com")
    await client.post(f"{AUTH}/resend", json={"email": "ada@example.com"})
    second = await token_for(api, "ada@example.com")
    assert (await client.post(f"{AUTH}/verify", json={"token": first})).status_code == 400
    assert (await client.post(f"{AUTH}/verify", json={"token": second})).status_code == 204
    await client.post(f"{AUTH}/resend", json={"email": "ada@example.com"})
    assert await token_for(api, "ada@example.com") == second


async def test_a_new_password_ends_every_session(client, people, api):
    ada = await people.add("ada@example.com")
    known = await client.post(f"{AUTH}/forgot", json={"email": "ada@example.com"})
    unknown = await client.post(f"{AUTH}/forgot", json={"email": "nobody@example.com"})
    assert (known.status_code, known.text) == (202, unknown.text)
    token = await token_for(api, "ada@example.com")
    body = {"token": token, "password": NEW}
    assert (
        await client.post(f"{AUTH}/reset", json=body | {"password": "short"})
    ).status_code == 422
    assert (await client.post(f"{AUTH}/reset", json=body)).status_code == 204
    assert (await client.post(f"{AUTH}/reset", json=body)).status_code == 400
    refreshed = await ada.post(f"{AUTH}/refresh", headers={"x-requested-with": "test"})
    assert refreshed.status_code == 401
    assert (await client.post(f"{AUTH}/login", json=registration())).status_code == 401
    assert await people.login("ada@example.com", NEW)
    assert (await outbox(api))[0].subject == "Your password was changed"


async def test_a_reset_link_lives_for_half_an_hour(client, people, api, clock):
    await people.add("ada@example.com")
    await client.post(f"{AUTH}/forgot", json={"email": "ada@example.com"})
    token = await token_for(api, "ada@example.com")
    clock.advance(timedelta(minutes=30))
    answer = await client.post(f"{AUTH}/reset", json={"token": token, "password": NEW})
    assert (answer.status_code, answer.json()["code"]) == (400, 1007)


async def test_a_link_leads_to_the_configured_address(client, people, api):
    await people.add("ada@example.com")
    await client.post(
        f"{AUTH}/forgot", json={"email": "ada@example.com"}, headers={"host": "evil.test"}
    )
    (letter,) = await outbox(api)
    assert "http://127.0.0.1:8080/reset?token=" in letter.body
    assert "evil.test" not in letter.body


async def test_the_profile_is_changed_and_nothing_else(people):
    ada = await people.add("ada@example.com")
    changes = {"first_name": "Ada", "timezone": "Europe/Paris", "preferences": {"theme": "dark"}}
    me = (await ada.patch(f"{AUTH}/me", json=changes)).json()
    assert {name: me[name] for name in changes} == changes
    assert (await ada.get(f"{AUTH}/me")).json() == me


@pytest.mark.parametrize(
    "change",
    [
        {"is_admin": True},
        {"user_id": "x"},
        {"email": "x@example.com"},
        {"timezone": "Moon/Base"},
        {"base_currency": "usd; drop"},
        {"preferences": {"x": "y" * 20_000}},
        {"first_name": "x" * 101},
    ],
    ids=str,
)
async def test_a_foreign_or_wrong_field_is_refused(people, change):
    ada = await people.add("ada@example.com")
    assert (await ada.patch(f"{AUTH}/me", json=change)).status_code == 422


@pytest.mark.parametrize("mode", ["invite", "closed"])
async def test_later_accounts_follow_the_setting(api_settings, database, clock, mode):
    settings = api_settings.model_copy(update={"registration": Registration(mode)})
    app = create_app(settings, database, clock)
    async with app.router.lifespan_context(app), connected(app) as client:
        stamps = app.state.platform.accounts.stamps
        invited = {"invitation": invitation("bob@example.com", stamps, clock.now())}
        statuses = [
            (await client.post(f"{AUTH}/register", json=registration(email, **given))).status_code
            for email, given in (
                ("ada@example.com", {}),
                ("bob@example.com", {}),
                ("eve@example.com", invited),
                ("bob@example.com", invited),
            )
        ]
    assert statuses == [201, 403, 403, 201 if mode == "invite" else 403]
