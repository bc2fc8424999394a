"""Letters leave the outbox: claimed, handed to the mail server, then ticked off."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.core.logging import get_logger
from app.domain.accounts import OutgoingMail
from app.domain.errors import MailUnavailable
from app.persistence.unit_of_work import UnitOfWork
from app.ports.clock import Clock
from app.ports.mail import Mailer

# A sender that died is replaced after this time: a letter may then arrive twice, never not at all.
CLAIM: Final = timedelta(seconds=60)
# Each try is counted twice: when it is claimed and when it ended.
_ATTEMPTS_MAX: Final = 16
_PAUSE: Final = timedelta(minutes=1)
_PAUSE_MAX: Final = timedelta(hours=1)

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what waits."""

    begin_system: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    mailer: Mailer
    clock: Clock

    async def deliver(self) -> int:
        """Send the letters that are due; return how many left."""
        now = self.clock.now()
        async with self.begin_system() as work:
            claimed = list(await work.mail.due(now))
            for mail in claimed:
                await work.mail.failed(mail.id, "being sent", now + CLAIM)
        return sum([await self._sent(mail) for mail in claimed])

    async def _sent(self, mail: OutgoingMail) -> bool:
        error = ""
        try:
            await self.mailer.send(mail.recipient, mail.subject, mail.body)
        except MailUnavailable as unavailable:
            error = str(unavailable)
            _log.warning("letter not sent", mail_id=str(mail.id), reason=error)
        now = self.clock.now()
        async with self.begin_system() as work:
            if not error:
                await work.mail.sent(mail.id, now)
            elif mail.attempts >= _ATTEMPTS_MAX:
                await work.mail.given_up(mail.id, error, now)
            else:
                await work.mail.failed(mail.id, error, now + pause(mail.attempts))
        return not error


async def newest(
    begin_system: Callable[[], AbstractAsyncContextManager[UnitOfWork]], limit: int
) -> Sequence[OutgoingMail]:
    """Return the newest letters, sent or not."""
    async with begin_system() as work:
        return await work.mail.latest(limit)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubled up to an hour."""
    doublings: int = min(attempts // 2, 6)
    return min(_PAUSE * (1 << doublings), _PAUSE_MAX)
