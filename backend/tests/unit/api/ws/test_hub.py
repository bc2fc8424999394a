"""Who hears what: subscriptions, tails and their limits, against a database in memory."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from app.api.ws.connection import Connection
from app.api.ws.hub import Hub, Limits
from app.api.ws.protocol import FRAME_BYTES_MAX, Close
from app.api.ws.queue import FRAMES_MAX
from app.api.ws.tickets import Visitor
from app.api.ws.watch import end_stalled, heartbeat, look
from app.domain.errors import RateLimited, StorageUnavailable
from tests.fakes.clock import FakeClock
from tests.fakes.live_events import FakeSource

ANNA = UUID(int=1)
BEN = UUID(int=2)
BACKTEST = "0f0f0f0f-0000-4000-8000-000000000001"


class Bench:
    """A hub with a clock that stands still."""

    def __init__(self, **limits: float) -> None:
        self.source = FakeSource()
        self.now = 0.0
        self.hub = Hub(self.source, Limits(**limits), FakeClock(), lambda: self.now)

    async def client(self, user_id: UUID = ANNA) -> Connection:
        connection = Connection(Visitor(user_id, uuid4()))
        await self.hub.join(connection)
        return connection

    async def say(self, connection: Connection, **message: object) -> None:
        await self.hub.receive(connection, json.dumps(message))


async def settle() -> None:
    """Let everything that is ready run."""
    for _ in range(60):
        await asyncio.sleep(0)


def heard(connection: Connection, *types: str) -> list[dict]:
    frames = [json.loads(text) for text in iter(connection.queue.take, None)]
    return [frame for frame in frames if not types or frame["type"] in types]


def seqs(connection: Connection) -> list[int]:
    return [frame["seq"] for frame in heard(connection) if "seq" in frame]


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


async def test_a_hello_with_a_cursor_replays_and_goes_on_live():
    bench = Bench()
    for _ in range(5):
        bench.source.announce(ANNA)
    client = await bench.client()
    await bench.say(client, action="hello", cursor=2)
    await settle()
    bench.source.announce(ANNA)
    bench.hub.hear(f"user:{ANNA}", {"head": 6})
    await settle()
    assert seqs(client) == [3, 4, 5, 6]


async def test_facts_that_arrive_during_a_replay_come_once_and_in_order():
    bench = Bench()
    for _ in range(400):
        bench.source.announce(ANNA)
    client = await bench.client()
    await bench.say(client, action="hello", cursor=0)
    got: list[int] = []
    for _ in range(300):
        await asyncio.sleep(0)
        got += seqs(client)
        if len(bench.source.facts[ANNA]) < 450:
            head = bench.source.announce(ANNA).seq
            bench.hub.hear(f"user:{ANNA}", {"head": head})
    assert got == list(range(1, 451))


async def test_a_fact_that_the_replay_told_first_is_not_told_again_by_the_tail():
    bench = Bench()
    client = await bench.client()
    for _ in range(3):
        bench.source.announce(ANNA)
    await bench.say(client, action="hello", cursor=0)
    await settle()
    bench.hub.hear(f"user:{ANNA}", {"head": 3})
    await settle()
    assert seqs(client) == [1, 2, 3]
    assert bench.hub.tails[ANNA].last == 3


async def test_a_replay_waits_for_a_slow_reader_instead_of_losing_it():
    bench = Bench()
    for _ in range(1000):
        bench.source.announce(ANNA)
    client = await bench.client()
    await bench.say(client, action="hello", cursor=0)
    await settle()
    assert client.ending is None
    assert len(client.queue) <= FRAMES_MAX // 2
    got = seqs(client)
    while len(got) < 1000:
        await settle()
        got += seqs(client)
    assert got == list(range(1, 1001))


async def test_a_cursor_older_than_what_is_kept_asks_for_a_fresh_look():
    bench = Bench()
    for _ in range(5):
        bench.source.announce(ANNA)
    bench.source.kept_after = 3
    client = await bench.client()
    await bench.say(client, action="hello", cursor=1)
    await settle()
    bench.source.announce(ANNA)
    await look(bench.hub)
    await settle()
    frames = heard(client)
    assert [f["type"] for f in frames] == [
        "hello",
        "resync_required",
        "caught_up",
        "notification.created",
    ]
    assert frames[1]["data"]["head"] == 5
    assert frames[3]["seq"] == 6


async def test_a_restored_database_asks_for_a_fresh_look():
    bench = Bench()
    for _ in range(5):
        bench.source.announce(ANNA)
    client = await bench.client()
    await bench.say(client, action="hello")
    del bench.source.facts[ANNA][2:]
    await look(bench.hub)
    bench.source.announce(ANNA)
    await look(bench.hub)
    await settle()
    assert [(f["type"], f.get("seq")) for f in heard(client)] == [
        ("hello", None),
        ("resync_required", None),
        ("notification.created", 3),
    ]


async def test_a_lost_message_delays_a_fact_and_does_not_lose_it():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="hello")
    bench.source.announce(ANNA)
    await settle()
    assert seqs(client) == []
    await look(bench.hub)
    await settle()
    assert seqs(client) == [1]


async def test_a_message_ahead_of_the_table_is_harmless():
    bench = Bench()
    client = await bench.client()
    bench.hub.hear(f"user:{ANNA}", {"head": 9})
    await settle()
    await heartbeat(bench.hub)
    assert heard(client, "heartbeat")[0]["data"]["head"] == 0


async def test_a_database_out_of_reach_delays_and_does_not_lose():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="hello")
    bench.source.announce(ANNA)
    bench.source.is_down = True
    bench.hub.hear(f"user:{ANNA}", {"head": 1})
    await settle()
    assert seqs(client) == []
    bench.source.is_down = False
    await look(bench.hub)
    await settle()
    assert seqs(client) == [1]


async def test_a_client_too_slow_for_live_facts_is_sent_away_to_resume():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="hello")
    for _ in range(FRAMES_MAX + 1):
        bench.source.announce(ANNA)
    await look(bench.hub)
    await settle()
    assert client.ending is not None
    assert client.ending.code == Close.TOO_SLOW


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


async def test_an_ack_behind_the_head_looks_again():
    bench = Bench()
    client = await bench.client()
    await bench.say(client, action="hello")
    bench.source.announce(ANNA)
    bench.hub.tails[ANNA].head = 1
    await bench.say(client, action="ack", cursor=0)
    await settle()
    assert seqs(client) == [1]


async def test_a_second_hello_replays_from_its_cursor():
    bench = Bench()
    for _ in range(3):
        bench.source.announce(ANNA)
    client = await bench.client()
    await bench.say(client, action="hello", cursor=0)
    await settle()
    await bench.say(client, action="hello", cursor=1)
    await settle()
    assert seqs(client) == [1, 2, 3, 2, 3]


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
