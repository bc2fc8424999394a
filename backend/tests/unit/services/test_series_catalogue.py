from uuid import UUID

import pytest

from app.domain.errors import Forbidden, InvalidInput, SymbolNotFound
from app.domain.pages import PageRequest
from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.market_data import MarketData
from app.services.series_catalogue import SeriesCatalogue
from tests.builders import bars
from tests.fakes.market_data import FakeTransactions

ANNA, BEN = UUID(int=1), UUID(int=2)
SHARED = SeriesKey("bitfinex", "BTC/USD", Timeframe.H1)
DAILY = SeriesKey("bitfinex", "BTC/USD", Timeframe.D1)
OWN = SeriesKey("u-1-mine", "ETH/USD", Timeframe.H1)


async def catalogue() -> SeriesCatalogue:
    transactions = FakeTransactions()
    for key, owner, closes in ((SHARED, None, "1 2 3"), (DAILY, None, "1 2"), (OWN, ANNA, "1")):
        async with transactions.begin() as work:
            await work.series.register(RegisteredSeries(key, Calendar.ALWAYS, owner))
        async with transactions.begin_candles() as candles:
            await candles.merge(key, bars(closes, key.timeframe))
    return SeriesCatalogue(
        begin=transactions.begin,
        begin_candles=transactions.begin_candles,
        market_data=MarketData(begin=transactions.begin, begin_candles=transactions.begin_candles),
    )


async def names(service, owner=None, request=None, **given):
    page = await service.page(owner, request or PageRequest(), **given)
    return [covered.series.key for covered in page.items]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, {SHARED, DAILY, OWN}),
        ({"source": "bitfinex"}, {SHARED, DAILY}),
        ({"symbol": "btc-usd"}, {SHARED, DAILY}),
        ({"timeframe": Timeframe.D1}, {DAILY}),
        ({"source": "kraken"}, set()),
    ],
)
async def test_series_are_filtered(given, found):
    assert set(await names(await catalogue(), ANNA, **given)) == found


async def test_series_are_sorted_and_paged():
    service = await catalogue()
    first = await service.page(None, PageRequest(page=1, limit=1, sort="-bars"))
    second = await service.page(None, PageRequest(page=2, limit=1, sort="-bars"))
    assert [page.items[0].series.key for page in (first, second)] == [SHARED, DAILY]
    assert first.total == 2
    with pytest.raises(InvalidInput, match="allowed is source"):
        await service.page(None, PageRequest(sort="owner"))


async def test_a_series_without_holes_is_not_read_for_that():
    service = await catalogue()
    store = service.begin_candles.__self__.store
    [item] = (await service.page(None, PageRequest(), timeframe=Timeframe.H1)).items
    assert (item.gaps.count, store.reads) == (0, 0)
    async with service.begin_candles() as candles:
        await candles.merge(SHARED, bars("1 2 3 4 5 6").slice(5, 6))
    [item] = (await service.page(None, PageRequest(), timeframe=Timeframe.H1)).items
    assert (item.gaps.count, item.gaps.missing_bars, store.reads) == (1, 2, 1)


async def test_an_owner_removes_what_is_theirs():
    service = await catalogue()
    spelled = SeriesKey("u-1-mine", "ETH-USD", Timeframe.H1)
    assert await service.remove(spelled, ANNA, is_admin=False) == 1
    assert await names(service, ANNA) == await names(service)
    with pytest.raises(SymbolNotFound):
        await service.remove(spelled, ANNA, is_admin=False)


async def test_a_shared_series_is_removed_by_an_admin_alone():
    service = await catalogue()
    with pytest.raises(Forbidden, match="is shared"):
        await service.remove(SHARED, ANNA, is_admin=False)
    assert SHARED in await names(service)
    assert await service.remove(SHARED, BEN, is_admin=True) == 3
    assert await names(service) == [DAILY]


@pytest.mark.parametrize("is_admin", [False, True])
async def test_somebody_elses_series_is_not_there(is_admin):
    service = await catalogue()
    assert OWN not in await names(service, BEN)
    with pytest.raises(SymbolNotFound):
        await service.remove(OWN, BEN, is_admin=is_admin)
    assert OWN in await names(service, ANNA)


async def test_what_a_dying_process_left_empty_is_removed_again():
    service = await catalogue()
    async with service.begin_candles() as candles:
        await candles.remove(OWN)
    assert await service.remove(OWN, ANNA, is_admin=False) == 0
