"""What a user sees first: one answer from what is written down already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np

from app.domain.accounts import Watched
from app.domain.backtest_jobs import BacktestSummary, JobStatus
from app.domain.curves import extremes_kept
from app.domain.pages import PageRequest
from app.domain.strategies import StrategyStatus
from app.domain.user_events import UserEvent
from app.persistence.repositories.closes import LastClose, last_closes
from app.persistence.unit_of_work import Transactions, UnitOfWork
from app.ports.market_data import SeriesKey
from app.services.market_data import MarketData, StoredSeries

RECENT: Final = 5
ACTIVE_MOST: Final = 20
SPARK_POINTS: Final = 100


@dataclass(frozen=True, slots=True)
class ActiveJob:
    """A backtest that waits or runs; `queue_position` is 1 for the next one to start."""

    job: BacktestSummary
    queue_position: int | None


@dataclass(frozen=True, slots=True)
class WatchedPrice:
    """An instrument on the watch list; None where nothing of it is stored."""

    source: str
    symbol: str
    price: float | None = None
    change_24h_pct: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spark:
    """The shape of one equity curve; `time` is milliseconds since 1970."""

    backtest_id: UUID
    strategy_name: str
    time: Sequence[int]
    equity: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything of the first page."""

    strategies: Mapping[StrategyStatus, int]
    backtests: Mapping[JobStatus, int]
    active: Sequence[ActiveJob]
    recent: Sequence[BacktestSummary]
    equity: Spark | None
    watchlist: Sequence[WatchedPrice]
    event_head: int
    events: Sequence[UserEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Puts the first page together."""

    transactions: Transactions
    market_data: MarketData

    async def summary(self, user_id: UUID) -> Summary:
        """Return the first page of one user."""
        async with self.transactions.begin_as(user_id) as work:
            strategies = await work.strategies.count_by_status()
            backtests = await work.backtests.count_by_status()
            running = await _newest(work, JobStatus.RUNNING, "created_at", ACTIVE_MOST)
            waiting = await _newest(work, JobStatus.PENDING, "created_at", ACTIVE_MOST)
            recent = await _newest(work, JobStatus.COMPLETED, "-completed_at", RECENT)
            equity = await _spark(work, recent[0]) if recent else None
            watched = await work.watchlists.all()
            head = await work.events.head(user_id)
            events = (await work.events.replay(user_id, max(0, head - RECENT), RECENT)).events
        return Summary(
            strategies=strategies,
            backtests=backtests,
            active=[ActiveJob(job, None) for job in running] + await self._placed(waiting),
            recent=recent,
            equity=equity,
            watchlist=await self._prices(user_id, watched),
            event_head=head,
            events=list(reversed(events)),
        )

    async def _placed(self, waiting: Sequence[BacktestSummary]) -> list[ActiveJob]:
        if not waiting:
            return []
        # Of the others in the queue only their number is told.
        async with self.transactions.begin_system() as work:
            return [ActiveJob(job, await work.backtests.queue_position(job.id)) for job in waiting]

    async def _prices(self, user_id: UUID, watched: Sequence[Watched]) -> Sequence[WatchedPrice]:
        if not watched:
            return ()
        # What the user may not see has no price here either.
        chosen = freshest(await self.market_data.stored(user_id))
        names = [(one.source, one.symbol) for one in watched]
        keys = [chosen[name] for name in names if name in chosen]
        async with self.transactions.begin_candles() as candles:
            closes = await last_closes(candles, keys)
        return [_priced(name, chosen, closes) for name in names]


def freshest(stored: Iterable[StoredSeries]) -> Mapping[tuple[str, str], SeriesKey]:
    """Return, by (source, symbol), the series that reaches furthest, the finest of equals."""
    chosen: dict[tuple[str, str], StoredSeries] = {}
    for series in stored:
        name = (series.key.source, series.key.symbol)
        kept = chosen.get(name)
        if kept is None or _rank(series) > _rank(kept):
            chosen[name] = series
    return {name: series.key for name, series in chosen.items()}


def sampled(curve: Mapping[str, Any], most: int = SPARK_POINTS) -> tuple[list[int], list[float]]:
    """Return times and values of a stored curve in at most `most` points, extremes kept."""
    equity = np.asarray(curve["equity"], dtype=np.float64)
    kept = extremes_kept(equity, most)
    return np.asarray(curve["time"], dtype=np.int64)[kept].tolist(), equity[kept].tolist()


async def _newest(
    work: UnitOfWork, status: JobStatus, sort: str, most: int
) -> Sequence[BacktestSummary]:
    page = await work.backtests.page(PageRequest(limit=most, sort=sort), status=status)
    return page.items


async def _spark(work: UnitOfWork, job: BacktestSummary) -> Spark | None:
    curve = await work.backtests.equity_curve(job.id)
    if not curve:
        return None
    return Spark(job.id, job.strategy_name, *sampled(curve))


def _rank(series: StoredSeries) -> tuple[int, int]:
    return series.extent.end_ns, -series.key.timeframe.seconds


def _priced(
    name: tuple[str, str],
    chosen: Mapping[tuple[str, str], SeriesKey],
    closes: Mapping[SeriesKey, LastClose],
) -> WatchedPrice:
    key = chosen.get(name)
    last = None if key is None else closes.get(key)
    if key is None or last is None:
        return WatchedPrice(*name)
    change = None
    if last.day_before:
        change = (last.close / last.day_before - 1.0) * 100.0
    at = last.time + timedelta(seconds=key.timeframe.seconds)
    return WatchedPrice(*name, last.close, change, at)
