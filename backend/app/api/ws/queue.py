"""What waits to be sent to one client: bounded, the newest of each kind, facts never dropped."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from app.core import telemetry

FRAMES_MAX: Final = 256
BYTES_MAX: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class _Waiting:
    text: str
    is_kept: bool


class FrameQueue:
    """Frames in the order of sending, at most FRAMES_MAX and BYTES_MAX of them.

    A frame with a key replaces a waiting one of the same key, and gives way when there is no room.
    A frame without a key is kept: where it finds no room, the client is too slow.
    """

    __slots__ = ("_frames", "_number", "_size", "filled", "roomy")

    def __init__(self) -> None:
        self._frames: OrderedDict[str | int, _Waiting] = OrderedDict()
        self._size = 0
        self._number = 0
        self.filled = asyncio.Event()
        self.roomy = asyncio.Event()
        self.roomy.set()

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def size(self) -> int:
        """Return the bytes that wait."""
        return self._size

    def replace(self, key: str, text: str) -> None:
        """Put a frame that only counts until the next one of its key."""
        waiting = self._frames.get(key)
        growth = len(text) - (len(waiting.text) if waiting else 0)
        if waiting is None and not self._make_room(len(text)):
            telemetry.FRAMES_DROPPED.inc()
            return
        if waiting is not None and self._size + growth > BYTES_MAX:
            telemetry.FRAMES_DROPPED.inc()
            return
        # Assigning to a key that waits keeps its place, so a busy key is never pushed back.
        self._frames[key] = _Waiting(text, is_kept=False)
        self._size += growth
        self._changed()

    def keep(self, text: str) -> bool:
        """Put a frame that must arrive; False when there is no room even without the others."""
        if not self._make_room(len(text)):
            return False
        self._number += 1
        self._frames[self._number] = _Waiting(text, is_kept=True)
        self._size += len(text)
        self._changed()
        return True

    def take(self) -> str | None:
        """Return the frame to send next, or None."""
        if not self._frames:
            self.filled.clear()
            return None
        _, waiting = self._frames.popitem(last=False)
        self._size -= len(waiting.text)
        if not self.roomy.is_set() and self._is_roomy():
            self.roomy.set()
        return waiting.text

    def clear(self) -> None:
        """Forget everything that waits."""
        self._frames.clear()
        self._size = 0
        self.filled.clear()
        self.roomy.set()

    def _make_room(self, size: int) -> bool:
        if self._fits(size):
            return True
        for key in [key for key, waiting in self._frames.items() if not waiting.is_kept]:
            self._size -= len(self._frames.pop(key).text)
            telemetry.FRAMES_DROPPED.inc()
            if self._fits(size):
                return True
        return False

    def _fits(self, size: int) -> bool:
        return len(self._frames) < FRAMES_MAX and self._size + size <= BYTES_MAX

    def _is_roomy(self) -> bool:
        return len(self._frames) < FRAMES_MAX // 2 and self._size < BYTES_MAX // 2

    def _changed(self) -> None:
        self.filled.set()
        if not self._is_roomy():
            self.roomy.clear()
