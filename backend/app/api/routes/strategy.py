"""Strategies over HTTP: the document itself goes in and comes out."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Query, Response

from app.api.deps import CurrentUser, Parts
from app.api.idempotency import IdempotentRoute
from app.api.openapi import problems
from app.api.pagination import PageQuery
from app.api.schemas import strategy as schemas
from app.api.schemas.conventions import PageOf, Text
from app.domain.errors import Forbidden
from app.domain.indicators.registry import catalogue
from app.domain.rules.printing import to_json
from app.domain.rules.templates import templates
from app.domain.rules.text_printing import print_text
from app.domain.rules.words import in_words
from app.domain.strategies import StrategyStatus, TradingMode
from app.services.strategies import StrategyLibrary

router = APIRouter(prefix="/strategies", tags=["strategies"], route_class=IdempotentRoute)

_VERSION_MAX: Final = 1_000_000
DocumentBody = Annotated[
    schemas.Document, Body(description="the strategy document", examples=[schemas.EXAMPLE])
]
Number = Annotated[int, Path(ge=1, le=_VERSION_MAX)]
Symbol = Annotated[Text | None, Query(max_length=64, examples=["BTC/USDT"])]


async def library_of(parts: Parts) -> StrategyLibrary:
    return StrategyLibrary(transactions=parts.transactions, clock=parts.clock)


Library = Annotated[StrategyLibrary, Depends(library_of)]


@router.get("/templates")
async def list_templates(
    _: CurrentUser, symbol: Annotated[Text, Query(max_length=64, pattern=r"^[A-Z0-9./:-]+$")] = ""
) -> schemas.Templates:
    """Return the strategies to start from."""
    known = catalogue()
    items = [
        schemas.Template(
            key=found.key,
            title=found.title,
            story=found.story,
            document=to_json(found.strategy),
            text=print_text(found.strategy, known),
            words=in_words(found.strategy, known),
        )
        for found in templates(known, symbol or "BTC/USDT")
    ]
    return schemas.Templates(items=items)


@router.get("/markets")
async def list_strategy_markets(user: CurrentUser, parts: Parts) -> schemas.Markets:
    """Return the symbols that the own strategies trade, archived ones included."""
    async with parts.transactions.begin_as(user.id) as work:
        return schemas.Markets(items=list(await work.strategies.symbols()))


@router.get("")
async def list_strategies(
    user: CurrentUser,
    parts: Parts,
    asked: PageQuery,
    status: StrategyStatus | None = None,
    archived: Annotated[
        bool | None, Query(description="true: only what is put aside; false: all but that")
    ] = None,
    symbol: Symbol = None,
    timeframe: Annotated[Text | None, Query(max_length=5)] = None,
    search: Annotated[Text | None, Query(max_length=100)] = None,
) -> PageOf[schemas.Summary]:
    """List the own strategies, the newest first."""
    async with parts.transactions.begin_as(user.id) as work:
        page = await work.strategies.page(
            asked,
            status=status,
            is_archived=archived,
            symbol=symbol,
            timeframe=timeframe,
            search=search,
        )
    return PageOf[schemas.Summary].of(page, schemas.Summary.of)


@router.post("", status_code=201)
async def create_strategy(
    document: DocumentBody, user: CurrentUser, library: Library, response: Response
) -> schemas.Strategy:
    """Store a strategy as its version 1."""
    kept = await library.add(user.id, document)
    response.headers["Location"] = f"/api/v1/strategies/{kept.id}"
    return schemas.Strategy.whole(kept)


@router.get("/{strategy_id}")
async def get_strategy(strategy_id: UUID, user: CurrentUser, library: Library) -> schemas.Strategy:
    """Return a strategy with its document."""
    return schemas.Strategy.whole(await library.by_id(user.id, strategy_id))


@router.put("/{strategy_id}", responses=problems(409))
async def change_strategy(
    strategy_id: UUID,
    document: DocumentBody,
    user: CurrentUser,
    library: Library,
    expected_version: Annotated[
        int | None, Query(ge=1, le=_VERSION_MAX, description="409 when it is another by now")
    ] = None,
) -> schemas.Strategy:
    """Store another document; a changed one is the next version."""
    return schemas.Strategy.whole(
        await library.save(user.id, strategy_id, document, expected_version)
    )


@router.delete("/{strategy_id}", status_code=204, responses=problems(409))
async def delete_strategy(strategy_id: UUID, user: CurrentUser, library: Library) -> None:
    """Remove a strategy; its backtests stay."""
    await library.remove(user.id, strategy_id)


@router.post("/{strategy_id}/activate", responses=problems(403, 409))
async def activate_strategy(
    strategy_id: UUID,
    user: CurrentUser,
    library: Library,
    parts: Parts,
    body: schemas.Activation | None = None,
) -> schemas.Strategy:
    """Set the state to active."""
    mode = (body or schemas.Activation()).trading_mode
    if mode is TradingMode.LIVE and not parts.settings.feature_live_trading:
        raise Forbidden("live trading is switched off in this installation")
    return schemas.Strategy.whole(await library.activate(user.id, strategy_id, mode))


@router.post("/{strategy_id}/deactivate")
async def deactivate_strategy(
    strategy_id: UUID, user: CurrentUser, library: Library
) -> schemas.Strategy:
    """Pause an active strategy."""
    return schemas.Strategy.whole(await library.deactivate(user.id, strategy_id))


@router.post("/{strategy_id}/archive", responses=problems(409))
async def archive_strategy(
    strategy_id: UUID, user: CurrentUser, library: Library
) -> schemas.Strategy:
    """Put a strategy aside; its versions and backtests stay."""
    return schemas.Strategy.whole(await library.archive(user.id, strategy_id))


@router.post("/{strategy_id}/unarchive")
async def unarchive_strategy(
    strategy_id: UUID, user: CurrentUser, library: Library
) -> schemas.Strategy:
    """Take a strategy back as what it was before."""
    return schemas.Strategy.whole(await library.unarchive(user.id, strategy_id))


@router.post("/{strategy_id}/clone", status_code=201)
async def clone_strategy(
    strategy_id: UUID,
    user: CurrentUser,
    library: Library,
    response: Response,
    body: schemas.Cloning | None = None,
) -> schemas.Strategy:
    """Store a copy as a draft of its own."""
    name = body.name if body else None
    kept = await library.clone(user.id, strategy_id, name)
    response.headers["Location"] = f"/api/v1/strategies/{kept.id}"
    return schemas.Strategy.whole(kept)


@router.get("/{strategy_id}/versions")
async def list_versions(
    strategy_id: UUID, user: CurrentUser, library: Library, asked: PageQuery
) -> PageOf[schemas.Version]:
    """List what was saved, the newest first."""
    page = await library.versions(user.id, strategy_id, asked)
    return PageOf[schemas.Version].of(page, schemas.Version.of)


@router.get("/{strategy_id}/versions/{number}")
async def get_version(
    strategy_id: UUID, number: Number, user: CurrentUser, library: Library
) -> schemas.Version:
    """Return one version."""
    return schemas.Version.of(await library.version(user.id, strategy_id, number))


@router.get("/{strategy_id}/versions/{number}/diff")
async def diff_versions(
    strategy_id: UUID,
    number: Number,
    user: CurrentUser,
    library: Library,
    against: Annotated[
        int | None, Query(ge=1, le=_VERSION_MAX, description="by default the one before")
    ] = None,
) -> schemas.Diff:
    """Return what changed from another version to this one."""
    older = against if against is not None else max(1, number - 1)
    return schemas.Diff.model_validate(await library.diff(user.id, strategy_id, older, number))


@router.post("/{strategy_id}/versions/{number}/restore", responses=problems(409))
async def restore_version(
    strategy_id: UUID, number: Number, user: CurrentUser, library: Library
) -> schemas.Strategy:
    """Store an earlier version again, as the newest."""
    return schemas.Strategy.whole(await library.restore(user.id, strategy_id, number))
