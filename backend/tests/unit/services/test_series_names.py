from uuid import UUID

import numpy as np
import pytest

from app.domain.errors import InvalidInput
from app.domain.timeframes import Timeframe
from app.services.series_names import (
    PartialName,
    checked_name,
    is_private_source,
    is_same_market,
    name_from_file,
    private_source,
    timeframe_from_spacing,
)


@pytest.mark.parametrize(
    ("stem", "source", "symbol", "timeframe"),
    [
        ("bitfinex_BTC-USD_1m", "bitfinex", "BTC/USD", "1m"),
        ("us_AAPL_1d", "us", "AAPL", "1d"),
        ("fxcm_GBP-USD_1m_bid", "fxcm-bid", "GBP/USD", "1m"),
        ("us_AAPL_1d_divsplit", "us-divsplit", "AAPL", "1d"),
        ("us_SPY_1m_2020-12", "us", "SPY", "1m"),
        ("futures_XRP-USDT-PERP_8h_mark", "futures-mark", "XRP/USDT:USDT", "8h"),
        ("dirty_tzshift_coinbase_BTC-USD_1h", "dirty-tzshift-coinbase", "BTC/USD", "1h"),
        ("dirty_ohlc_binance_BTC-USDT_1d_2019", "dirty-ohlc-binance", "BTC/USDT", "1d"),
        ("Kraken_BTC-EUR_4h", "kraken", "BTC/EUR", "4h"),
        ("kraken_BCH-EUR_trades", "kraken", "BCH/EUR", None),
        ("kraken_BCH-EUR_7m", "kraken", "BCH/EUR", None),
        ("kraken_1INCH-USDT_1h", "kraken", "1INCH/USDT", "1h"),
        ("candles", None, None, None),
        ("my data", None, None, None),
    ],
)
def test_a_file_says_its_series(stem, source, symbol, timeframe):
    found = name_from_file(stem)
    assert (found.source, found.symbol, found.timeframe) == (source, symbol, timeframe)


def test_what_a_person_gives_is_stored_in_one_spelling():
    found = checked_name(" Bitfinex ", "btc/usd", "1m")
    assert found == PartialName(source="bitfinex", symbol="BTC/USD", timeframe=Timeframe.M1)
    assert checked_name(None, None, None) == PartialName()


@pytest.mark.parametrize("symbol", ["1INCH/USDT", "AAPL", "EUR/USD", "BTC/USDT:USDT", "BRK.B"])
def test_symbols_of_every_kind_of_venue_are_names(symbol):
    assert checked_name(None, symbol, None).symbol == symbol


@pytest.mark.parametrize(
    ("part", "text", "allowed"),
    [
        ("source", "../etc", "a-z, 0-9 and -"),
        ("source", "", "1 to 40 characters"),
        ("source", "x" * 41, "1 to 40 characters"),
        ("symbol", "BTC USD", "such as BTC/USD"),
        ("symbol", "'; DROP TABLE ohlcv", "such as BTC/USD"),
        ("symbol", "/", "such as BTC/USD"),
        ("timeframe", "7m", "1m 3m 5m"),
    ],
)
def test_a_wrong_part_is_named_with_what_is_allowed(part, text, allowed):
    given = {"source": None, "symbol": None, "timeframe": None, part: text}
    with pytest.raises(InvalidInput, match=part) as caught:
        checked_name(**given)
    assert allowed in str(caught.value)
    assert repr(text) in str(caught.value)


def test_given_parts_come_before_guessed_ones():
    given = PartialName(symbol="ETH/USD")
    guessed = PartialName(source="bitfinex", symbol="BTC/USD")
    assert given.filled(guessed) == PartialName(source="bitfinex", symbol="ETH/USD")


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        ([0, 1, 2, 9, 10], Timeframe.M1),
        ([10, 0, 5, 0], Timeframe.M5),
        ([0, 7, 14], None),
        ([0], None),
        ([], None),
    ],
    ids=["with a gap", "unsorted, repeated", "no timeframe", "one bar", "none"],
)
def test_the_most_frequent_distance_is_the_timeframe(minutes, found):
    times = np.array(minutes, dtype=np.int64) * Timeframe.M1.nanos
    assert timeframe_from_spacing(times) is found


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("BTC/USD", "BTC/USD", True),
        ("BTC/USD", "BTC/USDT", True),
        ("BTC/USDT:USDT", "BTC/USD", True),
        ("BTC/EUR", "BTC/USD", False),
        ("ETH/USD", "BTC/USD", False),
        ("AAPL", "AAPL", True),
        ("AAPL", "IBM", False),
        ("GBP/USD", "GBP/JPY", False),
    ],
)
def test_markets_that_move_together(one, other, is_same):
    assert is_same_market(one, other) is is_same


def test_the_source_of_a_user_bears_the_users_mark():
    user = UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427")
    source = private_source(user, "Mine")
    assert source == "u-d3cca427-mine"
    assert is_private_source(source)
    assert private_source(user, source) == source
    assert checked_name(source, None, None).source == source


@pytest.mark.parametrize("name", ["x" * 30, "a/b", "", "-x"])
def test_a_private_source_keeps_the_form_of_sources(name):
    with pytest.raises(InvalidInput, match="source"):
        private_source(UUID(int=1), name)


@pytest.mark.parametrize("source", ["sim", "u-mine", "us-stocks", "u-12345678"])
def test_other_sources_are_not_private(source):
    assert not is_private_source(source)
