"""Jobs handed to Celery by name; whoever sends knows nothing of the tasks."""

import asyncio
from dataclasses import dataclass
from typing import Any

from kombu.exceptions import OperationalError

from app.core.logging import request_id
from app.domain.errors import StorageUnavailable


@dataclass(frozen=True, slots=True)
class CeleryJobQueue:
    """The port `ports.jobs.JobQueue` over one Celery application."""

    celery: Any

    async def enqueue(self, name: str, argument: str) -> None:
        """Hand `argument` to the task called `name`; its route says in which queue."""
        await asyncio.to_thread(self._send, name, argument)

    def _send(self, name: str, argument: str) -> None:
        try:
            # One try: the sweep finds what was not sent, and nobody should wait for it here.
            self.celery.send_task(
                name, args=[argument], retry=False, ignore_result=True, headers=_headers()
            )
        except (OperationalError, OSError) as error:
            raise StorageUnavailable(
                f"the task queue does not answer ({type(error).__name__})"
            ) from error


def _headers() -> dict[str, str]:
    """Return what finds the request in the logs of the worker; the task does not see it."""
    given = request_id()
    return {} if given is None else {"request_id": given}
