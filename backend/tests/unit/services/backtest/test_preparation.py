"""The bars of a run: one timeframe, the period asked for, and its warm-up."""

import math
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NoData
from app.domain.timeframes import NANOS_PER_DAY, Timeframe
from app.ports.market_data import SeriesKey
from app.services.backtest import prepared, stored
from app.services.market_data import LoadedBars, Provenance
from app.services.periods import Period, period_between
from tests.builders import START_NS, bars

HOURS = bars(range(100, 148))  # two days of 1h from Monday 2024-01-01
MINUTES = bars(range(1, 301), Timeframe.M1)


def test_without_a_period_every_bar_counts():
    data = prepared(HOURS, Timeframe.H1, Period(), 0)
    assert (len(data.bars), data.first, data.finer) == (48, 0, None)


@pytest.mark.parametrize(
    ("look_back", "first", "count"), [(0, 0, 24), (5, 5, 29), (math.inf, 24, 48)]
)
def test_earlier_bars_are_kept_as_far_as_the_rules_look_back(look_back, first, count):
    data = prepared(HOURS, Timeframe.H1, period_between("2024-01-02", None), look_back)
    assert (data.first, len(data.bars)) == (first, count)
    assert data.bars.time[data.first] == START_NS + NANOS_PER_DAY


def test_the_end_is_not_part_of_the_period():
    data = prepared(HOURS, Timeframe.H1, period_between(None, "2024-01-02"), 0)
    assert data.bars.time[-1] == START_NS + 23 * Timeframe.H1.nanos


def test_finer_data_become_bars_of_the_strategy():
    data = prepared(MINUTES, Timeframe.H1, Period(), 0)
    assert data.bars.open.tolist() == [1, 61, 121, 181, 241]
    assert data.bars.close.tolist() == [60, 120, 180, 240, 300]


def test_an_unfinished_last_bar_is_left_out_unless_the_period_ends_there():
    short = MINUTES.slice(0, 178)
    hour = START_NS + 3 * Timeframe.H1.nanos
    assert len(prepared(short, Timeframe.H1, Period(), 0).bars) == 2
    assert len(prepared(short, Timeframe.H1, Period(end_ns=hour), 0).bars) == 3


def test_intrabar_bars_cover_the_run():
    data = prepared(MINUTES, Timeframe.H1, Period(), 0, Timeframe.M5)
    assert data.finer is not None
    assert data.finer.timeframe is Timeframe.M5
    assert len(data.finer) == 60


@pytest.mark.parametrize(
    ("timeframe", "intrabar", "message"),
    [
        (Timeframe.M30, None, "trades 30m bars, which bars of 1h cannot make"),
        (Timeframe.H4, Timeframe.H4, "must be finer than the strategy's 4h"),
        (Timeframe.H4, Timeframe.M5, "bars of 1h cannot make it"),
    ],
)
def test_what_the_data_cannot_make_is_refused(timeframe, intrabar, message):
    with pytest.raises(InvalidInput, match=message):
        prepared(HOURS, timeframe, Period(), 0, intrabar)


@pytest.mark.parametrize("dates", [("2025-01-01", None), (None, "2023-01-01")])
def test_an_empty_period_names_the_range_there_is(dates):
    with pytest.raises(NoData, match="from 2024-01-01 00:00 to 2024-01-02 23:00"):
        prepared(HOURS, Timeframe.H1, period_between(*dates), 0)


class OneSeries:
    """Stored candles that answer with the same bars, and remember what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Timeframe, Period, int]] = []

    async def load(self, symbol, timeframe, period, *, source=None, warm_up=0, owner=None):
        self.asked.append((timeframe, period, warm_up))
        key = SeriesKey(source or "mine", symbol, timeframe)
        found = Provenance(
            source=key.source, symbol=symbol, timeframe=timeframe, stored=timeframe, revision=1
        )
        return LoadedBars(HOURS if timeframe is Timeframe.H1 else MINUTES, 3, found)


async def test_stored_bars_come_with_their_warm_up_and_their_finer_bars():
    series = OneSeries()
    found, data = await stored(
        series, "BTC/USD", Timeframe.H1, Period(), math.inf, intrabar=Timeframe.M1, owner=uuid4()
    )
    assert found.source == "mine"
    assert data.first == 3
    assert data.finer is MINUTES
    (_, _, warm_up), (finer, inside, _) = series.asked
    assert warm_up > 10**8
    assert (finer, inside.start_ns) == (Timeframe.M1, START_NS)


async def test_stored_intrabar_bars_must_be_finer():
    with pytest.raises(InvalidInput, match="must be finer"):
        await stored(OneSeries(), "BTC/USD", Timeframe.H1, Period(), 0, intrabar=Timeframe.H4)
