"""A queue that remembers what was handed to it."""

from dataclasses import dataclass, field

from app.domain.errors import StorageUnavailable


@dataclass(slots=True)
class FakeJobQueue:
    jobs: list[tuple[str, str]] = field(default_factory=list)
    is_down: bool = False

    async def enqueue(self, name: str, argument: str) -> None:
        if self.is_down:
            raise StorageUnavailable("the queue does not answer")
        self.jobs.append((name, argument))
