"""Outcomes and trades with only the columns a test is about."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.domain.backtest import TRADE_FIELDS, Outcome, Trades, no_trades


def trades(**columns: Sequence[float]) -> Trades:
    """Return trades with the given columns and ones elsewhere."""
    empty = no_trades()
    count = len(next(iter(columns.values())))
    filled: dict[str, Any] = {}
    for name in TRADE_FIELDS:
        kind = getattr(empty, name).dtype
        filled[name] = np.array(columns.get(name, [1.0] * count), kind)
    return Trades(**filled)


def outcome(
    equity: Sequence[float],
    *,
    closed: Trades | None = None,
    exposed: Sequence[bool] | None = None,
    gross: Sequence[float] | None = None,
    first: int = 0,
) -> Outcome:
    """Return an outcome with that equity curve."""
    size = len(equity)
    return Outcome(
        first=first,
        equity=np.array(equity, np.float64),
        position=np.zeros(size),
        exposed=np.array(exposed if exposed is not None else [False] * size, np.bool_),
        gross=np.array(gross if gross is not None else [0.0] * size, np.float64),
        trades=closed if closed is not None else no_trades(),
        open_position=None,
        pending=(),
        refused_bar=np.empty(0, np.int64),
        refused_reason=np.empty(0, np.int8),
        ambiguous_bars=0,
        late_fills=0,
        zero_volume_fills=0,
        conflicting_entries=0,
        halted_bar=-1,
        bankrupt_bar=-1,
    )
