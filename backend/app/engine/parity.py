"""Do two engines agree on a run? Every trade, every bar, every count."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from app.domain.backtest import ExitReason, OpenPosition, Outcome, Refusal, Trades

RELATIVE: Final = 1e-9

_SAME: Final = (
    "side", "entry_bar", "exit_bar", "reason", "entry_rule", "exit_rule", "entry_time", "exit_time",
)  # fmt: skip
_CLOSE: Final = (
    "quantity", "entry_price", "exit_price", "entry_fee", "exit_fee", "borrow",
    "stop_price", "target_price",
)  # fmt: skip
# Profits are differences of amounts, excursions of prices, equity a sum of both signs. Near zero
# their rounding is that of what they are made of, so a thousandth of that bounds the tolerance.
_MONEY: Final = ("pnl",)
_PERCENT: Final = ("return_pct", "mae_pct", "mfe_pct")
_SHARE: Final = 1e-3
_COUNTS: Final = (
    "first", "ambiguous_bars", "late_fills", "zero_volume_fills", "conflicting_entries",
    "halted_bar", "bankrupt_bar", "daily_halts", "pending",
)  # fmt: skip
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two outcomes differ; `where` is a bar, a trade or a count."""

    where: str
    first: str
    second: str

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.where}: {self.first} against {self.second}"


def differences(first: Outcome, second: Outcome) -> list[Difference]:
    """Return where two outcomes of one run differ, most telling first; empty when they agree.

    Bars, sides, reasons, rules, refusals, pending orders and counts must be the same; prices,
    quantities, fees and P&L within 1e-9 of their size, equity at every bar likewise. At most 20
    places of each kind are listed.
    """
    return [
        *_trade_differences(first.trades, second.trades),
        *_open_differences(first.open_position, second.open_position),
        *_refusal_differences(first, second),
        *_count_differences(first, second),
        *_bar_differences(first, second),
    ]


def _trade_differences(first: Trades, second: Trades) -> list[Difference]:
    found: list[Difference] = []
    shared = min(len(first), len(second))
    for name in _SAME:
        mine, other = getattr(first, name)[:shared], getattr(second, name)[:shared]
        found += _listed(f"trade {{}} {name}", mine, other, mine == other, name)
    value = _SHARE * (first.quantity * first.entry_price)[:shared]
    for name in (*_CLOSE, *_MONEY, *_PERCENT):
        mine, other = getattr(first, name)[:shared], getattr(second, name)[:shared]
        scale = 100.0 * _SHARE if name in _PERCENT else value if name in _MONEY else 0.0
        found += _listed(f"trade {{}} {name}", mine, other, _near(mine, other, scale), name)
    if len(first) != len(second):
        found.insert(0, Difference("number of trades", str(len(first)), str(len(second))))
        longer, side = (first, "first") if len(first) > len(second) else (second, "second")
        extra = f"bar {int(longer.entry_bar[shared])} only in the {side}"
        found.insert(1, Difference(f"trade {shared}", extra, "none"))
    return sorted(found, key=_trade_order)


def _trade_order(difference: Difference) -> int:
    """Order by trade: the first trade that differs explains those after it."""
    word = difference.where.split()[1]
    return int(word) if word.isdigit() else -1


def _open_differences(first: OpenPosition | None, second: OpenPosition | None) -> list[Difference]:
    if first is None or second is None:
        if first is second:
            return []
        return [Difference("open position", str(first), str(second))]
    found: list[Difference] = []
    value = _SHARE * first.quantity * first.entry_price
    for field in fields(OpenPosition):
        mine, other = getattr(first, field.name), getattr(second, field.name)
        scale = value if field.name == "unrealized_pnl" else 0.0
        exact = isinstance(mine, int) and isinstance(other, int)
        if not (mine == other if exact else bool(_near(mine, other, scale))):
            found.append(Difference(f"open position {field.name}", str(mine), str(other)))
    return found


def _refusal_differences(first: Outcome, second: Outcome) -> list[Difference]:
    mine, other = (
        [(int(bar), Refusal(int(why)).label) for bar, why in zip(bars, reasons, strict=True)]
        for bars, reasons in (
            (first.refused_bar, first.refused_reason),
            (second.refused_bar, second.refused_reason),
        )
    )
    if mine == other:
        return []
    only, only_other = sorted(set(mine) - set(other)), sorted(set(other) - set(mine))
    return [Difference("refused entries", str(only[:_SHOWN]), str(only_other[:_SHOWN]))]


def _count_differences(first: Outcome, second: Outcome) -> list[Difference]:
    pairs = ((name, getattr(first, name), getattr(second, name)) for name in _COUNTS)
    return [Difference(name, str(a), str(b)) for name, a, b in pairs if a != b]


def _bar_differences(first: Outcome, second: Outcome) -> list[Difference]:
    if first.equity.size != second.equity.size:
        sizes = str(first.equity.size), str(second.equity.size)
        return [Difference("number of bars", *sizes)]
    found: list[Difference] = []
    scale = _SHARE * float(np.abs(first.equity).max(initial=0.0))
    for name, size in (("equity", scale), ("position", 0.0), ("gross", _SHARE)):
        mine, other = getattr(first, name), getattr(second, name)
        found += _listed(f"bar {{}} {name}", mine, other, _near(mine, other, size), name)
    same = first.exposed == second.exposed
    return found + _listed("bar {} exposed", first.exposed, second.exposed, same, "exposed")


def _near(first: Any, second: Any, scale: Any) -> Any:
    """Return where two values agree within 1e-9 of the larger, or of `scale` if that is more.

    Unknown (NaN) agrees with unknown, infinite with the same infinite.
    """
    size = np.maximum(np.maximum(np.abs(first), np.abs(second)), scale)
    with np.errstate(invalid="ignore"):
        near = np.abs(np.subtract(first, second)) <= RELATIVE * size
    return near | (np.isnan(first) & np.isnan(second))


def _listed(where: str, first: Any, second: Any, same: Any, name: str) -> list[Difference]:
    differing = np.flatnonzero(~same)[:_SHOWN]
    return [
        Difference(where.format(k), _shown(first[k], name), _shown(second[k], name))
        for k in differing.tolist()
    ]


def _shown(value: Any, name: str) -> str:
    return ExitReason(int(value)).label if name == "reason" else str(value)
