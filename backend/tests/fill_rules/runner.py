"""Run a bar table on an engine and compare everything the table says."""

from typing import Any

import numpy as np
import pytest

from app.domain.backtest import ExitReason, Outcome, PendingKind, Refusal, Trades
from app.ports.backtesting import Engine
from tests.fill_rules.case import Case, Trade, price

_COUNTS = (
    "ambiguous_bars", "late_fills", "zero_volume_fills", "conflicting_entries", "daily_halts",
)  # fmt: skip
_BARS = ("halted_bar", "bankrupt_bar")
_PRICES = ("stop_price", "target_price")
_ARRAYS = ("equity", "position", "exposed", "gross")


def check(case: Case, engine: Engine) -> None:
    """Fail unless `engine` gives exactly the fills and findings of `case`."""
    outcome = engine.run(
        case.strategy, case.bars, case.run_config, first=case.first, finer=case.finer_bars
    )
    expect = dict(case.expect)
    assert _listed(outcome.trades) == _approximate(case.expected_trades)
    assert _open(outcome) == _opened(expect.pop("open", None), case.reflected)
    assert _pending(outcome) == _due(expect.pop("pending", ()), case.reflected)
    assert _refused(outcome) == list(expect.pop("refused", ()))
    for name in _COUNTS:
        assert getattr(outcome, name) == expect.pop(name, 0), name
    for name in _BARS:
        assert getattr(outcome, name) == expect.pop(name, -1), name
    for name, values in expect.items():
        held = getattr(outcome if name in _ARRAYS else outcome.trades, name)
        sign = -1.0 if case.reflected and name == "position" else 1.0
        wanted = sign * np.array(values, dtype=np.float64)
        if name in _PRICES:
            wanted = price(wanted, case.reflected)
        np.testing.assert_allclose(held.astype(np.float64), wanted, rtol=1e-9, atol=1e-9)


def _listed(trades: Trades) -> list[Trade]:
    return [
        (
            "L" if trades.side[k] > 0 else "S",
            int(trades.entry_bar[k]),
            float(trades.entry_price[k]),
            int(trades.exit_bar[k]),
            float(trades.exit_price[k]),
            ExitReason(int(trades.reason[k])).label,
        )
        for k in range(len(trades))
    ]


def _approximate(trades: list[Trade]) -> list[Any]:
    return [
        (side, bar, pytest.approx(bought, rel=1e-9), end, pytest.approx(sold, rel=1e-9), reason)
        for side, bar, bought, end, sold, reason in trades
    ]


def _open(outcome: Outcome) -> tuple[str, int, float] | None:
    held = outcome.open_position
    if held is None:
        return None
    return ("L" if held.side > 0 else "S"), held.entry_bar, held.entry_price


def _opened(expected: tuple[str, int, float] | None, reflected: bool) -> Any:
    if expected is None:
        return None
    side, bar, paid = expected
    if reflected:
        side = "S" if side == "L" else "L"
    return side, bar, pytest.approx(price(paid, reflected), rel=1e-9)


def _pending(outcome: Outcome) -> list[tuple[str, int, str]]:
    return [(kind.name.lower(), rule, reason) for kind, rule, reason in outcome.pending]


def _due(expected: Any, reflected: bool) -> list[tuple[str, int, str]]:
    """Reflect pending orders: the other side's rule stands beside each rule in its list."""
    if not reflected:
        return list(expected)
    long, short = PendingKind.ENTRY_LONG.name.lower(), PendingKind.ENTRY_SHORT.name.lower()
    other = {"exit": "exit", long: short, short: long}
    return [
        (other[kind], rule ^ 1 if rule >= 0 else rule, reason) for kind, rule, reason in expected
    ]


def _refused(outcome: Outcome) -> list[tuple[int, str]]:
    return [
        (int(bar), Refusal(int(reason)).label)
        for bar, reason in zip(outcome.refused_bar, outcome.refused_reason, strict=True)
    ]
