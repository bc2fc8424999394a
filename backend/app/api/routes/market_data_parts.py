"""What the routes of market data share: the services, and how a symbol is named."""

from typing import Annotated

from fastapi import Depends, Path, Query

from app import bootstrap
from app.api.deps import Parts
from app.api.schemas.conventions import Text
from app.services.instruments import Instruments

SymbolPath = Annotated[
    Text,
    Path(
        min_length=1,
        max_length=64,
        description="the slash as - or %2F",
        examples=["BTC-USDT", "BTC%2FUSDT"],
    ),
]
SourceName = Annotated[
    Text | None,
    Query(max_length=64, description="needed where several hold the symbol", examples=["sim"]),
]


async def market_of(parts: Parts) -> Instruments:
    return Instruments(
        market_data=bootstrap.market_data(parts.transactions),
        begin_candles=parts.transactions.begin_candles,
        feeds=parts.feeds,
    )


Market = Annotated[Instruments, Depends(market_of)]
