"""How long a letter waits that was not taken."""

from datetime import timedelta

import pytest

from app.services.outbox import pause


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (2, 2), (4, 4), (10, 32), (12, 60), (1000, 60)]
)
def test_the_pause_doubles_up_to_an_hour(attempts, minutes):
    assert pause(attempts) == timedelta(minutes=minutes)
