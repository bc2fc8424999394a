"""Work handed to another process by name.

A message is a hint: the row it names is the job, and a sweep finds a row whose message was lost.
So a message may arrive twice or never, and carries an identifier, never a payload.
"""

from typing import Protocol


class JobQueue(Protocol):
    """Where jobs wait for a worker."""

    async def enqueue(self, name: str, argument: str) -> None:
        """Hand `argument` to the task called `name`.

        Raises: StorageUnavailable when the queue is out of reach.
        """
        ...
