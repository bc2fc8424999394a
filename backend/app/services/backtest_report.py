"""The PDF report of a finished backtest: made once it is complete, found again when lost.

Made from the row alone (result, curve, trades), so it says what was stored, whatever has become of
the candles since. A store that is down holds up no backtest: the report follows later.
"""

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.core.logging import get_logger
from app.domain.backtest import TRADE_FIELDS, ExitReason, Trades
from app.domain.backtest_jobs import REPORT, BacktestJob, BacktestTrade
from app.domain.errors import StorageUnavailable
from app.domain.indicators.registry import catalogue
from app.domain.rules.document import load
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.ports.reporting import Report, Reporter
from app.ports.storage import ObjectStore
from app.services.backtest import BacktestReport, result_json
from app.services.backtest_jobs import REPORT_TASK
from app.services.backtest_pages import Ran, report_of
from app.services.backtest_worker import curve_of

PDF: Final = "application/pdf"
_FOLLOWED_FOR: Final = timedelta(days=7)
# Younger ones have a message of their own on the way.
_LEFT_ALONE_FOR: Final = timedelta(seconds=30)
_SWEPT_MOST: Final = 20
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9]+")
_NAME_MOST: Final = 60
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestReports:
    """Makes what a person downloads of a finished backtest."""

    transactions: Transactions
    reporter: Reporter
    store: ObjectStore

    async def render(self, backtest_id: UUID) -> bool:
        """Make and keep the report; False where there is none to make, or the store is down."""
        async with self.transactions.begin_system() as work:
            job = await work.backtests.begin_report(backtest_id)
        if job is None:
            return False
        async with self.transactions.begin_as(job.user_id) as work:
            curve = await work.backtests.equity_curve(backtest_id)
            trades = await work.backtests.all_trades(backtest_id)
        if job.result is None or curve is None:
            return False
        content = await asyncio.to_thread(self._pdf, job, curve, trades)
        key = f"backtests/{job.user_id}/{backtest_id}/{REPORT}.pdf"
        try:
            await self.store.put(key, content, PDF)
        except StorageUnavailable as error:
            _log.warning("report_follows", backtest=str(backtest_id), reason=str(error))
            async with self.transactions.begin_system() as work:
                await work.backtests.postpone_report(backtest_id)
            return False
        async with self.transactions.begin_system() as work:
            is_there = await work.backtests.keep_artefact(backtest_id, REPORT, key)
        if not is_there:
            await self.store.delete(key)
        return is_there

    def _pdf(self, job: BacktestJob, curve: Any, trades: Sequence[BacktestTrade]) -> bytes:
        request = job.request
        ran = Ran(
            name=request.strategy_name,
            version=request.strategy_version,
            strategy=load(request.strategy, catalogue()),
            symbol=request.symbol,
            settings=request.config,
            result=job.result or {},
            curve=curve,
            trades=trades,
            completed_at=job.completed_at,
        )
        return self.reporter.pdf(report_of(ran))


@dataclass(frozen=True, slots=True)
class ReportSweep:
    """Finds reports whose message was lost; may run twice or not at all."""

    transactions: Transactions
    clock: Clock

    async def run(self) -> int:
        """Ask again for reports that are missing; return how many. Each is begun 3 times at most.

        A message that is only late makes nothing twice.
        """
        now = self.clock.now()
        async with self.transactions.begin_system() as work:
            missing = await work.backtests.without_report(
                now - _FOLLOWED_FOR, now - _LEFT_ALONE_FOR, _SWEPT_MOST
            )
            for backtest_id in missing:
                work.enqueue(REPORT_TASK, backtest_id)
        return len(missing)


def report_of_run(run: BacktestReport) -> Report:
    """Return what the report of a run says that nobody stored: a backtest on the command line."""
    return report_of(run_as_stored(run))


def run_as_stored(run: BacktestReport) -> Ran:
    """Return a run as its row would keep it."""
    strategy = run.request.strategy
    return Ran(
        name=strategy.name,
        version=None,
        strategy=strategy,
        symbol=run.request.symbol,
        settings={},
        result=result_json(run),
        curve=curve_of(run),
        trades=closed_trades(run.outcome.trades),
        completed_at=None,
    )


def closed_trades(trades: Trades) -> list[BacktestTrade]:
    """Return the rows of a table of trades as the database would give them back."""
    columns = {name: getattr(trades, name).tolist() for name in TRADE_FIELDS}
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [BacktestTrade(**(row | _worded(row)), number=n) for n, row in enumerate(rows, 1)]


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    prices = ("stop_price", "target_price", "mae_pct", "mfe_pct")
    return {
        "side": "long" if row["side"] > 0 else "short",
        "reason": ExitReason(row["reason"]).label,
        **{name: _moment(row[name]) for name in ("entry_time", "exit_time")},
        **{name: None if row[name] < 0 else row[name] for name in ("entry_rule", "exit_rule")},
        **{name: row[name] if math.isfinite(row[name]) else None for name in prices},
    }


def _moment(nanos: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanos // 1_000)


def file_name(job: BacktestJob) -> str:
    """Return what a report is called on somebody's disk: letters, digits, hyphens, underscores."""
    return f"apextrade_{_safe(job.request.strategy_name) or 'strategy'}_{_period(job)}.pdf"


def full_name(job: BacktestJob) -> str:
    """Return the name with the strategy's own letters, without what a path could be made of."""
    letters = (
        letter if letter.isalnum() else "_"
        for letter in job.request.strategy_name[: 4 * _NAME_MOST]
    )
    name = re.sub("_+", "_", "".join(letters))[:_NAME_MOST].strip("_")
    return f"apextrade_{name or 'strategy'}_{_period(job)}.pdf"


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name[: 4 * _NAME_MOST])[:_NAME_MOST].strip("_")


def _period(job: BacktestJob) -> str:
    """Return the first and the last day there are bars of."""
    period = (job.result or {}).get("period", {})
    start, end = str(period.get("start", ""))[:10], str(period.get("end", ""))[:10]
    return _UNSAFE.sub("-", f"{start}_{end}").strip("-") or "period"
