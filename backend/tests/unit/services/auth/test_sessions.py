"""The users of the last moments: remembered shortly, forgotten on demand."""

from datetime import UTC, datetime
from uuid import UUID

from app.services.auth.sessions import Memory, User

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def user(number: int, session: int) -> User:
    return User(
        id=UUID(int=number),
        email="ada@example.com",
        is_admin=False,
        is_verified=True,
        session_id=UUID(int=session),
        auth_time=NOW,
    )


def test_a_user_is_remembered_for_less_than_five_seconds():
    seconds = [0.0]
    memory = Memory(seconds=lambda: seconds[0])
    memory.keep(user(1, 10))
    assert memory.recall(UUID(int=10)) == user(1, 10)
    seconds[0] = 4.9
    assert memory.recall(UUID(int=10)) is None


def test_a_user_is_forgotten_with_every_session():
    memory = Memory()
    for number, session in ((1, 10), (1, 11), (2, 20)):
        memory.keep(user(number, session))
    memory.forget(UUID(int=1))
    assert memory.recall(UUID(int=10)) is memory.recall(UUID(int=11)) is None
    assert memory.recall(UUID(int=20)) == user(2, 20)


def test_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr("app.services.auth.sessions._REMEMBERED_MAX", 5)
    memory = Memory()
    for session in range(20):
        memory.keep(user(1, session))
    assert len(memory.users) == 5
