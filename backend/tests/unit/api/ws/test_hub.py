"""Who hears what: subscriptions and their limits, against a database in memory."""

import asyncio
from uuid import UUID

import pytest

from app.api.ws.connection import Connection
from app.api.ws.protocol import FRAME_BYTES_MAX, Close
from app.api.ws.watch import end_stalled, look
from app.domain.errors import RateLimited, StorageUnavailable
from tests.gateway_hub import ANNA, BEN, Bench, heard, settle

BACKTEST = "0f0f0f0f-0000-4000-8000-000000000001"


async def test_a_price_reaches_those_who_asked_for_its_symbol():
    bench = Bench()
    asked, other = await bench.client(), await bench.client(BEN)
    await bench.say(asked, action="subscribe", channel="ticker", symbols=["BTC/USDT"])
    await bench.say(other, action="subscribe", channel="ticker", symbols=["ETH/USDT"])
    bench.hub.hear("ticker:BTC/USDT", {"price": 1.0})
    assert heard(asked, "market.ticker.update")[0]["data"] == {"symbol": "BTC/USDT", "price": 1.0}
    assert heard(other, "market.ticker.update") == []


async def test_who_subscribes_late_hears_the_last_price_at_once():
    bench = Bench()
    client = await bench.client()
    bench.hub.hear("ticker:AAPL", {"price": 1.0})
    bench.hub.hear("ticker:AAPL", {"price": 2.0})
    await bench.say(client, action="subscribe", channel="ticker", symbols=["AAPL"])
    assert [f["data"]["price"] for f in heard(client, "market.ticker.update")] == [2.0]


async def test_after_unsubscribing_nothing_is_heard():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="subscribe", channel="ticker", symbols=["AAPL"])
    await bench.say(client, action="unsubscribe", channel="ticker", symbols=["AAPL"])
    bench.hub.hear("ticker:AAPL", {"price": 1.0})
    assert heard(client, "market.ticker.update") == []


async def test_a_price_that_is_no_number_is_dropped():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="subscribe", channel="ticker", symbols=["AAPL"])
    bench.hub.hear("ticker:AAPL", {"price": float("nan")})
    assert heard(client, "market.ticker.update") == []


async def test_another_users_backtest_is_refused_and_stays_silent():
    bench = Bench()
    bench.source.owned[ANNA, BACKTEST] = {"status": "running"}
    owner, stranger = await bench.client(ANNA), await bench.client(BEN)
    for client in (owner, stranger):
        await bench.say(
            client, action="subscribe", channel="backtest_progress", backtest_id=BACKTEST
        )
    bench.hub.hear(f"backtest:{BACKTEST}", {"progress_pct": 40})
    assert [f["type"] for f in heard(owner)] == ["subscribed", "backtest.progress"]
    assert [f["data"]["code"] for f in heard(stranger)] == ["NOT_FOUND"]


async def test_a_plain_subscription_hears_the_end_of_its_backtest_and_no_other_fact():
    bench = Bench()
    bench.source.owned[ANNA, BACKTEST] = {"status": "running"}
    client = await bench.client()
    await bench.say(client, action="subscribe", channel="backtest_progress", backtest_id=BACKTEST)
    bench.source.announce(ANNA)
    bench.source.announce(ANNA, "backtest.complete", UUID(BACKTEST))
    bench.hub.hear(f"user:{ANNA}", {"head": 2})
    await settle()
    assert [(f["type"], f.get("seq")) for f in heard(client)] == [
        ("subscribed", None),
        ("backtest.complete", 2),
    ]


@pytest.mark.parametrize(("status", "told"), [("running", [40]), ("completed", [])])
async def test_the_last_progress_is_told_only_while_it_is_true(status, told):
    bench = Bench()
    bench.source.owned[ANNA, BACKTEST] = {"status": status}
    client = await bench.client()
    bench.hub.hear(f"backtest:{BACKTEST}", {"progress_pct": 40})
    await bench.say(client, action="subscribe", channel="backtest_progress", backtest_id=BACKTEST)
    frames = heard(client, "backtest.progress")
    assert [frame["data"]["progress_pct"] for frame in frames] == told


async def test_prices_never_end_a_slow_client():
    bench = Bench()
    client = await bench.client()
    symbols = [f"S{number}" for number in range(100)]
    await bench.say(client, action="subscribe", channel="ticker", symbols=symbols)
    for number in range(5000):
        bench.hub.hear(f"ticker:S{number % 100}", {"price": number})
    assert client.ending is None
    prices = [f["data"]["price"] for f in heard(client, "market.ticker.update")]
    assert prices == list(range(4900, 5000))


async def test_one_socket_too_many_is_refused_until_another_leaves():
    bench = Bench(sockets_per_user=2)
    first = await bench.client()
    await bench.client()
    await bench.client(BEN)
    with pytest.raises(RateLimited):
        await bench.client()
    bench.hub.leave(first)
    await bench.client()


async def test_sockets_that_come_at_once_do_not_pass_the_limit():
    bench = Bench(sockets_per_user=2)
    came = await asyncio.gather(*(bench.client() for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, Connection) for one in came) == 2


async def test_a_client_that_cannot_be_placed_leaves_no_trace():
    bench = Bench(sockets_per_user=1)
    bench.source.is_down = True
    with pytest.raises(StorageUnavailable):
        await bench.client()
    bench.source.is_down = False
    await bench.client()


async def test_what_a_client_cost_is_gone_when_it_left():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="subscribe", channel="ticker", symbols=["AAPL"])
    bench.hub.leave(client)
    assert not bench.hub.connections
    assert not bench.hub.tails
    bench.hub.hear("ticker:AAPL", {"price": 1.0})
    assert len(client.queue) == 1  # the answer to its subscription


async def test_a_session_that_is_over_ends_its_clients_alone():
    bench = Bench()
    over, other = await bench.client(), await bench.client()
    bench.source.dead.add(over.visitor.session_id)
    await look(bench.hub)
    assert over.ending is not None
    assert over.ending.code == Close.SESSION_OVER
    assert other.ending is None


async def test_a_client_that_stopped_reading_is_ended():
    bench = Bench()
    client, reader = await bench.client(), await bench.client()
    client.sending_since = 0.0
    bench.now = 60.0
    await end_stalled(bench.hub)
    assert client.ending is None
    bench.now = 60.1
    await end_stalled(bench.hub)
    assert client.ending is not None
    assert reader.ending is None


@pytest.mark.parametrize(
    ("text", "times", "code"),
    [
        ("x" * (FRAME_BYTES_MAX + 1), 1, Close.TOO_LARGE),
        ("ü" * (FRAME_BYTES_MAX // 2 + 1), 1, Close.TOO_LARGE),
        ('{"action":"ping"}', 101, Close.POLICY),
        ("nonsense", 5, Close.POLICY),
    ],
    ids=["too large", "too many bytes", "too many frames", "too many mistakes"],
)
async def test_limits_end_a_client_at_the_first_frame_beyond(text, times, code):
    bench = Bench()
    client = await bench.client()
    for _ in range(times - 1):
        await bench.hub.receive(client, text)
        client.queue.clear()
    assert client.ending is None
    await bench.hub.receive(client, text)
    assert client.ending is not None
    assert client.ending.code == code


async def test_a_client_hears_a_bounded_number_of_topics():
    bench = Bench(topics_per_socket=3)
    client = await bench.client()
    await bench.say(client, action="subscribe", channel="ticker", symbols=["A", "B"])
    await bench.say(client, action="subscribe", channel="ticker", symbols=["B", "C"])
    await bench.say(client, action="subscribe", channel="ticker", symbols=["D"])
    assert [f["type"] for f in heard(client)] == ["subscribed", "subscribed", "error"]


async def test_a_ping_is_answered():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="ping")
    assert [f["type"] for f in heard(client)] == ["pong"]


async def test_a_database_out_of_reach_is_said_to_who_subscribes():
    bench = Bench()
    client = await bench.client()
    bench.source.is_down = True
    await bench.say(client, action="subscribe", channel="orders", portfolio_id=BACKTEST)
    assert heard(client)[0]["data"]["code"] == "STORAGE_UNAVAILABLE"
