"""The whole API on a real PostgreSQL and a real Redis, spoken to over ASGI.

clock       what time the API believes it is
api         the application, started
client      an anonymous client: https, no cookies between requests of different clients
people      people.add("ada@example.com") -> a client that is logged in as a new user
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from redis.asyncio import Redis

from app.core.clock import SystemClock
from app.core.config import ARGON2_MEMORY_KIB, Settings, load_settings
from app.core.database import Endpoints
from app.core.signing_keys import open_keys
from app.main import create_app
from tests.fakes.clock import FakeClock

BASE_URL = "https://testserver"
PASSWORD = "three lemons, one troubadour"
# For tests of what a password costs: the cost of every installation.
AT_FULL_COST = pytest.mark.parametrize("argon2_memory_kib", [ARGON2_MEMORY_KIB], ids=[""])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def argon2_memory_kib() -> int:
    """Return a cost at which a login takes no time; tests of the cost ask for the real one."""
    return 64


@pytest.fixture(scope="session")
def made_secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return secrets as an API makes them once: a signing key for each test would cost most."""
    home = tmp_path_factory.mktemp("secrets")
    given = load_settings(env_file=home / "no.env", app_env="testing", apex_home=home)
    open_keys(given, SystemClock()).ring()
    return home / "secrets"


@pytest.fixture
def api_settings(
    settings: Settings, redis: Redis, redis_url: str, argon2_memory_kib: int, made_secrets: Path
) -> Settings:
    shutil.copytree(made_secrets, settings.apex_home / "secrets", dirs_exist_ok=True)
    given = {
        "redis_url": f"{redis_url}/0",
        "registration": "open",
        "argon2_memory_kib": argon2_memory_kib,
    }
    return Settings.model_validate(settings.model_dump() | given)


@pytest_asyncio.fixture
async def api(
    api_settings: Settings, database: Endpoints, clock: FakeClock
) -> AsyncIterator[FastAPI]:
    app = create_app(api_settings, database, clock)
    async with app.router.lifespan_context(app):
        yield app


def connected(app: FastAPI, address: str = "203.0.113.1", **options: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 40_000))
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL, **options)


@pytest_asyncio.fixture
async def client(api: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with connected(api) as made:
        yield made


class People:
    """Users of the API, each with a client that is logged in."""

    def __init__(self, app: FastAPI, stack: AsyncExitStack) -> None:
        self._app = app
        self._stack = stack
        self._count = 0

    async def add(self, email: str, *, is_admin: bool = False) -> httpx.AsyncClient:
        accounts = self._app.state.platform.accounts
        await accounts.create(email, PASSWORD, is_admin=is_admin)
        return await self.login(email)

    async def login(self, email: str, password: str = PASSWORD) -> httpx.AsyncClient:
        self._count += 1
        made = connected(self._app, f"198.51.100.{self._count % 250 + 1}")
        client = await self._stack.enter_async_context(made)
        answer = await client.post(
            "/api/v1/auth/login", json={"email": email, "password": password}
        )
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client


@pytest_asyncio.fixture
async def people(api: FastAPI) -> AsyncIterator[People]:
    async with AsyncExitStack() as stack:
        yield People(api, stack)
