"""Whole documents as text."""

import pytest

from app.domain.errors import Fault, InvalidRules
from app.domain.rules.notes import MORE_FAULTS
from app.domain.rules.parse import parse
from app.domain.rules.printing import to_json
from app.domain.rules.spec import Direction, Rule, RuleRef, Signal, Size, SizeMode
from app.domain.rules.text import MAX_TEXT, TextFault, parse_text, print_text, read_text
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE

TEXT = r"""# a comment
name: "Mean \"Reversion\""  # another
description: "two\nlines"
asset: BTC/USDT
venue: "binance"
timeframe: 4h
direction: both
reverse: true
size.mode: risk_per_trade_pct
size.value: 1.5
risk.stop_loss_pct: 2.0
risk.max_position_size: 0.5

buy entry "Oversold" [rule_001]: RSI(14) < 30  # why
  and close > SMA(200)

  or close > 2 * SMA(200)
SELL ENTRY "Overbought":
  RSI(14) > 70
entry ref rule_002
exit ref 0F8FAD5B-D9CB-469F-A165-70867728950E
buy exit "back: [x]": RSI(14) < 50
"""
HEAD = "name: x\nsymbol: BTC/USDT\ntimeframe: 1h\n"


def faults(text):
    return [(f.line, f.column, f.message) for f in read_text(text, CATALOGUE).faults]


def test_a_whole_document_is_read():
    strategy = parse_text(TEXT, CATALOGUE)
    assert strategy.name == 'Mean "Reversion"'
    assert strategy.description == "two\nlines"
    assert (strategy.symbol, strategy.venue) == ("BTC/USDT", "binance")
    assert strategy.timeframe is Timeframe.H4
    assert strategy.direction is Direction.BOTH
    assert strategy.reverse
    assert strategy.size == Size(SizeMode.RISK_PER_TRADE_PCT, 1.5)
    assert strategy.risk.stop_loss_pct == 2.0
    assert strategy.risk.max_position_size_pct == 50.0
    oversold, overbought, reference = strategy.entry_rules
    assert isinstance(oversold, Rule)
    assert (oversold.name, oversold.key, oversold.signal) == ("Oversold", "rule_001", Signal.BUY)
    assert isinstance(overbought, Rule)
    assert (overbought.key, overbought.signal) == (None, Signal.SELL)
    assert reference == RuleRef("rule_002")
    assert strategy.exit_rules[0] == RuleRef("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.mark.parametrize(
    "form",
    [str.encode, lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t + "#"],
    ids=["bytes", "carriage returns", "byte order mark", "an open comment"],
)
def test_the_same_text_in_other_dress_means_the_same(form):
    assert parse_text(form(TEXT), CATALOGUE) == parse_text(TEXT, CATALOGUE)


def test_text_and_json_are_two_ways_to_write_one_document():
    strategy = parse_text(TEXT, CATALOGUE)
    assert parse(to_json(strategy), CATALOGUE) == strategy
    assert parse_text(print_text(strategy, CATALOGUE), CATALOGUE) == strategy


@pytest.mark.parametrize(
    ("direction", "line", "written"),
    [
        ("long", "buy entry ref a", "buy entry ref a"),
        ("long", "entry ref a", "buy entry ref a"),
        ("short", "sell entry ref a", "sell entry ref a"),
        ("short", "exit ref a", "buy exit ref a"),
        ("both", "exit ref a", "exit ref a"),
    ],
)
def test_a_reference_takes_its_side_from_the_direction(direction, line, written):
    strategy = parse_text(f"{HEAD}direction: {direction}\n{line}", CATALOGUE)
    assert written in print_text(strategy, CATALOGUE).splitlines()


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "name is missing from the document"),
        ("hello", 1, 1, "this is neither a header line nor a rule"),
        ("nome: x", 1, 1, 'unknown header "nome"; did you mean name?'),
        ("name: x y\nname: z", 2, 1, "name is given twice"),
        (HEAD + "risk.stop_loss_pct: two", 4, 1, 'stop_loss_pct must be a number, not "two"'),
        (HEAD + 'risk.stop_loss_pct: "2"', 4, 1, 'stop_loss_pct must be a number, not "2"'),
        (HEAD + "risk.stop_loss_pct: 1e999", 4, 1, "stop_loss_pct must be a finite number"),
        (HEAD + "reverse: yes", 4, 1, "reverse must be true or false"),
        (HEAD + 'venue: "x', 4, 1, "venue is not a text in quotation marks"),
        (HEAD + 'venue: "\\ud800"', 4, 1, "venue holds a lone surrogate"),
        (HEAD + "venue: a\n  more", 5, 3, "this is neither a header line nor a rule"),
        (HEAD + 'venue: "a" b', 4, 1, "venue is not a text in quotation marks"),
        (HEAD + "timeframe: 1h", 4, 1, "timeframe is given twice"),
        (HEAD + 'bye entry "x": close > 1', 4, 1, 'unknown word "bye"; did you mean buy?'),
        (HEAD + 'hold entry "x": close > 1', 4, 1, "a hold rule asks for nothing"),
        (HEAD + "buy entry x: close > 1", 4, 1, 'buy|sell entry|exit "name" [key]: condition'),
        (HEAD + 'buy entry "x" close > 1', 4, 1, "this rule cannot be read"),
        (HEAD + 'buy entry "\\ud800": close > 1', 4, 11, "the rule's name holds a lone"),
        (HEAD + 'buy entry "\\q": close > 1', 4, 11, "the rule's name is not a text"),
        (HEAD + 'buy entry "x" [a b]: close > 1', 4, 16, '"a b" is not a key'),
        (HEAD + 'buy entry "x":', 4, 15, "expected a number, a price or an indicator"),
        (HEAD + 'buy entry "x": close >\n\n  (open', 6, 8, "expected ), found the end"),
        (HEAD + "buy exit ref a", 4, 1, "a long strategy has only sell exit rules"),
        (HEAD + "direction: both\nbuy exit ref a", 5, 1, "the saved rule says whether it buys"),
        (HEAD + "entry ref a/b", 4, 11, '"a/b" is not the id or key of a saved rule'),
        (b"\xff", 1, 1, "not UTF-8 text: byte 0"),
        ("x" * (MAX_TEXT + 1), 1, 1, "the text has 262,145 characters"),
    ],
)
def test_an_error_says_line_and_column(text, line, column, message):
    found = faults(text)
    assert (line, column, True) in [(at, col, message in told) for at, col, told in found], found


def test_every_rule_and_header_line_tells_its_own_fault():
    text = HEAD + 'foo: 1\nbuy entry "a": close >\nbuy entry "b": RSI(\nsell exit "c": x > 1\n'
    assert [line for line, _, _ in faults(text)] == [4, 5, 6, 7]


def test_a_flood_of_faults_is_cut():
    found = faults(HEAD + 'buy entry "a": close >\n' * 500)
    assert len(found) == 101
    assert found[-1][2].endswith(MORE_FAULTS)


def test_faults_of_the_content_are_placed_in_the_text():
    text = HEAD + 'buy entry "a": close > 1\n  and RSI(1, source=open).foo > 1'
    reading = read_text(text, CATALOGUE)
    left = "/entry_rules/0/conditions/1/left"
    content = [
        Fault(f"{left}/params/period", "p"),
        Fault(f"{left}/output", "o"),
        Fault(f"{left}/source", "s"),
        Fault("/timeframe", "t"),
        Fault("/entry_rules/0/signal", "b"),
        Fault("/reverse", "r"),
    ]
    located = [(f.message, f.line, f.column) for f in reading.located(content)]
    assert located == [
        ("line 5, column 11: p", 5, 11),
        ("line 5, column 27: o", 5, 27),
        ("line 5, column 21: s", 5, 21),
        ("line 3, column 1: t", 3, 1),
        ("line 4, column 1: b", 4, 1),
        ("line 1, column 1: r", 1, 1),
    ]
    assert all(isinstance(fault, TextFault) for fault in reading.located(content))


def test_the_error_is_one_sentence():
    with pytest.raises(InvalidRules) as caught:
        parse_text(HEAD + 'buy entry "a": close >\nfoo: 2', CATALOGUE)
    assert str(caught.value) == (
        "the strategy is not valid: line 4, column 23: expected a number, a price or an indicator,"
        " found the end (and 1 more)"
    )
