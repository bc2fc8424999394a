"""What the gateway counts of its clients."""

import asyncio

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.core.config import Settings
from tests.integration.ws.conftest import running

CONNECTIONS = "apextrade_ws_connections"
CLOSED = "apextrade_ws_closed_total"


async def counted(gateway: str) -> dict[str, float]:
    page = gateway.replace("ws://", "http://").replace("/ws", "/metrics")
    async with httpx.AsyncClient() as client:
        answer = await client.get(page)
    assert answer.status_code == 200
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name.startswith("apextrade_ws")
    }


async def test_connections_frames_and_ends_are_counted(gateway, connect, anna):
    before = await counted(gateway)
    client = await connect(anna)
    await client.say(action="ping")
    await client.hear("pong")
    during = await counted(gateway)
    assert during[CONNECTIONS] == before[CONNECTIONS] + 1
    assert during["apextrade_ws_messages_totalin"] == before["apextrade_ws_messages_totalin"] + 1
    assert during["apextrade_ws_messages_totalout"] > before["apextrade_ws_messages_totalout"]
    await client.socket.close()
    async with asyncio.timeout(10):
        # Each question is an answer of the same event loop, so this is no idle waiting.
        while (after := await counted(gateway))[CONNECTIONS] != before[CONNECTIONS]:
            pass
    assert after[CLOSED + "client"] == before.get(CLOSED + "client", 0.0) + 1


async def test_the_page_can_be_switched_off(gateway_settings, listening):
    given = gateway_settings.model_dump() | {"prometheus_enabled": False}
    async with running(Settings.model_validate(given), listening) as url:
        with pytest.raises(AssertionError):
            await counted(url)
