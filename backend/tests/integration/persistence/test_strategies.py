"""Strategies, their versions, the rules library and the watch list."""

from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, StrategyConflict
from app.domain.pages import PageRequest
from app.domain.strategies import StrategyStatus, TradingMode
from tests.stored_rows import NOW, completion, content, new_backtest, trades

ALL = PageRequest(limit=100)


@pytest.fixture
async def strategy(transactions, anna):
    async with transactions.begin_as(anna.id) as work:
        return await work.strategies.add(content(), note="first")


async def test_a_new_strategy_is_its_version_one(transactions, anna, strategy):
    assert (strategy.version, strategy.status, strategy.user_id) == (
        1,
        StrategyStatus.DRAFT,
        anna.id,
    )
    async with transactions.begin_as(anna.id) as work:
        assert await work.strategies.by_id(strategy.id) == strategy
        version = await work.strategies.version(strategy.id, 1)
    assert (version.number, version.note, version.document) == (1, "first", {"name": "Trend"})


async def test_saving_a_changed_document_makes_a_version(transactions, anna, strategy):
    changed = content(document={"name": "Trend", "x": 1}, document_hash="other")
    async with transactions.begin_as(anna.id) as work:
        saved = await work.strategies.save(strategy.id, changed, expected_version=1, note="x")
        assert (saved.version, saved.content) == (2, changed)
        versions = await work.strategies.versions(strategy.id, ALL)
    assert [version.number for version in versions.items] == [2, 1]
    assert versions.items[1].document == {"name": "Trend"}


async def test_a_document_said_differently_is_a_version_too(transactions, anna, strategy):
    """Its hash is that of what it means; restoring a version must bring its words back."""
    async with transactions.begin_as(anna.id) as work:
        saved = await work.strategies.save(strategy.id, content(document={"name": "Said"}))
        assert saved.version == 2
        assert (await work.strategies.version(strategy.id, 1)).document == {"name": "Trend"}


async def test_saving_the_same_document_makes_none(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        saved = await work.strategies.save(strategy.id, content(description="said better"))
        assert (saved.version, saved.content.description) == (1, "said better")
        assert (await work.strategies.versions(strategy.id, ALL)).total == 1


async def test_a_change_to_an_older_version_is_refused(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        await work.strategies.save(strategy.id, content(document_hash="2"))
    with pytest.raises(StrategyConflict, match="at version 2, the change was made to version 1"):
        async with transactions.begin_as(anna.id) as work:
            await work.strategies.save(strategy.id, content(document_hash="3"), expected_version=1)


async def test_the_state_changes_without_a_version(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        set_status = work.strategies.set_status
        active = await set_status(strategy.id, StrategyStatus.ACTIVE, TradingMode.PAPER, NOW)
        paused = await set_status(strategy.id, StrategyStatus.PAUSED, None, NOW)
        assert await set_status(uuid4(), StrategyStatus.PAUSED, None, NOW) is None
    assert (active.trading_mode, active.activated_at, active.version) == (
        TradingMode.PAPER,
        NOW,
        1,
    )
    assert (paused.status, paused.trading_mode, paused.activated_at) == (
        StrategyStatus.PAUSED,
        None,
        NOW,
    )


async def test_removing_takes_the_versions_along(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        assert await work.strategies.remove(strategy.id)
        assert not await work.strategies.remove(strategy.id)
        assert await work.strategies.version(strategy.id, 1) is None


async def test_lists_filter_search_sort_and_count(transactions, anna):
    async with transactions.begin_as(anna.id) as work:
        for number in range(7):
            symbol = "ETH/USDT" if number % 2 else "BTC/USDT"
            await work.strategies.add(content(f"S{number}_100%", symbol=symbol))
    async with transactions.begin_as(anna.id) as work:
        page = work.strategies.page
        by_name = await page(PageRequest(2, 3, "name"))
        assert [item.name[:2] for item in by_name.items] == ["S3", "S4", "S5"]
        assert by_name.total == 7
        newest = await page(PageRequest(limit=1))
        assert newest.total == 7
        assert (await page(ALL, symbol="ETH/USDT")).total == 3
        assert (await page(ALL, status=StrategyStatus.ACTIVE)).total == 0
        assert (await page(ALL, search="s3_")).total == 1
        assert (await page(ALL, search="_1")).total == 7
        assert (await page(ALL, search="%")).total == 7
        assert (await page(ALL, search="0%1")).total == 0
        assert await work.strategies.count_by_status() == {StrategyStatus.DRAFT: 7}
        with pytest.raises(InvalidInput, match="allowed is created_at, updated_at, name"):
            await page(PageRequest(sort="-document"))


async def completed(transactions, user_id, strategy_id, **metrics):
    async with transactions.begin_as(user_id) as work:
        asked = await work.backtests.add(
            new_backtest(strategy_id=strategy_id, strategy_version=1), 50
        )
    async with transactions.begin_system() as work:
        await work.backtests.claim("worker", asked.id)
        await work.backtests.complete(asked.id, "worker", completion(**metrics), trades(1))
    return asked.id


async def test_a_list_tells_the_newest_completed_backtest_of_each(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        other = await work.strategies.add(content("Other"))
    await completed(transactions, anna.id, strategy.id, total_return_pct=1.0)
    newest = await completed(transactions, anna.id, strategy.id, total_return_pct=-2.0)
    best = await completed(transactions, anna.id, other.id, total_return_pct=3.0)
    async with transactions.begin_as(anna.id) as work:
        # One that only waits says nothing yet.
        await work.backtests.add(new_backtest(strategy_id=strategy.id), 50)
        untried = await work.strategies.add(content("Untried"))
        page = await work.strategies.page(PageRequest(sort="-total_return_pct"))
    found = [(item.id, item.last_backtest and item.last_backtest.id) for item in page.items]
    assert found == [(other.id, best), (strategy.id, newest), (untried.id, None)]
    assert page.total == 3
    assert page.items[1].last_backtest.total_return_pct == -2.0


async def test_lists_with_and_without_what_is_put_aside(transactions, anna, strategy):
    async with transactions.begin_as(anna.id) as work:
        await work.strategies.add(content("Other"))
        await work.strategies.set_status(strategy.id, StrategyStatus.ARCHIVED, None, NOW)
        page = work.strategies.page
        assert [item.name for item in (await page(ALL, is_archived=False)).items] == ["Other"]
        assert [item.id for item in (await page(ALL, is_archived=True)).items] == [strategy.id]
        assert (await page(ALL)).total == 2


async def test_pages_of_equal_items_neither_repeat_nor_skip(transactions, anna):
    async with transactions.begin_as(anna.id) as work:
        for _ in range(9):
            await work.strategies.add(content("same"))
        pages = [
            await work.strategies.page(PageRequest(number, 2, "name")) for number in range(1, 6)
        ]
    seen = [item.id for page in pages for item in page.items]
    assert len(seen) == len(set(seen)) == 9


async def test_a_rule_has_one_name_for_its_owner(transactions, anna, ben):
    async with transactions.begin_as(anna.id) as work:
        rule = await work.rules.add("dip", None, {"a": 1})
        other = await work.rules.add("rip", None, {})
        assert await work.rules.add("dip", None, {}) is None
        assert await work.rules.save(other.id, "dip", None, {}) is None
        saved = await work.rules.save(rule.id, "dip", "buys dips", {"a": 2})
        assert (saved.document, saved.description) == ({"a": 2}, "buys dips")
        assert set(await work.rules.by_names(["dip", "none"])) == {"dip"}
        assert (await work.rules.page(ALL, search="DI")).total == 1
        assert await work.rules.remove(rule.id)
        assert await work.rules.by_id(rule.id) is None
    async with transactions.begin_as(ben.id) as work:
        assert await work.rules.add("rip", None, {}) is not None


async def test_a_watch_list_keeps_its_order(transactions, anna):
    async with transactions.begin_as(anna.id) as work:
        watched = work.watchlists
        assert await watched.add("sim", "BTC/USDT")
        assert await watched.add("sim", "ETH/USDT")
        assert not await watched.add("sim", "BTC/USDT")
        assert [item.symbol for item in await watched.all()] == ["BTC/USDT", "ETH/USDT"]
        turned = await watched.replace([("sim", "ETH/USDT"), ("sim", "BTC/USDT")] * 2)
        assert [item.symbol for item in turned] == ["ETH/USDT", "BTC/USDT"]
        assert await watched.remove("sim", "ETH/USDT")
        assert not await watched.remove("sim", "ETH/USDT")
        assert await watched.replace([]) == []
