"""Limits without Redis: counted per process, by a window that begins with the first hit."""

from app.core.rate_limit import Limit, RateLimiter

THREE = Limit("three", 3, 60)


class Seconds:
    """A clock of seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def hits(limiter: RateLimiter, count: int, subject: str = "ada") -> list[bool]:
    return [(await limiter.hit(THREE, subject)).is_allowed for _ in range(count)]


async def test_the_fourth_hit_of_three_is_refused():
    assert await hits(RateLimiter(None), 4) == [True, True, True, False]


async def test_every_subject_has_its_own_count():
    limiter = RateLimiter(None)
    await hits(limiter, 4)
    assert await hits(limiter, 1, "bob") == [True]


async def test_a_refusal_says_when_to_come_back():
    seconds = Seconds()
    limiter = RateLimiter(None, seconds)
    await hits(limiter, 3)
    seconds.now = 20.5
    assert (await limiter.hit(THREE, "ada")).retry_after_seconds == 40
    seconds.now = 60.0
    assert await hits(limiter, 1) == [True]


async def test_what_turned_out_right_is_not_counted():
    limiter = RateLimiter(None)
    await hits(limiter, 3)
    await limiter.take_back(THREE, "ada")
    assert await hits(limiter, 2) == [True, False]


async def test_invented_subjects_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("app.core.rate_limit._LOCAL_KEYS_MAX", 10)
    limiter = RateLimiter(None)
    for number in range(50):
        await limiter.hit(THREE, str(number))
    assert len(limiter._local) == 10
