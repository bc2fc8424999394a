"""The top level of a document: names, market, size and risk."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.domain.rules.fields import MAX_DESCRIPTION, Fields, text_fault
from app.domain.rules.notes import Notes
from app.domain.rules.spec import Direction, Risk, Size, SizeMode, Strategy
from app.domain.timeframes import Timeframe

SYMBOL_KEYS: Final = ("symbol", "asset", "asset_symbol")
TEXT_KEYS: Final = ("id", "name", "description", *SYMBOL_KEYS, "venue", "timeframe", "direction")
FLAG_KEYS: Final = ("reverse",)
SIZE_KEYS: Final = ("mode", "value")
PERCENT_KEYS: Final = (
    "stop_loss_pct",
    "take_profit_pct",
    "trailing_stop_pct",
    "max_position_size_pct",
    "max_drawdown_pct",
    "max_daily_loss_pct",
)
COUNT_KEYS: Final = ("max_bars_in_trade", "cooldown_bars", "cooldown_after_loss_bars")
FRACTION_KEY: Final = "max_position_size"
RISK_KEYS: Final = (*PERCENT_KEYS, FRACTION_KEY, *COUNT_KEYS)
TOP_KEYS: Final = (
    *TEXT_KEYS,
    *FLAG_KEYS,
    "entry_rules",
    "exit_rules",
    "size",
    "risk_management",
)
_MAX_SYMBOL: Final = 64


def read_header(
    document: Mapping[Any, Any], notes: Notes[str], renamed: dict[str, str]
) -> Strategy:
    """Return the document without its rules; what is faulty is noted and left at a stand-in.

    `renamed` receives canonical pointer -> pointer for keys written under another name.
    """
    fields = Fields(document, "", notes, TOP_KEYS, "the document")
    fields.text("id")  # the record's identity, not the document's
    size = _size(fields)
    return Strategy(
        name=_text(fields, "name", "the strategy needs a name") or "?",
        description=_description(fields),
        symbol=_symbol(fields, renamed) or "?",
        venue=_word(fields, "venue"),
        timeframe=_required_choice(fields, "timeframe", Timeframe) or Timeframe.M1,
        direction=fields.choice("direction", Direction, "direction") or Direction.LONG,
        reverse=fields.flag("reverse") or False,
        size=size,
        risk=_risk(fields, fields.has("size"), renamed),
        entry_rules=(),
    )


def _text(fields: Fields, name: str, allowed: str) -> str | None:
    return fields.text(name) if fields.require(name, allowed) else None


def _description(fields: Fields) -> str:
    if fields.raw("description") == "":
        return ""
    return fields.text("description", MAX_DESCRIPTION) or ""


def _required_choice[E: StrEnum](fields: Fields, name: str, kind: type[E]) -> E | None:
    given = fields.require(name, "one of " + ", ".join(kind))
    return fields.choice(name, kind, name) if given else None


def _symbol(fields: Fields, renamed: dict[str, str]) -> str | None:
    given = [name for name in SYMBOL_KEYS if fields.has(name)]
    if not given:
        fields.require("symbol", "give the instrument, such as BTC/USDT")
        return None
    if len(given) > 1:
        message = f"{' and '.join(given)} are one key under two names; give one"
        fields.notes.fault(fields.at(given[1]), message)
    renamed["/symbol"] = fields.at(given[0])
    return _word(fields, given[0])


def _word(fields: Fields, name: str) -> str | None:
    """Return a text without spaces; venues name their instruments as they like (decision 12)."""
    value = fields.raw(name)
    if value is None:
        return None
    reason = text_fault(value, _MAX_SYMBOL)
    if reason is None and any(c.isspace() or not c.isprintable() for c in value):
        reason = "must not hold spaces"
    if reason is None:
        return str(value)
    if isinstance(value, str):
        fields.notes.fault(fields.at(name), reason)
    else:
        fields.notes.wrong(fields.at(name), value, "text")
    return None


def _size(fields: Fields) -> Size | None:
    value = fields.mapping("size")
    if value is None:
        return None
    inner = Fields(value, fields.at("size"), fields.notes, SIZE_KEYS, "size")
    mode = _required_choice(inner, "mode", SizeMode)
    given = inner.require("value", "give a number above 0")
    amount = inner.amount("value") if given else None
    return None if mode is None or amount is None else Size(mode, amount)


def _risk(top: Fields, has_size: bool, renamed: dict[str, str]) -> Risk:
    value = top.mapping("risk_management")
    if value is None:
        return Risk()
    fields = Fields(value, top.at("risk_management"), top.notes, RISK_KEYS, "risk_management")
    risk = Risk(
        stop_loss_pct=fields.amount("stop_loss_pct"),
        take_profit_pct=fields.amount("take_profit_pct"),
        trailing_stop_pct=fields.amount("trailing_stop_pct"),
        max_position_size_pct=_position_limit(fields, renamed),
        max_drawdown_pct=fields.amount("max_drawdown_pct"),
        max_daily_loss_pct=fields.amount("max_daily_loss_pct"),
        # A time stop after 0 bars (rule 14) would lie before the entry: 0 means none.
        max_bars_in_trade=fields.whole("max_bars_in_trade") or None,
        cooldown_bars=fields.whole("cooldown_bars") or 0,
        cooldown_after_loss_bars=fields.whole("cooldown_after_loss_bars") or 0,
    )
    default = 100.0 if has_size else 10.0
    if risk.max_position_size_pct == default:
        return replace(risk, max_position_size_pct=None)
    return risk


def _position_limit(fields: Fields, renamed: dict[str, str]) -> float | None:
    percent = fields.amount("max_position_size_pct")
    if not fields.has(FRACTION_KEY):
        return percent
    place = fields.at(FRACTION_KEY)
    if fields.has("max_position_size_pct"):
        message = "stands beside max_position_size_pct; give one of them"
        fields.notes.fault(place, message)
        return percent
    fraction = fields.amount(FRACTION_KEY)
    if fraction is None:
        return None
    if not 0.0 < fraction <= 1.0:
        message = f"is a fraction above 0 and up to 1 (0.1 = 10 %), not {fraction!r}"
        fields.notes.fault(place, message)
        return None
    renamed["/risk_management/max_position_size_pct"] = place
    # In decimal, so that 0.07 is 7 % and not 7.000000000000001 %.
    return float(Decimal(repr(fraction)) * 100)
