"""What the demo shows: an account, a market, and a backtest asked for as any client asks for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.cli.demo_steps import Steps
from app.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    import httpx

    from app.core.config import Settings
    from app.persistence.unit_of_work import Transactions

EMAIL: Final = "admin@demo.local"
TEMPLATE: Final = "ema_cross"
_SECRET_NAME: Final = "demo_admin"  # noqa: S105 - the name of a file
_ANSWER_SECONDS: Final = 30.0
_RUN_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.05
_UNAUTHORIZED: Final = 401


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to see; `password` and `backtest` are None once the account's owner took over.

    `backtest` is the example as the API tells it.
    """

    email: str
    password: str | None = field(repr=False)
    backtest: Mapping[str, Any] | None


def example(settings: "Settings", steps: Steps) -> Shown:
    """Make what a newcomer looks at, unless it is there; every start finds the same.

    Raises: StorageUnavailable with one sentence when a part of the platform does not do its work.
    """
    import httpx

    from app.core.private_files import stored_secret

    password = stored_secret(settings.apex_home / "secrets" / _SECRET_NAME)
    address = f"http://127.0.0.1:{settings.apex_port}/api/v1/"
    # Proxies of the environment are for the world outside.
    with httpx.Client(base_url=address, timeout=_ANSWER_SECONDS, trust_env=False) as client:
        try:
            return _shown(client, password, settings, steps)
        except httpx.HTTPError as error:
            raise StorageUnavailable(f"the API at {address} failed: {error}") from None


def _shown(client: "httpx.Client", password: str, settings: "Settings", steps: Steps) -> Shown:
    steps.begin("administrator")
    is_new = not _log_in(client, password)
    # An account that is there and does not take this password has one of its owner's choice.
    if is_new and not (_made(settings, password) and _log_in(client, password)):
        steps.end(f"{EMAIL}, with a password of its own: the example is left out")
        return Shown(EMAIL, None, None)
    steps.end(EMAIL)
    strategy_id = _strategy(client)
    backtest = _found(client, strategy_id)
    if backtest is None:
        steps.begin("simulated market")
        steps.end(_market(settings))
        steps.begin("example backtest through the queue")
        order = {"strategy_id": strategy_id, "engine": "both"}
        backtest = _ended(client, _json(client.post("backtests", json=order))["id"])
        steps.end(f"{backtest['result']['timing']['total_seconds']:.1f} s of them on the worker")
    return Shown(EMAIL, password, backtest)


def _made(settings: "Settings", password: str) -> bool:
    """Make the account; False where there is one."""

    async def make(databases: "Transactions") -> bool:
        return await _account(databases, settings, password)

    return _on_platform(settings, make)


def _market(settings: "Settings") -> str:
    from app.cli.demo_market import filled

    return _on_platform(settings, filled)


def _on_platform[T](settings: "Settings", work: "Callable[[Transactions], Awaitable[T]]") -> T:
    """Return what `work` finds on the databases that the platform runs on."""
    from app import bootstrap
    from app.stack import database_for

    async def done() -> T:
        async with bootstrap.transactions(endpoints, settings) as databases:
            return await work(databases)

    with database_for(settings) as endpoints:
        return asyncio.run(done())


async def _account(databases: "Transactions", settings: "Settings", password: str) -> bool:
    from app.api.platform import accounts_on
    from app.core.clock import SystemClock
    from app.core.rate_limit import RateLimiter

    accounts = accounts_on(settings, databases, RateLimiter(None), SystemClock())
    try:
        return await accounts.create(EMAIL, password, is_admin=True)
    finally:
        accounts.passwords.close()


def _log_in(client: "httpx.Client", password: str) -> bool:
    """Take a token; False where the account has another password by now."""
    answer = client.post("auth/login", json={"email": EMAIL, "password": password})
    if answer.status_code == _UNAUTHORIZED:
        return False
    token = answer.raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return True


def _found(client: "httpx.Client", strategy_id: str) -> Mapping[str, Any] | None:
    """Return the backtest that an earlier start ran."""
    asked = {"strategy_id": strategy_id, "status": "completed", "limit": "1"}
    items = _json(client.get("backtests", params=asked))["items"]
    return _json(client.get(f"backtests/{items[0]['id']}")) if items else None


def _strategy(client: "httpx.Client") -> str:
    """Return the id of the example's strategy, stored now unless an earlier start stored it."""
    items = _json(client.get("strategies/templates"))["items"]
    document = next(item["document"] for item in items if item["key"] == TEMPLATE)
    asked = {"search": document["name"], "sort": "created_at", "limit": "1"}
    kept = _json(client.get("strategies", params=asked))["items"]
    created = kept[0] if kept else _json(client.post("strategies", json=document))
    return str(created["id"])


def _ended(client: "httpx.Client", backtest_id: str) -> Mapping[str, Any]:
    deadline = time.monotonic() + _RUN_SECONDS
    while time.monotonic() < deadline:
        backtest = _json(client.get(f"backtests/{backtest_id}"))
        if backtest["status"] == "completed":
            return backtest
        if backtest["error"] or backtest["status"] == "cancelled":
            reason = (backtest["error"] or {}).get("detail", "it was cancelled")
            raise StorageUnavailable(f"the example backtest did not complete: {reason}")
        time.sleep(_POLL_SECONDS)
    raise StorageUnavailable(
        f"the example backtest did not complete in {_RUN_SECONDS:.0f} s: apextrade status shows "
        "whether pool-backtest runs"
    )


def _json(answer: "httpx.Response") -> dict[str, Any]:
    document: dict[str, Any] = answer.raise_for_status().json()
    return document
