"""The instruments a user watches: only ones that exist for that user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.accounts import Watched
from app.domain.errors import Fault, InvalidInput, NotFound, SymbolNotFound
from app.persistence.unit_of_work import Transactions
from app.services.instruments import Instruments
from app.services.market_data import spelled_in

WATCHED_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Keeps the watch list of each user."""

    transactions: Transactions
    instruments: Instruments

    async def all(self, user_id: UUID) -> Sequence[Watched]:
        """Return the list in its order."""
        async with self.transactions.begin_as(user_id) as work:
            return await work.watchlists.all()

    async def add(self, user_id: UUID, source: str, symbol: str) -> Watched:
        """Put an instrument at the end; one that is there stays where it is.

        Raises: SymbolNotFound; InvalidInput when the list is full.
        """
        [name] = await self._known(user_id, [(source, symbol)])
        async with self.transactions.begin_as(user_id) as work:
            await work.watchlists.add(*name)
            kept = await work.watchlists.all()
            # Checked after the change: raising takes it back.
            if len(kept) > WATCHED_MAX:
                raise _full(len(kept))
        return next(one for one in kept if (one.source, one.symbol) == name)

    async def replace(self, user_id: UUID, wanted: Sequence[tuple[str, str]]) -> Sequence[Watched]:
        """Keep exactly these, in this order.

        Raises: SymbolNotFound; InvalidInput for more than a list may hold.
        """
        if len(wanted) > WATCHED_MAX:
            raise _full(len(wanted))
        names = await self._known(user_id, wanted)
        async with self.transactions.begin_as(user_id) as work:
            return await work.watchlists.replace(names)

    async def remove(self, user_id: UUID, source: str, symbol: str) -> None:
        """Take an instrument off the list, whether it still exists or not.

        Raises: NotFound.
        """
        async with self.transactions.begin_as(user_id) as work:
            symbols = {one.symbol for one in await work.watchlists.all() if one.source == source}
            if not await work.watchlists.remove(source, spelled_in(symbols, symbol)):
                raise NotFound(f"{source} {symbol} is not on the watch list")

    async def _known(
        self, user_id: UUID, wanted: Sequence[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return the names as they are written where they come from."""
        known = {(one.source, one.symbol) for one in await self.instruments.all(user_id)}
        names = []
        for source, symbol in wanted:
            symbols = {listed for origin, listed in known if origin == source}
            name = (source, spelled_in(symbols, symbol))
            if name not in known:
                raise SymbolNotFound(f"source {source[:64]!r} has no {symbol[:64]}")
            names.append(name)
        return names


def _full(count: int) -> InvalidInput:
    message = f"the watch list would have {count} instruments: at most {WATCHED_MAX} fit"
    return InvalidInput(message, [Fault("items", message)])
