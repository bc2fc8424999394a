"""A store that is down holds up nothing."""

from uuid import uuid4

import pytest

from app import bootstrap
from app.domain.errors import StorageUnavailable
from app.services.backtest_artefacts import BacktestArtefacts
from tests.fakes.clock import FakeClock
from tests.short_runs import short_report


class DownStore:
    async def put(self, key, content, content_type):
        assert content[:4] == b"PAR1"
        raise StorageUnavailable("the store does not answer")


@pytest.mark.asyncio
async def test_files_that_cannot_be_kept_now_follow_later():
    artefacts = BacktestArtefacts(
        transactions=None,
        market_data=None,
        backtests=bootstrap.backtests(),
        files=bootstrap.result_files(),
        store=DownStore(),
        clock=FakeClock(),
    )
    assert not await artefacts.keep(uuid4(), uuid4(), short_report())
