"""Six strategies to start from."""

import re

import pytest

from app.domain.indicators.registry import catalogue
from app.domain.rules.lookback import memory
from app.domain.rules.printing import to_json
from app.domain.rules.spec import Rule
from app.domain.rules.templates import template, template_keys, templates
from app.domain.rules.validate import validate
from app.domain.timeframes import Timeframe

CATALOGUE = catalogue()
KEYS = (
    "rsi_dip",
    "ema_cross",
    "bollinger_reversion",
    "macd_momentum",
    "donchian_breakout",
    "dip_accumulation",
)


def test_there_are_six():
    assert template_keys() == KEYS
    assert tuple(known.key for known in templates(CATALOGUE)) == KEYS
    assert template("nothing", CATALOGUE) is None


@pytest.mark.parametrize("key", KEYS)
def test_each_is_valid_and_trades_hourly_bitcoin(key):
    known = template(key, CATALOGUE)
    assert known is not None
    assert validate(known.strategy, CATALOGUE, bars=8_760) == ()
    assert known.strategy.symbol == "BTC/USDT"
    assert known.strategy.timeframe is Timeframe.H1
    assert known.strategy.name == known.title
    assert memory(known.strategy, CATALOGUE) < 5_000


@pytest.mark.parametrize("key", KEYS)
def test_each_tells_its_story_in_two_sentences(key):
    known = template(key, CATALOGUE)
    assert known is not None
    assert known.strategy.description == known.story
    assert len(re.findall(r"\.(?: |$)", known.story)) == 2


@pytest.mark.parametrize("key", KEYS)
def test_each_limits_what_it_can_lose(key):
    known = template(key, CATALOGUE)
    assert known is not None
    risk = known.strategy.risk
    assert risk.stop_loss_pct is not None
    assert risk.max_drawdown_pct is not None
    assert known.strategy.effective_max_position_pct <= 100.0
    assert all(isinstance(rule, Rule) for rule in known.strategy.exit_rules)
    assert known.strategy.exit_rules


def test_the_symbol_can_be_another_and_nothing_else_changes():
    for known, other in zip(templates(CATALOGUE), templates(CATALOGUE, "AAPL"), strict=True):
        assert to_json(other.strategy) == {**to_json(known.strategy), "symbol": "AAPL"}
