"""The first page in one answer."""

from fastapi import APIRouter

from app import bootstrap
from app.api.deps import CurrentUser, Parts
from app.api.schemas.dashboard import Summary
from app.services.dashboard import Dashboard

router = APIRouter(prefix="/dashboard", tags=["dashboard"])


@router.get("/summary")
async def get_summary(user: CurrentUser, parts: Parts) -> Summary:
    """Return counts, what runs, what was completed last, prices and the newest facts."""
    board = Dashboard(
        transactions=parts.transactions, market_data=bootstrap.market_data(parts.transactions)
    )
    return Summary.of(await board.summary(user.id))
