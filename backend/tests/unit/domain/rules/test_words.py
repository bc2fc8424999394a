"""A strategy in plain sentences."""

import pytest

from app.domain.rules.text import parse_expression, parse_text
from app.domain.rules.words import in_words, node_in_words, terms_in_words
from tests.catalogue import CATALOGUE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RSI(14) < 30", "RSI(14) is below 30"),
        ("close <= open[1]", "the close is at or below the open 1 bar ago"),
        ("close > SMA(200)@4h", "the close is above SMA(200) on 4h"),
        ("high[2]@1d >= 5", "the high on 1d 2 bars ago is at or above 5"),
        ("MACD() crosses above MACD().signal", "MACD(12, 26, 9) crosses above the signal of "
         "MACD(12, 26, 9)"),
        ("DC(9)[1] > DC(9).lower", "the upper of DONCHIAN(9) 1 bar ago is above the lower of "
         "DONCHIAN(9)"),
        ("volume == 0", "the volume equals 0"),
        ("close != open", "the close differs from the open"),
        ("close / SMA(20) between 0.97 and 1.03", "close / SMA(20) is between 0.97 and 1.03"),
        ("RSI(14) outside 30 and 70", "RSI(14) is outside 30 to 70"),
        ("close rising 3", "the close has risen for 3 bars"),
        ("close falling 1 within 5", "the close has fallen for 1 bar at some point within 5 bars"),
        ("close > 1 for 2", "the close is above 1 throughout 2 bars"),
        (
            "close > 1 and (open > 1 or not high > 2)",
            "the close is above 1 and (the open is above 1 or "
            "(it is not so that the high is above 2))",
        ),
        (
            "(close > 1 or open > 1) within 3",
            "(the close is above 1 or the open is above 1) at some point within 3 bars",
        ),
    ],
)  # fmt: skip
def test_conditions_are_clauses(text, words):
    assert node_in_words(parse_expression(text, CATALOGUE), CATALOGUE) == words


def test_a_long_strategy_is_a_paragraph():
    text = """
    name: "RSI dip"
    symbol: "BTC/USDT"
    timeframe: 1h
    risk.stop_loss_pct: 2
    risk.take_profit_pct: 5.5
    risk.max_bars_in_trade: 24
    buy entry "in": RSI(14) < 30
    sell exit "out": RSI(14) > 70
    """
    assert in_words(parse_text(text, CATALOGUE), CATALOGUE) == (
        "RSI dip trades BTC/USDT on 1h bars, long only. Buy when RSI(14) is below 30. "
        "Sell when RSI(14) is above 70. Stop the loss at 2 %. Take the profit at 5.5 %. "
        "Leave after 24 bars at the latest. Each entry uses 10 % of equity."
    )


def test_both_sides_references_and_sizes_have_words():
    text = """
    name: x
    symbol: AAPL
    timeframe: 1d
    direction: both
    reverse: true
    size.mode: risk_per_trade_pct
    size.value: 1
    risk.trailing_stop_pct: 3
    risk.max_position_size_pct: 50
    risk.max_drawdown_pct: 20
    risk.max_daily_loss_pct: 4
    risk.cooldown_bars: 2
    risk.cooldown_after_loss_bars: 6
    entry ref rule_001
    sell entry "short": close < 1
    buy exit "cover": close > 2
    exit ref rule_002
    """
    assert in_words(parse_text(text, CATALOGUE), CATALOGUE) == (
        "x trades AAPL on 1d bars, long and short, reversing at once. "
        "Enter as the saved rule rule_001 says. Sell short when the close is below 1. "
        "Buy back when the close is above 2. Exit as the saved rule rule_002 says. "
        "Trail a stop 3 % behind the best price. Halt when equity is 20 % below its peak. "
        "Halt for the day after losing 4 %. Pause 2 bars after every exit. "
        "Pause 6 bars after a loss. Each entry risks 1 % of equity, at most 50 % of equity."
    )


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("percent_equity", "Each entry uses 5 % of equity."),
        ("fixed_amount", "Each entry spends 5 of the quote currency."),
        ("fixed_quantity", "Each entry takes 5 units."),
    ],
)
def test_sizes_are_told_apart(mode, words):
    text = f"name: x\nsymbol: x\ntimeframe: 1d\nsize.mode: {mode}\nsize.value: 5\nentry ref a"
    assert in_words(parse_text(text, CATALOGUE), CATALOGUE).endswith(words)


def test_terms_are_what_is_left_beside_the_rules():
    head = 'name: "A"\nsymbol: "BTC/USDT"\ntimeframe: 1h\nrisk.stop_loss_pct: 2'
    text = f'{head}\n\nbuy entry "E": close > 1'
    assert terms_in_words(parse_text(text, CATALOGUE)) == [
        "Trades BTC/USDT on 1h bars, long only.",
        "Stop the loss at 2 %.",
        "Each entry uses 10 % of equity.",
    ]
