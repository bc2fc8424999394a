"""The top level: names, market, size and risk."""

import pytest

from app.domain.rules.header import read_header
from app.domain.rules.notes import Notes
from app.domain.rules.spec import Direction, Risk, Size, SizeMode
from app.domain.timeframes import Timeframe

LEAST = {"name": "x", "symbol": "BTC/USDT", "timeframe": "1h"}


def header(**changes):
    return read_header({**LEAST, **changes}, Notes(), {})


def faults(document):
    notes: Notes[str] = Notes()
    read_header(document, notes, {})
    return dict(notes.faults)


@pytest.mark.parametrize("key", ["symbol", "asset", "asset_symbol"])
def test_the_instrument_has_three_names(key):
    renamed: dict[str, str] = {}
    document = {"name": "x", key: "1INCH/USDT", "timeframe": "1w"}
    strategy = read_header(document, Notes(), renamed)
    assert (strategy.symbol, strategy.timeframe) == ("1INCH/USDT", Timeframe.W1)
    assert renamed == {"/symbol": f"/{key}"}


@pytest.mark.parametrize("symbol", ["AAPL", "BTC/USDT:USDT", "^GSPC", "币安人生/USDT", "BRK.B"])
def test_venues_name_their_instruments_as_they_like(symbol):
    assert header(symbol=symbol).symbol == symbol


def test_everything_else_is_optional():
    strategy = header()
    assert strategy.direction is Direction.LONG
    assert (strategy.size, strategy.risk, strategy.venue) == (None, Risk(), None)
    assert header(description="", size=None, reverse=None) == strategy


@pytest.mark.parametrize(("fraction", "percent"), [(0.1, None), (0.07, 7.0), (1, 100.0)])
def test_the_position_limit_may_be_a_fraction(fraction, percent):
    renamed: dict[str, str] = {}
    document = {**LEAST, "risk_management": {"max_position_size": fraction}}
    strategy = read_header(document, Notes(), renamed)
    assert strategy.risk.max_position_size_pct == percent, "0.1 is the default of 10 %"
    assert "/risk_management/max_position_size_pct" in renamed


def test_the_default_of_the_position_limit_depends_on_the_size():
    size = {"mode": "fixed_amount", "value": 500}
    limits = [
        header(size=size, risk_management={"max_position_size_pct": limit}).risk
        for limit in (10, 100)
    ]
    assert [risk.max_position_size_pct for risk in limits] == [10.0, None]
    assert header(size=size).size == Size(SizeMode.FIXED_AMOUNT, 500.0)


def test_zero_bars_in_a_trade_means_no_time_stop():
    risk = {"max_bars_in_trade": 0, "cooldown_bars": 0, "cooldown_after_loss_bars": 4.0}
    assert header(risk_management=risk).risk == Risk(cooldown_after_loss_bars=4)


@pytest.mark.parametrize(
    ("changes", "pointer", "message"),
    [
        ({"symbl": "x"}, "/symbl", "did you mean symbol?"),
        ({"asset": "AAPL"}, "/asset", "symbol and asset are one key under two names"),
        ({"symbol": "BTC USDT"}, "/symbol", "must not hold spaces"),
        ({"symbol": 7}, "/symbol", "must be text, not 7"),
        ({"symbol": None}, "/symbol", "is missing"),
        ({"venue": "a\x00"}, "/venue", "control character"),
        ({"name": "\ud800"}, "/name", "lone surrogate"),
        ({"name": " "}, "/name", "must not be empty"),
        ({"name": None}, "/name", "is missing from the document"),
        ({"description": "x" * 5_001}, "/description", "the limit is 5,000"),
        ({"timeframe": "60m"}, "/timeframe", "unknown timeframe"),
        ({"direction": "up"}, "/direction", "allowed: long, short, both"),
        ({"reverse": "yes"}, "/reverse", "must be true or false"),
        ({"size": 5}, "/size", "must be an object, not 5"),
        ({"size": {"value": 5}}, "/size/mode", "is missing from size"),
        ({"size": {"mode": "percent_equity"}}, "/size/value", "is missing from size"),
        ({"size": {"mode": "percent", "value": 1, "x": 1}}, "/size/mode", "did you mean"),
        ({"risk_management": []}, "/risk_management", "must be an object"),
        ({"risk_management": {"stop": 1}}, "/risk_management/stop", "unknown key"),
        (
            {"risk_management": {"max_position_size": 10}},
            "/risk_management/max_position_size",
            "is a fraction above 0 and up to 1 (0.1 = 10 %), not 10.0",
        ),
        (
            {"risk_management": {"max_position_size": 0.1, "max_position_size_pct": 10}},
            "/risk_management/max_position_size",
            "stands beside max_position_size_pct",
        ),
        (
            {"risk_management": {"cooldown_bars": 1.5}},
            "/risk_management/cooldown_bars",
            "must be a whole number, not 1.5",
        ),
    ],
)
def test_a_fault_says_where_and_what(changes, pointer, message):
    assert message in faults({**LEAST, **changes})[pointer]
