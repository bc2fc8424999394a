"""200 parameter combinations over a year of hours, each reduced to its total return, on one core.

Every combination has rules of its own (20 periods of the RSI by 10 levels of entry), so none can
share the evaluation of another; the second sweep also turns the stop, where ours shares.
"""

import itertools
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from app.domain.backtest import RunConfig
from app.engine.sweep import FINAL_CAPITAL, TOTAL_RETURN, sweep
from bench.bare import bare_sweep
from bench.data import HOURS, bars_of, frame_of, rsi_strategy
from bench.measure import Figure, in_turns, median_seconds, missing, quiet
from bench.peers import is_installed

BARS = 8_760
PERIODS, LEVELS = tuple(range(5, 25)), tuple(float(level) for level in range(21, 41, 2))
FEW_PERIODS, FEW_LEVELS, STOPS = tuple(range(8, 18)), (20.0, 25.0, 30.0, 35.0, 40.0), (1, 2, 3, 5)
_POINTERS = {
    "period": (
        "/entry_rules/0/body/left/params/period",
        "/exit_rules/0/body/left/params/period",
    ),
    "oversold": ("/entry_rules/0/body/right",),
    "stop": ("/risk/stop_loss_pct",),
}
Sweep = Callable[..., object]


def figures() -> Iterator[Figure]:
    """Yield combinations per second: ours, a bare loop's, vectorbt's, backtesting.py's."""
    bars = bars_of(HOURS).slice(0, BARS)
    combinations = [
        {"period": period, "oversold": level}
        for period, level in itertools.product(PERIODS, LEVELS)
    ]
    strategy, config = rsi_strategy("1h"), RunConfig()
    pointers = {name: _POINTERS[name] for name in ("period", "oversold")}
    ours = partial(sweep, strategy, pointers, combinations, bars, config, ranking=TOTAL_RETURN)
    bare = partial(bare_sweep, bars, PERIODS, LEVELS)
    _same(sweep(strategy, pointers, combinations, bars, config, ranking=FINAL_CAPITAL), bare())
    count = len(combinations)
    pair = in_turns(ours, bare, 15)
    speed = count / pair.first
    yield Figure(f"{count} combinations", f"{speed:,.0f}/s", ">= 4,000/s", speed >= 4_000.0)
    yield Figure("bare compiled loop, no record kept", f"{count / pair.second:,.0f}/s")
    turned = [
        {"period": period, "oversold": level, "stop": stop}
        for period, level, stop in itertools.product(FEW_PERIODS, FEW_LEVELS, STOPS)
    ]
    stops = partial(sweep, strategy, _POINTERS, turned, bars, config, ranking=TOTAL_RETURN)
    yield Figure(
        f"{len(turned)} combinations, the stop among them",
        f"{len(turned) / median_seconds(stops):,.0f}/s",
    )
    yield from _peers(ours, count)


def _peers(ours: Sweep, count: int) -> Iterator[Figure]:
    frame = frame_of(HOURS).iloc[:BARS].tz_localize(None)
    if is_installed("vectorbt"):
        from bench.peers import vectorbt_calls as vectorbt

        pair = in_turns(ours, vectorbt.sweep(frame, PERIODS, LEVELS))
        yield Figure("vectorbt, one column each", f"{count / pair.second:,.0f}/s")
    else:
        yield missing("vectorbt")
    if is_installed("backtesting"):
        with quiet():
            from bench.peers import backtesting_calls as backtesting

            each = list(itertools.product(PERIODS, LEVELS))[::5]
            seconds = median_seconds(backtesting.run_each(frame, each), 5, warm=0)
        yield Figure("backtesting.py, one run each", f"{len(each) / seconds:,.0f}/s")
    else:
        yield missing("backtesting")


def _same(ours: np.ndarray, bare: list[float]) -> None:
    """Stop when the two do not agree: then their speeds could not be compared."""
    # Ours buys whole lots of 1e-8, the bare loop any fraction.
    apart = float(np.max(np.abs(ours / np.array(bare) - 1.0)))
    if apart > 1e-6:
        raise SystemExit(f"our final values and the bare loop's are {apart:.1e} apart")
