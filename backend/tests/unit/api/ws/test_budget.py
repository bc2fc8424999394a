"""A client may say a hundred things a minute and make four mistakes."""

from app.api.ws.budget import FRAMES_PER_MINUTE, Budget


def test_the_hundred_and_first_frame_of_a_minute_is_too_much():
    budget = Budget()
    assert all(budget.allows(number * 0.5) for number in range(FRAMES_PER_MINUTE))
    assert not budget.allows(59.9)


def test_a_minute_later_there_is_room_again():
    budget = Budget()
    for _ in range(FRAMES_PER_MINUTE):
        budget.allows(0.0)
    assert budget.allows(60.0)


def test_the_fifth_mistake_is_one_too_many():
    budget = Budget()
    assert [budget.forgives() for _ in range(5)] == [True] * 4 + [False]
