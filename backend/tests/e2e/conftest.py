"""A whole installation from outside, as a user's programs see it: one address, nothing else.

APEX_URL is where it answers, APEX_SETUP_TOKEN what `apextrade init` printed. Without APEX_URL these
tests are left out. APEX_KILL_WORKER is a command that kills the backtest workers and starts others.
"""

import os
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.e2e.visitor import Visitor


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "e2e: needs the installation named by APEX_URL")


@pytest.fixture(scope="session")
def apex_url() -> str:
    url = os.environ.get("APEX_URL")
    if not url:
        pytest.skip("no installation to test: set APEX_URL")
    return url.rstrip("/")


@pytest_asyncio.fixture(scope="session")
async def client(apex_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=apex_url, timeout=30, trust_env=False) as made:
        yield made


@pytest_asyncio.fixture(scope="session")
async def admin(client: httpx.AsyncClient, apex_url: str) -> Visitor:
    """Return the first account of the installation, logged in."""
    return await Visitor.first(client, apex_url, os.environ.get("APEX_SETUP_TOKEN", ""))
