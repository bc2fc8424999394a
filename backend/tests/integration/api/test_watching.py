"""What operators and other programs look at: keys, metrics, ids in logs."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.core.config import Settings
from app.core.logging import configure_logging, get_logger
from app.main import create_app
from tests.integration.api.conftest import PASSWORD, connected

ME = "/api/v1/auth/me"


async def test_the_keys_lie_where_other_programs_look(client):
    found = await client.get("/.well-known/jwks.json")
    assert found.status_code == 200
    assert found.json() == (await client.get("/api/v1/auth/jwks")).json()
    assert {key["alg"] for key in found.json()["keys"]} == {"RS256"}
    assert all("d" not in key for key in found.json()["keys"])


async def requests_seen(client) -> dict[tuple[str, str, str], float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name == "apextrade_http_requests_total"
    }


async def test_requests_are_counted_by_the_template_of_their_route(client, people):
    ada = await people.add("ada@example.com")
    key = ("GET", "/api/v1/backtests/{backtest_id}", "404")
    before = (await requests_seen(client)).get(key, 0.0)
    for number in range(3):
        await ada.get(f"/api/v1/backtests/00000000-0000-4000-8000-00000000000{number}")
    assert (await requests_seen(client))[key] == before + 3


async def test_no_path_from_outside_becomes_a_label(client):
    before = await requests_seen(client)
    for number in range(20):
        await client.get(f"/nowhere/{number}")
        await client.get(f"/api/v1/backtests/{number}/nowhere")
        await client.request(f"BREW{number}", "/health")
    added = (await requests_seen(client)).keys() - before.keys()
    assert {route for _, route, _ in added} <= {"unmatched", "/health"}
    assert {method for method, _, _ in added} <= {"GET", "other"}
    assert len(added) <= 4


async def test_the_database_pool_is_shown(client):
    await client.get("/health/ready")
    text = (await client.get("/metrics")).text
    assert re.search(r'apextrade_database_connections_in_use\{database="[^"]+"\} 0\.0', text)
    assert re.search(r'apextrade_database_connections_max\{database="[^"]+"\} 12\.0', text)
    assert "apextrade_build{" in text


async def test_metrics_can_be_switched_off(api_settings: Settings, database, clock):
    given = api_settings.model_dump() | {"prometheus_enabled": False}
    app = create_app(Settings.model_validate(given), database, clock)
    async with app.router.lifespan_context(app), connected(app) as client:
        assert (await client.get("/metrics")).status_code == 404


class Lines(io.StringIO):
    """What was logged, line by line."""

    def of(self, **ids: str) -> list[dict]:
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in found if ids.items() <= line.items()]


@pytest.fixture
def lines(api_settings: Settings) -> Iterator[Lines]:
    import logging

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = Lines()
    configure_logging(api_settings, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


async def test_every_line_of_a_request_carries_its_ids(lines, api, people):
    ada = await people.add("ada@example.com")
    log = get_logger("test")

    from app.api.deps import CurrentUser

    @api.get("/told")
    async def told(user: CurrentUser) -> str:
        log.info("inside", password=PASSWORD)
        return str(user.id)

    answer = await ada.get("/told", headers={"X-Request-ID": "told-by-a-client-1"})
    assert answer.headers["x-request-id"] == "told-by-a-client-1"
    seen = lines.of(request_id="told-by-a-client-1", user_id=answer.json())
    assert {line["event"] for line in seen} >= {"inside", "request"}
    assert PASSWORD not in lines.getvalue()
    assert ada.headers["authorization"].split()[1] not in lines.getvalue()


@pytest.mark.parametrize("given", ["short", "a b c d e f g", "x" * 65, 'quote"quote"'])
async def test_an_id_that_is_not_well_formed_is_replaced(client, given):
    answer = await client.get("/health", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


async def test_ids_end_with_their_request(lines, client, people):
    ada = await people.add("ada@example.com")
    await ada.get(ME)
    await client.get("/health", headers={"X-Request-ID": "of-nobody-1"})
    get_logger("test").info("afterwards")
    (line,) = lines.of(event="request", request_id="of-nobody-1")
    assert line["user_id"] is None
    (after,) = lines.of(event="afterwards")
    assert after.keys().isdisjoint({"request_id", "user_id"})
