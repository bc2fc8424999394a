"""The names of the channels, and where a fact is told."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core import events
from app.domain.user_events import UserEvent

USER = UUID(int=1)
ENTITY = UUID(int=2)
PORTFOLIO = UUID(int=3)


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        (events.ticker_channel("BTC/USDT"), "ticker:BTC/USDT"),
        (events.candles_channel("BTC/USDT:USDT"), "market:BTC/USDT:USDT"),
        (events.orderbook_channel("AAPL"), "book:AAPL"),
        (events.backtest_channel(ENTITY), f"backtest:{ENTITY}"),
        (events.signals_channel(ENTITY), f"signals:{ENTITY}"),
        (events.orders_channel(ENTITY), f"orders:{ENTITY}"),
        (events.trades_channel(ENTITY), f"trades:{ENTITY}"),
        (events.portfolio_channel(ENTITY), f"portfolio:{ENTITY}"),
        (events.alerts_channel(USER), f"alerts:{USER}"),
        (events.user_channel(USER), f"user:{USER}"),
    ],
)
def test_channels_are_named_as_the_specification_names_them(channel, name):
    assert channel == name


def fact(type: str, entity_id: UUID | None = ENTITY, **payload: str) -> UserEvent:
    return UserEvent(
        user_id=USER,
        seq=1,
        event_id=UUID(int=9),
        type=type,
        entity_id=entity_id,
        payload=payload,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        (fact("backtest.complete"), f"backtest:{ENTITY}"),
        (fact("strategy.signal", strategy_id=str(PORTFOLIO)), f"signals:{PORTFOLIO}"),
        (fact("strategy.status_changed"), f"signals:{ENTITY}"),
        (fact("order.updated", portfolio_id=str(PORTFOLIO)), f"orders:{PORTFOLIO}"),
        (fact("trade.executed", portfolio_id=str(PORTFOLIO)), f"trades:{PORTFOLIO}"),
        (fact("portfolio.updated"), f"portfolio:{ENTITY}"),
        (fact("alert.triggered"), f"alerts:{USER}"),
        (fact("notification.created", None), f"user:{USER}"),
        (fact("backtest.complete", None), f"user:{USER}"),
    ],
)
def test_a_fact_is_told_where_its_type_says(event, channel):
    assert events.fact_channel(event) == channel
