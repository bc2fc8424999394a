"""The simulated market: always the same, everywhere, whatever part of it is asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendars import gaps
from app.domain.errors import SymbolNotFound
from app.domain.market import Bars
from app.domain.quality import dataset_hash
from app.domain.resampling import resampled
from app.domain.sessions import is_open
from app.domain.timeframes import Calendar, Timeframe
from app.engine.synthetic import INSTRUMENTS, candles

M1, H1, H4, D1, W1 = (Timeframe(t) for t in ("1m", "1h", "4h", "1d", "1w"))
MINUTE = 60 * 10**9
DAY = 1_440 * MINUTE
SYMBOLS = sorted(INSTRUMENTS)


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def assert_same(left: Bars, right: Bars) -> None:
    for name in ("time", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


WHOLE = {symbol: candles(symbol, at("2024-03-04"), at("2024-03-18"), M1, 7) for symbol in SYMBOLS}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SYMBOLS), st.integers(0, 20_159), st.integers(0, 3_000))
def test_any_part_is_a_slice_of_the_whole(symbol: str, start: int, length: int) -> None:
    begin = at("2024-03-04") + start * MINUTE
    end = min(begin + length * MINUTE, at("2024-03-18"))
    assert_same(candles(symbol, begin, end, M1, 7), WHOLE[symbol].between(begin, end))


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("timeframe", [H1, H4, D1, W1])
def test_larger_bars_are_the_resampled_minutes(symbol: str, timeframe: Timeframe) -> None:
    start, stop = at("2024-03-04"), at("2024-03-18")
    made = candles(symbol, start, stop, timeframe, 7)
    minutes = candles(symbol, start - 12 * DAY, stop + 12 * DAY, M1, 7)
    assert_same(made, resampled(minutes, timeframe).between(start, stop))
    assert len(made) > 0


def test_a_long_range_is_the_sum_of_its_parts() -> None:
    start, middle, stop = at("2022-01-01"), at("2022-09-13T07:00"), at("2023-02-01")
    whole = candles("AAPL", start, stop, D1, 7)
    parts = [candles("AAPL", start, middle, D1, 7), candles("AAPL", middle, stop, D1, 7)]
    np.testing.assert_array_equal(whole.time, np.concatenate([part.time for part in parts]))
    np.testing.assert_array_equal(whole.close, np.concatenate([part.close for part in parts]))


@pytest.mark.parametrize(
    ("symbol", "digest"),
    [
        ("AAPL", "2360b725fd77d11d"),
        ("BTC/USDT", "67a1d18b75038868"),
        ("EUR/USD", "689b5441b63a79b1"),
    ],
)
def test_the_past_never_changes_on_any_machine(symbol: str, digest: str) -> None:
    assert dataset_hash(WHOLE[symbol], "sim", symbol)[:16] == digest


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_bars_lie_exactly_in_the_trading_hours(symbol: str) -> None:
    calendar = INSTRUMENTS[symbol].calendar
    time = np.arange(at("2024-06-28"), at("2024-07-08"), MINUTE)
    made = candles(symbol, int(time[0]), int(time[-1]) + 1, M1, 7)
    np.testing.assert_array_equal(made.time, time[is_open(time, calendar)])
    assert gaps(made.time, M1, calendar).count == 0
    assert made.calendar is calendar


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_prices_are_ticks_and_volumes_lots(symbol: str) -> None:
    instrument, minutes = INSTRUMENTS[symbol], WHOLE[symbol]
    for column in (minutes.open, minutes.high, minutes.low, minutes.close):
        ticks = column * instrument.ticks_per_unit
        np.testing.assert_allclose(ticks, np.rint(ticks), rtol=0, atol=1e-6)
    assert minutes.volume.min() >= instrument.lot_step
    assert instrument.tick_size * instrument.ticks_per_unit == 1.0


def test_a_market_that_never_closes_opens_where_it_closed() -> None:
    minutes = WHOLE["BTC/USDT"]
    np.testing.assert_array_equal(minutes.open[1:], minutes.close[:-1])


def test_a_market_that_closes_may_jump_overnight() -> None:
    hours = candles("AAPL", at("2024-01-01"), at("2024-04-01"), M1, 7)
    night = np.diff(hours.time) > MINUTE
    jump = np.abs(np.log(hours.open[1:] / hours.close[:-1]))
    assert np.median(jump[night]) > 5 * np.median(np.abs(np.log(hours.close / hours.open)))


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_character_of_each_instrument(symbol: str) -> None:
    instrument = INSTRUMENTS[symbol]
    days = candles(symbol, at("2023-10-01"), at("2024-06-01"), D1, 7)
    spread = np.diff(np.log(days.close)).std()
    assert 0.7 < spread / instrument.daily_volatility < 1.4
    assert 0.4 < days.low.min() / instrument.price < days.high.max() / instrument.price < 2.5


def test_volatility_clusters_and_minutes_do_not_tell_the_next_one() -> None:
    returns = np.diff(np.log(WHOLE["ETH/USDT"].close))
    size = np.abs(returns)
    assert np.corrcoef(size[:-60], size[60:])[0, 1] > 0.05
    assert abs(np.corrcoef(returns[:-1], returns[1:])[0, 1]) < 0.05


def test_another_seed_or_symbol_is_another_market() -> None:
    start, stop = at("2024-03-04"), at("2024-03-05")
    base = candles("BTC/USDT", start, stop, M1, 7)
    other = candles("BTC/USDT", start, stop, M1, 8)
    assert abs(np.corrcoef(np.diff(base.close), np.diff(other.close))[0, 1]) < 0.1
    ether = WHOLE["ETH/USDT"].between(start, stop)
    assert abs(np.corrcoef(np.diff(base.close), np.diff(ether.close))[0, 1]) < 0.1


@pytest.mark.parametrize("symbol", ["AAPL", "BTC/USDT"])
@pytest.mark.parametrize("timeframe", [M1, D1])
def test_an_empty_range_has_no_bars(symbol: str, timeframe: Timeframe) -> None:
    saturday = at("2024-03-09T12:00")
    assert len(candles(symbol, saturday, saturday, timeframe, 7)) == 0
    assert len(candles(symbol, saturday, saturday - DAY, timeframe, 7)) == 0


def test_an_unlisted_symbol_is_refused() -> None:
    with pytest.raises(SymbolNotFound, match="symbol DOGE/USDT is not simulated: choose one of"):
        candles("DOGE/USDT", 0, DAY, M1, 7)


def test_before_1970_only_what_never_closes_trades() -> None:
    assert len(candles("BTC/USDT", -DAY, 0, H1, 7)) == 24
    assert len(candles("AAPL", -DAY, 0, M1, 7)) == 0
    assert INSTRUMENTS["AAPL"].calendar is Calendar.US_STOCK
