"""Days as people write them become the period of a run."""

from datetime import date

import pytest

from app.domain.errors import InvalidInput
from app.services.backtest_jobs import period_of


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, (None, None)),
        (date(1970, 1, 2), None, (86_400_000_000_000, None)),
        (date(1970, 1, 1), date(1970, 1, 2), (0, 86_400_000_000_000)),
    ],
)
def test_a_period_goes_up_to_the_start_of_its_last_day(start, end, expected):
    period = period_of(start, end)
    assert (period.start_ns, period.end_ns) == expected


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInput, match="start must be before"):
        period_of(date(2024, 1, 2), date(2024, 1, 1))
