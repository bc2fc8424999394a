"""POST /ws/ticket: what a logged-in user takes to the gateway."""

import pytest

from app.api.ws.tickets import Tickets
from app.domain.errors import Forbidden, TokenInvalid

URL = "/api/v1/ws/ticket"
ORIGIN = "https://testserver"


async def test_a_ticket_names_the_user_and_the_login(people, redis):
    client = await people.add("ada@example.com")
    me = (await client.get("/api/v1/auth/me")).json()
    answer = await client.post(URL, headers={"Origin": ORIGIN})
    assert answer.status_code == 201, answer.text
    assert answer.json()["expires_in"] == 30
    assert answer.headers["cache-control"] == "no-store"
    visitor = await Tickets(redis).redeem(answer.json()["ticket"], ORIGIN)
    assert str(visitor.user_id) == me["id"]


async def test_two_tickets_differ_and_each_is_good_once(people, redis):
    client = await people.add("ada@example.com")
    first, second = [(await client.post(URL)).json()["ticket"] for _ in range(2)]
    assert first != second
    tickets = Tickets(redis)
    await tickets.redeem(first, None)
    with pytest.raises(TokenInvalid):
        await tickets.redeem(first, None)
    await tickets.redeem(second, None)


async def test_a_ticket_belongs_to_the_origin_that_asked(people, redis):
    client = await people.add("ada@example.com")
    ticket = (await client.post(URL, headers={"Origin": ORIGIN})).json()["ticket"]
    with pytest.raises(Forbidden):
        await Tickets(redis).redeem(ticket, "https://evil.test")


async def test_without_a_login_there_is_no_ticket(client):
    answer = await client.post(URL)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
