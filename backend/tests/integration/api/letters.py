"""What lies in the outbox, as a test reads it."""

import re

from fastapi import FastAPI

from app.domain.accounts import OutgoingMail


async def outbox(api: FastAPI) -> list[OutgoingMail]:
    """Return the letters written so far, the newest first."""
    async with api.state.platform.transactions.begin_system() as work:
        return list(await work.mail.latest(100))


async def token_for(api: FastAPI, recipient: str) -> str:
    """Return the token of the newest letter to `recipient` that carries one."""
    for letter in await outbox(api):
        found = re.search(r"token=([\w-]+)", letter.body)
        if letter.recipient == recipient and found:
            return found[1]
    raise AssertionError(f"no letter with a token to {recipient}")
