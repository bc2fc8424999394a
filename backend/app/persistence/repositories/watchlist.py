"""The instruments a user watches, in the order the user gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.domain.accounts import Watched
from app.persistence.models.documents import WatchlistRow
from app.persistence.repositories.rows import Scoped, columns_for

_WATCHED: Final = columns_for(Watched, WatchlistRow)


@dataclass(frozen=True, slots=True)
class WatchlistRepository(Scoped):
    """The `watchlists` table."""

    async def all(self) -> Sequence[Watched]:
        query = (
            sa.select(*_WATCHED)
            .where(WatchlistRow.user_id == self.owner)
            .order_by(WatchlistRow.position, WatchlistRow.added_at, WatchlistRow.symbol)
        )
        return [Watched(**row._mapping) for row in await self.session.execute(query)]

    async def add(self, source: str, symbol: str) -> bool:
        """Add an instrument at the end; False when it is there."""
        last = (
            sa.select(sa.func.coalesce(sa.func.max(WatchlistRow.position), 0) + 1)
            .where(WatchlistRow.user_id == self.owner)
            .scalar_subquery()
        )
        added = (
            insert(WatchlistRow)
            .values(user_id=self.owner, source=source, symbol=symbol, position=last)
            .on_conflict_do_nothing()
            .returning(WatchlistRow.position)
        )
        return (await self.session.execute(added)).one_or_none() is not None

    async def remove(self, source: str, symbol: str) -> bool:
        removed = (
            sa.delete(WatchlistRow)
            .where(
                WatchlistRow.user_id == self.owner,
                WatchlistRow.source == source,
                WatchlistRow.symbol == symbol,
            )
            .returning(WatchlistRow.symbol)
        )
        return (await self.session.execute(removed)).one_or_none() is not None

    async def replace(self, wanted: Sequence[tuple[str, str]]) -> Sequence[Watched]:
        """Keep exactly these (source, symbol), in this order."""
        await self.session.execute(
            sa.delete(WatchlistRow).where(WatchlistRow.user_id == self.owner)
        )
        rows = [
            {"user_id": self.owner, "source": source, "symbol": symbol, "position": position}
            for position, (source, symbol) in enumerate(dict.fromkeys(wanted), 1)
        ]
        if rows:
            await self.session.execute(sa.insert(WatchlistRow), rows)
        return await self.all()
