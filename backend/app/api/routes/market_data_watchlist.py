"""The watch list over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from app.api.deps import CurrentUser, Parts
from app.api.idempotency import IdempotentRoute
from app.api.openapi import problems
from app.api.routes.market_data_parts import Market, SymbolPath
from app.api.schemas import market_data as schemas
from app.api.schemas.conventions import Text
from app.services.watchlist import Watchlist

router = APIRouter(prefix="/watchlist", route_class=IdempotentRoute)


async def watchlist_of(parts: Parts, market: Market) -> Watchlist:
    return Watchlist(transactions=parts.transactions, instruments=market)


List = Annotated[Watchlist, Depends(watchlist_of)]


@router.get("")
async def get_watchlist(user: CurrentUser, watchlist: List) -> schemas.Watchlist:
    """Return what you watch."""
    found = await watchlist.all(user.id)
    return schemas.Watchlist(items=[schemas.WatchedItem.of(one) for one in found])


@router.put("", responses=problems(404))
async def replace_watchlist(
    body: schemas.WatchedNames, user: CurrentUser, watchlist: List
) -> schemas.Watchlist:
    """Watch exactly these, in this order."""
    found = await watchlist.replace(user.id, [(one.source, one.symbol) for one in body.items])
    return schemas.Watchlist(items=[schemas.WatchedItem.of(one) for one in found])


@router.post("", status_code=201, responses=problems(404))
async def watch(
    body: schemas.WatchedName, user: CurrentUser, watchlist: List, response: Response
) -> schemas.WatchedItem:
    """Put an instrument at the end of the list; one that is there stays where it is."""
    added = await watchlist.add(user.id, body.source, body.symbol)
    name = added.symbol.replace("/", "-", 1)
    response.headers["Location"] = f"/api/v1/market/watchlist/{added.source}/{name}"
    return schemas.WatchedItem.of(added)


@router.delete("/{source}/{symbol:path}", status_code=204)
async def unwatch(
    source: Annotated[Text, Path(max_length=64, examples=["sim"])],
    symbol: SymbolPath,
    user: CurrentUser,
    watchlist: List,
) -> None:
    """Take an instrument off the list."""
    await watchlist.remove(user.id, source, symbol)
