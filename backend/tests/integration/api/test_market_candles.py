"""Stored bars over HTTP: pages, files, indicators."""

from io import BytesIO

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
import pytest_asyncio

from app import bootstrap
from app.domain.indicators.registry import compute
from app.domain.resampling import resampled
from app.domain.timeframes import Timeframe
from app.services.simulation import simulated_minutes
from tests.integration.api.market import SYMBOL, store_market

URL = "/api/v1/market"
PLACE = f"{URL}/ohlcv/BTC-USDT"
DAYS = 3
PARQUET = "application/vnd.apache.parquet"
COLUMNS = ("open", "high", "low", "close", "volume")


@pytest_asyncio.fixture
async def ada(people, api):
    await store_market(api.state.platform.transactions, DAYS)
    return await people.add("ada@example.com")


@pytest.fixture(scope="module")
def minutes():
    return simulated_minutes(SYMBOL, DAYS)


def times(bars) -> list[str]:
    return [f"{text}Z" for text in np.datetime_as_string(bars.time.view("M8[ns]"), unit="s")]


@pytest.mark.parametrize("spelling", ["BTC-USDT", "BTC%2FUSDT", "btc-usdt"])
async def test_the_newest_bars_come_without_a_period(ada, minutes, spelling):
    answer = await ada.get(f"{URL}/ohlcv/{spelling}", params={"timeframe": "1m", "limit": 5})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert (page["source"], page["symbol"]) == ("sim", SYMBOL)
    assert (page["timeframe"], page["stored_timeframe"]) == ("1m", "1m")
    last = minutes.slice(len(minutes) - 5, len(minutes))
    assert [item["time"] for item in page["items"]] == times(last)
    for name in COLUMNS:
        assert [item[name] for item in page["items"]] == getattr(last, name).tolist()


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize(("timeframe", "limit"), [("1m", 1_500), ("15m", 97), ("4h", 7)])
async def test_pages_together_are_the_whole_series(ada, minutes, direction, timeframe, limit):
    asked = {"timeframe": timeframe, "limit": limit, "direction": direction}
    pages, cursor = [], {}
    while True:
        page = (await ada.get(PLACE, params=asked | cursor)).json()
        assert page["stored_timeframe"] == "1m"
        pages.append(page["items"])
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    if direction == "backward":
        pages.reverse()
    found = [item for items in pages for item in items]
    expected = resampled(minutes, Timeframe(timeframe))
    assert [item["time"] for item in found] == times(expected)
    assert [item["close"] for item in found] == expected.close.tolist()


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ({"params": {"format": "csv"}}, "text/csv"),
        ({"headers": {"Accept": "text/csv"}}, "text/csv"),
        ({"params": {"format": "parquet"}}, PARQUET),
        ({"headers": {"Accept": PARQUET}}, PARQUET),
    ],
    ids=["csv", "accept csv", "parquet", "accept parquet"],
)  # fmt: skip
async def test_files_hold_what_json_holds(ada, how, kind):
    asked = {"timeframe": "5m", "limit": 50}
    page = (await ada.get(PLACE, params=asked)).json()
    answer = await ada.get(
        PLACE, params=asked | how.get("params", {}), headers=how.get("headers", {})
    )
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["x-next-cursor"] == page["next_cursor"]
    read = pa_csv.read_csv if kind == "text/csv" else pq.read_table
    table = read(BytesIO(answer.content))
    for name in COLUMNS:
        assert table[name].to_pylist() == [item[name] for item in page["items"]]
    assert [f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in table["time"].to_pylist()] == [
        item["time"] for item in page["items"]
    ]


async def test_json_is_what_a_browser_gets(ada):
    for accept in ("text/html,*/*;q=0.8", "application/json, text/csv", ""):
        answer = await ada.get(
            PLACE, params={"timeframe": "1h", "limit": 1}, headers={"Accept": accept}
        )
        assert answer.headers["content-type"] == "application/json"


REFUSED = [
    ("BTC-USDT", {"timeframe": "7m"}, 422, 422),
    ("BTC-USDT", {}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "limit": 5_001}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "limit": 0}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "cursor": "nothing"}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "start": "9999-01-01"}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "start": "2025-01-02", "end": "2025-01-01"}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "format": "xlsx"}, 422, 422),
    ("BTC-USDT", {"timeframe": "1m", "start": "2031-01-01"}, 404, 5003),
    ("BTC-USDT", {"timeframe": "1m", "source": "nowhere"}, 404, 5001),
    ("NOTHING-USD", {"timeframe": "1m"}, 404, 5001),
    ("..%2F..%2Fetc", {"timeframe": "1m"}, 404, 5001),
]


async def test_what_cannot_be_answered_is_a_problem(ada):
    for path, given, status, code in REFUSED:
        answer = await ada.get(f"{URL}/ohlcv/{path}", params=given)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (path, given)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_indicators_are_aligned_with_the_candles(ada, minutes):
    asked = {"timeframe": "15m", "limit": 40}
    candles = (await ada.get(PLACE, params=asked)).json()
    answer = await ada.get(
        f"{URL}/indicators/BTC-USDT",
        params=asked | {"indicator": ["RSI(14)", "MACD", "SMA(5, source=volume)"]},
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["time"] == [item["time"] for item in candles["items"]]
    rsi, macd, volume = found["items"]
    assert (rsi["indicator"], rsi["params"]) == ("RSI", {"period": 14})
    whole = compute("RSI", resampled(minutes, Timeframe.M15))
    [values] = rsi["outputs"].values()
    np.testing.assert_allclose(values, next(iter(whole.values()))[-40:], rtol=1e-9)
    assert {len(values) for values in macd["outputs"].values()} == {40}
    assert volume["source"] == "volume"


async def test_the_warm_up_of_indicators_is_null(ada):
    answer = await ada.get(
        f"{URL}/indicators/BTC-USDT",
        params={"timeframe": "1h", "indicator": "SMA(10)", "start": "2025-01-01", "limit": 20},
    )
    [values] = answer.json()["items"][0]["outputs"].values()
    assert [value is None for value in values] == [True] * 9 + [False] * 11


async def test_wrong_indicators_are_named_one_by_one(ada):
    answer = await ada.get(
        f"{URL}/indicators/BTC-USDT",
        params={"timeframe": "1h", "indicator": ["RSI(period=0)", "SMA", "RSII"]},
    )
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [
        "/indicator/0/period",
        "/indicator/2",
    ]


async def test_a_bar_without_volume_says_null(ada, api):
    market = bootstrap.market_data(api.state.platform.transactions)
    [series] = await market.stored()
    async with api.state.platform.transactions.begin_candles() as candles:
        await candles.connection.execute("UPDATE ohlcv SET volume = NULL")
    assert series.key.symbol == SYMBOL
    page = (await ada.get(PLACE, params={"timeframe": "1h", "limit": 2})).json()
    assert [item["volume"] for item in page["items"]] == [None, None]


async def test_nobody_reads_candles_without_a_login(client):
    assert (await client.get(PLACE, params={"timeframe": "1m"})).status_code == 401
