"""Lists and repeated requests, on routes made for the test (security.md 72, 74; decision 40)."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from app.api.deps import AdminUser, CurrentUser, FreshUser
from app.api.idempotency import IdempotentRoute
from app.api.pagination import PageQuery
from app.api.schemas.conventions import Moment, PageOf, Request
from app.domain.errors import InvalidRules
from app.domain.pages import Page


class Thing(Request):
    """Something that is made."""

    name: str


class Made(BaseModel):
    """What was made: its number says how many there are."""

    number: int


@pytest_asyncio.fixture
async def things(api: FastAPI) -> list[str]:
    """Return what was made so far, through routes of the test's own."""
    made: list[str] = []
    router = APIRouter(route_class=IdempotentRoute)

    @router.post("/things", status_code=201)
    async def make(body: Thing, user: CurrentUser) -> Made:
        if body.name == "refused":
            raise InvalidRules("not this one")
        await asyncio.sleep(0)
        made.append(body.name)
        return Made(number=len(made))

    @router.get("/things")
    async def listed(asked: PageQuery, since: Moment | None = None) -> PageOf[str]:
        asked.checked(("created_at", "name"))
        return PageOf[str].of(Page(made, asked.page, asked.limit, len(made)), str)

    @router.get("/admin-things")
    async def hidden(user: AdminUser) -> str:
        return user.email

    @router.get("/fresh-things")
    async def guarded(user: FreshUser) -> str:
        return user.email

    api.include_router(router, prefix="/test")
    return made


async def make(client: httpx.AsyncClient, key: str, name: str = "one") -> httpx.Response:
    return await client.post("/test/things", json={"name": name}, headers={"Idempotency-Key": key})


async def test_the_same_request_twice_is_one_thing(people, things):
    ada = await people.add("ada@example.com")
    first, second = await make(ada, "k1"), await make(ada, "k1")
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["idempotent-replayed"] == "true"
    assert things == ["one"]
    await make(ada, "k2")
    assert things == ["one", "one"]


async def test_another_body_under_the_same_key_is_refused(people, things):
    ada = await people.add("ada@example.com")
    await make(ada, "k1")
    answer = await make(ada, "k1", "two")
    assert (answer.status_code, answer.json()["code"]) == (422, 4005)
    assert things == ["one"]


async def test_another_user_has_other_keys(people, things):
    for email in ("ada@example.com", "bob@example.com"):
        assert (await make(await people.add(email), "k1")).status_code == 201
    assert len(things) == 2


async def test_a_refusal_gives_the_key_back(people, things):
    ada = await people.add("ada@example.com")
    assert (await make(ada, "k1", "refused")).status_code == 422
    assert (await make(ada, "k1")).status_code == 201


async def test_twenty_at_once_make_one_thing(people, things):
    ada = await people.add("ada@example.com")
    answers = await asyncio.gather(*(make(ada, "k1") for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert things == ["one"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
async def test_a_wrong_key_is_refused(people, things, key):
    ada = await people.add("ada@example.com")
    assert (await make(ada, key)).status_code == 422
    assert things == []


async def test_a_repeated_request_needs_its_user(client, things):
    assert (await make(client, "k1")).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        *("page=10000000000000000000", "page=0", "page=" + "9" * 5000),
        *("limit=1000000000", "limit=x"),
        *("sort=-created_at;drop", "sort=__class__", "sort=password", "sort=-"),
        *("since=0001-01-01T00:00:00Z", "since=9999-12-31T23:59:59Z"),
        "since=0001-01-01T00:00%2B23:00",
    ],
)
async def test_an_absurd_list_is_refused(client, things, query):
    assert (await client.get(f"/test/things?{query}")).status_code == 422


@pytest.mark.parametrize("query", ["", "page=2&limit=100&sort=-created_at", "since=2024-01-01"])
async def test_a_sensible_list_is_answered(client, things, query):
    answer = await client.get(f"/test/things?{query}")
    assert answer.status_code == 200
    assert answer.json().keys() == {"items", "page", "limit", "total"}


async def test_administration_is_for_administrators(people, client, things):
    ada = await people.add("ada@example.com", is_admin=True)
    bob = await people.add("bob@example.com")
    statuses = [(await who.get("/test/admin-things")).status_code for who in (ada, bob, client)]
    assert statuses == [200, 403, 401]


async def test_a_step_up_needs_a_login_of_the_last_minutes(people, things, clock):
    ada = await people.add("ada@example.com")
    assert (await ada.get("/test/fresh-things")).status_code == 200
    clock.advance(timedelta(minutes=6))
    answer = await ada.get("/test/fresh-things")
    assert (answer.status_code, answer.json()["code"]) == (403, 1005)
