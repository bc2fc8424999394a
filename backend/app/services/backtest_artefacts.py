"""The whole equity curve and all trades of a backtest, as Parquet in the object store.

A store that is down holds up no backtest: what is missing is computed again from the snapshot,
which gives the same bits, and follows later.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from app.core.logging import get_logger
from app.domain.backtest_jobs import BacktestJob, JobStatus
from app.domain.errors import ApexError
from app.persistence.unit_of_work import Transactions
from app.ports.clock import Clock
from app.ports.result_files import ResultFiles
from app.ports.storage import ObjectStore
from app.services.backtest import TRADE_COLUMNS, BacktestReport, Backtests, trade_rows
from app.services.backtest_worker import prepared_request
from app.services.market_data import MarketData

# The last one stored: a backtest that has it has them all.
_LAST: Final = "trades"
_NAMES: Final = ("equity", _LAST)
_PARQUET: Final = "application/vnd.apache.parquet"
_FOLLOWED_FOR: Final = timedelta(days=7)
_AT_A_TIME: Final = 5

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestArtefacts:
    """Keeps what is too large for the row."""

    transactions: Transactions
    market_data: MarketData
    backtests: Backtests
    files: ResultFiles
    store: ObjectStore
    clock: Clock

    async def keep(self, user_id: UUID, backtest_id: UUID, report: BacktestReport) -> bool:
        """Store both files; False when the store is down, and they follow later."""
        try:
            contents = await asyncio.to_thread(self._files, report)
            for name, content in contents.items():
                await self._keep(user_id, backtest_id, name, content)
        except (ApexError, OSError) as error:  # OSError: this machine's disk is full
            _log.warning("artefacts_follow", backtest=str(backtest_id), reason=str(error))
            return False
        return True

    async def follow(self) -> int:
        """Make what is missing; return how many backtests were completed by it."""
        since = self.clock.now() - _FOLLOWED_FOR
        async with self.transactions.begin_system() as work:
            missing = await work.backtests.without_artefact(_LAST, since, _AT_A_TIME)
            jobs = [await work.backtests.any_by_id(backtest_id) for backtest_id in missing]
        return sum([await self._follow(job) for job in jobs if job is not None])

    async def _follow(self, job: BacktestJob) -> bool:
        if job.status is not JobStatus.COMPLETED or job.result is None:
            return False
        try:
            request = await prepared_request(self.market_data, job)
            report = await asyncio.to_thread(self.backtests.run, request)
        except ApexError as error:
            _log.warning("artefacts_lost", backtest=str(job.id), reason=str(error))
            return False
        if report.hashes["dataset"] != job.result["hashes"]["dataset"]:
            # The candles were corrected since: their curve would belong to another result.
            return False
        return await self.keep(job.user_id, job.id, report)

    async def _keep(self, user_id: UUID, backtest_id: UUID, name: str, content: bytes) -> None:
        key = f"backtests/{user_id}/{backtest_id}/{name}.parquet"
        await self.store.put(key, content, _PARQUET)
        async with self.transactions.begin_system() as work:
            is_there = await work.backtests.keep_artefact(backtest_id, name, key)
        if not is_there:
            await self.store.delete(key)

    def _files(self, report: BacktestReport) -> dict[str, bytes]:
        period = report.bars.slice(report.outcome.first, len(report.bars))
        rows = list(trade_rows(report.outcome.trades, report.request.strategy))
        with tempfile.TemporaryDirectory(prefix="apextrade-") as folder:
            paths = {name: Path(folder) / f"{name}.parquet" for name in _NAMES}
            closes = period.time + period.timeframe.nanos
            self.files.write_equity(closes, report.outcome.equity, paths["equity"])
            self.files.write_trades(rows, TRADE_COLUMNS, paths["trades"])
            return {name: path.read_bytes() for name, path in paths.items()}
