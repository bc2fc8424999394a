from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import InvalidImport
from app.domain.timeframes import Calendar, Timeframe
from app.ports.candle_files import TickFile
from app.ports.market_data import SeriesKey
from app.services.data_files import UNNAMED, DataFiles
from app.services.series_names import PartialName
from tests.builders import START_NS, bars
from tests.fakes.candle_files import READING, FakeCandleFiles, candle_file
from tests.fakes.clock import FakeClock

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def files(**by_name):
    contents = {f"{name}.csv": content for name, content in by_name.items()}
    return DataFiles(files=FakeCandleFiles(candles=contents), clock=FakeClock(NOW), max_mb=1)


def test_a_named_file_needs_nothing_else():
    reader = files(**{"bitfinex_BTC-USD_1h": candle_file(bars("100 101"))})
    found = reader.candles(Path("bitfinex_BTC-USD_1h.csv"))
    assert found.key == SeriesKey("bitfinex", "BTC/USD", Timeframe.H1)
    assert found.calendar is Calendar.ALWAYS
    assert found.assumed == (
        "source bitfinex taken from the file's name",
        "symbol BTC/USD taken from the file's name",
        "timeframe 1h taken from the file's name",
        "calendar 24/7 guessed from BTC/USD",
    )


def test_what_a_person_says_overrules_the_name_of_the_file():
    reader = files(**{"bitfinex_BTC-USD_1h": candle_file(bars("100 101"))})
    name = PartialName(source="mine", symbol="EUR/USD", timeframe=Timeframe.H1)
    found = reader.candles(Path("bitfinex_BTC-USD_1h.csv"), name, Calendar.ALWAYS)
    assert found.key == SeriesKey("mine", "EUR/USD", Timeframe.H1)
    assert found.assumed == ()


def test_a_missing_timeframe_is_read_off_the_bars():
    reader = files(data=candle_file(bars("100 101 102", Timeframe.M15)))
    found = reader.candles(Path("data.csv"), PartialName(source="x", symbol="BTC/USD"))
    assert found.key.timeframe is Timeframe.M15
    assert "timeframe 15m taken from the distance between bars" in found.assumed


def test_a_file_that_cannot_be_named_says_what_to_give():
    reader = files(data=candle_file(bars("100")))
    with pytest.raises(
        InvalidImport, match="does not say its source, symbol, timeframe: "
    ) as caught:
        reader.candles(Path("data.csv"))
    assert "--source --symbol --timeframe" in str(caught.value)
    with_name = files(data=candle_file(bars("100 101")))
    assert with_name.candles(Path("data.csv"), unnamed=UNNAMED).key.source == "file"


def test_the_calendar_of_a_stored_series_overrules_the_guess():
    key = SeriesKey("bitfinex", "BTC/USD", Timeframe.H1)
    reader = files(**{"bitfinex_BTC-USD_1h": candle_file(bars("100 101"))})
    path = Path("bitfinex_BTC-USD_1h.csv")
    found = reader.candles(path, known={key: Calendar.FOREX})
    assert found.calendar is Calendar.FOREX
    assert not any("guessed" in text for text in found.assumed)


def test_a_file_without_one_usable_row_is_refused_with_the_first_reason():
    broken = candle_file(bars("100 101"), close=[200.0, 200.0])
    reader = files(**{"bitfinex_BTC-USD_1h": broken})
    with pytest.raises(InvalidImport, match="no usable row among 2: row 1: ") as caught:
        reader.candles(Path("bitfinex_BTC-USD_1h.csv"))
    assert "200" in str(caught.value)


def test_the_clock_decides_which_bars_are_finished():
    reader = DataFiles(
        files=FakeCandleFiles(candles={"x_BTC-USD_1h.csv": candle_file(bars("100 101 102"))}),
        clock=FakeClock(datetime(2024, 1, 1, 2, 30, tzinfo=UTC)),
        max_mb=1,
    )
    found = reader.candles(Path("x_BTC-USD_1h.csv"))
    assert found.bars.close.tolist() == [100, 101]
    assert "2024-01-01" in found.verdict.rejected.first(1)[0].reason


def test_trades_become_bars():
    minute = Timeframe.M1.nanos
    ticks = TickFile(
        time=START_NS + np.array([0, 10, minute, 2 * minute]),
        price=np.array([100.0, 101.0, 102.0, 103.0]),
        amount=np.array([1.0, 2.0, 3.0, 4.0]),
        reading=READING,
    )
    reader = DataFiles(
        files=FakeCandleFiles(ticks={"t.csv": ticks}), clock=FakeClock(NOW), max_mb=1
    )
    found, reading = reader.bars_of_ticks(Path("t.csv"), Timeframe.M1, Calendar.ALWAYS)
    assert found.volume.tolist() == [3.0, 3.0]
    assert found.close.tolist() == [101.0, 102.0]
    assert reading is READING
