"""Drawdown: how far equity fell below its highest point so far, and for how long."""

import numpy as np

from app.domain.arrays import Floats, Ints
from app.domain.performance.results import Episode
from app.domain.timeframes import NANOS_PER_SECOND


def deepest_episodes(equity: Floats, times: Ints) -> tuple[Episode | None, Episode | None]:
    """Return the deepest drawdown in percent and the deepest in money; None where there is none.

    Shapes: equity and times (n,), E0 the first point; equity[0] > 0.
    Edge:   of equally deep drawdowns the first.
    """
    peaks = np.maximum.accumulate(equity)
    fall = peaks - equity
    deepest_money = int(np.argmax(fall))
    if fall[deepest_money] <= 0.0:
        return None, None
    # The peak is at least E0 > 0, so the quotient is finite.
    deepest_share = int(np.argmin(equity / peaks))
    share = (1.0 - float(equity[deepest_share] / peaks[deepest_share])) * 100.0
    return (
        _episode(equity, times, deepest_share, share),
        _episode(equity, times, deepest_money, float(fall[deepest_money])),
    )


def _episode(equity: Floats, times: Ints, trough: int, depth: float) -> Episode:
    peak = equity[: trough + 1].max()
    # Equity may return to its peak several times before it falls: the last return starts it.
    start = int(np.flatnonzero(equity[: trough + 1] == peak)[-1])
    back = np.flatnonzero(equity[trough:] >= peak)
    end = trough + int(back[0]) if back.size else equity.size - 1
    return Episode(
        depth=depth,
        started_at=int(times[start]),
        trough_at=int(times[trough]),
        recovered_at=int(times[end]) if back.size else None,
        duration_seconds=int(times[end] - times[start]) / NANOS_PER_SECOND,
    )
