"""A report's name on disk, and the trades it is made of."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.backtest_jobs import BacktestJob, JobStatus
from app.services.backtest_report import closed_trades, file_name, full_name
from tests.stored_rows import NOW, new_backtest, trades

PERIOD = {"start": "2018-01-01T00:00:00Z", "end": "2019-01-01T00:00:00Z"}


def job(name: str, result=None) -> BacktestJob:
    return BacktestJob(
        id=UUID(int=1), user_id=UUID(int=2), request=new_backtest(name),
        status=JobStatus.COMPLETED, progress_pct=100.0, attempts=1, is_cancel_requested=False,
        error=None, result={"period": PERIOD} if result is None else result, artefacts={},
        metrics={}, created_at=NOW, updated_at=NOW, started_at=NOW, completed_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "safe", "full"),
    [
        ("RSI dip", "RSI_dip", "RSI_dip"),
        ('a"; filename=evil.exe\r\nX: y', "a_filename_evil_exe_X_y", "a_filename_evil_exe_X_y"),
        ("../../etc/passwd", "etc_passwd", "etc_passwd"),
        ("Стратегия 1", "1", "Стратегия_1"),
        ("🚀\x00\u202e", "strategy", "strategy"),
        ("x" * 500, "x" * 60, "x" * 60),
    ],
)
def test_a_file_is_named_after_its_strategy_in_safe_letters(name, safe, full):
    period = "2018-01-01-2019-01-01"
    assert file_name(job(name)) == f"apextrade_{safe}_{period}.pdf"
    assert full_name(job(name)) == f"apextrade_{full}_{period}.pdf"


def test_rows_of_trades_are_as_the_database_gives_them_back():
    first, second = closed_trades(trades(2))
    assert (first.number, first.side, second.side) == (1, "long", "short")
    assert first.entry_time == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (first.stop_price, first.mae_pct, first.exit_rule) == (None, None, None)
    assert (first.reason, second.reason) == ("stop_loss", "trailing_stop")
    assert replace(first, number=2) != second
