"""What a client may cost: security.md 51, 53, 54, 55."""

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from uuid import uuid4

import psutil
import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from app.api.ws.protocol import FRAME_BYTES_MAX, SUBPROTOCOL, TICKET_PREFIX
from app.api.ws.tickets import Tickets
from app.core.events import orderbook_channel
from app.stack.ports import free_port
from tests.integration.ws.conftest import gateway_process, patient


@pytest.mark.parametrize("size", [FRAME_BYTES_MAX + 1, 1_000_000])
async def test_a_frame_that_is_too_large_ends_the_connection(connect, anna, size):
    client = await connect(anna)
    await client.socket.send("x" * size)
    assert await client.ended() == 1009


async def test_a_frame_of_the_largest_size_is_read(connect, anna):
    client = await connect(anna)
    await client.socket.send('{"action":"ping"}'.ljust(FRAME_BYTES_MAX))
    assert (await client.hear())["type"] == "pong"


async def test_the_hundred_and_first_frame_of_a_minute_ends_the_connection(connect, anna):
    client = await connect(anna)
    for _ in range(100):
        await client.say(action="ping")
        await client.hear("pong")
    await client.say(action="ping")
    assert await client.ended() == 1008


async def test_the_fifth_malformed_frame_ends_the_connection(connect, anna):
    client = await connect(anna)
    for text in ("{", "[]", b"\x00", '{"action":"buy"}'):
        await client.socket.send(text)
        assert (await client.hear())["data"]["code"] == "MALFORMED"
    await client.socket.send("nonsense")
    assert await client.ended() == 1008


@pytest.mark.parametrize(
    ("channel", "selector"),
    [
        ("backtest_progress", "backtest_id"),
        ("portfolio", "portfolio_id"),
        ("orders", "portfolio_id"),
        ("trade", "portfolio_id"),
        ("signals", "strategy_id"),
    ],
)
async def test_what_is_not_the_users_is_answered_with_an_error(connect, anna, channel, selector):
    client = await connect(anna)
    name = str(uuid4())
    await client.say(action="subscribe", channel=channel, **{selector: name})
    answer = await client.hear()
    assert (answer["type"], answer["data"]["code"]) == ("error", "NOT_FOUND")


async def test_logout_ends_the_connection(connect, transactions, anna, ben):
    client, other = await connect(anna), await connect(ben)
    async with transactions.begin_system() as work:
        await work.sessions.revoke(anna.user_id, anna.session_id, datetime.now(UTC))
    assert await client.ended() == 4401
    await other.say(action="ping")
    assert (await other.hear())["type"] == "pong"


async def test_disabling_the_user_ends_the_connection(connect, transactions, anna):
    client = await connect(anna)
    async with transactions.begin_system() as work:
        await work.users.set_active(anna.user_id, is_active=False)
    assert await client.ended() == 4401


async def test_a_client_that_stops_reading_is_cut(gateway, bus, redis, anna, connect):
    """A small window and no reads: the gateway's buffers fill, and it does not wait for ever."""
    topic = orderbook_channel("BTC/USDT")
    reader = await connect(anna)
    await reader.say(action="subscribe", channel="orderbook", symbols=["BTC/USDT"])
    await reader.hear("subscribed")
    book = {"bids": "x" * 60_000}
    deaf = await deaf_client(gateway, await Tickets(redis).issue(anna, None))
    try:
        async with asyncio.timeout(20):
            while not is_cut(deaf):
                await bus.publish(topic, book)
                await reader.socket.recv()
    finally:
        deaf.close()


async def test_a_client_that_stops_reading_costs_less_than_two_megabytes(
    gateway_settings, bus, redis, anna
):
    topic = orderbook_channel("BTC/USDT")
    book = {"bids": "x" * 60_000}
    port = free_port()
    url = f"ws://127.0.0.1:{port}/ws"
    async with gateway_process(gateway_settings, port) as process, AsyncExitStack() as stack:
        reader = await patient(stack, url, redis, anna)
        await reader.say(action="subscribe", channel="orderbook", symbols=["BTC/USDT"])
        await reader.hear("subscribed")

        async def tell(times: int) -> int:
            """Return the memory of the gateway afterwards."""
            for _ in range(times):
                await bus.publish(topic, book)
                await reader.hear("market.orderbook.update")
                reader.frames.clear()
            return int(psutil.Process(process.pid).memory_info().rss)

        before = await tell(100)
        deaf = await deaf_client(url, await Tickets(redis).issue(anna, None))
        after = await tell(300)
        deaf.close()
    assert after - before < 2 * 1024 * 1024


async def deaf_client(url: str, ticket: str) -> socket.socket:
    """Return the socket of a client that subscribed and will never read again."""
    offered = [Subprotocol(SUBPROTOCOL), Subprotocol(TICKET_PREFIX + ticket)]
    protocol = ClientProtocol(parse_uri(url), subprotocols=offered)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    address = protocol.uri.host, protocol.uri.port
    await loop.sock_connect(raw, address)
    protocol.send_request(protocol.connect())
    await loop.sock_sendall(raw, b"".join(protocol.data_to_send()))
    protocol.receive_data(await loop.sock_recv(raw, 4096))
    assert protocol.state is State.OPEN
    ask = {"action": "subscribe", "channel": "orderbook", "symbols": ["BTC/USDT"]}
    protocol.send_text(json.dumps(ask).encode())
    await loop.sock_sendall(raw, b"".join(protocol.data_to_send()))
    return raw


def is_cut(client: socket.socket) -> bool:
    """Return whether the kernel knows that the other side is gone, without reading."""
    established = 1
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != established
