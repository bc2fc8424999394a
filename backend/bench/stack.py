"""A whole native stack for a measurement: started from nothing, with an account, stopped after."""

import asyncio
import secrets
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from app import bootstrap
from app.api.platform import accounts_on
from app.core.clock import SystemClock
from app.core.config import Settings, load_settings
from app.core.rate_limit import RateLimiter
from app.domain.indicators.registry import catalogue
from app.domain.rules.printing import to_json
from app.domain.rules.templates import templates
from app.persistence.unit_of_work import Transactions
from app.stack import database_for
from app.stack.ports import free_port
from app.stack.remote import start_in_background, stop_platform

_UP = (sys.executable, "-c", "from app.cli import main; main()", "up")
_REQUESTS_PER_MINUTE = 1_000_000


@contextmanager
def running_stack() -> Iterator[Settings]:
    """Lend the settings of a whole platform that runs for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="apextrade-bench-") as place:
        Path(place).chmod(0o755)  # the server runs as another user when this runs as root
        given: dict[str, Any] = {
            "app_env": "testing",
            "apex_home": Path(place) / "home",
            "apex_port": free_port(),
            "api_requests_per_minute": _REQUESTS_PER_MINUTE,
        }
        environment = {name.upper(): str(value) for name, value in given.items()}
        settings = load_settings(**given)
        start_in_background(settings, _UP, environment)
        try:
            yield settings
        finally:
            stop_platform(settings)


def on_stack[T](settings: Settings, work: Callable[[Transactions], Awaitable[T]]) -> T:
    """Return what `work` finds on the databases of a running platform."""

    async def done() -> T:
        async with bootstrap.transactions(endpoints, settings) as databases:
            return await work(databases)

    with database_for(settings) as endpoints:
        return asyncio.run(done())


@dataclass(slots=True)
class Person:
    """Somebody with an account and a token: a client of the API, through the front door."""

    settings: Settings
    http: httpx.Client
    email: str
    password: str = field(repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings, name: str = "bench") -> Self:
        """Return a person whose account is new."""
        email, password = f"{name}@example.org", secrets.token_urlsafe(24)

        async def add(databases: Transactions) -> bool:
            clock = SystemClock()
            accounts = accounts_on(settings, databases, RateLimiter(None), clock)
            try:
                return await accounts.create(email, password, is_admin=False)
            finally:
                accounts.passwords.close()

        on_stack(settings, add)
        address = f"http://127.0.0.1:{settings.apex_port}/api/v1/"
        http = httpx.Client(base_url=address, trust_env=False, timeout=60)
        person = cls(settings, http, email, password)
        login = {"email": email, "password": password}
        person.token = person.post("auth/login", login)["access_token"]
        person.http.headers["Authorization"] = f"Bearer {person.token}"
        return person

    def get(self, path: str) -> Any:
        return self.http.get(path).raise_for_status().json()

    def post(self, path: str, document: object = None) -> Any:
        return self.http.post(path, json=document).raise_for_status().json()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.http.close()


def document_of(template: str, symbol: str, timeframe: str) -> dict[str, Any]:
    """Return a template's document for another series."""
    found = next(one for one in templates(catalogue(), symbol) if one.key == template)
    return {**to_json(found.strategy), "timeframe": timeframe}
