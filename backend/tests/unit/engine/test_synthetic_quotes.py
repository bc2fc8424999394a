"""What the simulated market shows between two closes agrees with its candles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import NoData, SymbolNotFound
from app.domain.sessions import is_open
from app.domain.timeframes import NANOS_PER_DAY, NANOS_PER_SECOND, Timeframe
from app.engine.synthetic import INSTRUMENTS, candles
from app.engine.synthetic_quotes import (
    BOOK_LEVELS,
    closed,
    forming,
    listings,
    order_book,
    ticker,
)

M1, D1 = Timeframe.M1, Timeframe.D1
SEED = 7
MINUTE = 60 * NANOS_PER_SECOND
SYMBOLS = sorted(INSTRUMENTS)
COLUMNS = ("time", "open", "high", "low", "close", "volume")


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


# A Wednesday on which New York is open from 13:30 to 20:00 UTC.
WEDNESDAY = at("2024-06-05")
NOON = at("2024-06-05T16:00")
some_minute = st.integers(0, 1_439).map(lambda minute: WEDNESDAY + minute * MINUTE)
some_symbol = st.sampled_from(SYMBOLS)
some_second = st.integers(0, 59)


def price(symbol: str, time_ns: int) -> float:
    return ticker("sim", symbol, time_ns, SEED).last


@settings(max_examples=40, deadline=None)
@given(some_symbol, some_minute)
def test_the_prices_of_a_minute_make_its_candle(symbol: str, minute_ns: int) -> None:
    bar = candles(symbol, minute_ns, minute_ns + 1, M1, SEED)
    if not len(bar):
        return
    shown = [price(symbol, minute_ns + second * NANOS_PER_SECOND) for second in range(60)]
    assert shown[0] == bar.open[0]
    assert max(shown) == bar.high[0]
    assert min(shown) == bar.low[0]
    assert shown[-1] == bar.close[0]


@settings(max_examples=30, deadline=None)
@given(some_symbol, some_minute, some_second)
def test_a_forming_candle_knows_only_what_was_shown(
    symbol: str, minute_ns: int, second: int
) -> None:
    now_ns = minute_ns + second * NANOS_PER_SECOND
    bar = forming(symbol, now_ns, SEED)
    if not is_open(np.array([minute_ns]), INSTRUMENTS[symbol].calendar)[0]:
        assert len(bar) == 0
        return
    shown = [price(symbol, minute_ns + past * NANOS_PER_SECOND) for past in range(second + 1)]
    assert bar.time[0] == minute_ns
    assert (bar.open[0], bar.high[0], bar.low[0], bar.close[0]) == (
        shown[0],
        max(shown),
        min(shown),
        shown[-1],
    )


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_in_its_last_second_a_forming_candle_is_the_closed_one(symbol: str) -> None:
    bar = candles(symbol, NOON, NOON + 1, M1, SEED)
    last = forming(symbol, NOON + MINUTE - 1, SEED)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(last, name), getattr(bar, name))


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_volume_of_a_forming_candle_only_grows(symbol: str) -> None:
    grown = [
        float(forming(symbol, NOON + second * NANOS_PER_SECOND, SEED).volume[0])
        for second in range(60)
    ]
    assert grown == sorted(grown)
    assert grown[0] < grown[-1]


@settings(max_examples=30, deadline=None)
@given(some_symbol, some_minute, some_second, st.integers(1, 100))
def test_the_best_orders_lie_around_the_price(
    symbol: str, minute_ns: int, second: int, depth: int
) -> None:
    now_ns = minute_ns + second * NANOS_PER_SECOND
    now, book = (
        ticker("sim", symbol, now_ns, SEED),
        order_book("sim", symbol, now_ns, depth, SEED),
    )
    assert (book.bids[0].price, book.asks[0].price) == (now.bid, now.ask)
    assert book.bids[0].price < now.last < book.asks[0].price
    assert book.asks[0].price - book.bids[0].price < now.last / 1_000
    assert len(book.bids) == len(book.asks) == min(depth, BOOK_LEVELS)
    bids = [level.price for level in book.bids]
    asks = [level.price for level in book.asks]
    assert bids == sorted(set(bids), reverse=True)
    assert asks == sorted(set(asks))
    assert min(level.quantity for level in (*book.bids, *book.asks)) > 0
    assert book.time_ns == now.time_ns


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_same_second_shows_the_same_and_the_next_another(symbol: str) -> None:
    now_ns = NOON + 17 * NANOS_PER_SECOND
    book = order_book("sim", symbol, now_ns, 25, SEED)
    assert book == order_book("sim", symbol, now_ns + NANOS_PER_SECOND - 1, 25, SEED)
    assert book != order_book("sim", symbol, now_ns + NANOS_PER_SECOND, 25, SEED)
    assert book != order_book("sim", symbol, now_ns, 25, SEED + 1)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_24_hours_are_those_of_the_minutes_and_the_one_under_way(symbol: str) -> None:
    now_ns = NOON + 30 * NANOS_PER_SECOND
    now = ticker("sim", symbol, now_ns, SEED)
    past = candles(symbol, NOON - NANOS_PER_DAY + MINUTE, NOON, M1, SEED)
    under_way = forming(symbol, now_ns, SEED)
    assert now.high_24h == max(past.high.max(), under_way.high[0])
    assert now.low_24h == min(past.low.min(), under_way.low[0])
    assert now.volume_24h == pytest.approx(past.volume.sum() + under_way.volume[0])
    day_ago = candles(symbol, NOON - NANOS_PER_DAY, NOON - NANOS_PER_DAY + 1, M1, SEED).close[0]
    assert now.change_pct == pytest.approx(100 * (now.last / day_ago - 1))


def test_after_a_weekend_the_change_counts_from_the_last_price_before_it() -> None:
    monday = ticker("sim", "AAPL", at("2024-06-03T13:30:05"), SEED)
    friday = candles("AAPL", at("2024-05-31T19:59"), at("2024-05-31T20:00"), M1, SEED).close[0]
    assert monday.change_pct == pytest.approx(100 * (monday.last / friday - 1))


@pytest.mark.parametrize("symbol", ["AAPL", "EUR/USD"])
def test_a_shut_market_shows_its_last_price_and_no_forming_candle(symbol: str) -> None:
    saturday = at("2024-06-08T12:00")
    friday = candles(symbol, at("2024-06-07"), saturday, M1, SEED)
    now = ticker("sim", symbol, saturday, SEED)
    assert now.last == friday.close[-1]
    assert now.time_ns == friday.time[-1] + 59 * NANOS_PER_SECOND
    assert len(forming(symbol, saturday, SEED)) == 0


def test_before_the_first_session_there_is_no_price() -> None:
    assert price("BTC/USDT", -NANOS_PER_DAY) > 0
    with pytest.raises(NoData, match="AAPL has no price yet"):
        ticker("sim", "AAPL", -NANOS_PER_DAY, SEED)
    assert len(forming("AAPL", -NANOS_PER_DAY, SEED)) == 0


@pytest.mark.parametrize("ask", [price, lambda s, t: forming(s, t, SEED)])
def test_an_unlisted_symbol_is_refused(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(SymbolNotFound, match="DOGE/USDT is not simulated"):
        ask("DOGE/USDT", NOON)


@pytest.mark.parametrize(
    ("symbol", "timeframe", "now", "count"),
    [
        ("BTC/USDT", M1, "2024-06-05T16:00:59", 960),
        ("BTC/USDT", M1, "2024-06-05T16:01:00", 961),
        ("BTC/USDT", D1, "2024-06-05T23:59:59", 0),
        ("BTC/USDT", D1, "2024-06-06", 1),
        ("AAPL", D1, "2024-06-06T03:59:59", 0),
        ("AAPL", D1, "2024-06-06T04:00", 1),
        ("EUR/USD", D1, "2024-06-05T20:59:59", 0),
        ("EUR/USD", D1, "2024-06-05T21:00", 1),
    ],
)
def test_a_bar_is_closed_when_its_bucket_has_ended(
    symbol: str, timeframe: Timeframe, now: str, count: int
) -> None:
    bars = candles(symbol, WEDNESDAY, WEDNESDAY + NANOS_PER_DAY, timeframe, SEED)
    assert len(closed(bars, at(now))) == count


def test_every_instrument_is_listed_by_symbol() -> None:
    found = listings("sim")
    assert [listing.symbol for listing in found] == SYMBOLS
    assert all(listing.source == "sim" and listing.tick_size > 0 for listing in found)
