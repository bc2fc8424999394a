"""The simulated history: always the same, for a listed instrument or in its place."""

import pytest

from app.domain.errors import SymbolNotFound
from app.domain.quality import dataset_hash
from app.domain.timeframes import Timeframe
from app.services.simulation import (
    HISTORY_START_NS,
    SOURCE,
    last_minute_ns,
    simulated_history,
    simulated_minutes,
    simulated_symbols,
)


def test_every_listed_instrument_has_minutes_from_the_first_day():
    for symbol in simulated_symbols():
        bars = simulated_minutes(symbol, days=4)
        assert bars.timeframe is Timeframe.M1
        assert bars.time[0] >= HISTORY_START_NS
        assert len(bars) > 60


def test_the_same_history_comes_out_every_time():
    first, second = (simulated_minutes("BTC/USDT", days=2) for _ in range(2))
    assert dataset_hash(first, SOURCE, "BTC/USDT") == dataset_hash(second, SOURCE, "BTC/USDT")


@pytest.mark.parametrize(("asked", "given"), [("ETH/USDT", "ETH/USDT"), ("DOGE/EUR", "BTC/USDT")])
def test_a_strategy_on_an_unlisted_symbol_gets_the_first_instrument(asked, given):
    symbol, bars = simulated_history(asked)
    assert symbol == given
    assert len(bars) > 100_000


def test_an_unlisted_instrument_is_named():
    with pytest.raises(SymbolNotFound, match="DOGE/EUR"):
        simulated_minutes("DOGE/EUR")


@pytest.mark.parametrize("symbol", simulated_symbols())
def test_the_last_minute_is_the_history_s_last(symbol):
    assert last_minute_ns(symbol) == simulated_minutes(symbol).time[-1]
