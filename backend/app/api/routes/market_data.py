"""Market data over HTTP: instruments, prices now, and what is stored."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from app import bootstrap
from app.api.deps import CurrentUser, Parts
from app.api.openapi import problems
from app.api.pagination import PageQuery
from app.api.routes import market_data_candles, market_data_import, market_data_watchlist
from app.api.routes.market_data_parts import Market, SourceName, SymbolPath
from app.api.schemas import market_data as schemas
from app.api.schemas.conventions import PageOf, Text
from app.domain.errors import Fault, InvalidInput
from app.domain.timeframes import Timeframe
from app.ports.market_data import SeriesKey
from app.services.series_catalogue import SeriesCatalogue

router = APIRouter(prefix="/market", tags=["market"])

_TICKERS_MAX: Final = 50
_DEPTH_MAX: Final = 100


async def catalogue_of(parts: Parts) -> SeriesCatalogue:
    return bootstrap.series_catalogue(parts.transactions)


Catalogue = Annotated[SeriesCatalogue, Depends(catalogue_of)]
SymbolFilter = Annotated[Text | None, Query(max_length=64, examples=["BTC/USDT"])]


@router.get("/symbols")
async def list_symbols(
    user: CurrentUser,
    market: Market,
    asked: PageQuery,
    source: SourceName = None,
    search: Annotated[Text | None, Query(max_length=64, examples=["btc"])] = None,
) -> PageOf[schemas.Symbol]:
    """List the instruments that venues list or that are stored; sort by source or symbol."""
    page = await market.page(user.id, asked, source=source, search=search)
    return PageOf[schemas.Symbol].of(page, schemas.Symbol.of)


@router.get("/tickers", responses=problems(404))
async def list_tickers(
    user: CurrentUser,
    market: Market,
    symbols: Annotated[
        Text,
        Query(
            min_length=1,
            max_length=2_000,
            description=f"1 to {_TICKERS_MAX} symbols separated by commas",
            examples=["BTC/USDT,ETH/USDT"],
        ),
    ],
    source: SourceName = None,
) -> schemas.Tickers:
    """Return the prices of several instruments."""
    names = list(filter(None, (name.strip() for name in symbols.split(","))))
    if not 1 <= len(names) <= _TICKERS_MAX or max(map(len, names)) > 64:
        message = f"symbols must be 1 to {_TICKERS_MAX} names of at most 64 characters"
        raise InvalidInput(message, [Fault("symbols", message)])
    quotes, missing = await market.quotes(user.id, names, source)
    return schemas.Tickers(items=[schemas.Ticker.of(one) for one in quotes], missing=missing)


@router.get("/ticker/{symbol:path}")
async def get_ticker(
    symbol: SymbolPath, user: CurrentUser, market: Market, source: SourceName = None
) -> schemas.Ticker:
    """Return the price of an instrument: its venue's, else that of the last stored bar."""
    return schemas.Ticker.of(await market.quote(user.id, symbol, source))


@router.get("/orderbook/{symbol:path}")
async def get_order_book(
    symbol: SymbolPath,
    _: CurrentUser,
    market: Market,
    source: SourceName = None,
    depth: Annotated[int, Query(ge=1, le=_DEPTH_MAX, description="levels of each side")] = 25,
) -> schemas.Book:
    """Return the order book of an instrument that a venue lists."""
    return schemas.Book.of(await market.order_book(symbol, depth, source))


@router.get("/coverage")
async def list_coverage(
    user: CurrentUser,
    catalogue: Catalogue,
    asked: PageQuery,
    source: SourceName = None,
    symbol: SymbolFilter = None,
    timeframe: Timeframe | None = None,
) -> PageOf[schemas.Series]:
    """List the stored series; sort by source, symbol, timeframe, bars, first or last."""
    page = await catalogue.page(user.id, asked, source=source, symbol=symbol, timeframe=timeframe)
    return PageOf[schemas.Series].of(page, schemas.Series.of)


@router.delete("/series", responses=problems(403, 404))
async def delete_series(
    user: CurrentUser,
    catalogue: Catalogue,
    source: Annotated[Text, Query(min_length=1, max_length=64, examples=["u-1b4e28ba-mine"])],
    symbol: Annotated[Text, Query(min_length=1, max_length=64, examples=["BTC/USD"])],
    timeframe: Timeframe,
) -> schemas.Removed:
    """Delete an imported series of your own; an administrator also deletes shared ones."""
    key = SeriesKey(source, symbol, timeframe)
    return schemas.Removed(bars=await catalogue.remove(key, user.id, is_admin=user.is_admin))


router.include_router(market_data_candles.router)
router.include_router(market_data_import.router)
router.include_router(market_data_watchlist.router)
