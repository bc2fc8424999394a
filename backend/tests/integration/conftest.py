"""A real PostgreSQL for every test that asks for one.

Where it comes from, first match wins: the server named by APEX_TEST_DATABASE_URL (its user may
create databases); a container, when a Docker engine answers at once and has the image (no test
downloads one); else the embedded PostgreSQL in a temporary APEX_HOME. Under xdist every worker has
its own databases.

What a test asks for:

    endpoints             the two URLs, migrated to head, as the test before left them (read only)
    database              the same, every table emptied before the test
    main_database,
    timeseries_database   opened `Database`s on `database`, for sessions and raw COPY
    settings              Settings that point at `database`, APEX_HOME in a temporary directory
    environment           the same as environment variables, for commands in a process of their own
    empty_endpoints       two new databases without any table, dropped after the test
    redis_server          a Redis of its own that a test may stop and start
    redis_url, redis      a running Redis (APEX_TEST_REDIS_URL, else the packaged server): its URL,
                          and a client of it, emptied before the test
"""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from app.core.config import Settings, load_settings
from app.core.database import Database, Endpoints, connect_raw, opened
from app.persistence import migrations
from app.stack import owned_database
from tests.redis_server import RedisServer

_DOCKER_SECONDS = 0.5
_IMAGE = "postgres:16.10-bookworm"


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a maintenance database whose user may create others."""
    given = os.environ.get("APEX_TEST_DATABASE_URL")
    if given:
        yield "postgresql+asyncpg://" + given.partition("://")[2]
    elif _docker_has_the_image():
        yield from _container_url()
    else:
        with owned_database(_settings(tmp_path_factory.mktemp("apex-home"))) as own:
            yield own.main_url


@pytest.fixture(scope="session")
def endpoints(server_url: str) -> Iterator[Endpoints]:
    with _new_databases(server_url) as made:
        asyncio.run(migrations.upgrade(made))
        yield made


@pytest_asyncio.fixture
async def database(endpoints: Endpoints) -> Endpoints:
    for url in (endpoints.main_url, endpoints.timeseries_url):
        await _empty(url)
    return endpoints


@pytest_asyncio.fixture
async def main_database(database: Endpoints, settings: Settings) -> AsyncIterator[Database]:
    async with opened(database.main_url, settings) as main:
        yield main


@pytest_asyncio.fixture
async def timeseries_database(database: Endpoints, settings: Settings) -> AsyncIterator[Database]:
    async with opened(database.timeseries_url, settings) as timeseries:
        yield timeseries


@pytest.fixture
def settings(database: Endpoints, tmp_path: Path) -> Settings:
    return _settings(tmp_path / "home", database)


@pytest.fixture
def environment(database: Endpoints, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "APP_ENV": "testing",
        "APEX_HOME": str(tmp_path / "home"),
        "DATABASE_URL": database.main_url,
        "TIMESCALE_URL": database.timeseries_url,
    }


@pytest.fixture
def empty_endpoints(server_url: str) -> Iterator[Endpoints]:
    with _new_databases(server_url) as made:
        yield made


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a Redis, without a database number."""
    given = os.environ.get("APEX_TEST_REDIS_URL")
    if given:
        yield given.rstrip("/")
        return
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        await client.flushall()
        yield client


def _settings(home: Path, database: Endpoints | None = None) -> Settings:
    # An env file that is not there: a developer's .env must not decide what a test sees.
    return load_settings(
        env_file=home / "no.env",
        app_env="testing",
        apex_home=home,
        apex_port=8080,
        database_url=database.main_url if database else "",
        timescale_url=database.timeseries_url if database else "",
        database_pool_size=2,
    )


@contextmanager
def _new_databases(server_url: str) -> Iterator[Endpoints]:
    suffix = secrets.token_hex(4)
    names = (f"apextrade_test_{suffix}", f"apextrade_ts_test_{suffix}")
    asyncio.run(_each(server_url, [f'CREATE DATABASE "{name}"' for name in names]))
    base = server_url.rpartition("/")[0]
    try:
        yield Endpoints(*(f"{base}/{name}" for name in names))
    finally:
        asyncio.run(_each(server_url, [f'DROP DATABASE "{name}" WITH (FORCE)' for name in names]))


async def _each(url: str, statements: list[str]) -> None:
    connection = await connect_raw(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _empty(url: str) -> None:
    """Truncate the tables that hold rows; the others cost nothing."""
    connection = await connect_raw(url)
    try:
        names = await connection.fetch(
            "SELECT format('%I', tablename) AS name FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        tables = [row["name"] for row in names]
        filled = [table for table in tables if await connection.fetch(f"TABLE {table} LIMIT 1")]
        if filled:
            await connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
    finally:
        await connection.close()


def _docker_has_the_image() -> bool:
    target = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    try:
        if target.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as engine:
                engine.settimeout(_DOCKER_SECONDS)
                engine.connect(target.path)
                return _has_the_image(engine)
        address = (target.hostname or "localhost", target.port or 2375)
        with socket.create_connection(address, _DOCKER_SECONDS) as engine:
            return _has_the_image(engine)
    except OSError:
        return False


def _has_the_image(engine: socket.socket) -> bool:
    engine.sendall(f"GET /images/{_IMAGE}/json HTTP/1.0\r\nHost: docker\r\n\r\n".encode())
    return b" 200 " in engine.recv(64)


def _container_url() -> Iterator[str]:
    from testcontainers.community.postgres import PostgresContainer
    from testcontainers.core.config import testcontainers_config

    # The container is stopped by the block below; its watchdog would be one more image to fetch.
    testcontainers_config.ryuk_disabled = True
    with PostgresContainer(_IMAGE, driver="asyncpg") as container:
        yield container.get_connection_url()
