"""What the pages show while they are measured: many bars, many prices, and a run of many trades."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app import bootstrap
from app.domain.arrays import Ints
from app.domain.market import Bars
from app.domain.timeframes import Timeframe
from app.persistence.unit_of_work import Transactions
from app.ports.market_data import RegisteredSeries, SeriesKey
from bench.data import MINUTES, RSI_DOCUMENT, bars_of
from bench.stack import Person, document_of, on_stack

SOURCE = "bench"
WATCHED = tuple(f"B{number:03}/USD" for number in range(200))
CHARTED = WATCHED[:11]  # one to begin with, and ten to change to
TRADED = "BTC/USD"
_CHART_BARS = 21_000
_WATCHED_BARS = 48
_PATIENCE_SECONDS = 120
_QUICK = {"indicator": "RSI", "params": {"period": 2}}


@dataclass(frozen=True, slots=True)
class Scene:
    """What was made, by the names the pages know it by."""

    strategy: str
    result: str
    many_trades: str


def furnished(person: Person) -> Scene:
    """Store the bars, watch two hundred instruments, and finish two backtests."""
    minutes = bars_of(MINUTES)
    _store(person, minutes)
    _watch(person)
    usual = person.post("strategies", {**document_of("ema_cross", "BTC/USDT", "1h")})
    _filled(person)
    quick = person.post("strategies", _trading_often())
    costs = {"commission_pct": 0.0, "slippage_pct": 0.0}
    order = {"strategy_id": quick["id"], "source": SOURCE, **costs}
    many = _finished(person, person.post("backtests", order))
    result = _finished(person, person.post("backtests", {"strategy_id": usual["id"]}))
    return Scene(usual["id"], result, many)


def _store(person: Person, minutes: Bars) -> None:
    recent = minutes.slice(len(minutes) - _CHART_BARS, len(minutes))
    hours = _hourly(minutes)

    async def store(databases: Transactions) -> None:
        importer = bootstrap.data_import(databases, person.settings)

        async def kept(symbol: str, bars: Bars) -> None:
            key = SeriesKey(SOURCE, symbol, bars.timeframe)
            await importer.store_bars(RegisteredSeries(key, bars.calendar, None), bars)

        await kept(TRADED, minutes)
        for symbol in WATCHED:
            await kept(symbol, hours)
        for symbol in CHARTED:
            await kept(symbol, recent)

    on_stack(person.settings, store)


def _hourly(minutes: Bars) -> Bars:
    """Return some bars an hour long; what they show is only looked at as a small line."""
    few = minutes.slice(0, _WATCHED_BARS)
    first = int(few.time[0]) // Timeframe.H1.nanos * Timeframe.H1.nanos
    times: Ints = first + np.arange(len(few), dtype=np.int64) * Timeframe.H1.nanos
    return replace(few, timeframe=Timeframe.H1, time=times)


def _watch(person: Person) -> None:
    items = [{"source": SOURCE, "symbol": symbol} for symbol in WATCHED]
    person.http.put("market/watchlist", json={"items": items}).raise_for_status()


def _trading_often() -> dict[str, Any]:
    """Return a strategy with more than 20,000 closed trades in the year of minutes."""
    rules = {
        kind: [{"name": signal, "logic": "AND", "signal": signal, "conditions": [condition]}]
        for kind, signal, condition in (
            ("entry_rules", "BUY", {**_QUICK, "operator": "less_than", "value": 20}),
            ("exit_rules", "SELL", {**_QUICK, "operator": "greater_than", "value": 80}),
        )
    }
    return {**RSI_DOCUMENT, **rules, "name": "Trading often", "risk_management": {}}


def _filled(person: Person) -> None:
    """Wait until the simulated market, which is filled when the platform starts, has its hours."""
    path = "market/ohlcv/BTC/USDT?source=sim&timeframe=1h&limit=1"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while person.http.get(path).status_code != 200:
        if time.monotonic() > deadline:
            raise TimeoutError("the simulated market is not filled")
        time.sleep(0.2)


def _finished(person: Person, asked: dict[str, Any]) -> str:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (run := person.get(f"backtests/{asked['id']}"))["status"] != "completed":
        if run["status"] in ("failed", "cancelled") or time.monotonic() > deadline:
            raise RuntimeError(f"the backtest is {run['status']}: {run['error']}")
        time.sleep(0.2)
    return str(asked["id"])
