"""Files of trades."""

import json
from pathlib import Path

import pytest

from app.adapters.importers.ticks import read_ticks
from app.domain.errors import InvalidImport
from app.domain.resampling import bars_from_ticks
from app.domain.timeframes import Calendar, Timeframe

NEW_YEAR = 1_514_764_800


@pytest.mark.parametrize(
    "content",
    [
        "timestamp,price,amount\n1514764800,10.5,2\n",
        "1514764800.0,10.5,2\n1514764801.0,10.5,2\n",
        "id,T,p,q\n7,1514764800000,10.5,2\n".replace("T", "time"),
        json.dumps([{"price": "10.5", "qty": "2", "time": NEW_YEAR * 1000}]),
        json.dumps([["1514764800", "10.5", "2"]]),
    ],
    ids=["named", "no header", "exchange names", "objects", "lists"],
)
def test_the_same_trade_in_every_dress(tmp_path: Path, content: str) -> None:
    path = tmp_path / "trades.csv"
    path.write_text(content)
    ticks = read_ticks(path, 16)
    assert (ticks.time[0], ticks.price[0], ticks.amount[0]) == (NEW_YEAR * 10**9, 10.5, 2.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("time,price,x\n1514764800,1,2\n", "holds no trades: they need time, price and amount"),
        ("time,price,amount\n", "has a header but no rows"),
        ("time,price,amount\n1514764800,1,2\nx,1,2\n", "row 3: time 'x' is not a time"),
        ("time,price,amount\n1514764800,abc,2\n", "row 2: price 'abc' is not a number"),
        ("time,price,amount\n1514764800,,2\n", "row 2: time or price is missing"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "trades.csv"
    path.write_text(content)
    with pytest.raises(InvalidImport, match=message):
        read_ticks(path, 16)


@pytest.mark.parametrize(
    ("name", "count", "minutes"),
    [("kraken_BCH-EUR_trades", 634, 400), ("perp_ETH-USDT_trades_2023-02-02", 1_000, 3)],
)
def test_real_trades_become_minutes(shared_data: Path, name: str, count: int, minutes: int) -> None:
    ticks = read_ticks(shared_data / "ticks" / f"{name}.parquet", 16)
    assert ticks.reading.rows == count
    bars = bars_from_ticks(ticks.time, ticks.price, ticks.amount, Timeframe.M1, Calendar.ALWAYS)
    assert 0 < len(bars) <= minutes
    assert ticks.price.min() <= bars.low.min() <= bars.high.max() <= ticks.price.max()
