"""The series an indicator reads."""

import numpy as np
import pytest

from app.domain.indicators.columns import column, columns
from app.domain.indicators.parameters import OTHER_INPUTS
from tests.builders import ohlc

BARS = ohlc([(10.0, 16.0, 8.0, 12.0)], volume=3.0)
SOURCE = np.array([99.0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", 99.0), ("open", 10.0), ("high", 16.0), ("low", 8.0), ("close", 12.0),
        ("volume", 3.0), ("hl2", 12.0), ("hlc3", 12.0), ("ohlc4", 11.5),
    ],
)  # fmt: skip
def test_each_name_is_one_series(name, value):
    assert column(BARS, SOURCE, name).tolist() == [value]


def test_every_choice_of_a_second_series_exists():
    assert len(columns(BARS, SOURCE, OTHER_INPUTS)) == len(OTHER_INPUTS)
