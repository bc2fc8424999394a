"""What a lost or full database is called, without a database."""

import socket

import asyncpg
import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.config import load_settings
from app.core.database import Database, Endpoints, storage_errors
from app.domain.errors import StorageUnavailable

URL = "postgresql+asyncpg://user:canary@db.example:6432/candles"


def sentence(error: Exception) -> str:
    with pytest.raises(StorageUnavailable) as caught, storage_errors(URL):
        raise error
    assert caught.value.__cause__ is error
    return str(caught.value)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            asyncpg.DiskFullError("could not extend file"),
            "the disk of the database at db.example:6432 is full: "
            "free space and run the command again",
        ),
        (
            asyncpg.InvalidPasswordError("no"),
            "the database at db.example:6432 refuses the user or password of its URL",
        ),
        (
            asyncpg.InvalidCatalogNameError("no"),
            "the server at db.example:6432 has no database 'candles': create it first",
        ),
        (
            asyncpg.TooManyConnectionsError("no"),
            "the database at db.example:6432 has no connection left: lower DATABASE_POOL_SIZE",
        ),
        (
            PoolTimeoutError("QueuePool limit of size 5 reached"),
            "every connection to the database at db.example:6432 is busy: raise DATABASE_POOL_SIZE",
        ),
        (
            ConnectionRefusedError(111, "Connection refused"),
            "the database at db.example:6432 does not answer ([Errno 111] Connection refused)",
        ),
        (TimeoutError(), "the database at db.example:6432 does not answer (TimeoutError)"),
        (
            socket.gaierror(-2, "Name or service not known"),
            "the database at db.example:6432 does not answer "
            "([Errno -2] Name or service not known)",
        ),
        (
            asyncpg.InterfaceError("connection is closed"),
            "the database at db.example:6432 does not answer (connection is closed)",
        ),
        (
            asyncpg.InternalClientError("cannot switch to state 12"),
            "the database at db.example:6432 does not answer (cannot switch to state 12)",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_loss_is_one_sentence(error, expected):
    assert sentence(error) == expected


@pytest.mark.parametrize(
    "error",
    [FileNotFoundError(2, "x"), asyncpg.UniqueViolationError("x"), asyncpg.InterfaceError("x")],
)
def test_other_errors_keep_their_type(error):
    with pytest.raises(type(error)) as caught, storage_errors(URL):
        raise error
    assert caught.value is error


def test_a_database_takes_its_pool_from_the_settings():
    settings = load_settings(
        app_env="testing", database_pool_size=3, database_pool_recycle_seconds=60
    )
    pool = Database.open(URL, settings).engine.pool
    assert (pool.size(), pool._recycle) == (3, 60)


def test_the_defaults_are_those_of_the_specification():
    settings = load_settings(app_env="testing")
    assert (
        settings.database_pool_size,
        settings.database_pool_overflow,
        settings.database_pool_recycle_seconds,
    ) == (20, 10, 3600)


def test_urls_with_passwords_are_not_shown():
    assert "canary" not in repr(Endpoints(URL, URL))
