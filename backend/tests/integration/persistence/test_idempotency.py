"""The same request twice is one request; another request with its key is refused."""

import asyncio
from datetime import timedelta

import pytest

from app.domain.errors import IdempotencyMismatch, RequestInProgress
from app.domain.requests import StoredAnswer
from app.persistence.repositories.idempotency import ABANDONED, KEPT
from tests.stored_rows import NOW, SHA

POST = "POST /api/v1/strategies"
OTHER = bytes(32)


async def claim(transactions, person, sha=SHA, now=NOW, operation=POST, key="k"):
    async with transactions.begin_as(person.id) as work:
        return await work.idempotency.claim(operation, key, sha, now)


async def record(transactions, person, number="1", claimed_at=NOW) -> None:
    async with transactions.begin_as(person.id) as work:
        await work.idempotency.record(POST, "k", claimed_at, 201, {"id": number})


async def forget(transactions, person, claimed_at=NOW) -> None:
    async with transactions.begin_as(person.id) as work:
        await work.idempotency.forget(POST, "k", claimed_at)


async def test_a_repeated_request_gets_the_first_answer(transactions, anna):
    assert await claim(transactions, anna) is None
    await record(transactions, anna)
    for _ in range(2):
        assert await claim(transactions, anna) == StoredAnswer(201, {"id": "1"})


async def test_another_request_with_the_key_is_refused(transactions, anna):
    await claim(transactions, anna)
    with pytest.raises(IdempotencyMismatch, match="'k' came before with another request"):
        await claim(transactions, anna, OTHER)
    await record(transactions, anna)
    with pytest.raises(IdempotencyMismatch):
        await claim(transactions, anna, OTHER)


async def test_keys_of_other_users_and_operations_are_other_keys(transactions, anna, ben):
    await claim(transactions, anna)
    assert await claim(transactions, ben, OTHER) is None
    assert await claim(transactions, anna, OTHER, operation="POST /api/v1/backtests") is None
    assert await claim(transactions, anna, OTHER, key="K") is None


async def test_of_twenty_at_once_one_answers(transactions, anna):
    found = await asyncio.gather(
        *(claim(transactions, anna) for _ in range(20)), return_exceptions=True
    )
    assert found.count(None) == 1
    assert sum(isinstance(answer, RequestInProgress) for answer in found) == 19


async def test_a_request_that_died_is_taken_over_after_a_minute(transactions, anna):
    await claim(transactions, anna)
    with pytest.raises(RequestInProgress):
        await claim(transactions, anna, now=NOW + ABANDONED - timedelta(seconds=1))
    assert await claim(transactions, anna, now=NOW + ABANDONED) is None
    with pytest.raises(RequestInProgress):
        await claim(transactions, anna, now=NOW + ABANDONED)


async def test_a_late_answer_does_not_replace_the_one_that_was_given(transactions, anna):
    await claim(transactions, anna)
    await record(transactions, anna)
    with pytest.raises(RequestInProgress, match="went ahead"):
        await record(transactions, anna, "2")
    assert await claim(transactions, anna) == StoredAnswer(201, {"id": "1"})


async def test_a_request_that_was_overtaken_neither_records_nor_gives_back(transactions, anna):
    await claim(transactions, anna)
    later = NOW + ABANDONED
    assert await claim(transactions, anna, now=later) is None
    with pytest.raises(RequestInProgress, match="went ahead"):
        await record(transactions, anna, "slow")
    await forget(transactions, anna)
    await record(transactions, anna, "quick", later)
    assert await claim(transactions, anna, now=later) == StoredAnswer(201, {"id": "quick"})


async def test_a_key_that_was_given_back_is_free(transactions, anna):
    await claim(transactions, anna)
    await forget(transactions, anna)
    assert await claim(transactions, anna, OTHER) is None


async def test_an_answer_is_not_forgotten_by_giving_back(transactions, anna):
    await claim(transactions, anna)
    await record(transactions, anna)
    await forget(transactions, anna)
    assert await claim(transactions, anna) == StoredAnswer(201, {"id": "1"})


async def test_after_a_day_a_key_is_new(transactions, anna):
    await claim(transactions, anna)
    await record(transactions, anna)
    assert await claim(transactions, anna, OTHER, NOW + KEPT) is None
    async with transactions.begin_system() as work:
        assert await work.maintenance.cut_idempotency_keys(NOW + KEPT) == 0
        assert await work.maintenance.cut_idempotency_keys(NOW + 3 * KEPT) == 1
