"""Figures of a backtest as people read them: one way of writing money, percent and time."""

import math
from datetime import datetime
from typing import Final

from app.domain.performance import Definition

DASH: Final = "–"
_MINUS: Final = "−"
_LARGE: Final = 1e15
_SIGNED: Final = frozenset(
    {
        "total_return_pct", "cagr_pct", "net_profit", "expectancy", "expectancy_r",
        "best_trade_pct", "worst_trade_pct", "avg_trade_pct", "buy_and_hold_return_pct",
        "alpha_pct",
    }
)  # fmt: skip


def decimals_of(capital: float) -> int:
    """Return how many decimals money needs when one begins with `capital`: cents, or satoshi."""
    return 2 if capital >= 100.0 else 8 if capital < 1.0 else 6


def number(value: float, digits: int = 2, *, signed: bool = False) -> str:
    """Return a number with thousands set apart; what does not fit is written with a power."""
    if not math.isfinite(value):
        return DASH
    text = f"{abs(value):.4g}" if abs(value) >= _LARGE else f"{abs(value):,.{digits}f}"
    is_zero = not text.strip("0.,")
    if value < 0.0 and not is_zero:
        return _MINUS + text
    return "+" + text if signed and not is_zero else text


def percent(value: float, *, signed: bool = False) -> str:
    """Return a percentage with its sign set apart."""
    return f"{number(value, signed=signed)} %"


def price(value: float) -> str:
    """Return a price or a quantity with at least six digits that count."""
    if not math.isfinite(value) or value == 0.0:
        return number(value)
    whole = math.floor(math.log10(abs(value))) + 1
    return number(value, min(12, max(2, 6 - whole)))


def setting(value: float) -> str:
    """Return a number as it was given."""
    is_short = 1e-10 <= abs(value) < _LARGE
    text = f"{abs(value):.10f}".rstrip("0").rstrip(".") if is_short else f"{abs(value):g}"
    return _MINUS + text if value < 0.0 else text


def formula(text: str) -> str:
    """Return a definition with the signs of print."""
    return text.replace(" * ", " × ").replace(" - ", f" {_MINUS} ").replace("sqrt(", "√(")


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units: 3 d 4 h, 2 h 15 min, 40 s."""
    left = round(seconds)
    parts: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count or (unit == "s" and not parts):
            parts.append(f"{count:,} {unit}")
        elif parts:
            break
    return " ".join(parts[:2])


def moment(when: str | datetime | None) -> str:
    """Return an instant as `2018-06-01 14:30`; None is a dash."""
    if when is None:
        return DASH
    known = datetime.fromisoformat(when) if isinstance(when, str) else when
    return known.strftime("%Y-%m-%d %H:%M:%S" if known.second else "%Y-%m-%d %H:%M")


def figure(definition: Definition, value: float, money_digits: int) -> str:
    """Return the value of a figure in its unit."""
    signed = definition.name in _SIGNED
    match definition.unit:
        case "percent":
            return percent(value, signed=signed)
        case "quote":
            return number(value, money_digits, signed=signed)
        case "count":
            return number(value, 0)
        case "seconds":
            return duration(value)
        case "R":
            return f"{number(value, signed=signed)} R"
        case _:
            return number(value, signed=signed)
