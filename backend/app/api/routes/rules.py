"""Rules and indicators over HTTP."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from app import bootstrap
from app.api.deps import CurrentUser, Parts
from app.api.idempotency import IdempotentRoute
from app.api.openapi import problems
from app.api.pagination import PageQuery
from app.api.schemas import rules as schemas
from app.api.schemas.conventions import PageOf, ProblemItem, Text
from app.domain.errors import InvalidInput, NotFound
from app.domain.indicators.registry import catalogue, describe, find
from app.services.backtest_jobs import period_of
from app.services.rules import Judgement, RuleLibrary, RuleTrials, judged

router = APIRouter(tags=["rules"])
# Only what stores something takes a key: judging the same document twice changes nothing.
stored = APIRouter(prefix="/rules", route_class=IdempotentRoute)


async def library_of(parts: Parts) -> RuleLibrary:
    return RuleLibrary(transactions=parts.transactions)


Library = Annotated[RuleLibrary, Depends(library_of)]


@router.get("/indicators")
async def list_indicators(
    _: CurrentUser, group: Annotated[Text | None, Query(max_length=64)] = None
) -> schemas.Indicators:
    """Return the catalogue of indicators."""
    found = [entry for entry in catalogue().values() if group in (None, entry.group)]
    items = [schemas.Indicator.model_validate(describe(entry)) for entry in found]
    return schemas.Indicators(items=items)


@router.get("/indicators/{name}")
async def get_indicator(
    name: Annotated[Text, Path(max_length=64)], _: CurrentUser
) -> schemas.Indicator:
    """Return one indicator, by its name or an alias."""
    try:
        return schemas.Indicator.model_validate(describe(find(name)))
    except InvalidInput as error:
        raise NotFound(str(error)) from None


@router.post("/rules/validate")
async def validate_rules(body: schemas.Judging, _: CurrentUser) -> schemas.Judgement:
    """Say whether a document can run, and everything wrong with it."""
    found = await _judged(body)
    return schemas.Judgement(
        is_valid=found.is_valid, faults=_faults(found), look_back=found.look_back
    )


@router.post("/rules/parse")
async def parse_rules(body: schemas.Judging, _: CurrentUser) -> schemas.Forms:
    """Return a document in its other forms: JSON, text, words."""
    found = await _judged(body)
    return schemas.Forms(
        is_valid=found.is_valid,
        faults=_faults(found),
        look_back=found.look_back,
        document=None if found.document is None else dict(found.document),
        text=found.text,
        words=found.words,
    )


@router.post("/rules/evaluate", responses=problems(404))
async def evaluate_rules(body: schemas.Trying, user: CurrentUser, parts: Parts) -> schemas.Trial:
    """Try rules on stored bars: their signals, and why at one bar."""
    trials = RuleTrials(
        transactions=parts.transactions, market_data=bootstrap.market_data(parts.transactions)
    )
    period = period_of(body.start_date, body.end_date)
    found = await trials.run(user.id, body.document, period, source=body.source, bar=body.bar)
    return schemas.Trial.model_validate(found)


@stored.get("")
async def list_rules(
    user: CurrentUser,
    library: Library,
    asked: PageQuery,
    search: Annotated[Text | None, Query(max_length=100)] = None,
) -> PageOf[schemas.Rule]:
    """List the saved rules, the newest first."""
    page = await library.page(user.id, asked, search)
    return PageOf[schemas.Rule].of(page, schemas.Rule.of)


@stored.post("", status_code=201)
async def create_rule(
    body: schemas.SavedRule, user: CurrentUser, library: Library, response: Response
) -> schemas.Rule:
    """Keep a rule for use in several strategies."""
    kept = await library.add(user.id, body.name, body.description, body.document)
    response.headers["Location"] = f"/api/v1/rules/{kept.id}"
    return schemas.Rule.of(kept)


@stored.get("/{rule_id}")
async def get_rule(rule_id: UUID, user: CurrentUser, library: Library) -> schemas.Rule:
    """Return a saved rule."""
    return schemas.Rule.of(await library.by_id(user.id, rule_id))


@stored.put("/{rule_id}", responses=problems(409))
async def change_rule(
    rule_id: UUID, body: schemas.SavedRule, user: CurrentUser, library: Library
) -> schemas.Rule:
    """Change a saved rule; strategies that name it read it so from now on."""
    kept = await library.save(user.id, rule_id, body.name, body.description, body.document)
    return schemas.Rule.of(kept)


@stored.delete("/{rule_id}", status_code=204)
async def delete_rule(rule_id: UUID, user: CurrentUser, library: Library) -> None:
    """Forget a saved rule; a strategy that names it can no longer run."""
    await library.remove(user.id, rule_id)


async def _judged(body: schemas.Judging) -> Judgement:
    document = body.document if body.document is not None else body.text or ""
    # Large documents take some tenths of a second, which others should not wait for.
    return await asyncio.to_thread(judged, document)


def _faults(found: Judgement) -> list[ProblemItem]:
    return [ProblemItem(pointer=fault.pointer, message=fault.message) for fault in found.faults]


router.include_router(stored)
