"""Backtests over HTTP: asked for, watched, read, cancelled."""

from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from app import bootstrap
from app.api.deps import CurrentUser, Parts
from app.api.idempotency import IdempotentRoute
from app.api.openapi import problems
from app.api.pagination import PageQuery
from app.api.schemas import backtest as schemas
from app.api.schemas.conventions import PageOf, Text
from app.core.logging import learned
from app.domain.backtest_jobs import REPORT, BacktestJob, JobStatus
from app.domain.errors import Fault, InvalidInput, NotFound
from app.services.backtest_jobs import BacktestDesk
from app.services.backtest_report import PDF, file_name, full_name

router = APIRouter(prefix="/backtests", tags=["backtests"], route_class=IdempotentRoute)

_COMPARED: Final = (2, 6)
_READY_SECONDS: Final = 2
_TRADES_AT_ONCE: Final = 20_000
_NUMBER_MAX: Final = 2**31 - 1


async def desk_of(parts: Parts) -> BacktestDesk:
    return BacktestDesk(
        transactions=parts.transactions,
        market_data=bootstrap.market_data(parts.transactions),
        clock=parts.clock,
    )


Desk = Annotated[BacktestDesk, Depends(desk_of)]


@router.post("", status_code=202, responses=problems(404, 429))
async def start_backtest(
    body: schemas.Order, user: CurrentUser, desk: Desk, response: Response
) -> schemas.Backtest:
    """Put a backtest in the queue."""
    job = await desk.submit(user.id, body.order())
    learned(backtest_id=str(job.id))
    response.headers["Location"] = f"/api/v1/backtests/{job.id}"
    return schemas.Backtest.whole(job)


@router.get("")
async def list_backtests(
    user: CurrentUser,
    parts: Parts,
    asked: PageQuery,
    status: JobStatus | None = None,
    strategy_id: UUID | None = None,
    symbol: Annotated[Text | None, Query(max_length=64)] = None,
    timeframe: Annotated[Text | None, Query(max_length=5)] = None,
) -> PageOf[schemas.Listed]:
    """List the own backtests, the newest first; sort by any metric."""
    async with parts.transactions.begin_as(user.id) as work:
        page = await work.backtests.page(
            asked, status=status, strategy_id=strategy_id, symbol=symbol, timeframe=timeframe
        )
    return PageOf[schemas.Listed].of(page, schemas.Listed.of)


@router.get("/compare", responses=problems(404))
async def compare_backtests(
    user: CurrentUser,
    parts: Parts,
    ids: Annotated[list[UUID], Query(min_length=1, max_length=_COMPARED[1])],
) -> schemas.Comparison:
    """Return two to six finished backtests side by side: `?ids=…&ids=…`."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < _COMPARED[0]:
        message = f"ids names {len(wanted)} backtest: give 2 to 6 different ones"
        raise InvalidInput(message, [Fault("ids", message)])
    async with parts.transactions.begin_as(user.id) as work:
        jobs = await work.backtests.by_ids(wanted)
        curves = [await work.backtests.equity_curve(job.id) for job in jobs]
    finished = [
        (job, job.result, curve)
        for job, curve in zip(jobs, curves, strict=True)
        if job.result is not None and curve is not None
    ]
    if len(finished) < len(wanted):
        raise NotFound("not every one of these is a finished backtest of yours")
    return schemas.Comparison(
        items=[
            schemas.Compared(
                backtest=schemas.Listed.of(job.summary),
                result=dict(result),
                equity=schemas.Equity.model_validate(curve),
            )
            for job, result, curve in finished
        ]
    )


@router.get("/{backtest_id}")
async def get_backtest(backtest_id: UUID, user: CurrentUser, desk: Desk) -> schemas.Backtest:
    """Return where a backtest stands, and its result once there is one."""
    job, position = await desk.by_id(user.id, backtest_id)
    return schemas.Backtest.whole(job, position)


@router.delete(
    "/{backtest_id}",
    status_code=204,
    responses={202: {"model": schemas.Backtest, "description": "It is being cancelled"}},
)
async def delete_backtest(
    backtest_id: UUID, user: CurrentUser, desk: Desk, parts: Parts
) -> Response:
    """Cancel a backtest that waits or runs (202), remove a finished one (204)."""
    desk = replace(desk, store=bootstrap.object_store(parts.settings))
    job = await desk.cancel_or_remove(user.id, backtest_id)
    if job is None:
        return Response(status_code=204)
    return JSONResponse(schemas.Backtest.whole(job).model_dump(mode="json"), 202)


@router.get("/{backtest_id}/trades")
async def list_trades(
    backtest_id: UUID, user: CurrentUser, parts: Parts, asked: PageQuery
) -> PageOf[schemas.Trade]:
    """List the closed trades, the last one first; `sort=number` for the order of closing."""
    async with parts.transactions.begin_as(user.id) as work:
        _found(await work.backtests.by_id(backtest_id))
        page = await work.backtests.trades(backtest_id, asked)
    return PageOf[schemas.Trade].of(page, schemas.Trade.of)


@router.get("/{backtest_id}/trades/columns", response_model=schemas.TradeColumns)
async def get_trade_columns(
    backtest_id: UUID,
    user: CurrentUser,
    parts: Parts,
    after: Annotated[
        int, Query(ge=0, le=_NUMBER_MAX, description="`next_after` of the answer before")
    ] = 0,
    limit: Annotated[
        int, Query(ge=1, le=_TRADES_AT_ONCE, description="trades per answer")
    ] = _TRADES_AT_ONCE,
) -> Response:
    """Return the closed trades of a long run at once, an array per field."""
    async with parts.transactions.begin_as(user.id) as work:
        _found(await work.backtests.by_id(backtest_id))
        columns = await work.backtests.trade_columns(backtest_id, after, limit)
        total = await work.backtests.trade_count(backtest_id)
    numbers = columns["number"]
    has_more = bool(numbers) and numbers[-1] < total
    answer = schemas.TradeColumns(
        **columns, total=total, next_after=numbers[-1] if has_more else None
    )
    # Written by pydantic itself: the way through Python objects takes ten times as long.
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get("/{backtest_id}/equity")
async def get_equity(backtest_id: UUID, user: CurrentUser, parts: Parts) -> schemas.Equity:
    """Return the equity curve of a finished backtest."""
    async with parts.transactions.begin_as(user.id) as work:
        job = _found(await work.backtests.by_id(backtest_id))
        curve = await work.backtests.equity_curve(backtest_id)
    if curve is None:
        raise _not_ready(job, "equity curve")
    return schemas.Equity.model_validate(curve)


@router.get(
    "/{backtest_id}/report",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The report as PDF"}},
)
async def get_report(backtest_id: UUID, user: CurrentUser, parts: Parts) -> Response:
    """Return the report as PDF; 404 with Retry-After until it is ready."""
    async with parts.transactions.begin_as(user.id) as work:
        job = _found(await work.backtests.by_id(backtest_id))
    key = job.artefacts.get(REPORT)
    if key is None:
        raise _not_ready(job, "report")
    content = await bootstrap.object_store(parts.settings).get(key)
    named = f"attachment; filename=\"{file_name(job)}\"; filename*=UTF-8''{quote(full_name(job))}"
    return Response(content, media_type=PDF, headers={"Content-Disposition": named})


def _found(job: BacktestJob | None) -> BacktestJob:
    if job is None:
        raise NotFound("there is no such backtest")
    return job


def _not_ready(job: BacktestJob, what: str) -> NotFound:
    if job.status in {JobStatus.FAILED, JobStatus.CANCELLED}:
        return NotFound(f"the backtest is {job.status}: it has no {what}")
    error = NotFound(f"the {what} is not ready yet")
    error.retry_after_seconds = _READY_SECONDS
    return error
