"""Stored candles for tests of the repositories, read from the real files."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pyarrow.parquet
import pytest
import pytest_asyncio

from app.core.database import Database
from app.domain.accounts import Account, NewAccount
from app.domain.market import Bars
from app.domain.timeframes import Calendar, Timeframe
from app.persistence.unit_of_work import Transactions
from tests.fakes.market_data import FakeTransactions

type ReadBars = Callable[..., Bars]


@pytest.fixture(params=["postgresql", "fake"])
def both_transactions(request: pytest.FixtureRequest) -> Transactions | FakeTransactions:
    """Return the repositories, then the fake that stands for them in unit tests."""
    if request.param == "fake":
        return FakeTransactions()
    return cast(Transactions, request.getfixturevalue("transactions"))


@pytest.fixture
def transactions(main_database: Database, timeseries_database: Database) -> Transactions:
    return Transactions(main_database, timeseries_database)


@pytest.fixture(scope="session")
def real_bars(shared_data: Path) -> ReadBars:
    """Return a reader of one candle file; it trusts the file, as only tests may."""

    def read(name: str, timeframe: Timeframe, calendar: Calendar = Calendar.ALWAYS) -> Bars:
        table = pyarrow.parquet.read_table(shared_data / "ohlcv" / f"{name}.parquet")
        return Bars(
            time=table["time"].cast("int64").to_numpy() * 1_000_000,
            **{
                column: table[column].to_numpy().copy()
                for column in ("open", "high", "low", "close", "volume")
            },
            timeframe=timeframe,
            calendar=calendar,
        )

    return read


@pytest_asyncio.fixture
async def anna(transactions: Transactions) -> Account:
    return await registered(transactions, "anna@example.org")


@pytest_asyncio.fixture
async def ben(transactions: Transactions) -> Account:
    return await registered(transactions, "ben@example.org")


async def registered(transactions: Transactions, email: str) -> Account:
    async with transactions.begin_system() as work:
        account = await work.users.add(NewAccount(email=email, password_hash="$argon2id$fake"))
    assert account is not None
    return account
