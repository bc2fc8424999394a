"""A user with a browser and a WebSocket, who knows the public address and a password."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx
from websockets.asyncio.client import connect

PASSWORD = "seven quiet harbours, one lighthouse"
EMAIL = "first@e2e.test"
API = "/api/v1"


@dataclass(frozen=True)
class Visitor:
    client: httpx.AsyncClient
    url: str
    token: str
    refresh_cookie: str

    @classmethod
    async def first(cls, client: httpx.AsyncClient, url: str, setup_token: str) -> Self:
        """Make the first account, or log into the one an earlier run has made."""
        document = {"email": EMAIL, "password": PASSWORD, "setup_token": setup_token}
        registered = await client.post(f"{API}/auth/register", json=document)
        assert registered.status_code in {201, 403}, registered.text
        return await cls.logged_in(client, url)

    @classmethod
    async def logged_in(cls, client: httpx.AsyncClient, url: str) -> Self:
        entered = await client.post(
            f"{API}/auth/login", json={"email": EMAIL, "password": PASSWORD}
        )
        assert entered.status_code == 200, entered.text
        # The cookie is for HTTPS alone, so a client on plain HTTP keeps it by hand.
        cookie = next(
            text.partition(";")[0]
            for text in entered.headers.get_list("set-cookie")
            if text.startswith("__Secure-apex_refresh=")
        )
        return cls(client, url, entered.json()["access_token"], cookie)

    async def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return await self.client.request(method, f"{API}{path}", headers=headers, **given)

    async def json(self, method: str, path: str, **given: Any) -> Any:
        answer = await self.ask(method, path, **given)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    @asynccontextmanager
    async def socket(self) -> AsyncIterator["Socket"]:
        ticket = (await self.json("POST", "/ws/ticket"))["ticket"]
        address = f"ws{self.url.removeprefix('http')}/ws"
        offered: Any = ["apex.v1", f"ticket.{ticket}"]
        async with connect(address, subprotocols=offered, proxy=None) as opened:
            yield Socket(opened)


@dataclass(frozen=True)
class Socket:
    opened: Any

    async def say(self, **message: Any) -> None:
        await self.opened.send(json.dumps(message))

    async def next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.opened.recv())
        return message

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the first message of this type whose data has these fields."""
        while True:
            message = await self.next()
            data = message.get("data") or {}
            if message["type"] == kind and all(data.get(k) == v for k, v in fields.items()):
                return message
