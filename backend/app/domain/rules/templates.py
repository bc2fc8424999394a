"""Six strategies to start from, each a complete document with a story in two sentences.

Teaching material, not advice: every one has a stop, a limited position and an exit.
"""

from dataclasses import dataclass, replace
from typing import Final

from app.domain.rules.normal import Catalogue
from app.domain.rules.spec import Strategy
from app.domain.rules.text import parse_text


@dataclass(frozen=True, slots=True)
class Template:
    """A strategy to start from; `key` names it on the command line."""

    key: str
    title: str
    story: str
    strategy: Strategy


_RSI_DIP: Final = """
timeframe: 1h
size.mode: percent_equity
size.value: 50
risk.stop_loss_pct: 4
risk.take_profit_pct: 8
risk.max_drawdown_pct: 30
risk.cooldown_after_loss_bars: 12

buy entry "Dip in an uptrend": RSI(14) crosses below 30 and close > SMA(200)
sell exit "Recovered": RSI(14) crosses above 60
sell exit "Trend is gone": close < SMA(200) for 6
"""

_EMA_CROSS: Final = """
timeframe: 1h
size.mode: percent_equity
size.value: 50
risk.stop_loss_pct: 6
risk.trailing_stop_pct: 8
risk.max_drawdown_pct: 35

buy entry "Fast above slow": EMA(21) crosses above EMA(55) and ADX(14) > 18
sell exit "Fast below slow": EMA(21) crosses below EMA(55)
"""

_BOLLINGER_REVERSION: Final = """
timeframe: 1h
size.mode: percent_equity
size.value: 40
risk.stop_loss_pct: 3
risk.max_bars_in_trade: 48
risk.max_drawdown_pct: 25
risk.cooldown_after_loss_bars: 6

buy entry "Back inside from below": close crosses above BBANDS(20).lower and ADX(14) < 30
sell exit "Back at the mean": close >= BBANDS(20).middle
"""

_MACD_MOMENTUM: Final = """
timeframe: 1h
size.mode: risk_per_trade_pct
size.value: 1
risk.stop_loss_pct: 3
risk.take_profit_pct: 9
risk.max_position_size_pct: 60
risk.max_drawdown_pct: 30

buy entry "Momentum turns with the trend":
  MACD(12, 26, 9) crosses above MACD(12, 26, 9).signal and close > EMA(50)@4h
sell exit "Momentum turns back": MACD(12, 26, 9) crosses below MACD(12, 26, 9).signal
"""

_DONCHIAN_BREAKOUT: Final = """
timeframe: 1h
direction: both
reverse: true
size.mode: risk_per_trade_pct
size.value: 1
risk.stop_loss_pct: 4
risk.trailing_stop_pct: 6
risk.max_position_size_pct: 80
risk.max_drawdown_pct: 35

buy entry "New high": close > DONCHIAN(55).upper[1]
sell entry "New low": close < DONCHIAN(55).lower[1]
sell exit "Low of the shorter channel": close < DONCHIAN(20).lower[1]
buy exit "High of the shorter channel": close > DONCHIAN(20).upper[1]
"""

_DIP_ACCUMULATION: Final = """
timeframe: 1h
size.mode: percent_equity
size.value: 25
risk.stop_loss_pct: 12
risk.take_profit_pct: 6
risk.max_bars_in_trade: 336
risk.cooldown_bars: 24
risk.max_drawdown_pct: 30

buy entry "Five percent under the two-day high":
  close < 0.95 * MAX(high, 48) and close rising 2
sell exit "Back above the weekly mean": close > 1.03 * SMA(168)
"""

# key, title, story, document; the name and the symbol are added.
_TEMPLATES: Final = (
    (
        "rsi_dip",
        "RSI dip",
        "Buys when a market that has been rising for days is sold off within hours. "
        "Sells when buyers are back, and gives up when the rise itself is over.",
        _RSI_DIP,
    ),
    (
        "ema_cross",
        "EMA cross",
        "Follows the trend: in when the fast average passes the slow one and the market moves. "
        "Loses a little often, and lives from the few moves that go on and on.",
        _EMA_CROSS,
    ),
    (
        "bollinger_reversion",
        "Bollinger reversion",
        "Bets that a price far below its mean comes back while the market has no strong trend. "
        "Takes the way back to the mean and does not wait longer than two days for it.",
        _BOLLINGER_REVERSION,
    ),
    (
        "macd_momentum",
        "MACD momentum",
        "Enters when momentum turns up in the direction of the larger, four-hour trend. "
        "Risks one percent of equity per trade for three times that, and leaves when it turns.",
        _MACD_MOMENTUM,
    ),
    (
        "donchian_breakout",
        "Donchian breakout",
        "Buys a close above the highest price of 55 hours, sells short one below the lowest. "
        "A shorter channel and a trailing stop take it out, a break the other way turns it around.",
        _DONCHIAN_BREAKOUT,
    ),
    (
        "dip_accumulation",
        "Dip accumulation",
        "Buys a quarter position each time the price has dropped five percent and turns up again. "
        "Sells into strength, waits a day before the next dip, and lets no dip grow into a hole.",
        _DIP_ACCUMULATION,
    ),
)


def templates(catalogue: Catalogue, symbol: str = "BTC/USDT") -> tuple[Template, ...]:
    """Return the six templates for `symbol`, each a strategy that `validate` accepts."""
    return tuple(
        Template(key, title, story, _strategy(title, story, document, symbol, catalogue))
        for key, title, story, document in _TEMPLATES
    )


def template(key: str, catalogue: Catalogue, symbol: str = "BTC/USDT") -> Template | None:
    """Return one template, None when no template has this key."""
    return next((known for known in templates(catalogue, symbol) if known.key == key), None)


def template_keys() -> tuple[str, ...]:
    """Return the keys of all templates, in order."""
    return tuple(key for key, _, _, _ in _TEMPLATES)


def _strategy(title: str, story: str, document: str, symbol: str, catalogue: Catalogue) -> Strategy:
    strategy = parse_text(f'name: "{title}"\nsymbol: "BTC/USDT"\n{document}', catalogue)
    return replace(strategy, description=story, symbol=symbol)
