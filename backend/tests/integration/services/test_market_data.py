"""Loading from a real PostgreSQL what was imported there."""

import numpy as np
import pytest

from app.domain.errors import InvalidInput, NoData, SymbolNotFound
from app.domain.resampling import resampled
from app.domain.timeframes import Timeframe
from app.services.periods import period_between


@pytest.fixture
async def coinbase(importing, shared_data):
    for timeframe in ("1h", "4h"):
        await importing.import_file(shared_data / "ohlcv" / f"coinbase_BTC-USD_{timeframe}.parquet")


@pytest.mark.usefixtures("coinbase")
async def test_the_series_that_covers_the_period_answers(market_data):
    """1h bars reach from 2017-11-13 to 2019-10-17, 4h bars from 2016 to 2025."""
    inside = period_between("2018-01-01", "2019-01-01")
    beyond = period_between("2018-01-01", "2020-01-01")
    chosen = [
        (await market_data.load("BTC/USD", Timeframe(timeframe), period)).provenance.stored.value
        for timeframe, period in (("4h", inside), ("8h", inside), ("8h", beyond), ("2h", beyond))
    ]
    assert chosen == ["4h", "4h", "4h", "1h"]


@pytest.mark.usefixtures("coinbase")
async def test_derived_bars_equal_those_of_the_whole_series(market_data):
    whole = (await market_data.load("BTC/USD", Timeframe.H1)).bars
    period = period_between("2018-03-01", "2018-06-01")
    found = await market_data.load("BTC/USD", Timeframe.H2, period, warm_up=50)
    everything = resampled(whole, Timeframe.H2)
    start, stop = np.searchsorted(everything.time, (period.start_ns, period.end_ns))
    expected = everything.slice(int(start) - 50, int(stop))
    assert found.first == 50
    for column in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(found.bars, column), getattr(expected, column))


@pytest.mark.usefixtures("coinbase")
@pytest.mark.parametrize(
    ("symbol", "source", "period", "error", "words"),
    [
        ("BTC/USDT", None, (None, None), SymbolNotFound, "near names: BTC/USD"),
        ("BTC/USD", "kraken", (None, None), SymbolNotFound, "stored from coinbase"),
        ("BTC/USD", None, ("2012-01-01", "2013-01-01"), NoData, "from 2017-11-13 00:00 to 2019"),
    ],
    ids=["unknown symbol", "unknown source", "period without data"],
)
async def test_what_is_not_there_is_said(market_data, symbol, source, period, error, words):
    with pytest.raises(error, match=words):
        await market_data.load(symbol, Timeframe.H1, period_between(*period), source=source)


async def test_a_symbol_of_two_sources_asks_which(importing, market_data, shared_data):
    for source in ("coinbase", "bitstamp"):
        name = f"{source}_ETH-USD_1d.parquet"
        await importing.import_file(shared_data / "ohlcv" / name)
    with pytest.raises(InvalidInput, match="name one of bitstamp, coinbase"):
        await market_data.load("ETH/USD", Timeframe.D1)


async def test_coverage_of_real_series(importing, market_data, shared_data):
    for name in ("bitstamp_BTC-USD_1d", "us_AAPL_1d"):
        await importing.import_file(shared_data / "ohlcv" / f"{name}.parquet")
    rows = {row.key.source: row for row in await market_data.coverage()}
    # Twelve days are missing in one gap; stocks do not trade at weekends.
    assert (rows["bitstamp"].bars, rows["bitstamp"].gaps.count) == (1_865, 1)
    assert rows["bitstamp"].gaps.missing_bars == 12
    assert (rows["us"].bars, rows["us"].gaps.count) == (5_849, 0)
