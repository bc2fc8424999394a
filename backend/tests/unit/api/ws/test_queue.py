"""A queue with two bounds: prices give way, facts never do."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.ws.queue import BYTES_MAX, FRAMES_MAX, FrameQueue


def taken(queue: FrameQueue) -> list[str]:
    return list(iter(queue.take, None))


def test_the_newest_of_a_key_takes_the_place_of_the_old_one():
    queue = FrameQueue()
    queue.replace("a", "a1")
    queue.replace("b", "b1")
    queue.replace("a", "a2")
    assert taken(queue) == ["a2", "b1"]


def test_facts_keep_their_order_and_are_never_replaced():
    queue = FrameQueue()
    for number in range(5):
        assert queue.keep(str(number))
    assert taken(queue) == ["0", "1", "2", "3", "4"]


def test_prices_give_way_to_a_fact_the_oldest_first():
    queue = FrameQueue()
    queue.keep("fact")
    for number in range(FRAMES_MAX - 1):
        queue.replace(f"k{number}", f"p{number}")
    assert queue.keep("late fact")
    assert len(queue) == FRAMES_MAX
    found = taken(queue)
    assert found[:2] == ["fact", "p1"]
    assert found[-1] == "late fact"


def test_a_fact_without_room_is_refused_not_dropped():
    queue = FrameQueue()
    assert all(queue.keep("f") for _ in range(FRAMES_MAX))
    assert not queue.keep("one more")
    queue.replace("price", "p")
    assert taken(queue) == ["f"] * FRAMES_MAX


def test_bytes_are_bounded_too():
    queue = FrameQueue()
    assert queue.keep("x" * (BYTES_MAX - 1))
    assert not queue.keep("xx")
    assert queue.keep("x")
    queue.clear()
    assert queue.size == 0


def test_whoever_replays_waits_for_half_the_room():
    queue = FrameQueue()
    for _ in range(FRAMES_MAX // 2):
        queue.keep("f")
    assert not queue.roomy.is_set()
    queue.take()
    assert queue.roomy.is_set()


def test_a_waiting_writer_is_woken():
    queue = FrameQueue()
    assert queue.take() is None
    assert not queue.filled.is_set()
    queue.replace("a", "a")
    assert queue.filled.is_set()


actions = st.lists(
    st.one_of(
        st.tuples(st.just("replace"), st.integers(0, 400), st.integers(1, 9000)),
        st.tuples(st.just("keep"), st.just(0), st.integers(1, 9000)),
        st.tuples(st.just("take"), st.just(0), st.just(0)),
    ),
    max_size=600,
)


@settings(max_examples=30, deadline=None)
@given(actions)
def test_bounds_hold_and_every_accepted_fact_comes_out_in_order(steps):
    queue = FrameQueue()
    accepted: list[str] = []
    out: list[str] = []
    for number, (action, key, size) in enumerate(steps):
        text = f"{number:06}".ljust(size, ".")
        if action == "replace":
            queue.replace(str(key), "price" + text)
        elif action == "keep" and queue.keep(text):
            accepted.append(text)
        elif action == "take" and (found := queue.take()):
            out.append(found)
        assert len(queue) <= FRAMES_MAX
        assert queue.size <= BYTES_MAX
    out += taken(queue)
    assert [text for text in out if not text.startswith("price")] == accepted
    assert queue.size == 0
