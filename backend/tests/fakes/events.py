"""A bus inside one event loop: what the port promises, without Redis."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from app.domain.errors import StorageUnavailable

type Message = tuple[str, Mapping[str, Any]]


@dataclass(slots=True)
class FakeEventBus:
    published: list[Message] = field(default_factory=list)
    is_down: bool = False
    _listeners: list[tuple[Sequence[str], asyncio.Queue[Message]]] = field(default_factory=list)

    async def publish(self, channel: str, event: Mapping[str, Any]) -> None:
        if self.is_down:
            raise StorageUnavailable("the bus does not answer")
        self.published.append((channel, event))
        for patterns, inbox in self._listeners:
            if any(fnmatchcase(channel, pattern) for pattern in patterns):
                inbox.put_nowait((channel, event))

    async def subscribe(self, patterns: Sequence[str]) -> AsyncIterator[Message]:
        listener = (patterns, asyncio.Queue[Message]())
        self._listeners.append(listener)
        try:
            while True:
                yield await listener[1].get()
        finally:
            self._listeners.remove(listener)
