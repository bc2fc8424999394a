from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.accounts import Watched
from app.domain.errors import InvalidInput, NotFound, SymbolNotFound
from app.services.watchlist import WATCHED_MAX, Watchlist
from tests.unit.services.test_instruments import FakeFeed, instruments

ANNA = UUID(int=1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MANY = tuple(f"S{number}/USD" for number in range(WATCHED_MAX + 1))


@dataclass
class FakeWatchlists:
    """One user's list; a block that fails leaves it as it was."""

    names: list[tuple[str, str]] = field(default_factory=list)

    @property
    def watchlists(self):
        return self

    @asynccontextmanager
    async def begin_as(self, user_id):
        before = list(self.names)
        try:
            yield self
        except BaseException:
            self.names = before
            raise

    async def all(self):
        return [
            Watched(source=source, symbol=symbol, position=place, added_at=NOW)
            for place, (source, symbol) in enumerate(self.names, 1)
        ]

    async def add(self, source, symbol):
        if (source, symbol) not in self.names:
            self.names.append((source, symbol))

    async def remove(self, source, symbol):
        known = (source, symbol) in self.names
        self.names = [name for name in self.names if name != (source, symbol)]
        return known

    async def replace(self, wanted):
        self.names = list(dict.fromkeys(wanted))
        return await self.all()


async def watchlist(symbols=("BTC/USD", "ETH/USD")) -> Watchlist:
    service = await instruments(FakeFeed(symbols=symbols))
    return Watchlist(transactions=FakeWatchlists(), instruments=service)


async def names(service):
    return [one.symbol for one in await service.all(ANNA)]


async def test_what_is_added_stands_at_the_end_in_the_venues_spelling():
    service = await watchlist()
    for symbol in ("eth-usd", "BTC/USD", "ETH/USD"):
        added = await service.add(ANNA, "venue", symbol)
    assert (added.symbol, added.position) == ("ETH/USD", 1)
    assert await names(service) == ["ETH/USD", "BTC/USD"]


async def test_the_list_is_replaced_as_a_whole():
    service = await watchlist()
    await service.add(ANNA, "venue", "BTC/USD")
    wanted = [("venue", "ETH-USD"), ("venue", "BTC-USD")]
    await service.replace(ANNA, wanted)
    assert await names(service) == ["ETH/USD", "BTC/USD"]
    with pytest.raises(SymbolNotFound):
        await service.replace(ANNA, [("venue", "BTC/USD"), ("other", "BTC/USD")])
    assert await names(service) == ["ETH/USD", "BTC/USD"]


async def test_what_is_gone_from_its_venue_is_still_taken_off():
    service = await watchlist()
    await service.add(ANNA, "venue", "BTC/USD")
    service.instruments.feeds["venue"].symbols = ()
    await service.remove(ANNA, "venue", "BTC-USD")
    assert await names(service) == []
    with pytest.raises(NotFound):
        await service.remove(ANNA, "venue", "BTC-USD")


async def test_a_full_list_takes_no_more():
    service = await watchlist(MANY)
    await service.replace(ANNA, [("venue", symbol) for symbol in MANY[:-1]])
    with pytest.raises(InvalidInput, match=f"at most {WATCHED_MAX} fit"):
        await service.add(ANNA, "venue", MANY[-1])
    assert len(await names(service)) == WATCHED_MAX
    with pytest.raises(InvalidInput):
        await service.replace(ANNA, [("venue", symbol) for symbol in MANY])
