"""A program that runs but does not answer is ended, and only then."""

import threading
from collections.abc import Callable, Iterable

import pytest

from app.stack.vigil import Vigil

PATIENCE_SECONDS = 10.0


class Hanging:
    """A child that says when it is stopped."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()


class Answers:
    """What a program answers, one after the other; the last one for ever."""

    def __init__(self, given: Iterable[bool]) -> None:
        self.given = list(given)
        self.asked = 0
        self.is_through = threading.Event()

    def __call__(self, _: object) -> bool:
        answer = self.given[min(self.asked, len(self.given) - 1)]
        self.asked += 1
        if self.asked > len(self.given) + 5:
            self.is_through.set()
        return answer


def vigil(current: Callable, answers: Answers, hung_seconds: float) -> Vigil:
    return Vigil("one", current, answers, hung_seconds=hung_seconds, look_seconds=0.001)


def test_a_program_that_went_silent_is_ended():
    child = Hanging()
    watch = vigil(lambda: child, Answers([True, True, False]), 0.01)
    assert child.stopped.wait(PATIENCE_SECONDS)
    watch.stop()


@pytest.mark.parametrize(
    ("answers", "hung_seconds"),
    [([True], 0.0), ([False, True], 60.0), ([False, False, True, False], 60.0)],
    ids=["answers", "was slow to begin", "misses one now and then"],
)
def test_a_program_that_answers_in_time_lives(answers, hung_seconds):
    child, given = Hanging(), Answers(answers)
    watch = vigil(lambda: child, given, hung_seconds)
    assert given.is_through.wait(PATIENCE_SECONDS)
    watch.stop()
    assert not child.stopped.is_set()


def test_a_new_child_has_all_the_time_again():
    children = [Hanging() for _ in range(40)]
    answers = Answers([False])

    def current() -> Hanging:
        return children[min(answers.asked, 39)]

    watch = vigil(current, answers, 60.0)
    assert answers.is_through.wait(PATIENCE_SECONDS)
    watch.stop()
    assert not [child for child in children if child.stopped.is_set()]


def test_while_it_starts_nobody_asks():
    answers = Answers([False])
    asked = threading.Event()

    def current() -> None:
        asked.set()

    watch = vigil(current, answers, 0.0)
    assert asked.wait(PATIENCE_SECONDS)
    watch.stop()
    assert answers.asked == 0
