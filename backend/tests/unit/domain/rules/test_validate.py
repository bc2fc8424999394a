"""Everything wrong with a strategy, told at once."""

import pytest
from hypothesis import given, settings

from app.domain.rules.parse import parse
from app.domain.rules.text import parse_text
from app.domain.rules.validate import local_faults, validate
from tests.catalogue import CATALOGUE
from tests.strategies import documents

HEAD = "name: x\nsymbol: BTC/USDT\ntimeframe: 1h\n"
RULE = 'buy entry "r": close > open\n'


def faults(text, bars=None):
    strategy = parse_text(HEAD + text, CATALOGUE)
    return [(f.pointer, f.message) for f in validate(strategy, CATALOGUE, bars=bars)]


def test_a_sound_strategy_has_no_faults():
    assert faults(RULE) == []


@pytest.mark.parametrize(
    ("lines", "pointer", "message"),
    [
        ("risk.stop_loss_pct: 0", "stop_loss_pct", "above 0 and below 100 percent, not 0"),
        ("risk.stop_loss_pct: 100", "stop_loss_pct", "above 0 and below 100 percent, not 100"),
        ("risk.trailing_stop_pct: -1", "trailing_stop_pct", "not -1"),
        ("risk.max_drawdown_pct: 100", "max_drawdown_pct", "not 100"),
        ("risk.max_daily_loss_pct: 100", "max_daily_loss_pct", "not 100"),
        ("risk.max_position_size_pct: 100.5", "max_position_size_pct", "up to 100 percent"),
        ("risk.max_position_size_pct: 0", "max_position_size_pct", "above 0"),
        ("risk.take_profit_pct: 10001", "take_profit_pct", "up to 10,000 percent, not 10001"),
        ("risk.take_profit_pct: 0", "take_profit_pct", "above 0"),
        ("risk.max_bars_in_trade: 100001", "max_bars_in_trade", "0 to 100,000 bars, not 100,001"),
        ("risk.cooldown_bars: -1", "cooldown_bars", "0 to 100,000 bars, not -1"),
        ("risk.cooldown_after_loss_bars: -1", "cooldown_after_loss_bars", "0 to 100,000 bars"),
    ],
)
def test_risk_has_ranges(lines, pointer, message):
    ((where, told),) = faults(f"{lines}\n{RULE}")
    assert where == f"/risk_management/{pointer}"
    assert message in told


@pytest.mark.parametrize(
    "lines",
    [
        "risk.stop_loss_pct: 99.9\nrisk.take_profit_pct: 10000",
        "risk.max_position_size_pct: 100\nsize.mode: percent_equity\nsize.value: 100",
        "risk.max_bars_in_trade: 100000\nsize.mode: fixed_quantity\nsize.value: 1e-8",
        "risk.trailing_stop_pct: 1\nsize.mode: risk_per_trade_pct\nsize.value: 1",
    ],
)
def test_the_bounds_themselves_are_allowed(lines):
    assert faults(f"{lines}\n{RULE}") == []


@pytest.mark.parametrize(
    ("mode", "value", "message"),
    [
        ("percent_equity", 0, "above 0 and up to 100 percent, not 0"),
        ("percent_equity", 101, "not 101"),
        ("risk_per_trade_pct", 101, "not 101"),
        ("fixed_amount", 0, "fixed_amount is above 0, not 0"),
        ("fixed_quantity", -1, "fixed_quantity is above 0, not -1"),
    ],
)
def test_sizes_have_ranges(mode, value, message):
    stop = "risk.stop_loss_pct: 1\n"
    found = faults(f"{stop}size.mode: {mode}\nsize.value: {value}\n{RULE}")
    assert [(where, message in told) for where, told in found] == [("/size/value", True)]


def test_risk_per_trade_needs_a_stop():
    found = faults(f"size.mode: risk_per_trade_pct\nsize.value: 1\n{RULE}")
    assert [where for where, _ in found] == ["/size/mode"]


@pytest.mark.parametrize("direction", ["short", "both"])
def test_a_short_cannot_gain_all_of_the_price(direction):
    rule = 'sell entry "r": close > open\n'
    text = f"direction: {direction}\nrisk.take_profit_pct: {{}}\n{rule}"
    assert faults(text.format(99)) == []
    assert faults(text.format(100)) == [
        (
            "/risk_management/take_profit_pct",
            "take_profit_pct of a short is below 100 percent, not 100",
        )
    ]


@pytest.mark.parametrize(
    ("direction", "rule", "is_allowed"),
    [
        ("long", "buy entry", True),
        ("long", "sell entry", False),
        ("long", "sell exit", True),
        ("long", "buy exit", False),
        ("short", "sell entry", True),
        ("short", "buy entry", False),
        ("short", "buy exit", True),
        ("short", "sell exit", False),
        ("both", "buy entry", True),
        ("both", "sell exit", True),
    ],
)
def test_direction_forbids_a_side(direction, rule, is_allowed):
    own = {"long": "buy", "short": "sell", "both": "buy"}[direction]
    text = f'direction: {direction}\n{own} entry "own": close > 1\n{rule} "r": open > 1'
    found = [told for where, told in faults(text) if where.endswith("/signal")]
    assert found == ([] if is_allowed else [found[0]])
    assert is_allowed or f"direction {direction} forbids" in found[0]


@pytest.mark.parametrize("direction", ["long", "short"])
def test_reverse_needs_both(direction):
    own = "buy" if direction == "long" else "sell"
    text = f'direction: {direction}\nreverse: true\n{own} entry "r": close > open'
    assert faults(text) == [("/reverse", f"reverse needs direction both, not {direction}")]


def test_a_strategy_needs_a_way_in_and_keys_name_one_rule():
    assert faults('sell exit "r": close > 1') == [
        ("/entry_rules", "entry_rules is empty; a strategy needs a rule to enter by")
    ]
    twice = 'buy entry "a" [k]: close > 1\nsell exit "b" [k]: close < 1'
    assert faults(twice) == [("/exit_rules/0/key", "key k names another rule already")]


def test_conditions_are_counted_over_the_whole_document():
    # "close > 1 and close > 2 …": satisfiable, all different.
    sixty = " and ".join(f"close > {k}" for k in range(60))
    text = f'buy entry "a": {sixty}\nsell exit "b": open > 1 or open > 2 or open > 3 or open > 4'
    assert faults(text) == []
    assert faults(text + " or open > 5") == [
        ("/exit_rules/0/conditions/4", "the rules hold 65 conditions, the limit is 64")
    ]


def test_distinct_indicators_are_counted_once_each():
    twenty = " and ".join(f"SMA({k}) > 1 and SMA({k})[1] > 1" for k in range(2, 22))
    assert faults(f'buy entry "a": {twenty}') == []
    ((where, told),) = faults(f'buy entry "a": {twenty}\nsell exit "b": SMA(2)@4h > 1')
    assert where == "/exit_rules/0/conditions/0/left"
    assert told == "the rules hold 21 distinct indicators, the limit is 20"


def test_rules_and_operands_are_counted():
    many = "".join(f"sell exit ref key{k}\n" for k in range(65))
    assert faults(RULE + many) == [("/exit_rules", "65 exit rules, the limit is 64")]
    wide = " + ".join(["close"] * 16)
    text = " or ".join(f"{wide} > {k}" for k in range(30))
    ((where, told),) = faults(f'buy entry "a": {text}')
    assert told == "the rules hold 540 operands, the limit is 512"
    assert where.startswith("/entry_rules/0/conditions/28/")


def test_groups_nest_eight_deep():
    text = "close > 1"
    for k in range(8):
        text = f"({text}) {'and' if k % 2 else 'or'} open > {k}"
    assert faults(f'buy entry "a": {text}') == []
    assert faults(f'buy entry "a": not ({text})') == [
        ("/entry_rules/0" + "/conditions/0" * 8, "groups nest 9 deep here, the limit is 8")
    ]


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ("close > 1 and SMA(4000)[1500] > 1", "/entry_rules/0/conditions/1"),
        ("close > 1 and SMA(50)@1w > 1", "/entry_rules/0/conditions/1"),
        ("close > 1 or (SMA(3000) > 1 or open > 1 within 4000)", None),
        ("(SMA(3000) > 1 for 1000) for 1500", "/entry_rules/0/conditions/0"),
    ],
)
def test_look_back_is_limited_in_strategy_bars(rule, pointer):
    found = faults(f'buy entry "a": {rule}')
    assert [where for where, _ in found] == ([] if pointer is None else [pointer])
    assert all("the limit is 5,000" in told for _, told in found)


def test_look_back_must_fit_the_data_when_it_is_known():
    assert faults('buy entry "a": SMA(200) > close', bars=200) == []
    assert faults('buy entry "a": SMA(200) > close', bars=199) == [
        (
            "/entry_rules/0/conditions/0",
            "this needs 199 bars before its first answer, the data has 199",
        )
    ]


def test_all_faults_are_told_at_once():
    text = (
        "direction: short\nreverse: true\nrisk.stop_loss_pct: 200\nsize.mode: percent_equity\n"
        'size.value: 0\nbuy entry "a": RSI(1) > 70 and close between 2 and 1\n'
    )
    assert [where for where, _ in faults(text)] == [
        "/reverse",
        "/entry_rules/0/conditions/0/left/params/period",
        "/entry_rules/0/conditions/1/right",
        "/size/value",
        "/risk_management/stop_loss_pct",
        "/entry_rules/0/signal",
    ]


def test_local_faults_are_those_of_single_values():
    strategy = parse_text(HEAD + "reverse: true\nrisk.stop_loss_pct: 200", CATALOGUE)
    (fault,) = local_faults(strategy, CATALOGUE)
    assert fault.pointer == "/risk_management/stop_loss_pct"


@settings(max_examples=25, deadline=None)
@given(document=documents(CATALOGUE))
def test_drawn_documents_are_valid_and_stay_so_in_their_normal_form(document):
    assert validate(parse(document, CATALOGUE), CATALOGUE) == ()
