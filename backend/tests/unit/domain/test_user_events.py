"""Which cursors can be replayed from."""

import pytest

from app.domain.user_events import is_replayable


@pytest.mark.parametrize(
    ("cursor", "kept_after", "head", "expected"),
    [
        (0, 0, 0, True),
        (0, 0, 7, True),
        (7, 0, 7, True),
        (3, 3, 7, True),
        (2, 3, 7, False),  # what follows it was removed
        (8, 0, 7, False),  # from another history
        (-1, 0, 7, False),
    ],
)
def test_a_cursor_is_good_from_what_is_kept_up_to_the_head(cursor, kept_after, head, expected):
    assert is_replayable(cursor, kept_after, head) is expected
