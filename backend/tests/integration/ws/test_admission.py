"""Who gets in: security.md 49, 50, 52, 54, 56."""

import logging
from datetime import UTC, datetime

import pytest
from websockets.exceptions import InvalidStatus

from app.api.ws.tickets import TICKET_SECONDS, Tickets
from tests.integration.ws.conftest import dialled

ORIGIN = "https://apex.example.org"


async def refused(url: str, ticket: str, **options: object) -> int:
    """Return the status of a handshake that must fail."""
    with pytest.raises(InvalidStatus) as error:
        async with dialled(url, ticket, **options):
            pass
    return error.value.response.status_code


@pytest.mark.parametrize("ticket", ["", "x" * 43, "x" * 42, "../../../etc/passwd"])
async def test_without_a_good_ticket_nobody_is_accepted(gateway, ticket):
    assert await refused(gateway, ticket.replace("/", "_") or "0") == 401


async def test_a_ticket_is_good_once(gateway, redis, anna):
    ticket = await Tickets(redis).issue(anna, None)
    async with dialled(gateway, ticket):
        pass
    assert await refused(gateway, ticket) == 401


async def test_a_ticket_lives_thirty_seconds(gateway, redis, anna):
    ticket = await Tickets(redis).issue(anna, None)
    [name] = await redis.keys("apex:ticket:*")
    assert 0 < await redis.ttl(name) <= TICKET_SECONDS == 30
    assert ticket not in name
    await redis.expire(name, 0)
    assert await refused(gateway, ticket) == 401


@pytest.mark.parametrize(
    ("issued_to", "used_by"),
    [(ORIGIN, "https://evil.test"), (ORIGIN, None), (None, ORIGIN), (ORIGIN, "null")],
)
async def test_a_ticket_of_another_origin_is_refused_and_used_up(
    gateway, redis, anna, issued_to, used_by
):
    ticket = await Tickets(redis).issue(anna, issued_to)
    assert await refused(gateway, ticket, origin=used_by) == 403
    assert await refused(gateway, ticket, origin=issued_to) == 401


async def test_a_page_of_the_right_origin_is_accepted(connect, anna):
    client = await connect(anna, origin=ORIGIN)
    assert client.socket.subprotocol == "apex.v1"


async def test_a_session_that_ended_after_its_ticket_is_refused(gateway, redis, transactions, anna):
    ticket = await Tickets(redis).issue(anna, None)
    async with transactions.begin_system() as work:
        await work.sessions.revoke(anna.user_id, anna.session_id, datetime.now(UTC))
    assert await refused(gateway, ticket) == 401


async def test_the_eleventh_socket_of_a_user_is_refused(gateway, connect, redis, anna, ben):
    for _ in range(10):
        await connect(anna)
    assert await refused(gateway, await Tickets(redis).issue(anna, None)) == 429
    await connect(ben)


async def test_compression_is_not_negotiated(connect, anna):
    client = await connect(anna, compression="deflate")
    response = client.socket.response
    assert response is not None
    assert "permessage-deflate" in client.socket.request.headers["Sec-WebSocket-Extensions"]
    assert "Sec-WebSocket-Extensions" not in response.headers


async def test_no_ticket_reaches_the_logs(gateway, redis, anna, caplog):
    with caplog.at_level(logging.INFO):
        ticket = await Tickets(redis).issue(anna, None)
        async with dialled(gateway, ticket):
            pass
        await refused(gateway, ticket)
    assert "/ws" in caplog.text
    assert ticket not in caplog.text
