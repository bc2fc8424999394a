"""Clocks that run early or late, found in real prices."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.market import Bars
from app.domain.quality import Shift, clock_shift
from app.domain.resampling import resampled
from app.domain.timeframes import Timeframe
from tests.builders import bars
from tests.stored import stored_bars

HOUR = 3_600 * 10**9
DAY = 24 * HOUR


def at(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


def moved(series: Bars, hours: int, start: str, stop: str) -> Bars:
    """Return the series with the labels of a stretch wrong by some hours, overlaps left out."""
    inside = (series.time >= at(start)) & (series.time < at(stop))
    time = np.where(inside, series.time + hours * HOUR, series.time)
    keep = np.append(True, time[1:] > np.maximum.accumulate(time)[:-1])
    columns = (series.open, series.high, series.low, series.close, series.volume)
    return Bars(time[keep], *(c[keep] for c in columns), series.timeframe, series.calendar)


def describes(shift: Shift, hours: int, start: str, stop: str, within: int) -> bool:
    return (
        shift.hours == hours
        and abs(shift.start_ns - at(start)) <= within
        and abs(shift.stop_ns - at(stop)) <= within
    )


@pytest.mark.parametrize(
    ("reference", "within"), [("coinbase_BTC-USD_4h", DAY), ("bitstamp_BTC-USD_1d", 2 * DAY)]
)
def test_the_real_file_that_fell_into_new_york_time(
    shared_data: Path, reference: str, within: int
) -> None:
    candidate = stored_bars(shared_data, "dirty_tzshift_coinbase_BTC-USD_1h", "dirty")
    first, second = clock_shift(candidate, stored_bars(shared_data, reference))
    assert describes(first, -4, "2017-09-22", "2017-11-05", within)
    assert describes(second, -5, "2017-11-05", "2017-11-12", within)
    assert str(first).startswith("labels run 4 h early from 2017-09-2")


@pytest.mark.parametrize(
    ("candidate", "reference"),
    [
        ("coinbase_BTC-USD_4h", "bitstamp_BTC-USD_1d"),
        ("coinbase_BTC-USD_1h", "binance_BTC-USDT_1d"),
        ("fxcm_GBP-USD_1m_bid", "fxcm_GBP-USD_1m_ask"),
        ("mt5_EUR-USD_4h", "mt5_EUR-USD_1d"),
        ("us_AAPL_1h", "us_AAPL_1d"),
        ("futures_XRP-USDT-PERP_5m", "futures_XRP-USDT-PERP_8h_mark"),
    ],
)
def test_real_clocks_that_agree_are_left_alone(
    shared_data: Path, candidate: str, reference: str
) -> None:
    one, other = stored_bars(shared_data, candidate), stored_bars(shared_data, reference)
    assert clock_shift(one, other) == ()
    assert clock_shift(other, one) == ()


@pytest.mark.parametrize("hours", [-12, 3])
def test_a_planted_shift_is_named_with_its_hours_and_days(shared_data: Path, hours: int) -> None:
    candidate = moved(
        stored_bars(shared_data, "coinbase_BTC-USD_1h"), hours, "2018-03-01", "2018-04-20"
    )
    reference = resampled(stored_bars(shared_data, "bitfinex_BTC-USD_1m"), Timeframe.H1)
    (shift,) = clock_shift(candidate, reference)
    assert describes(shift, hours, "2018-03-01", "2018-04-20", DAY)


def test_a_whole_file_may_be_late(shared_data: Path) -> None:
    reference = stored_bars(shared_data, "coinbase_BTC-USD_1h")
    (shift,) = clock_shift(replace(reference, time=reference.time + 2 * HOUR), reference)
    assert shift.hours == 2
    assert str(shift).startswith("labels run 2 h late from 2017-11-13T")


def test_a_finer_reference_tells_the_hours_of_a_coarser_file(shared_data: Path) -> None:
    reference = stored_bars(shared_data, "coinbase_BTC-USD_1h")
    four = resampled(reference, Timeframe.H4)
    (shift,) = clock_shift(replace(four, time=four.time - 5 * HOUR), reference)
    assert shift.hours == -5


@pytest.mark.parametrize(
    ("candidate", "reference"),
    [
        (bars("1 2 3"), bars("")),
        (bars("1 2 3"), bars("1 2 3")),
        (bars([5.0] * 400), bars([5.0] * 400)),
        (bars([5.0] * 400), bars(np.linspace(5, 9, 400))),
    ],
    ids=["no reference", "too short", "nothing moves", "one stands still"],
)
def test_nothing_is_said_when_nothing_can_be_told(candidate: Bars, reference: Bars) -> None:
    assert clock_shift(candidate, reference) == ()


def test_unrelated_series_are_not_called_shifted() -> None:
    walk = np.random.default_rng(5).normal(0, 0.01, (2, 2_000)).cumsum(axis=1)
    assert clock_shift(bars(np.exp(walk[0])), bars(np.exp(walk[1]))) == ()
