"""The way from the API to the gateway: a ticket for one WebSocket."""

from fastapi import APIRouter, Request

from app.api.deps import CurrentUser, Parts
from app.api.openapi import problems
from app.api.schemas.events import Ticket
from app.api.ws.tickets import TICKET_SECONDS, Tickets, Visitor
from app.domain.errors import StorageUnavailable

router = APIRouter(prefix="/ws", tags=["events"])


@router.post("/ticket", status_code=201, responses=problems(401, 503))
async def issue_ticket(request: Request, user: CurrentUser, parts: Parts) -> Ticket:
    """Return a ticket for one connection to /ws within thirty seconds.

    Offer it as a subprotocol beside `apex.v1`: `ticket.<value>`. It belongs to this login and to
    the Origin of this request, which the connection must have as well.
    """
    if parts.redis is None:
        raise StorageUnavailable("no Redis is configured")
    visitor = Visitor(user.id, user.session_id)
    ticket = await Tickets(parts.redis).issue(visitor, request.headers.get("origin"))
    return Ticket(ticket=ticket, expires_in=TICKET_SECONDS)
