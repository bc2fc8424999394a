"""Letters leave the outbox once, wait when the server does, and are given up in the end."""

from datetime import UTC, datetime, timedelta

import pytest

from app import bootstrap
from app.core.config import Settings
from app.core.database import Endpoints
from app.domain.errors import MailUnavailable
from app.services.outbox import CLAIM, Outbox, newest
from tests.fakes.clock import FakeClock


class FakeMailer:
    """Keeps letters, or is away."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.is_away = False

    async def send(self, to: str, subject: str, text: str) -> None:
        if self.is_away:
            raise MailUnavailable("the mail server is away")
        self.sent.append(f"{to}: {subject}: {text}")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC) + timedelta(seconds=5))


async def write(databases) -> None:
    async with databases.begin_system() as work:
        await work.mail.add(None, "ada@example.com", "Hello", "text")


async def test_a_letter_leaves_once(database: Endpoints, settings: Settings, clock):
    mailer = FakeMailer()
    async with bootstrap.transactions(database, settings) as databases:
        await write(databases)
        outbox = Outbox(databases.begin_system, mailer, clock)
        assert [await outbox.deliver(), await outbox.deliver()] == [1, 0]
        (letter,) = await newest(databases.begin_system, 10)
    assert mailer.sent == ["ada@example.com: Hello: text"]
    assert letter.sent_at is not None


async def test_a_letter_waits_for_its_server(database: Endpoints, settings: Settings, clock):
    mailer = FakeMailer()
    mailer.is_away = True
    async with bootstrap.transactions(database, settings) as databases:
        await write(databases)
        outbox = Outbox(databases.begin_system, mailer, clock)
        assert await outbox.deliver() == 0
        mailer.is_away = False
        assert await outbox.deliver() == 0
        clock.advance(CLAIM * 2)
        assert await outbox.deliver() == 1


async def test_a_letter_nobody_takes_is_given_up(database: Endpoints, settings: Settings, clock):
    mailer = FakeMailer()
    mailer.is_away = True
    async with bootstrap.transactions(database, settings) as databases:
        await write(databases)
        outbox = Outbox(databases.begin_system, mailer, clock)
        for _ in range(12):
            await outbox.deliver()
            clock.advance(timedelta(hours=2))
        (letter,) = await newest(databases.begin_system, 10)
    assert letter.failed_at is not None
    assert letter.error == "the mail server is away"
