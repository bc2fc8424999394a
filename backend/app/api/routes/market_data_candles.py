"""Stored bars and indicators over HTTP, page by page."""

import asyncio
import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from app import bootstrap
from app.api.deps import CurrentUser, Parts
from app.api.openapi import problems
from app.api.routes.market_data_parts import SourceName, SymbolPath
from app.api.schemas import market_data as schemas
from app.api.schemas.conventions import Moment, Text
from app.api.schemas.market_data_columns import candles_json, indicators_json
from app.domain.timeframes import Timeframe
from app.services.candle_pages import (
    BARS_MAX,
    CandlePage,
    CandlePages,
    CandlesWanted,
    cursor_of,
)
from app.services.chart_indicators import ChartIndicators, calls_of
from app.services.periods import Period

router = APIRouter()

CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FILES: Final = {CSV: {"schema": {"type": "string"}}, PARQUET: _BINARY}


async def pages_of(parts: Parts) -> CandlePages:
    return CandlePages(
        market_data=bootstrap.market_data(parts.transactions),
        begin_candles=parts.transactions.begin_candles,
    )


async def wanted(
    symbol: SymbolPath,
    timeframe: Annotated[Timeframe, Query(examples=["1h"])],
    source: SourceName = None,
    start: Annotated[
        Moment | None, Query(description="opens at or after", examples=["2024-01-01T00:00:00Z"])
    ] = None,
    end: Annotated[
        Moment | None, Query(description="opens before", examples=["2024-02-01T00:00:00Z"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=BARS_MAX, description="bars per page")] = 500,
    direction: Annotated[
        Literal["forward", "backward"] | None,
        Query(
            description="forward: the first bars of the period, then later ones. backward: the "
            "last bars, then earlier ones. By default forward from a start, else backward"
        ),
    ] = None,
    cursor: Annotated[
        Text | None,
        Query(max_length=200, description="next_cursor of the page before; repeat the rest"),
    ] = None,
) -> CandlesWanted:
    return CandlesWanted(
        symbol=symbol,
        timeframe=timeframe,
        source=source,
        period=Period(_nanos(start), _nanos(end)),
        limit=limit,
        newest=None if direction is None else direction == "backward",
        cursor=None if cursor is None else cursor_of(cursor),
    )


Pages = Annotated[CandlePages, Depends(pages_of)]
Wanted = Annotated[CandlesWanted, Depends(wanted)]


@router.get(
    "/ohlcv/{symbol:path}",
    response_model=schemas.Candles,
    responses={200: {"content": _FILES}, **problems(404)},
)
async def get_candles(
    request: Request,
    asked: Wanted,
    user: CurrentUser,
    pages: Pages,
    format: Annotated[
        Literal["json", "csv", "parquet"] | None,
        Query(description="by default what Accept says, else JSON"),
    ] = None,
) -> Response:
    """Return stored bars; the newest ones without a start and an end.

    Bars built from smaller ones may come in shorter pages than asked for. Files carry the cursor
    in the header X-Next-Cursor.
    """
    page = await pages.page(asked, user.id)
    chosen = format or _accepted(request.headers.get("accept", ""))
    if chosen == "json":
        rows = bootstrap.candle_files().rows_as_json(page.bars)
        return Response(candles_json(page, rows), media_type="application/json")
    return await _file(page, chosen)


@router.get("/indicators/{symbol:path}", response_model=schemas.Indicators, responses=problems(404))
async def get_indicators(
    asked: Wanted,
    user: CurrentUser,
    pages: Pages,
    indicator: Annotated[
        list[Text],
        Query(
            min_length=1,
            max_length=10,
            description="RSI, RSI(21), MACD(fast_period=12), SMA(50, source=hl2); may be repeated",
            examples=[["RSI(14)", "SMA(50, source=hl2)"]],
        ),
    ],
) -> Response:
    """Return indicators of the bars that `ohlcv` answers to the same question."""
    calls = calls_of(indicator)
    chart = await ChartIndicators(pages=pages).chart(asked, calls, user.id)
    return Response(indicators_json(chart), media_type="application/json")


def _accepted(accept: str) -> Literal["json", "csv", "parquet"]:
    """Return the first kind of the header that there is; JSON when there is none."""
    for part in accept.split(","):
        kind = part.partition(";")[0].strip().lower()
        if kind == CSV:
            return "csv"
        if kind == PARQUET:
            return "parquet"
        if kind in {"application/json", "application/*", "*/*"}:
            break
    return "json"


async def _file(page: CandlePage, ending: str) -> Response:
    content = await asyncio.to_thread(_written, page, ending)
    found = page.provenance
    name = f"{found.source}_{found.symbol.replace('/', '-').replace(':', '-')}_{found.timeframe}"
    headers = {
        "Content-Disposition": f"attachment; filename={name}.{ending}",
        "X-Stored-Timeframe": str(found.stored),
    }
    if page.next_cursor is not None:
        headers["X-Next-Cursor"] = str(page.next_cursor)
    return Response(content, media_type=CSV if ending == "csv" else PARQUET, headers=headers)


def _written(page: CandlePage, ending: str) -> bytes:
    key = page.series.key
    with tempfile.TemporaryDirectory() as folder:
        path = FilePath(folder) / f"candles.{ending}"
        bootstrap.candle_files().write(page.bars, path, source=key.source, symbol=key.symbol)
        return path.read_bytes()


def _nanos(moment: Moment | None) -> int | None:
    if moment is None:
        return None
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000
