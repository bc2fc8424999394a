import numpy as np
import pytest

from app.domain.errors import InvalidInput
from app.domain.indicators.registry import compute
from app.domain.timeframes import Timeframe
from app.services.candle_pages import CandlesWanted
from app.services.chart_indicators import CALLS_MAX, ChartIndicators, calls_of
from app.services.periods import Period
from tests.builders import START_NS, bars
from tests.unit.services.test_candle_pages import pages_of

HOUR = Timeframe.H1.nanos


def walk(count: int):
    steps = np.random.default_rng(3).normal(0.0, 0.01, count)
    return bars(100.0 * np.exp(np.cumsum(steps)), Timeframe.H1)


def wanted(**given) -> CandlesWanted:
    return CandlesWanted(symbol="BTC/USD", timeframe=Timeframe.H1, **given)


async def charted(stored, texts, **given):
    service = ChartIndicators(pages=await pages_of(stored))
    return await service.chart(wanted(**given), calls_of(texts))


@pytest.mark.parametrize("text", ["SMA(20)", "RSI", "BBANDS", "ATR(14)", "EMA(10)"])
async def test_a_page_shows_what_the_whole_series_has_there(text):
    stored = walk(900)
    chart = await charted(stored, [text], limit=50)
    [series] = chart.series
    whole = compute(series.call.indicator, stored, None, series.call.params)
    assert chart.history > 0
    for name, values in series.outputs.items():
        assert len(values) == len(chart.page.bars) == 50
        np.testing.assert_allclose(values, whole[name][-50:], rtol=1e-9)


async def test_the_warm_up_at_the_start_of_the_data_is_unknown():
    chart = await charted(walk(60), ["SMA(20)"], period=Period(START_NS), limit=60)
    [series] = chart.series
    values = next(iter(series.outputs.values()))
    assert np.isnan(values).tolist() == [True] * 19 + [False] * 41


async def test_several_indicators_share_the_bars():
    chart = await charted(walk(200), ["SMA(5)", "SMA(5, source=volume)", "MACD"], limit=10)
    assert [len(series.outputs) for series in chart.series] == [1, 1, 3]
    close, volume = (next(iter(series.outputs.values())) for series in chart.series[:2])
    np.testing.assert_allclose(volume, chart.page.bars.volume)
    assert not np.allclose(close, volume)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rsi", {"period": 14}),
        ("RSI()", {"period": 14}),
        (" RSI( 21 ) ", {"period": 21}),
        ("RSI(period=21)", {"period": 21}),
        ("RSI(timeperiod=21)", {"period": 21}),
    ],
)
def test_a_call_is_read(text, expected):
    [call] = calls_of([text])
    assert (call.indicator.name, dict(call.params)) == ("RSI", expected)


@pytest.mark.parametrize(
    ("text", "pointer", "words"),
    [
        ("RSII", "/indicator/0", "did you mean RSI"),
        ("RSI(0)", "/indicator/0/period", "allowed: a whole number from 2"),
        ("RSI(period=2.5)", "/indicator/0/period", "allowed: a whole number"),
        ("RSI(perod=2)", "/indicator/0/perod", "allowed: period"),
        ("RSI(period=nan)", "/indicator/0/period", "allowed: a whole number"),
        ("RSI(14, 15)", "/indicator/0", "takes 1 parameters"),
        ("RSI(14, period=15)", "/indicator/0/period", "given twice"),
        ("RSI(source=tick)", "/indicator/0/source", "allowed: open, high"),
        ("ATR(source=close)", "/indicator/0/source", "reads no source"),
        ("RSI(14", "/indicator/0", "cannot be read"),
        ("__import__('os')", "/indicator/0", "cannot be read"),
        ("", "/indicator/0", "cannot be read"),
    ],
)
def test_a_wrong_call_says_where_and_what_is_allowed(text, pointer, words):
    with pytest.raises(InvalidInput) as caught:
        calls_of([text])
    [fault] = caught.value.faults
    assert fault.pointer == pointer
    assert words in fault.message


def test_every_wrong_call_is_reported_at_once():
    with pytest.raises(InvalidInput) as caught:
        calls_of(["RSI", "RSI(0)", "NOTHING"])
    assert [fault.pointer for fault in caught.value.faults] == [
        "/indicator/1/period",
        "/indicator/2",
    ]


@pytest.mark.parametrize("count", [0, CALLS_MAX + 1])
def test_how_many_at_once_is_limited(count):
    with pytest.raises(InvalidInput, match="allowed is 1 to"):
        calls_of(["RSI"] * count)
