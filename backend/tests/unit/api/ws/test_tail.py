"""Facts: each once and in order, whatever is lost or slow."""

import asyncio

from app.api.ws.protocol import Close
from app.api.ws.queue import FRAMES_MAX
from app.api.ws.watch import heartbeat, look
from tests.gateway_hub import ANNA, Bench, heard, seqs, settle


async def test_a_replay_that_fails_ends_the_connection_instead_of_leaving_a_gap():
    bench = Bench()
    bench.source.announce(ANNA)
    client = await bench.client()
    bench.source.facts[ANNA] = ["no fact"]
    await bench.say(client, action="hello", cursor=0)
    await settle()
    assert client.ending is not None
    assert client.ending.code == Close.RESTARTING


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
