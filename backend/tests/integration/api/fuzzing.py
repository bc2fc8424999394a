"""An installation with something in it, and requests that are drawn from its description."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from uuid import UUID

import redis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.exceptions import InvalidHeader, InvalidURL
from schemathesis import Case, GenerationMode
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import bootstrap
from app.core.config import Settings
from app.core.database import Endpoints
from app.services.backtest_worker import BacktestWorker
from tests.integration.api.market import DOCUMENT, SYMBOL, store_market

PREFIX: Final = "/api/v1"
PASSWORD: Final = "three lemons, one troubadour"
ROLES: Final = ("admin", "user", "nobody")
CHECKS: Final = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What ends the sessions of whoever asks, or removes what the others ask for, comes last.
_LAST: Final = ("/auth/", "/admin/")
_MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


class Refused(AssertionError):
    """An answer that must never be given."""


@dataclass
class Installation:
    """The API in process, three roles, and the ids of what exists."""

    app: Any
    settings: Settings
    endpoints: Endpoints
    schema: BaseSchema
    clients: dict[str, requests.Session] = field(default_factory=dict)
    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    # How often each operation gave each status, so that a test can say what was reached.
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    def operations(self) -> list[APIOperation]:
        found = [result.ok() for result in self.schema.get_all_operations()]
        return sorted(found, key=lambda one: (_is_last(one), one.path, one.method))

    def ask(self, role: str, case: Case) -> None:
        """Send one request and judge its answer.

        Raises: Refused for a 5xx, schemathesis' own failure for what the description does not say.
        """
        try:
            answer = case.call(session=self.clients[role])
        except (InvalidHeader, InvalidURL, UnicodeError, TypeError, AttributeError):
            return  # the client cannot write it on the wire
        self.answers[case.operation.label, answer.status_code] += 1
        if answer.status_code >= 500:
            raise Refused(f"{answer.status_code} to {case.as_curl_command()}: {answer.text[:300]}")
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code == 401 and role != "nobody":
            self.enter(role)

    def enter(self, role: str) -> None:
        """Log in; the limits begin anew, so that no answer is a 429 for long."""
        self.unlimit()
        client = asgi.get_client(self.app)
        if role != "nobody":
            login = {"email": f"{role}@example.com", "password": PASSWORD}
            answer = client.post(f"{PREFIX}/auth/login", json=login)
            assert answer.status_code == 200, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            client.cookies.clear()
        self.clients[role] = client

    def unlimit(self) -> None:
        with redis.Redis.from_url(self.settings.redis_url.get_secret_value()) as client:
            client.flushdb()

    def make(self, role: str, path: str, body: Mapping[str, Any]) -> str:
        answer = self.clients[role].post(f"{PREFIX}{path}", json=body)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["id"])

    def fill(self, role: str) -> None:
        """Make, for one role, what its requests can hit."""
        kept = [self.make(role, "/strategies", DOCUMENT) for _ in range(3)]
        rule = {"name": "Low", "document": DOCUMENT["entry_rules"][0]}
        tests = [self.make(role, "/backtests", {"strategy_id": kept[0]}) for _ in range(4)]
        asyncio.run(_run(self, tests[:2]))
        self.ids[role] = {
            "strategy_id": kept,
            "rule_id": [self.make(role, "/rules", rule)],
            "backtest_id": tests,
        }


@contextmanager
def installation(given: Settings, endpoints: Endpoints, app: Any) -> Iterator[Installation]:
    asyncio.run(_store(given, endpoints))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    made = Installation(app, given, endpoints, schema)
    try:
        with asgi.get_client(app) as client:
            for role in ROLES[:2]:  # the first account is the admin
                new = {"email": f"{role}@example.com", "password": PASSWORD}
                assert client.post(f"{PREFIX}/auth/register", json=new).status_code == 201
        for role in ROLES:
            made.enter(role)
        for role in ROLES[:2]:
            made.fill(role)
        made.ids["nobody"] = made.ids["user"]
        yield made
    finally:
        asgi.shutdown_lifespans()


def fuzz(made: Installation, operation: APIOperation, role: str, examples: int) -> None:
    """Ask one operation with what its description allows, what it does not, and what exists.

    `examples` is how often in each of these ways.
    """
    made.unlimit()
    for cases in _cases(operation, made.ids[role]):

        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def asked(case: Case) -> None:
            made.ask(role, case)

        # Where nothing can be sent, nothing wrong can be sent.
        with suppress(Unsatisfiable):
            asked()


def _cases(
    operation: APIOperation, ids: Mapping[str, list[str]]
) -> Iterator[st.SearchStrategy[Case]]:
    """Yield cases with everything drawn, with ids that exist, with the bodies of the examples."""
    names = {one.name for one in operation.path_parameters}
    hits = st.fixed_dictionaries(
        {name: st.sampled_from(found) for name, found in ids.items() if name in names}
        | {name: st.just(SYMBOL.replace("/", "-")) for name in names & {"symbol", "s"}}
        | {name: st.just("RSI") for name in names & {"name"}}
        | {name: st.just(1) for name in names & {"number"}}
    )
    bodies = _examples(operation, ids)
    for mode in _MODES:
        yield operation.as_strategy(mode)
    if names and not bodies:
        for mode in _MODES:
            yield _with_paths(operation, mode, hits)
    if bodies:
        drawn = st.tuples(hits, st.sampled_from(bodies))
        yield drawn.flatmap(
            lambda found: operation.as_strategy(path_parameters=found[0], body=found[1])
        )
    if "ids" in {one.name for one in operation.query}:
        yield operation.as_strategy(query={"ids": ids["backtest_id"][:2]})


def _with_paths(
    operation: APIOperation, mode: GenerationMode, hits: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[Case]:
    return hits.flatmap(lambda found: operation.as_strategy(mode, path_parameters=found))


def _examples(operation: APIOperation, ids: Mapping[str, list[str]]) -> list[Any]:
    """Return the bodies that the description shows, the least and the fullest; ids exist."""
    document = operation.schema.raw_schema
    found: list[Any] = []
    for media in operation.definition.raw.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(document, media.get("schema", {}))
        found += [media["example"]] if "example" in media else []
        found += [one["value"] for one in media.get("examples", {}).values() if "value" in one]
        found += schema.get("examples", [])
        members = {
            name: [known[name][0]] if name in known else _resolved(document, one).get("examples")
            for known in [{name: some for name, some in ids.items() if some}]
            for name, one in schema.get("properties", {}).items()
        }
        shown = {name: examples[0] for name, examples in members.items() if examples}
        found.append({name: shown[name] for name in schema.get("required", []) if name in shown})
        found.append(shown)
    return [body for body in found if isinstance(body, dict) and body]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with what it refers to; what is said beside the reference counts more."""
    for one in (schema, *schema.get("anyOf", [])):
        if "$ref" in one:
            return document["components"]["schemas"][one["$ref"].rpartition("/")[2]] | dict(schema)
    return schema


def _is_last(operation: APIOperation) -> int:
    if operation.method == "delete":
        return 1
    return 2 if any(word in operation.path for word in _LAST) else 0


async def _store(given: Settings, endpoints: Endpoints) -> None:
    async with bootstrap.transactions(endpoints, given) as transactions:
        await store_market(transactions, days=3)


async def _run(made: Installation, backtests: list[str]) -> None:
    async with bootstrap.transactions(made.endpoints, made.settings) as transactions:
        worker = BacktestWorker(
            transactions=transactions,
            market_data=bootstrap.market_data(transactions),
            backtests=bootstrap.backtests(),
            seconds=monotonic,
            memory_bytes=lambda: 0,
        )
        for backtest_id in backtests:
            assert await worker.run(UUID(backtest_id)) is not None
