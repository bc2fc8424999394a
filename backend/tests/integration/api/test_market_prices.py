"""Instruments, prices now and the watch list over HTTP."""

import pytest
import pytest_asyncio

from app.domain.timeframes import Calendar, Timeframe
from app.ports.market_data import RegisteredSeries, SeriesKey
from app.services.watchlist import WATCHED_MAX
from tests.builders import bars
from tests.integration.api.market import SYMBOL, store_market

URL = "/api/v1/market"


@pytest_asyncio.fixture
async def ada(people, api):
    transactions = api.state.platform.transactions
    await store_market(transactions, 2)
    key = SeriesKey("bitfinex", "XMR/USD", Timeframe.H1)
    async with transactions.begin() as work:
        await work.series.register(RegisteredSeries(key, Calendar.ALWAYS))
    async with transactions.begin_candles() as candles:
        await candles.merge(key, bars([100.0 + n for n in range(30)], Timeframe.H1))
    return await people.add("ada@example.com")


async def test_symbols_of_venues_and_of_stored_series(ada):
    page = (await ada.get(f"{URL}/symbols", params={"limit": 100})).json()
    found = {(item["source"], item["symbol"]): item for item in page["items"]}
    assert page["total"] == len(found)
    live, stored = found["sim", SYMBOL], found["bitfinex", "XMR/USD"]
    assert (live["is_live"], live["timeframes"]) == (True, ["1m"])
    assert live["tick_size"] > 0
    assert (stored["is_live"], stored["timeframes"]) == (False, ["1h"])
    assert stored["tick_size"] is None


async def test_symbols_are_searched_sorted_and_paged(ada):
    names = []
    for page in (1, 2, 3):
        asked = {"page": page, "limit": 3, "sort": "-symbol", "source": "sim"}
        names += [
            i["symbol"] for i in (await ada.get(f"{URL}/symbols", params=asked)).json()["items"]
        ]
    assert names == sorted(set(names), reverse=True)
    found = (await ada.get(f"{URL}/symbols", params={"search": "xmr-u"})).json()
    assert [item["symbol"] for item in found["items"]] == ["XMR/USD"]
    refused = await ada.get(f"{URL}/symbols", params={"sort": "owner"})
    assert refused.status_code == 422


@pytest.mark.parametrize("spelling", ["BTC-USDT", "BTC%2FUSDT"])
async def test_a_ticker_of_a_venue(ada, spelling):
    ticker = (await ada.get(f"{URL}/ticker/{spelling}")).json()
    assert (ticker["source"], ticker["symbol"], ticker["origin"]) == ("sim", SYMBOL, "venue")
    assert ticker["bid"] <= ticker["last"] <= ticker["ask"] or ticker["bid"] < ticker["ask"]


async def test_a_ticker_of_stored_bars_says_so(ada):
    ticker = (await ada.get(f"{URL}/ticker/XMR-USD")).json()
    assert (ticker["origin"], ticker["last"], ticker["time"]) == (
        "bars", 129.0, "2024-01-02T06:00:00Z",
    )  # fmt: skip
    assert ticker["change_pct"] == pytest.approx(100 * (129 / 105 - 1))
    assert ticker["bid"] is None


async def test_several_tickers_and_those_that_nobody_knows(ada):
    asked = {"symbols": "XMR/USD, BTC/USDT,NOTHING/USD,XMR/USD"}
    found = (await ada.get(f"{URL}/tickers", params=asked)).json()
    assert [item["symbol"] for item in found["items"]] == ["XMR/USD", SYMBOL]
    assert found["missing"] == ["NOTHING/USD"]
    for symbols in (",", ",".join(["A"] * 51), "A" * 65):
        assert (await ada.get(f"{URL}/tickers", params={"symbols": symbols})).status_code == 422


async def test_an_order_book(ada):
    book = (await ada.get(f"{URL}/orderbook/BTC-USDT", params={"depth": 5})).json()
    assert (book["symbol"], len(book["bids"]), len(book["asks"])) == (SYMBOL, 5, 5)
    assert book["bids"] == sorted(book["bids"], reverse=True)
    assert book["bids"][0][0] < book["asks"][0][0]
    assert (await ada.get(f"{URL}/orderbook/XMR-USD")).json()["code"] == 5001
    assert (await ada.get(f"{URL}/orderbook/BTC-USDT", params={"depth": 0})).status_code == 422


@pytest.mark.parametrize("path", ["ticker/NOTHING-USD", "ticker/BTC-USDT?source=nowhere"])
async def test_a_ticker_of_nothing(ada, path):
    answer = await ada.get(f"{URL}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, 5001)


async def test_coverage_is_filtered_and_sorted(ada):
    asked = {"sort": "-bars", "limit": 1}
    page = (await ada.get(f"{URL}/coverage", params=asked)).json()
    assert (page["total"], page["items"][0]["bars"]) == (2, 2 * 1_440)
    found = (await ada.get(f"{URL}/coverage", params={"symbol": "XMR-USD"})).json()["items"]
    assert [(item["timeframe"], item["gaps"]["count"]) for item in found] == [("1h", 0)]
    assert found[0]["first"] == "2024-01-01T00:00:00Z"


async def test_a_watch_list_keeps_its_order(ada):
    bitcoin, monero = (
        {"source": "sim", "symbol": SYMBOL},
        {"source": "bitfinex", "symbol": "XMR/USD"},
    )
    for item in (bitcoin, monero, {"source": "sim", "symbol": "btc-usdt"}):
        answer = await ada.post(f"{URL}/watchlist", json=item)
        assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{URL}/watchlist/sim/BTC-USDT"
    assert await watched(ada) == [bitcoin, monero]
    replaced = await ada.put(f"{URL}/watchlist", json={"items": [monero, bitcoin]})
    assert [item["position"] for item in replaced.json()["items"]] == [1, 2]
    assert await watched(ada) == [monero, bitcoin]
    assert (await ada.delete(f"{URL}/watchlist/sim/BTC-USDT")).status_code == 204
    assert (await ada.delete(f"{URL}/watchlist/sim/BTC%2FUSDT")).status_code == 404
    assert await watched(ada) == [monero]


async def test_only_what_exists_is_watched_and_not_too_much(ada):
    unknown = {"source": "sim", "symbol": "NOTHING/USD"}
    assert (await ada.post(f"{URL}/watchlist", json=unknown)).status_code == 404
    assert (await ada.put(f"{URL}/watchlist", json={"items": [unknown]})).status_code == 404
    many = [{"source": "sim", "symbol": SYMBOL}] * (WATCHED_MAX + 1)
    assert (await ada.put(f"{URL}/watchlist", json={"items": many})).status_code == 422
    assert await watched(ada) == []


async def test_every_user_watches_alone(ada, people):
    await ada.post(f"{URL}/watchlist", json={"source": "sim", "symbol": SYMBOL})
    ben = await people.add("ben@example.com")
    assert await watched(ben) == []
    assert (await ben.delete(f"{URL}/watchlist/sim/BTC-USDT")).status_code == 404
    await ben.put(f"{URL}/watchlist", json={"items": []})
    assert len(await watched(ada)) == 1


async def watched(person) -> list[dict]:
    items = (await person.get(f"{URL}/watchlist")).json()["items"]
    return [{"source": item["source"], "symbol": item["symbol"]} for item in items]
