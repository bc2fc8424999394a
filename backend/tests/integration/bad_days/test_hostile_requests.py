"""Bodies and addresses made to break the reader: refused as what they are, nothing is kept."""

import json
from time import perf_counter

import httpx
import pytest
import pytest_asyncio

from tests.integration.api.market import DOCUMENT

URL = "/api/v1/strategies"
JSON = {"content-type": "application/json"}


@pytest_asyncio.fixture
async def ada(people) -> httpx.AsyncClient:
    return await people.add("ada@example.com")


def with_name(text: str) -> bytes:
    """Return the document with `text` where the JSON of its name stood."""
    return json.dumps(DOCUMENT | {"name": "@"}).replace('"@"', text).encode("utf-8")


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"[" * 1000 + b"]" * 1000, {400}),
        (with_name('{"a":' * 1000 + "1" + "}" * 1000), {400}),
        (with_name("NaN"), {422}),
        (with_name("-Infinity"), {422}),
        (with_name("1e999"), {422}),
        (with_name("9" * 5000), {400, 422}),
        (with_name('"a\\u0000b"'), {422}),
        (with_name('"\\ud800"'), {422}),
        (with_name('"One", "name": "Two"'), {422}),
        (with_name('{"a": 1, "a": 2}'), {422}),
        (with_name('"X"').replace(b"X", b"\xc3\x28"), {400}),
        (with_name('"X"').replace(b"X", b"\xed\xa0\x80"), {400}),
        (with_name('"' + "x" * 10_000_000 + '"'), {413}),
    ],
    ids=[
        *("1000 deep", "a name 1000 deep", "NaN", "-Infinity", "1e999", "5000 digits", "NUL"),
        *("half a pair", "named twice", "named twice inside", "not UTF-8", "a surrogate's bytes"),
        "10 MB",
    ],
)
async def test_a_hostile_document_is_refused_and_not_kept(ada, body, statuses):
    began = perf_counter()
    answer = await ada.post(URL, content=body, headers=JSON)
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert perf_counter() - began < 2.0
    assert (await ada.get(URL)).json()["total"] == 0


async def test_an_object_may_use_a_name_that_another_object_uses(ada):
    answer = await ada.post(URL, content=json.dumps(DOCUMENT).encode(), headers=JSON)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "place",
    [
        f"{URL}/%00",
        f"{URL}/a%00b",
        f"{URL}/%ff%fe",
        f"{URL}?search=%00",
        f"{URL}?search=a%00b&limit=1",
        f"{URL}?search=%ed%a0%80",
        f"{URL}?sort=%ff",
        "/api/v1/indicators/%c3%28",
        f"{URL}?limit=" + "9" * 5000,
        f"{URL}?page=NaN",
        f"{URL}/..%2f..%2fetc%2fpasswd",
    ],
)
async def test_a_hostile_address_is_refused(ada, place):
    answer = await ada.get(place)
    assert answer.status_code in {200, 400, 404, 422}, answer.text
    assert answer.status_code != 200 or "search=" in place
    assert "%00" not in place or answer.status_code == 422
