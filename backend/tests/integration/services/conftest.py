"""The services as a process wires them, on a real database."""

import pytest

from app import bootstrap
from app.core.config import Settings
from app.core.database import Database
from app.persistence.unit_of_work import Transactions
from app.services.data_import import DataImport
from app.services.market_data import MarketData


@pytest.fixture
def transactions(main_database: Database, timeseries_database: Database) -> Transactions:
    return Transactions(main_database, timeseries_database)


@pytest.fixture
def importing(transactions: Transactions, settings: Settings) -> DataImport:
    return bootstrap.data_import(transactions, settings)


@pytest.fixture
def market_data(transactions: Transactions) -> MarketData:
    return bootstrap.market_data(transactions)
