"""Strategies, rules and indicators over HTTP."""

from uuid import uuid4

import pytest
import pytest_asyncio

from tests.integration.api.market import DOCUMENT, store_market

URL = "/api/v1/strategies"
RULE = DOCUMENT["entry_rules"][0]


@pytest_asyncio.fixture
async def ada(people):
    return await people.add("ada@example.com")


@pytest_asyncio.fixture
async def kept(ada):
    answer = await ada.post(URL, json=DOCUMENT)
    assert answer.status_code == 201, answer.text
    return answer.json()


def changed(**changes):
    return {**DOCUMENT, **changes}


async def test_a_strategy_is_created_from_its_document(ada, kept):
    assert kept["name"] == "Dip"
    assert (kept["version"], kept["status"]) == (1, "draft")
    again = await ada.get(f"{URL}/{kept['id']}")
    assert again.json() == kept
    listed = (await ada.get(URL)).json()
    assert listed["total"] == 1
    assert "document" not in listed["items"][0]


async def test_the_place_of_a_new_strategy_is_told(ada):
    answer = await ada.post(URL, json=DOCUMENT)
    assert answer.headers["location"] == f"{URL}/{answer.json()['id']}"


async def test_the_same_key_makes_one_strategy(ada):
    key = {"Idempotency-Key": "one"}
    first = await ada.post(URL, json=DOCUMENT, headers=key)
    again = await ada.post(URL, json=DOCUMENT, headers=key)
    assert again.json() == first.json()
    assert (await ada.get(URL)).json()["total"] == 1
    other = await ada.post(URL, json=changed(name="Other"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, 4005)


async def test_a_faulty_document_is_refused_with_every_fault(ada):
    answer = await ada.post(
        URL, json=changed(timeframe="7m", risk_management={"stop_loss_pct": -1})
    )
    assert (answer.status_code, answer.json()["code"]) == (422, 2002)
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/timeframe",
        "/risk_management/stop_loss_pct",
    }


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({"status": "draft"}, 1),
        ({"status": "active"}, 0),
        ({"symbol": "BTC/USDT"}, 1),
        ({"timeframe": "1d"}, 0),
        ({"search": "di"}, 1),
        ({"search": "%"}, 0),
    ],
)
@pytest.mark.usefixtures("kept")
async def test_lists_are_filtered(ada, query, total):
    assert (await ada.get(URL, params=query)).json()["total"] == total


async def test_markets_are_those_of_the_own_strategies(ada, people, kept):
    bob = await people.add("bob@example.com")
    for person, symbol in [(ada, "ADA/USDT"), (ada, "ETH/USDT"), (bob, "SOL/USDT")]:
        stored = await person.post(URL, json=changed(name=symbol, symbol=symbol))
        assert stored.status_code == 201
    await ada.post(f"{URL}/{kept['id']}/archive")
    found = (await ada.get(f"{URL}/markets")).json()["items"]
    assert found == ["ADA/USDT", kept["symbol"], "ETH/USDT"]


async def test_a_changed_document_is_the_next_version(ada, kept):
    place = f"{URL}/{kept['id']}"
    second = await ada.put(place, json=changed(timeframe="1h"), params={"expected_version": 1})
    assert (second.status_code, second.json()["version"]) == (200, 2)
    late = await ada.put(place, json=DOCUMENT, params={"expected_version": 1})
    assert (late.status_code, late.json()["code"]) == (409, 2004)
    versions = (await ada.get(f"{place}/versions")).json()
    assert [version["number"] for version in versions["items"]] == [2, 1]
    assert (await ada.get(f"{place}/versions/1")).json()["document"] == kept["document"]
    diff = (await ada.get(f"{place}/versions/2/diff")).json()
    assert (diff["older"], diff["newer"]) == (1, 2)
    assert {"-timeframe: 5m", "+timeframe: 1h"} <= set(diff["lines"])


async def test_an_earlier_version_is_restored_as_the_newest(ada, kept):
    place = f"{URL}/{kept['id']}"
    await ada.put(place, json=changed(timeframe="1h"))
    restored = (await ada.post(f"{place}/versions/1/restore")).json()
    assert (restored["version"], restored["document"]) == (3, kept["document"])
    newest = (await ada.get(f"{place}/versions/3")).json()
    assert newest["note"] == "restored from version 1"


async def test_activating_changes_the_state_and_nothing_else(ada, kept):
    place = f"{URL}/{kept['id']}"
    active = await ada.post(f"{place}/activate", json={"trading_mode": "paper"})
    assert (active.json()["status"], active.json()["trading_mode"]) == ("active", "paper")
    assert active.json()["document"] == kept["document"]
    again = await ada.post(f"{place}/activate")
    assert (again.status_code, again.json()["code"]) == (409, 2003)
    for refused in (await ada.put(place, json=DOCUMENT), await ada.delete(place)):
        assert (refused.status_code, refused.json()["code"]) == (409, 2004)
    paused = await ada.post(f"{place}/deactivate")
    assert paused.json()["status"] == "paused"
    assert (await ada.post(f"{place}/deactivate")).json()["status"] == "paused"
    assert (await ada.delete(place)).status_code == 204
    assert (await ada.get(place)).json()["code"] == 2001


async def test_live_trading_is_refused_where_it_is_off(ada, kept):
    answer = await ada.post(f"{URL}/{kept['id']}/activate", json={"trading_mode": "live"})
    assert answer.status_code == 403


async def test_a_clone_is_a_draft_of_its_own(ada, kept):
    copy = await ada.post(f"{URL}/{kept['id']}/clone")
    assert copy.status_code == 201
    assert copy.json()["name"] == "Dip (copy)"
    named = await ada.post(f"{URL}/{kept['id']}/clone", json={"name": "Second"})
    assert named.json()["name"] == "Second"
    assert (await ada.get(URL)).json()["total"] == 3


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/activate"),
        ("POST", "/deactivate"),
        ("POST", "/archive"),
        ("POST", "/unarchive"),
        ("POST", "/clone"),
        ("GET", "/versions"),
        ("GET", "/versions/1"),
        ("GET", "/versions/1/diff"),
        ("POST", "/versions/1/restore"),
    ],
)
async def test_nobody_elses_strategy_is_there(people, kept, method, path):
    ben = await people.add("ben@example.com")
    body = {"json": DOCUMENT} if method == "PUT" else {}
    for strategy_id in (kept["id"], uuid4()):
        answer = await ben.request(method, f"{URL}/{strategy_id}{path}", **body)
        assert (answer.status_code, answer.json()["code"]) == (404, 2001)


async def test_templates_can_be_stored_as_they_are(ada):
    items = (await ada.get(f"{URL}/templates")).json()["items"]
    assert len(items) == 6
    for template in items:
        assert (await ada.post(URL, json=template["document"])).status_code == 201


async def test_every_indicator_is_described(ada):
    items = (await ada.get("/api/v1/indicators")).json()["items"]
    assert len(items) > 50
    assert (await ada.get("/api/v1/indicators/rsi")).json()["name"] == "RSI"
    assert (await ada.get("/api/v1/indicators/NOPE")).status_code == 404
    group = items[0]["group"]
    some = (await ada.get("/api/v1/indicators", params={"group": group})).json()["items"]
    assert {item["group"] for item in some} == {group}


async def test_a_saved_rule_serves_in_a_strategy(ada):
    saved = await ada.post("/api/v1/rules", json={"name": "low", "document": RULE})
    assert saved.status_code == 201, saved.text
    rule_id = saved.json()["id"]
    for reference in ("low", rule_id):
        made = await ada.post(URL, json=changed(entry_rules=[reference]))
        assert made.status_code == 201, made.text
    unknown = await ada.post(URL, json=changed(entry_rules=["high"]))
    assert (unknown.status_code, unknown.json()["code"]) == (422, 2002)
    taken = await ada.post("/api/v1/rules", json={"name": "low", "document": RULE})
    assert taken.status_code == 409
    renamed = await ada.put(f"/api/v1/rules/{rule_id}", json={"name": "dip", "document": RULE})
    assert renamed.json()["name"] == "dip"
    assert (await ada.get("/api/v1/rules")).json()["total"] == 1
    assert (await ada.delete(f"/api/v1/rules/{rule_id}")).status_code == 204
    assert (await ada.get(f"/api/v1/rules/{rule_id}")).status_code == 404


async def test_rules_are_judged_without_being_stored(ada):
    good = (await ada.post("/api/v1/rules/validate", json={"document": DOCUMENT})).json()
    assert (good["is_valid"], good["faults"]) == (True, [])
    assert good["look_back"] > 0
    bad = await ada.post("/api/v1/rules/validate", json={"document": changed(timeframe="7m")})
    assert [fault["pointer"] for fault in bad.json()["faults"]] == ["/timeframe"]
    neither = await ada.post("/api/v1/rules/validate", json={})
    assert neither.status_code == 422


async def test_the_text_form_and_the_json_form_are_each_others(ada):
    forms = (await ada.post("/api/v1/rules/parse", json={"document": DOCUMENT})).json()
    back = (await ada.post("/api/v1/rules/parse", json={"text": forms["text"]})).json()
    assert back == forms
    assert "RSI" in forms["words"]


async def test_rules_are_tried_on_stored_bars(ada, api):
    await store_market(api.state.platform.transactions)
    answer = await ada.post("/api/v1/rules/evaluate", json={"document": DOCUMENT})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["bars"] == 10 * 288
    assert found["counts"]["entry_long"] > 0
    assert found["signals"][-1]["intent"] == "entry_long"
    assert found["explanation"]["index"] == found["bars"] - 1
    beyond = await ada.post("/api/v1/rules/evaluate", json={"document": DOCUMENT, "bar": 10**6})
    assert beyond.status_code == 422
    nothing = changed(symbol="NOPE/USDT")
    unknown = await ada.post("/api/v1/rules/evaluate", json={"document": nothing})
    assert (unknown.status_code, unknown.json()["code"]) == (404, 5001)


async def test_a_strategy_put_aside_leaves_the_list_and_comes_back(ada, kept):
    place = f"{URL}/{kept['id']}"
    aside = await ada.post(f"{place}/archive")
    assert (aside.status_code, aside.json()["status"]) == (200, "archived")
    assert (await ada.post(f"{place}/archive")).json()["status"] == "archived"
    for archived, total in [("false", 0), ("true", 1)]:
        listed = await ada.get(URL, params={"archived": archived})
        assert listed.json()["total"] == total
    assert (await ada.post(f"{place}/unarchive")).json()["status"] == "draft"
    assert (await ada.post(f"{place}/unarchive")).json()["status"] == "draft"


async def test_what_was_active_comes_back_paused(ada, kept):
    place = f"{URL}/{kept['id']}"
    await ada.post(f"{place}/activate")
    refused = await ada.post(f"{place}/archive")
    assert (refused.status_code, refused.json()["code"]) == (409, 2004)
    await ada.post(f"{place}/deactivate")
    await ada.post(f"{place}/archive")
    assert (await ada.post(f"{place}/unarchive")).json()["status"] == "paused"


async def test_a_list_says_how_the_last_backtest_went_once_there_is_one(ada, kept):
    assert (await ada.get(URL)).json()["items"][0]["last_backtest"] is None
    assert "last_backtest" not in kept


async def test_templates_tell_their_rules_in_words(ada):
    items = (await ada.get(f"{URL}/templates", params={"symbol": "ETH/USDT"})).json()["items"]
    assert len(items) == 6
    for item in items:
        assert item["words"].startswith(f"{item['title']} trades ETH/USDT on 1h bars")
