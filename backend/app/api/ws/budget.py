"""How much a client may say: frames per minute, and mistakes."""

from collections import deque
from typing import Final

FRAMES_PER_MINUTE: Final = 100
MISTAKES_MAX: Final = 5
_WINDOW_SECONDS: Final = 60.0


class Budget:
    """Counts one client's frames; `now` is any clock that only goes forward, in seconds."""

    __slots__ = ("_mistakes", "_times")

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=FRAMES_PER_MINUTE)
        self._mistakes = 0

    def allows(self, now: float) -> bool:
        """Count a frame; False for more than FRAMES_PER_MINUTE within any minute."""
        is_full = len(self._times) == FRAMES_PER_MINUTE
        if is_full and now - self._times[0] < _WINDOW_SECONDS:
            return False
        self._times.append(now)
        return True

    def forgives(self) -> bool:
        """Count a malformed frame; False for the one that is one too many."""
        self._mistakes += 1
        return self._mistakes < MISTAKES_MAX
