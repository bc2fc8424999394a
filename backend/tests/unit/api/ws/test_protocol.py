"""What a client may say, and how the server words its answers."""

import json

import pytest

from app.api.ws.protocol import (
    Ack,
    Hello,
    Malformed,
    Ping,
    Subscribe,
    Unsubscribe,
    command,
    ephemeral,
    fact_channel_name,
    frame,
)

ID = "0f0f0f0f-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"action":"hello"}', Hello(None)),
        ('{"action":"hello","cursor":7}', Hello(7)),
        ('{"action":"ack","cursor":0}', Ack(0)),
        ('{"action":"ping"}', Ping()),
        (
            '{"action":"subscribe","channel":"ticker","symbols":["BTC/USDT","AAPL","AAPL"]}',
            Subscribe("ticker", ("BTC/USDT", "AAPL")),
        ),
        (
            '{"action":"subscribe","channel":"backtest_progress","backtest_id":"'
            + ID.upper()
            + '"}',
            Subscribe("backtest_progress", (ID,)),
        ),
        ('{"action":"subscribe","channel":"alerts"}', Subscribe("alerts", ())),
        (
            '{"action":"unsubscribe","channel":"portfolio","portfolio_id":"' + ID + '"}',
            Unsubscribe("portfolio", (ID,)),
        ),
    ],
)
def test_a_message_means_one_command(text, meant):
    assert command(text) == meant


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", "one JSON object"),
        ("[" * 100_000, "one JSON object"),
        ("[]", "one JSON object"),
        ('{"action":"ping","cursor":NaN}', "one JSON object"),
        ('{"action":"buy"}', "hello, subscribe"),
        ('{"action":["ping"]}', "hello, subscribe"),
        ('{"action":"ping","x":1}', "allowed are none"),
        ('{"action":"hello","cursor":-1}', "0 or more"),
        ('{"action":"hello","cursor":true}', "0 or more"),
        ('{"action":"hello","cursor":9223372036854775808}', "0 or more"),
        ('{"action":"ack"}', "0 or more"),
        ('{"action":"subscribe","channel":"user"}', "one of ticker"),
        ('{"action":"subscribe","channel":"ticker"}', "list of 1 to 100"),
        ('{"action":"subscribe","channel":"ticker","symbols":[]}', "list of 1 to 100"),
        ('{"action":"subscribe","channel":"ticker","symbols":[1]}', "list of 1 to 100"),
        ('{"action":"subscribe","channel":"ticker","symbols":["a\\u0000"]}', "list of 1 to 100"),
        ('{"action":"subscribe","channel":"orders","portfolio_id":"x"}', "a UUID"),
        ('{"action":"subscribe","channel":"orders","backtest_id":"x"}', "allowed are portfolio_id"),
    ],
)
def test_anything_else_is_answered_with_what_is_allowed(text, allowed):
    with pytest.raises(Malformed, match=allowed):
        command(text)


def test_only_facts_carry_a_number():
    assert json.loads(frame("alerts", "alert.triggered", {"a": 1}, 3)) == {
        "channel": "alerts",
        "type": "alert.triggered",
        "data": {"a": 1},
        "seq": 3,
    }
    assert "seq" not in json.loads(frame("ticker", "market.ticker.update", {}))


def test_a_frame_is_as_long_as_its_bytes():
    text = frame("notifications", "notification.created", {"text": "Grüße 🚀"})
    assert len(text) == len(text.encode())


@pytest.mark.parametrize(
    ("topic", "channel", "type", "named"),
    [
        ("ticker:BTC/USDT", "ticker", "market.ticker.update", {"symbol": "BTC/USDT"}),
        ("market:AAPL", "candles", "market.candle.new", {"symbol": "AAPL"}),
        ("book:BTC/USDT:USDT", "orderbook", "market.orderbook.update", {"symbol": "BTC/USDT:USDT"}),
        (f"backtest:{ID}", "backtest_progress", "backtest.progress", {"backtest_id": ID}),
    ],
)
def test_what_passes_through_says_what_it_is_about(topic, channel, type, named):
    for event in ({"type": type, "data": {"x": 1}}, {"x": 1}, {"type": type, "x": 1}):
        passed = ephemeral(topic, event)
        assert passed is not None
        assert json.loads(passed[1]) == {
            "channel": channel,
            "type": type,
            "data": {**named, "x": 1},
        }


@pytest.mark.parametrize("topic", ["user:x", "orders:x", f"backtest:{ID}"])
def test_facts_do_not_pass_through(topic):
    assert ephemeral(topic, {"type": "backtest.complete", "data": {}}) is None


def test_a_closed_bar_is_not_replaced_by_the_next_one():
    first = ephemeral("market:AAPL", {"timeframe": "1m", "time": 1})
    again = ephemeral("market:AAPL", {"timeframe": "1m", "time": 1, "close": 2})
    later = ephemeral("market:AAPL", {"timeframe": "1m", "time": 2})
    assert first is not None
    assert again is not None
    assert later is not None
    assert first[0] == again[0] != later[0]


@pytest.mark.parametrize(
    ("type", "channel"),
    [
        ("backtest.complete", "backtest_progress"),
        ("strategy.signal", "signals"),
        ("order.updated", "orders"),
        ("trade.executed", "trade"),
        ("portfolio.updated", "portfolio"),
        ("alert.triggered", "alerts"),
        ("notification.created", "notifications"),
        ("export.ready", "notifications"),
    ],
)
def test_every_fact_has_a_channel(type, channel):
    assert fact_channel_name(type) == channel
