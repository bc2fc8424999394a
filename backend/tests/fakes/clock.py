"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Answers with one instant; `advance` moves it."""

    def __init__(self, now: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward, or backwards when `by` is negative."""
        self._now += by
