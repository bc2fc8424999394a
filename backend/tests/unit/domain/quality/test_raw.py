"""Rows picked out of a file."""

import numpy as np

from tests.unit.domain.quality.rows import flat


def test_rows_are_picked_with_everything_that_belongs_to_them() -> None:
    rows = flat("2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00")
    picked = rows.at(np.array([2, 0]))
    assert len(picked) == 2
    assert picked.row.tolist() == [3, 1]
    assert picked.time.tolist() == [rows.time[2], rows.time[0]]
    assert picked.stamp is rows.stamp
