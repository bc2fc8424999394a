"""Which states of a backtest are final."""

from app.domain.backtest_jobs import JobStatus


def test_three_states_are_final():
    assert {status for status in JobStatus if status.is_final} == {
        JobStatus.COMPLETED,
        JobStatus.FAILED,
        JobStatus.CANCELLED,
    }
