"""What is another's is not there (security.md 40 to 44): every operation, read from OpenAPI.

An operation that is added is tried at once; an id in a path that nothing here makes fails the test.
"""

import json
from uuid import uuid4

import pytest
import pytest_asyncio

from app.api.openapi import operations
from tests.integration.api.market import DOCUMENT, store_market

PREFIX = "/api/v1"
# Names and numbers, not ids: they say nothing of whose something is.
SHARED = {"name", "number", "source", "symbol", "s", "timeframe"}
EXTRA = {"user_id": str(uuid4()), "is_admin": True, "cash_balance": 1, "status": "active"}


@pytest_asyncio.fixture
async def ada(people, api):
    await people.add("root@example.com", is_admin=True)
    await store_market(api.state.platform.transactions, days=2)
    return await people.add("ada@example.com")


@pytest_asyncio.fixture
async def bob(people, ada):
    return await people.add("bob@example.com")


@pytest_asyncio.fixture
async def owned(ada) -> dict[str, str]:
    """Return an id of Ada's for every name of an id in a path."""

    async def made(path: str, body: dict) -> str:
        answer = await ada.post(PREFIX + path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()["id"]

    strategy = await made("/strategies", DOCUMENT)
    sessions = (await ada.get(f"{PREFIX}/auth/sessions")).json()
    return {
        "strategy_id": strategy,
        "rule_id": await made("/rules", {"name": "Low", "document": DOCUMENT["entry_rules"][0]}),
        "backtest_id": await made("/backtests", {"strategy_id": strategy}),
        "session_id": (sessions.get("items") or sessions)[0]["id"],
        "user_id": (await ada.get(f"{PREFIX}/auth/me")).json()["id"],
    }


def described(api) -> list[tuple[str, str, dict]]:
    return [found for found in operations(api.openapi()) if found[1].startswith(PREFIX)]


def ids_in(operation: dict) -> list[str]:
    names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
    return [name for name in names if name not in SHARED]


def body_of(path: str, operation: dict) -> dict:
    if "requestBody" not in operation:
        return {}
    if path.endswith("/rules/{rule_id}"):
        return {"json": {"name": "Mine", "document": DOCUMENT["entry_rules"][0]}}
    return {"json": {} if path.count("/") > 4 else DOCUMENT}


def told(answer) -> tuple[int, dict]:
    """Return what an answer says, without what names the request."""
    body = {k: v for k, v in answer.json().items() if k not in {"instance", "trace_id"}}
    return answer.status_code, body


async def test_anothers_id_is_answered_like_one_that_was_never_given(api, ada, bob, owned):
    tried = []
    for method, path, operation in described(api):
        names = ids_in(operation)
        if not names:
            continue
        assert set(names) <= owned.keys(), f"{method} {path}: make one of these in `owned`"
        answers = []
        for ids in (owned, {name: str(uuid4()) for name in owned}):
            place = path.replace("{number}", "1")
            for name in names:
                place = place.replace(f"{{{name}}}", ids[name])
            answer = await bob.request(method, place, **body_of(path, operation))
            answers.append(json.loads(json.dumps(told(answer)).replace(ids[names[0]], "ID")))
        assert answers[0] == answers[1], f"{method} {path}"
        assert answers[0][0] in {403, 404}, f"{method} {path}: {answers[0]}"
        tried.append((method, path))
    assert len(tried) >= 17
    for name, place in {
        "strategy_id": "strategies",
        "rule_id": "rules",
        "backtest_id": "backtests",
    }.items():
        assert (await ada.get(f"{PREFIX}/{place}/{owned[name]}")).status_code == 200


async def test_no_list_of_bobs_names_anything_of_adas(api, bob, owned):
    tried = 0
    for method, path, operation in described(api):
        if method != "GET" or "{" in path or "security" not in operation:
            continue
        answer = await bob.get(path)
        assert not any(found in answer.text for found in owned.values()), path
        tried += 1
    assert tried >= 8


async def test_a_body_cannot_name_anothers_strategy(ada, bob, owned):
    answer = await bob.post(f"{PREFIX}/backtests", json={"strategy_id": owned["strategy_id"]})
    unknown = await bob.post(f"{PREFIX}/backtests", json={"strategy_id": str(uuid4())})
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert (await bob.get(f"{PREFIX}/backtests")).json()["total"] == 0
    ids = [owned["backtest_id"], str(uuid4())]
    compared = await bob.get(f"{PREFIX}/backtests/compare", params={"ids": ids})
    assert compared.status_code == 404


async def test_no_body_takes_a_member_that_is_not_the_users_to_set(api, ada, owned):
    """Every JSON body of the description, with members that are decided elsewhere."""
    tried = 0
    for method, path, operation in described(api):
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content or "{user_id}" in path:
            continue
        place = path.replace("{number}", "1")
        for name in ids_in(operation):
            place = place.replace(f"{{{name}}}", owned[name])
        for name, value in EXTRA.items():
            answer = await ada.request(method, place, json={name: value})
            assert answer.status_code in {403, 404, 422, 429}, f"{method} {path} {name}"
            tried += 1
    assert tried >= 40
    assert (await ada.get(f"{PREFIX}/auth/me")).json()["is_admin"] is False


@pytest.mark.parametrize("path", ["/strategies", "/backtests", "/rules"])
async def test_the_owner_sees_what_the_other_does_not(ada, bob, owned, path):
    """The negative control: the same lists are not empty for whom they belong to."""
    assert (await ada.get(PREFIX + path)).json()["total"] == 1
    assert (await bob.get(PREFIX + path)).json()["total"] == 0
