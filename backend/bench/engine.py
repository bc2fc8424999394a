"""The engine over 520,499 minutes, beside a bare loop and beside other people's engines."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from app import bootstrap
from app.domain.backtest import Hooks, RunConfig
from app.domain.market import Bars
from app.domain.rules.spec import Strategy
from app.engine.backtest import FastEngine
from app.services.backtest import BacktestRequest, Prepared
from bench.bare import bare_loop
from bench.data import MINUTES, bars_of, frame_of, rsi_strategy
from bench.measure import Figure, in_turns, median_seconds, missing, quiet, timed
from bench.peers import is_installed

Ours = Callable[[], object]
_SECOND_RUNS = 5  # of what takes a second or more
_COPIES = 10


def figures() -> Iterator[Figure]:
    """Yield every figure of one backtest; each peer alternates with our engine."""
    bars, strategy, config = bars_of(MINUTES), rsi_strategy(), RunConfig()
    ours = partial(FastEngine().run_timed, strategy, bars, config, time.perf_counter)
    yield from _against_bare_loop(ours, bars)
    yield from _against_vectorbt(ours, bars)
    yield from _against_plain_backtrader(ours)
    yield from _with_everything(bars, strategy, config)
    yield _linear(bars, strategy, config)
    yield _hooks(bars, strategy, config)


def _against_bare_loop(ours: Ours, bars: Bars) -> Iterator[Figure]:
    outcome, _ = FastEngine().run_timed(rsi_strategy(), bars, RunConfig(), time.perf_counter)
    bare = bare_loop(bars)
    if len(outcome.trades) != bare[0]:
        raise SystemExit(f"the bare loop makes {bare[0]} trades, we {len(outcome.trades)}")
    pair = in_turns(ours, partial(bare_loop, bars), 25)
    made = f"{bare[0]:,} trades, {outcome.final_capital:,.2f} at the end"
    yield Figure("indicators, rules and walk", f"{pair.first * 1e3:.1f} ms ({made})")
    yield Figure(
        "bare compiled loop, no record kept",
        f"{pair.second * 1e3:.1f} ms: we take {1 / pair.ratio:.1f} x",
        "<= 5 x",
        1 / pair.ratio <= 5.0,
    )


def _against_vectorbt(ours: Ours, bars: Bars) -> Iterator[Figure]:
    if not is_installed("vectorbt"):
        yield missing("vectorbt")
        return
    from bench.peers import vectorbt_calls as vectorbt

    frame = frame_of(MINUTES)
    yield _faster("vectorbt's compiled core, NumPy in, numba", ours, vectorbt.core(bars), 2, 15)
    if is_installed("vectorbt_rust"):
        rust = vectorbt.core(bars, "rust")
        yield _faster("vectorbt's compiled core, NumPy in, optional Rust", ours, rust, None, 15)
    called = vectorbt.portfolio(frame)
    yield _faster("vectorbt as called, index as the file has it (UTC)", ours, called, 40)
    called = vectorbt.portfolio(frame.tz_localize(None))
    yield _faster("vectorbt as called, index without a time zone", ours, called, None)


def _against_plain_backtrader(ours: Ours) -> Iterator[Figure]:
    if not is_installed("backtrader"):
        yield missing("backtrader")
        return
    with quiet():
        from bench.peers import backtrader_calls as backtrader
    plain = timed(backtrader.run_once(frame_of(MINUTES)))
    own = median_seconds(ours)
    yield Figure(
        "plain Backtrader (one run)",
        f"{plain:.1f} s: {plain / own:,.0f} x",
        ">= 1,000 x",
        plain / own >= 1_000.0,
    )


def _with_everything(bars: Bars, strategy: Strategy, config: RunConfig) -> Iterator[Figure]:
    """Yield a whole run of the service: validation, hashes, every metric, then the proof too."""
    service = bootstrap.backtests()
    request = BacktestRequest(
        strategy=strategy,
        data=Prepared(bars, 0),
        source="bitfinex",
        symbol="BTC/USD",
        config=config,
    )
    reports = [service.run(request).timings for _ in range(6)][1:]
    measured = float(np.median([one.total - one.proof for one in reports]))
    proven = float(np.median([one.total for one in reports]))
    yield Figure("with every metric", f"{measured:.3f} s", "<= 0.25 s", measured <= 0.25)
    yield Figure("with every metric and the proof", f"{proven:.2f} s", "<= 1 s", proven <= 1.0)
    yield from _peers_with_figures()


def _peers_with_figures() -> Iterator[Figure]:
    frame = frame_of(MINUTES)
    if is_installed("vectorbt"):
        from bench.peers import vectorbt_calls as vectorbt

        seconds = median_seconds(vectorbt.portfolio_with_stats(frame), 1)
        yield Figure("vectorbt with stats() (one run)", f"{seconds:.1f} s")
    if is_installed("backtesting"):
        with quiet():
            from bench.peers import backtesting_calls as backtesting

            seconds = median_seconds(backtesting.run_once(frame), 1)
        yield Figure("backtesting.py, figures included (one run)", f"{seconds:.1f} s")
    else:
        yield missing("backtesting")


def _linear(bars: Bars, strategy: Strategy, config: RunConfig) -> Figure:
    long = _repeated(bars, _COPIES)
    engine = FastEngine()
    # Not warm: after a run over the long series both get their memory fresh from the system.
    pair = in_turns(
        lambda: engine.run(strategy, bars, config),
        lambda: engine.run(strategy, long, config),
        25,
        warm=False,
    )
    one, many = pair.first / len(bars) * 1e9, pair.second / len(long) * 1e9
    growth = pair.ratio * len(bars) / len(long)
    return Figure(
        f"per bar, {len(bars) / 1e6:.1f} and {len(long) / 1e6:.1f} million bars",
        f"{one:.1f} and {many:.1f} ns ({growth:.2f} x)",
        "<= 1.25 x",
        growth <= 1.25,
    )


def _repeated(bars: Bars, copies: int) -> Bars:
    """Return the bars `copies` times, one after the other in time."""
    span = int(bars.time[-1] - bars.time[0]) + bars.timeframe.nanos
    return replace(
        bars,
        time=np.concatenate([bars.time + span * k for k in range(copies)]),
        open=np.tile(bars.open, copies),
        high=np.tile(bars.high, copies),
        low=np.tile(bars.low, copies),
        close=np.tile(bars.close, copies),
        volume=np.tile(bars.volume, copies),
    )


def _hooks(bars: Bars, strategy: Strategy, config: RunConfig) -> Figure:
    engine, calls = FastEngine(), [0]

    def counted(_: object) -> None:
        calls[0] += 1

    hooks = Hooks(progress=counted, cancelled=lambda: False)
    engine.run(strategy, bars, config, hooks=hooks)
    made = calls[0]
    pair = in_turns(
        lambda: engine.run(strategy, bars, config),
        lambda: engine.run(strategy, bars, config, hooks=hooks),
        301,
        warm=False,
    )
    cost = (pair.ratio - 1.0) * 100.0
    return Figure(f"progress and cancellation, {made} calls", f"{cost:+.1f} %", "< 2 %", cost < 2.0)


def _faster(
    name: str,
    ours: Ours,
    theirs: Callable[[], object],
    goal: float | None,
    runs: int = _SECOND_RUNS,
) -> Figure:
    pair = in_turns(ours, theirs, runs)
    return Figure(
        name,
        f"{pair.second * 1e3:,.1f} ms: {pair.ratio:.1f} x",
        "" if goal is None else f">= {goal:g} x",
        None if goal is None else pair.ratio >= goal,
    )
